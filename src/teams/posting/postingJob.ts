import type { Delivery, Urgency } from '../../app/ports.js'
import { type CasePoint, isOlder } from './screenOrder.js'

/** One call of the channel; never rejects. */
export type PostAttempt = () => Promise<PostingStep>

export type PostingStep = { readonly ended: Delivery } | Again

/** One more call is needed. */
export interface Again {
  readonly next: PostAttempt
  readonly afterMs: number
  /** The channel throttles: nothing else of the conversation is tried meanwhile. */
  readonly pause?: true
  /** What became of it where there is no time to wait. */
  readonly orElse: Delivery
}

/** Something on its way to a conversation. */
export interface Posting {
  readonly urgency: Urgency
  /** The message that changes, and what it will show; null: this waits for no other, and no other for this. */
  readonly message: { readonly key: string; readonly point: CasePoint | null } | null
  readonly attempt: PostAttempt
  /** Told once, unless a newer one took its place. */
  readonly ended: (delivery: Delivery) => void
}

/** A posting that waits or is under way, and everybody who waits for it. */
export interface PostingJob {
  posting: Posting
  urgency: Urgency
  attempt: PostAttempt
  notBefore: number
  /** Counts what came to wait in a conversation. */
  readonly order: number
  readonly done: Promise<Delivery>
  readonly end: (delivery: Delivery | Promise<Delivery>) => void
}

export const NOT_NOW: Delivery = { result: 'failed', status: null }
/** There is no room left to wait in; half a minute's budget makes some. */
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

/** The newer state takes the place of the one that waits; whoever waits longest for it says how urgent it is. */
export function renew(job: PostingJob, posting: Posting): void {
  hasten(job, posting.urgency)
  if (isOlder(posting.message?.point ?? null, job.posting.message?.point ?? null)) return
  job.posting = posting
  job.attempt = posting.attempt
}

export function hasten(job: PostingJob, urgency: Urgency): void {
  if (rank(urgency) < rank(job.urgency)) job.urgency = urgency
}

/** What goes first; of equals, what came first. */
export function firstOf(jobs: readonly PostingJob[]): PostingJob | undefined {
  return jobs.toSorted((one, other) => rank(one.urgency) - rank(other.urgency) || one.order - other.order)[0]
}

/** What is missed least; of equals, what came last. */
export function lastOf(jobs: readonly PostingJob[]): PostingJob | undefined {
  return jobs.toSorted((one, other) => rank(other.urgency) - rank(one.urgency) || other.order - one.order)[0]
}

function rank(urgency: Urgency): number {
  return URGENCIES.indexOf(urgency)
}
