import { actingFacts, type Diagnosis, problemsOf } from '../diagnosis/diagnosis.js'
import type { FactSheet, User } from '../diagnosis/facts.js'
import { linkedJobs } from '../diagnosis/rows/linkedJobs.js'
import { singleOf } from '../singleOf.js'
import type { Parties } from './repair.js'

/** The sender and the account that the facts are about; null: there is no single sender. `before`: those of the last diagnosis. */
export function partiesIn(facts: FactSheet, diagnosis: Diagnosis, before?: Parties): Parties | null {
  const sender = facts.senders?.ok ? singleOf(facts.senders.value) : null
  if (!sender) return null
  // Once its repair was made, an account fails no more, but the repair can still be undone.
  const earlier = before?.sender.id === sender.id ? before.account : null
  return {
    sender: { id: sender.id, name: sender.name, businessUnitId: sender.businessUnitId },
    senderObjectId: (sender.kind === 'user' && sender.aadObjectId?.toLowerCase()) || null,
    account: problemsOf(diagnosis).flatMap(({ account }) => account ?? [])[0] ?? earlier ?? knownAccount(facts),
    mailboxId: facts.senderMailbox?.ok ? (facts.senderMailbox.value?.id ?? null) : null,
    actingIds: diagnosis.acting.filter(({ certain }) => certain).map(({ account: { id } }) => id),
    jobOwnerIds: ownersOfLinkedJobs(facts),
  }
}

function ownersOfLinkedJobs(facts: FactSheet): readonly string[] {
  const acting = actingFacts(facts)
  return [...new Set(acting ? linkedJobs(acting).map(({ ownerId }) => ownerId) : [])]
}

/** The account that a person named, else the router's. */
function knownAccount({ mailSettings, routerAccounts, namedAccounts }: FactSheet): Parties['account'] {
  const found = (fact: FactSheet['namedAccounts']): User | null => (fact?.ok ? singleOf(fact.value ?? []) : null)
  const routes = mailSettings?.ok === true && mailSettings.value.channel === 'router'
  const router = routes ? found(routerAccounts) : null
  const account = found(namedAccounts) ?? router
  if (!account) return null
  const { id, name, businessUnitId } = account
  const isRouter = account === router || (routes && routerAccounts?.ok === true && routerAccounts.value === null)
  return { id, name, businessUnitId, as: isRouter ? 'router' : 'named' }
}
