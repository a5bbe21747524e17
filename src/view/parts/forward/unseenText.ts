import type { Case } from '../../../domain/case/case.js'
import { type Diagnosis, type Missing, missingFacts } from '../../../domain/diagnosis/diagnosis.js'
import type { Wording } from '../../wordings.js'
import { factName } from '../details.js'
import { privilegesIn, toGrant } from '../nextStep.js'
import { type Forwarding, frameOf, nameOf, quoted, say } from './forwardFrame.js'

/** What somebody has to grant, or look at, so that the bot sees enough; null: nobody can do anything. */
export function unseenText(thisCase: Case, { diagnosis, guiding: { wording } }: Forwarding): string | null {
  const missing = missingFacts(diagnosis)
  const unseen = toGrant(missing)
  const absent = !unseen && missing.some(({ why }) => why === 'absent')
  if (absent) return absentText(thisCase, { diagnosis, missing, wording })
  const ask = unseen ? say(wording, `see.${unseen}`, privilegesIn(missing)) : alertText(thisCase, missing, wording)
  if (ask === null) return null
  const facts = missing.map(({ fact }) => factName(fact, wording)).join(', ')
  return say(wording, 'administrator', {
    ...frameOf(thisCase, diagnosis, { reader: 'administrator', wording }),
    problem: unseen ? say(wording, 'see.problem', { facts }) : say(wording, 'see.strange'),
    evidence: '',
    ask,
    link: '',
  })
}

/** Nothing that was seen is wrong, but something that should exist was not found. */
function absentText(thisCase: Case, { diagnosis, missing, wording }: Absent): string {
  const facts = missing.filter(({ why }) => why === 'absent').map(({ fact }) => factName(fact, wording))
  return say(wording, 'administrator', {
    ...frameOf(thisCase, diagnosis, { reader: 'administrator', wording }),
    problem: say(wording, 'see.absent', { facts: facts.join(', ') }),
    evidence: '',
    ask: say(wording, 'see.askAbsent'),
    link: '',
  })
}

interface Absent {
  readonly diagnosis: Diagnosis
  readonly missing: readonly Missing[]
  readonly wording: Wording
}

function alertText(thisCase: Case, missing: readonly Missing[], wording: Wording): string | null {
  const alert = missing.find(({ why }) => why === 'notUnderstood')
  return alert
    ? say(wording, 'see.alert', { sender: quoted(nameOf(thisCase), wording), alert: quoted(alert.detail, wording) })
    : null
}
