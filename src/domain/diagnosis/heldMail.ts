import { type ActingFacts, triedDrafts } from './acting.js'
import { linkedJobs } from './rows/linkedJobs.js'

/** What was kept from being submitted, because an account may not send for the sender. Times are ISO 8601, UTC. */
export interface HeldMail {
  /** Drafts of the last 30 days that another account certainly tried to send. */
  readonly drafts: number
  /** Linked system jobs that wait or failed with the send-as error. */
  readonly jobs: number
  readonly oldest: string | null
  readonly newest: string | null
}

export function heldMail(facts: ActingFacts): HeldMail {
  const groups = triedDrafts(facts)
  const jobs = linkedJobs(facts)
  const times = [...groups.flatMap(({ oldest, newest }) => [oldest, newest]), ...jobs.map(({ at }) => at)].toSorted()
  return {
    drafts: groups.reduce((sum, { count }) => sum + count, 0),
    jobs: jobs.length,
    oldest: times[0] ?? null,
    newest: times.at(-1) ?? null,
  }
}
