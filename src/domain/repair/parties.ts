import type { FactSheet } from '../diagnosis/facts.js'
import { singleOf } from '../diagnosis/sendAs.js'
import type { Parties } from './repair.js'

/** The sender and the account that the facts are about; null: there is no single sender. */
export function partiesIn(facts: FactSheet): Parties | null {
  const sender = facts.senders?.ok ? singleOf(facts.senders.value) : null
  const account = facts.routerAccounts?.ok ? singleOf(facts.routerAccounts.value) : null
  if (!sender) return null
  return {
    sender: { id: sender.id, name: sender.name, businessUnitId: sender.businessUnitId },
    senderObjectId: (sender.kind === 'user' && sender.aadObjectId?.toLowerCase()) || null,
    account: account && { id: account.id, name: account.name, businessUnitId: account.businessUnitId },
  }
}
