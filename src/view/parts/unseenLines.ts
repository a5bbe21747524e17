import { type Diagnosis, type Missing, missingFacts } from '../../domain/diagnosis/diagnosis.js'
import type { DrawingContext } from '../drawingContext.js'
import type { Wording } from '../wordings.js'
import { missingLine } from './details.js'
import { ruledOutLine } from './mail/ruledOut.js'

/** What was not seen, separate from what was seen but not understood; beside a cause, it says only that there is more. */
export function unseenData(diagnosis: Diagnosis, { wording, viewer }: DrawingContext): object {
  if (diagnosis.unexplained) return { notSeen: [{ text: ruledOutLine(diagnosis, wording) }], notUnderstood: [] }
  const missing = missingFacts(diagnosis)
  const strange = missing.filter(({ why }) => why === 'notUnderstood')
  const unseen = missing.filter(({ why }) => why !== 'notUnderstood')
  if (diagnosis.verdict === 'undetermined') {
    const line = (one: Missing) => ({ text: missingLine(one, { wording, whole: viewer.administers }) })
    return { notSeen: alikeLine(unseen, wording) ?? unseen.map(line), notUnderstood: strange.map(line) }
  }
  const besides = [
    ...(unseen.length > 0 ? [wording.say('diagnosis.alsoNotSeen', { count: unseen.length })] : []),
    ...(strange.length > 0 ? [wording.say('diagnosis.alsoNotUnderstood')] : []),
  ]
  const said = diagnosis.verdict === 'causeFound' && besides.length > 0
  return { notSeen: [], notUnderstood: [], ...(said && { alsoNotSeen: besides.join(' ') }) }
}

/** If an outage hides everything for one reason, that is said once; null: there are several reasons. */
function alikeLine(unseen: readonly Missing[], wording: Wording): { text: string }[] | null {
  const [first, ...others] = unseen
  if (!first || others.length < FEW || others.some(({ why }) => why !== first.why)) return null
  const why = wording.say(`why.${first.why}`)
  return [{ text: wording.say('diagnosis.notSeenAlike', { count: unseen.length, why }) }]
}

/** The most lines to show one by one. */
const FEW = 4
