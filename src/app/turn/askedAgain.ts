import { sameAddress } from '../../domain/address.js'
import { type Case, stepOf, type Target } from '../../domain/case/case.js'
import { decide } from '../../domain/case/decide.js'
import { isUnderWay } from '../../domain/case/phase.js'
import { closeReplaced } from './closeReplaced.js'
import { findOpen } from './status.js'
import { apply, type Context, type EventRequest, type Next, seenBy, type Turn } from './turn.js'

/**
 * Somebody types what an open check of theirs in this conversation is about already. That check comes here, and looks again if it has
 * a result that does not change by itself. null: no such check is open.
 */
export async function continueSame(context: Context, turn: Turn, known: Target): Promise<Next | null> {
  if (!turn.typed || !known.sender) return null
  const same = await findOpen(context, turn, thisCase => isAbout(thisCase, known))
  return same && bringForward(context, turn, same)
}

/**
 * The answer that `event` gives is the last one, and with it an open check is about the same: that check comes here, and the
 * one that asked is closed. Whoever started over wants another. null: no such check is open.
 */
export async function continueAnswered(
  context: Context,
  turn: Turn,
  { current, step, event }: EventRequest,
): Promise<Next | null> {
  if (!current || current.anew) return null
  const decision = decide(current, event(seenBy(context, turn, { current, step })), context)
  const after = 'done' in decision ? decision.done : current
  if (!isUnderWay(after.phase) || !after.target.sender) return null
  const same = await findOpen(context, turn, other => other.id !== current.id && isAbout(other, after.target))
  if (!same || !(await closeReplaced(context, turn, { current, step: stepOf(current) }))) return null
  return bringForward(context, turn, same)
}

async function bringForward(context: Context, turn: Turn, same: Case): Promise<Next> {
  if (same.phase.name === 'diagnosed')
    return apply(context, turn, { current: same, event: seen => ({ type: 'checkedAgain', ...seen }) })
  // Where a card was clicked, the answer to the click moves the check there.
  return { case: same, changed: !turn.typed, note: { key: 'notes.sameCheck' } }
}

/** Whether the text tells nothing that the check does not know. An organization or a symptom that it leaves out is the same one. */
function isAbout({ target }: Case, known: Target): boolean {
  const { sender, organization, elsewhere, symptom, codes = [], clue, addresses, actingAccount: account } = known
  if (!sender || !target.sender || !sameAddress(sender, target.sender) || addresses || elsewhere) return false
  const isSamePlace = !organization || organization.url === target.organization?.url
  const isSameSymptom = !symptom || symptom === target.symptom
  const isSameText = codes.every(code => target.codes?.includes(code)) && (!clue || clue.fault === target.clue?.fault)
  const isSameAccount = !account || sameAddress(target.actingAccount ?? null, account)
  return isSamePlace && isSameSymptom && isSameText && isSameAccount
}
