import type { Delivery, Urgency } from '../../app/ports.js'
import type { PostingJob } from './postingJob.js'
import { type CasePoint, isOlder } from './screenOrder.js'

/** Between two draws of one message, in milliseconds. */
const INTERVAL_MS: Readonly<Record<Urgency, number>> = { answer: 1_000, news: 1_000, progress: 2_000 }
const LONGEST_MS = Math.max(...Object.values(INTERVAL_MS))

/** A message, kept for as long as its state matters to its next draw. */
export class TrackedMessage {
  /** Waits to be drawn. */
  job: PostingJob | null = null
  isUnderWay = false
  /** Clicks on it that are being answered. */
  readonly turns = new Set<object>()
  drawnAt = -LONGEST_MS
  #shown: { readonly point: CasePoint | null; readonly delivery: Delivery } | null = null

  shows(point: CasePoint | null, delivery: Delivery): void {
    if (this.newerThan(point) === null) this.#shown = { point, delivery }
  }

  drawn(at: number, point: CasePoint | null, delivery: Delivery): void {
    this.drawnAt = at
    this.shows(point, delivery)
  }

  /** The result of a newer state that it already shows; null: there is none. */
  newerThan(point: CasePoint | null): Delivery | null {
    return this.#shown && isOlder(point, this.#shown.point) ? this.#shown.delivery : null
  }

  /** When it may be drawn next, unless something holds it. */
  drawableAt(urgency: Urgency): number {
    return this.drawnAt + INTERVAL_MS[urgency]
  }

  isHeld(): boolean {
    return this.isUnderWay || this.turns.size > 0
  }

  isForgettable(now: number): boolean {
    return !this.job && !this.isHeld() && this.drawnAt + LONGEST_MS <= now
  }
}

/** The messages of a conversation. */
export class MessageTracker {
  readonly #known = new Map<string, TrackedMessage>()

  of(key: string): TrackedMessage {
    const known = this.#known.get(key) ?? new TrackedMessage()
    this.#known.set(key, known)
    return known
  }

  isEmpty(): boolean {
    return this.#known.size === 0
  }

  tidy(now: number): void {
    for (const [key, message] of this.#known) if (message.isForgettable(now)) this.#known.delete(key)
  }
}
