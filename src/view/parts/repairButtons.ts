import { type Case, stepOf } from '../../domain/case/case.js'
import type { Diagnosed } from '../../domain/case/phase.js'
import { type Problem, problemsOf } from '../../domain/diagnosis/diagnosis.js'
import { REMEDIES, type RemedyId } from '../../domain/repair/repair.js'
import { mayAgree, type Viewer } from '../viewer.js'
import type { Wording } from '../wordings.js'
import type { Button } from './buttons.js'

export function repairButton(c: Case, remedy: RemedyId, title: string): Button {
  return { title, click: { verb: 'repair', case: c.id, step: stepOf(c), value: remedy } }
}

/** What the bot can do about a cause. */
export interface Way {
  readonly problem: Problem
  readonly button: Button
  /** `allow`: by the sender themself; `askSender`: by somebody else; `grant`: by an administrator. */
  readonly kind: 'allow' | 'askSender' | 'grant'
  /** `theirs`: the reader's press can succeed; `anybodys`: somebody who reads along may have the right to. */
  readonly press: 'theirs' | 'anybodys' | 'othersOnly'
}

interface Reading {
  readonly wording: Wording
  readonly viewer: Viewer
}

/** What repairs a cause of the same name. */
const REPAIRS = REMEDIES.filter(id => id !== 'undo' && id !== 'holdMails')

/** For the first cause that the bot can do something about; null: there is none. */
export function wayOf(c: Case, { diagnosis }: Pick<Diagnosed, 'diagnosis'>, { wording, viewer }: Reading): Way | null {
  if (!c.parties || diagnosis.verdict !== 'causeFound') return null
  const problems = problemsOf(diagnosis)
  const remedy = REPAIRS.find(id => problems.some(({ checkId }) => checkId === id))
  const problem = problems.find(({ checkId }) => checkId === remedy)
  if (!remedy || !problem) return null
  const kind = remedy !== 'senderConsent' ? 'grant' : viewer.isSender ? 'allow' : 'askSender'
  const name = kind === 'askSender' ? kind : remedy
  const title = wording.say(`repair.${name}`, { sender: c.parties.sender.name }, 'plain')
  const others = mayAgree(c, remedy, viewer) ? 'anybodys' : 'othersOnly'
  const press = kind !== 'grant' || viewer.administers ? 'theirs' : others
  return { problem, button: repairButton(c, remedy, title), kind, press }
}

/** Putting back what was repaired; empty: there is nothing to put back, or not by this person. */
export function undoButton(c: Case, { wording, viewer }: Reading): Button[] {
  const { applied } = c
  if (!applied || applied.undone) return []
  return mayAgree(c, 'undo', viewer) ? [repairButton(c, 'undo', wording.say('repair.undo', {}, 'plain'))] : []
}
