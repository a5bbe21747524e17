import { isForSender } from '../domain/authorization.js'
import { type Case, stepOf } from '../domain/case.js'
import { problemsOf } from '../domain/diagnosis.js'
import type { Diagnosed } from '../domain/phase.js'
import { REMEDIES, type RemedyId } from '../domain/repair.js'
import type { Button } from './buttons.js'
import type { Viewer } from './viewer.js'
import type { Wording } from './wording.js'

export function repairButton(c: Case, remedy: RemedyId, title: string): Button {
  return { title, click: { verb: 'repair', case: c.id, step: stepOf(c), value: remedy } }
}

/** What the bot can do about the first cause that it can do something about; empty: nothing. */
export function repairOffer(
  c: Case,
  phase: Diagnosed,
  { wording, viewer }: { wording: Wording; viewer: Viewer },
): Button[] {
  if (!c.parties || phase.diagnosis.verdict !== 'causeFound') return []
  const problems = problemsOf(phase.diagnosis).map(({ checkId }) => checkId)
  const remedy = REMEDIES.find(id => id !== 'undo' && id !== 'holdMails' && problems.includes(id))
  if (!remedy) return []
  const who = remedy === 'senderConsent' && !viewer.isSender ? 'askSender' : remedy
  return [repairButton(c, remedy, wording.say(`repair.${who}`, { sender: c.parties.sender.name }, 'plain'))]
}

/** Putting back what was repaired; empty: there is nothing to put back, or not by this person. */
export function undoButton(c: Case, { wording, viewer }: { wording: Wording; viewer: Viewer }): Button[] {
  const { applied } = c
  if (!applied || applied.undone) return []
  if (isForSender(c, 'undo') && !viewer.isSender) return []
  return [repairButton(c, 'undo', wording.say('repair.undo', {}, 'plain'))]
}
