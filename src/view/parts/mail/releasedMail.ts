import type { Offered } from '../../../domain/case/phase.js'
import { type Problem, problemsOf } from '../../../domain/diagnosis/diagnosis.js'
import type { Backlog } from '../../../domain/diagnosis/facts.js'
import { oldJobs, releasesOld, releasesOldOfOthers } from '../../../domain/repair/ageOfMail.js'
import { isCuredBy, type Remedy } from '../../../domain/repair/remedy.js'
import { dateOf, type Wording } from '../../wordings.js'

interface Releasing {
  readonly wording: Wording
  readonly remedy: Remedy
}

/** Those who asked about the same cause. */
export function othersLine({ others }: Offered, wording: Wording): string {
  if (!others) return ''
  const { people, waiting, atLeast, oldest } = others
  const date = oldest === null ? '' : dateOf(oldest)
  return wording.say('offer.othersWait', { people, waiting, date, atLeast: atLeast ? 'yes' : 'no' })
}

/** The causes that would still be in the way afterwards. */
export function otherCauses({ diagnosis }: Offered, remedy: Remedy): Problem[] {
  return problemsOf(diagnosis).filter(problem => problem.severity === 'blocking' && !isCuredBy(problem, remedy))
}

/** What the person agrees to, because old mail would leave. */
export function knowsOldLine(phase: Offered, { wording, remedy }: Releasing): string {
  const { others: _, ...own } = phase
  const lines = releasesOld(own, remedy) ? [knowsOwnOldLine(phase, { wording, remedy })] : []
  if (releasesOldOfOthers(phase)) lines.push(wording.say('offer.knowsOldOfOthers', {}, 'plain'))
  return lines.join(' ')
}

function knowsOwnOldLine(phase: Offered, { wording, remedy }: Releasing): string {
  const { backlog } = phase
  const jobs = oldJobs(phase).length
  if (jobs > 0) return wording.say('offer.knowsOldJobs', { older: jobs }, 'plain')
  if (!backlog.ok || !backlog.value) return wording.say('offer.knowsUncounted', {}, 'plain')
  const { olderThanADay: older, atLeast }: Backlog = backlog.value
  const causes = otherCauses(phase, remedy).length
  return wording.say('offer.knowsOld', { older, atLeast: atLeast ? 'yes' : 'no', causes }, 'plain')
}
