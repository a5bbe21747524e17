import type { Delivery, Urgency } from '../../app/ports.js'
import { type CasePoint, isOlder } from './screenOrder.js'

/** One call of the channel; never rejects. */
export type PostAttempt = () => Promise<PostingStep>

export type PostingStep = { readonly ended: Delivery } | Again

/** Another call is needed. */
export interface Again {
  readonly next: PostAttempt
  readonly afterMs: number
  /** The channel throttles: nothing else is sent to the conversation meanwhile. */
  readonly pause?: true
  /** The result where there is no time to wait. */
  readonly orElse: Delivery
}

/** Something on its way to a conversation. */
export interface Posting {
  readonly urgency: Urgency
  /** The message that changes, and what it will show; null: it neither waits for another posting nor holds one up. */
  readonly message: { readonly key: string; readonly point: CasePoint | null } | null
  readonly attempt: PostAttempt
  /** Called once with the result, unless a newer posting replaces this one. */
  readonly ended: (delivery: Delivery) => void
}

/** A posting that waits or is being sent, and everybody who waits for it. */
export interface PostingJob {
  posting: Posting
  urgency: Urgency
  attempt: PostAttempt
  notBefore: number
  /** The order in which it joined the queue of its conversation. */
  readonly order: number
  readonly done: Promise<Delivery>
  readonly end: (delivery: Delivery | Promise<Delivery>) => void
}

export const NOT_NOW: Delivery = { result: 'failed', status: null }
/** The queue is full; within half a minute the budget makes room. */
export const TOO_MANY: Delivery = { ...NOT_NOW, retryAfterMs: 30_000 }

const URGENCIES: readonly Urgency[] = ['answer', 'news', 'progress']

export function jobOf(posting: Posting, order: number): PostingJob {
  const { urgency, attempt } = posting
  let end: PostingJob['end'] = () => {}
  const done = new Promise<Delivery>(resolve => {
    end = resolve
  })
  return { posting, urgency, attempt, notBefore: Number.NEGATIVE_INFINITY, order, done, end }
}

/** Replaces the waiting state with a newer one; the most urgent request for it counts. */
export function renew(job: PostingJob, posting: Posting): void {
  hasten(job, posting.urgency)
  if (isOlder(posting.message?.point ?? null, job.posting.message?.point ?? null)) return
  job.posting = posting
  job.attempt = posting.attempt
}

export function hasten(job: PostingJob, urgency: Urgency): void {
  if (rank(urgency) < rank(job.urgency)) job.urgency = urgency
}

/** The job to send first; of equals, the earliest. */
export function firstOf(jobs: readonly PostingJob[]): PostingJob | undefined {
  return jobs.toSorted((one, other) => rank(one.urgency) - rank(other.urgency) || one.order - other.order)[0]
}

/** The job to drop first; of equals, the latest. */
export function lastOf(jobs: readonly PostingJob[]): PostingJob | undefined {
  return jobs.toSorted((one, other) => rank(other.urgency) - rank(one.urgency) || other.order - one.order)[0]
}

function rank(urgency: Urgency): number {
  return URGENCIES.indexOf(urgency)
}
