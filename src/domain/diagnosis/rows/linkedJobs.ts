import type { Facts, SendAsJob } from '../facts.js'
import { isPlatform } from './accounts.js'
import { makersOf } from './mails.js'

type Needed = 'senders' | 'drafts'
type Used = 'jobs' | 'jobOwnersOfSender' | 'accounts'
type LinkFacts = { readonly [K in Needed]: Facts[K] } & { readonly [K in Used]: Facts[K] | null }

/**
 * The jobs whose owner also made a draft or another e-mail in this sender's name. The sender needs no permission for that,
 * so a job of theirs was refused somebody else's name; and the platform makes mail for everybody.
 */
export function linkedJobs({ senders, jobs, jobOwnersOfSender, drafts, accounts }: LinkFacts): readonly SendAsJob[] {
  const makers = new Set([...(jobOwnersOfSender ?? []), ...(drafts?.groups ?? []).flatMap(makersOf)])
  const others = [...senders, ...(accounts ?? []).filter(isPlatform)]
  for (const { id } of others) makers.delete(id)
  return (jobs?.jobs ?? []).filter(({ ownerId }) => makers.has(ownerId))
}
