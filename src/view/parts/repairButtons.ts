import { mayAgree, type Viewer } from '../../domain/case/authorization.js'
import { type Case, stepOf } from '../../domain/case/case.js'
import type { Diagnosed } from '../../domain/case/phase.js'
import type { Problem } from '../../domain/diagnosis/diagnosis.js'
import { remedyKey } from '../../domain/messageKey.js'
import { isUndoable } from '../../domain/repair/plan.js'
import { cureIn, type Remedy, remedyFor } from '../../domain/repair/remedy.js'
import type { Wording } from '../wordings.js'
import type { Button } from './buttons.js'

export function repairButton(thisCase: Case, { id }: Remedy, title: string): Button {
  return { title, click: { verb: 'repair', case: thisCase.id, step: stepOf(thisCase), value: id } }
}

/** What the bot can do about a cause. */
export interface RepairOffer {
  /** null: nothing is in the way any more. */
  readonly problem: Problem | null
  readonly remedy: Remedy
  readonly button: Button
  /** `allow`: for the sender; `askSender`: for somebody else; `grant`: for an administrator. */
  readonly kind: 'allow' | 'askSender' | 'grant'
  /** `theirs`: the reader may succeed; `anybodys`: somebody else in the conversation may have the right. */
  readonly press: 'theirs' | 'anybodys' | 'othersOnly'
}

interface Reading {
  readonly wording: Wording
  readonly viewer: Viewer
  readonly remedies: readonly Remedy[]
}

/** For the first cause that the bot can do something about; null: there is none. */
export function wayOf(
  thisCase: Case,
  { diagnosis }: Pick<Diagnosed, 'diagnosis'>,
  reading: Reading,
): RepairOffer | null {
  const { wording, viewer, remedies } = reading
  if (!thisCase.parties) return null
  const found = cureIn(diagnosis, remedies)
  if (!found) return null
  const { remedy, problem } = found
  const kind = remedy.decides !== 'sender' ? 'grant' : viewer.isSender ? 'allow' : 'askSender'
  const key = kind === 'askSender' ? 'repair.askSender' : remedyKey('repair', remedy.id)
  const title = wording.say(key, { sender: thisCase.parties.sender.name }, 'plain')
  const others = mayAgree(thisCase, remedy, reading) ? 'anybodys' : 'othersOnly'
  const isTheirs = kind !== 'grant' || viewer.administers || (remedy.isOwnersRight && viewer.isSender)
  const press = isTheirs ? 'theirs' : others
  return { problem, remedy, button: repairButton(thisCase, remedy, title), kind, press }
}

/** The button that undoes a repair; empty: there is nothing to undo, or this person may not. */
export function undoButton(thisCase: Case, reading: Reading): Button[] {
  const { applied } = thisCase
  const undo = remedyFor(reading.remedies, 'undo')
  if (!undo || !applied || applied.undone || !isUndoable(applied.writes) || !mayAgree(thisCase, undo, reading))
    return []
  return [repairButton(thisCase, undo, reading.wording.say(remedyKey('repair', undo.id), {}, 'plain'))]
}
