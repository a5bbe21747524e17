import type { Offered } from '../case/phase.js'
import { DAY_MS } from '../durations.js'
import type { Remedy } from './remedy.js'
import type { WaitingJob } from './repair.js'

/**
 * Whether mails older than a day would leave, or might, if they were not counted, or jobs as old would go on. That takes
 * an agreement of its own.
 */
export function releasesOld(phase: Offered, { releasesMail }: Remedy): boolean {
  const { backlog } = phase
  if (oldJobs(phase).length > 0 || releasesOldOfOthers(phase)) return true
  return releasesMail && (!backlog.ok || (backlog.value !== null && backlog.value.olderThanADay > 0))
}

/** Mail of others that has waited for more than a day leaves as well. */
export function releasesOldOfOthers({ others, at }: Offered): boolean {
  return others !== undefined && others.oldest !== null && Date.parse(others.oldest) <= Date.parse(at) - DAY_MS
}

/** The chosen jobs that have waited for more than a day. */
export function oldJobs({ jobs = [], chosen = [], at }: Offered): readonly WaitingJob[] {
  const since = Date.parse(at) - DAY_MS
  return jobs.filter(({ id, createdOn }) => chosen.includes(id) && !(Date.parse(createdOn) > since))
}
