import type { Delivery } from '../../app/ports.js'
import { Budget } from './budget.js'
import { MessageTracker, type TrackedMessage } from './messageTracker.js'
import {
  type Again,
  firstOf,
  hasten,
  jobOf,
  lastOf,
  NOT_NOW,
  type Posting,
  type PostingJob,
  type PostingStep,
  renew,
  TOO_MANY,
} from './postingJob.js'
import type { CasePoint } from './screenOrder.js'

export interface PostingPace {
  /** Milliseconds; never goes back. */
  now(): number
  /** Waits; ends early when `signal` is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** The queue of one conversation. */
const MOST_WAITING = 100

/**
 * Sends postings to one conversation, within its budget, the most urgent first. Only the newest state of a message is
 * drawn, at most once a second, and never while a click on it is being answered.
 */
export class ConversationQueue {
  readonly #pace: PostingPace
  readonly #budget = new Budget()
  readonly #messages = new MessageTracker()
  /** Not ended. */
  readonly #jobs = new Set<PostingJob>()
  /** Those of them that have not started. */
  readonly #waiting = new Set<PostingJob>()
  #count = 0
  #pausedUntil = Number.NEGATIVE_INFINITY
  #alarm: AbortController | null = null
  #isClosing = false

  constructor(pace: PostingPace) {
    this.#pace = pace
  }

  /** Resolves to the result of the posting, or of a newer one of the same message. Never rejects. */
  put(posting: Posting): Promise<Delivery> {
    const message = this.#messageOf(posting)
    const newer = posting.message && message?.newerThan(posting.message.point)
    if (newer) return Promise.resolve(newer)
    const waiting = message?.job
    if (waiting) renew(waiting, posting)
    const job = waiting ?? this.#enqueue(posting, message)
    this.#pump()
    return job.done
  }

  /** Holds the draws of a message until the function that it returns is called. */
  hold(key: string): () => void {
    const message = this.#messages.of(key)
    const turn = {}
    message.turns.add(turn)
    return () => {
      if (!message.turns.delete(turn)) return
      message.drawnAt = this.#pace.now()
      this.#pump()
    }
  }

  /** Records that a message already shows this, so that older states are not drawn. true: a draw is in progress, and may arrive later. */
  shows(key: string, point: CasePoint | null, delivery: Delivery): boolean {
    const message = this.#messages.of(key)
    message.shows(point, delivery)
    const { job } = message
    const newer = job?.posting.message && message.newerThan(job.posting.message.point)
    if (job && newer) this.#drop(job, newer)
    return message.isUnderWay
  }

  /** Sends everything without waiting from now on. Resolves when nothing is left. */
  async close(): Promise<void> {
    this.#isClosing = true
    this.#pump()
    while (this.#jobs.size > 0) await Promise.all([...this.#jobs].map(({ done }) => done))
  }

  /** Ends all waiting postings. */
  giveUp(): void {
    for (const job of this.#waiting) this.#drop(job, NOT_NOW)
  }

  /** Nothing kept here would matter to a later posting. */
  isForgettable(): boolean {
    const now = this.#pace.now()
    this.#messages.tidy(now)
    return this.#jobs.size === 0 && this.#messages.isEmpty() && this.#budget.isUnused(now)
  }

  #messageOf({ message }: Posting): TrackedMessage | null {
    return message && this.#messages.of(message.key)
  }

  #enqueue(posting: Posting, message: TrackedMessage | null): PostingJob {
    const job = jobOf(posting, this.#count++)
    this.#jobs.add(job)
    this.#wait(job, message)
    const tooMany = this.#waiting.size > MOST_WAITING && lastOf([...this.#waiting])
    if (tooMany) this.#drop(tooMany, TOO_MANY)
    return job
  }

  #wait(job: PostingJob, message: TrackedMessage | null): void {
    this.#waiting.add(job)
    if (message) message.job = job
  }

  /** Starts every job that may start, and schedules a wake-up for the next one. */
  #pump(): void {
    this.#alarm?.abort()
    this.#alarm = null
    const now = this.#pace.now()
    this.#messages.tidy(now)
    for (let job = this.#next(now); job; job = this.#next(now)) this.#start(job)
    const at = Math.min(...[...this.#waiting].map(job => this.#startOf(job)))
    if (Number.isFinite(at)) void this.#wake(at - now)
  }

  async #wake(milliseconds: number): Promise<void> {
    const alarm = new AbortController()
    this.#alarm = alarm
    await this.#pace.sleep(milliseconds, alarm.signal)
    if (!alarm.signal.aborted) this.#pump()
  }

  #next(now: number): PostingJob | undefined {
    return firstOf([...this.#waiting].filter(job => this.#startOf(job) <= now))
  }

  /** Infinity: another job has to end first. */
  #startOf(job: PostingJob): number {
    const message = this.#messageOf(job.posting)
    if (message?.isHeld()) return Number.POSITIVE_INFINITY
    if (this.#isClosing) return Number.NEGATIVE_INFINITY
    const { urgency, notBefore } = job
    const drawable = message?.drawableAt(urgency) ?? notBefore
    return Math.max(notBefore, drawable, this.#pausedUntil, this.#budget.earliest(urgency))
  }

  #start(job: PostingJob): void {
    const message = this.#messageOf(job.posting)
    this.#waiting.delete(job)
    if (message) Object.assign(message, { job: null, isUnderWay: true })
    this.#budget.begin()
    void job.attempt().then(step => this.#took(job, step))
  }

  #took(job: PostingJob, step: PostingStep): void {
    const now = this.#pace.now()
    const message = this.#messageOf(job.posting)
    this.#budget.end(now)
    if (message) message.isUnderWay = false
    if ('ended' in step) {
      if (step.ended.result === 'shown') message?.drawn(now, job.posting.message?.point ?? null, step.ended)
      this.#end(job, step.ended)
    } else if (this.#isClosing && step.afterMs > 0) this.#end(job, step.orElse)
    else this.#again(job, step)
    this.#pump()
  }

  #again(job: PostingJob, { next, afterMs, pause }: Again): void {
    const at = this.#pace.now() + afterMs
    if (pause) this.#pausedUntil = Math.max(this.#pausedUntil, at)
    const message = this.#messageOf(job.posting)
    if (message?.job) {
      hasten(message.job, job.urgency)
      this.#jobs.delete(job)
      job.end(message.job.done)
      return
    }
    Object.assign(job, { attempt: next, notBefore: at })
    this.#wait(job, message)
  }

  #drop(job: PostingJob, delivery: Delivery): void {
    const message = this.#messageOf(job.posting)
    this.#waiting.delete(job)
    if (message?.job === job) message.job = null
    this.#end(job, delivery)
  }

  #end(job: PostingJob, delivery: Delivery): void {
    this.#jobs.delete(job)
    job.posting.ended(delivery)
    job.end(delivery)
  }
}
