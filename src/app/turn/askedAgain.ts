import { sameAddress } from '../../domain/address.js'
import type { Case, Target } from '../../domain/case/case.js'
import { findOpen } from './status.js'
import { apply, type Context, type Next, type Turn } from './turn.js'

/**
 * Somebody types what an open check of theirs in this conversation is about already. That check comes here, and looks again if it has
 * a result that does not change by itself. null: no such check is open.
 */
export async function continueSame(context: Context, turn: Turn, known: Target): Promise<Next | null> {
  if (!turn.typed || !known.sender) return null
  const same = await findOpen(context, turn, thisCase => isAbout(thisCase, known))
  if (!same) return null
  if (same.phase.name !== 'diagnosed') return { case: same, changed: false, note: { key: 'notes.sameCheck' } }
  return apply(context, turn, { current: same, event: seen => ({ type: 'checkedAgain', ...seen }) })
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
