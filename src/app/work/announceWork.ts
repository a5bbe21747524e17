import { newsBody, type TriagedCase } from '../../domain/triage/news/newsBody.js'
import { isGivenUp, retryDelay, spread } from '../../domain/triage/news/retryRule.js'
import type { TriageNews } from '../../domain/triage/news/triageNews.js'
import type { Announced } from '../../domain/triage/triageEvents.js'
import type { Dependencies } from '../caseUpdates.js'
import type { Clock } from '../ports.js'
import type { RepairJob } from './repairWork.js'

type AnnounceDependencies = Pick<Dependencies, 'webhook' | 'deadLetters' | 'log'> & {
  readonly clock: Pick<Clock, 'now'>
}

export interface AnnounceJob {
  readonly case: TriagedCase
  /** What was not delivered yet, in order. */
  readonly news: readonly TriageNews[]
  /** How often the first of it has failed already. */
  readonly failed: number
  readonly signal: AbortSignal
}

type AnnounceResult = Pick<Announced, 'delivered' | 'failed' | 'retryAfterMs'>

/** `failed`: how often the first of the case's news has failed already. */
export async function announceEvent(
  deps: AnnounceDependencies,
  { case: thisCase, work, signal, failed }: RepairJob & { readonly failed: number },
): Promise<Announced> {
  const { triage, news = [] } = thisCase
  if (!triage) throw new Error('Nothing to announce')
  const result = await announceWork(deps, { case: { ...thisCase, triage }, news, failed, signal })
  return { type: 'announced', at: deps.clock.now().toISOString(), work, ...result }
}

/**
 * Tells the ticket system the news of a case, in order, up to the first that it does not take now. Whoever dies before the
 * result is saved leaves the same news to be told again, with the same ids.
 */
export async function announceWork(deps: AnnounceDependencies, { news, ...job }: AnnounceJob): Promise<AnnounceResult> {
  let delivered = 0
  let { failed } = job
  for (const one of news) {
    const step = await tell(deps, { ...job, failed }, one)
    if (step.waitMs !== null) return { delivered, failed: step.failed, retryAfterMs: step.waitMs }
    delivered = one.n
    failed = 0
  }
  return { delivered, failed }
}

/** `waitMs`: how long to wait before the same news is told again; null: it is done. */
interface Step {
  readonly failed: number
  readonly waitMs: number | null
}

const DONE: Step = { failed: 0, waitMs: null }

async function tell(deps: AnnounceDependencies, job: Omit<AnnounceJob, 'news'>, one: TriageNews): Promise<Step> {
  const { webhook, clock, log } = deps
  if (!webhook) return DONE
  const body = newsBody(job.case, one)
  const answer = await webhook.deliver(body, job.signal)
  if (answer.result === 'delivered') return DONE
  const { failed } = job
  if (answer.result === 'paused') return { failed, waitMs: spread(body.id, answer.retryAfterMs) }
  // Whoever continues tells it at once.
  if (job.signal.aborted) return { failed, waitMs: 0 }
  const { status, reason } = answer
  const failing = { id: body.id, failed: failed + 1, ...(answer.result === 'failed' && answer) }
  if (answer.result === 'failed' && !isGivenUp({ at: one.at, failed: failing.failed }, clock.now())) {
    const waitMs = retryDelay(failing)
    log.warn({ event: body.id, status, reason, waitMs }, 'The ticket system did not take an event, which is sent again')
    return { failed: failing.failed, waitMs }
  }
  await deps.deadLetters.add({ news: body, at: clock.now().toISOString(), status, reason })
  log.warn({ event: body.id, status, reason }, 'An event for the ticket system was given up: it is a dead letter')
  return DONE
}
