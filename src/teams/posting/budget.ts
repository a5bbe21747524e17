import type { Urgency } from '../../app/ports.js'

interface Limit {
  readonly count: number
  /** Progress leaves the rest for what people wait for; otherwise it would use up an hour's budget in a quarter of an hour. */
  readonly progress: number
  /** Milliseconds. */
  readonly within: number
}

/**
 * How many messages Teams accepts from one bot in one conversation; a channel is one conversation, whatever the thread. New and changed messages
 * count alike. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
 */
const LIMITS: readonly Limit[] = [
  { count: 7, progress: 7, within: 1_000 },
  { count: 8, progress: 8, within: 2_000 },
  { count: 60, progress: 50, within: 30_000 },
  { count: 1_800, progress: 1_500, within: 3_600_000 },
]

const LONGEST_MS = Math.max(...LIMITS.map(({ within }) => within))
const MOST = Math.max(...LIMITS.map(({ count }) => count))

/**
 * The calls of one conversation in sliding windows. A call counts from its beginning until one window after its end,
 * because we do not know when exactly the channel counted it. Times are milliseconds of a clock that never goes back.
 */
export class Budget {
  /** When calls ended, in order. */
  #ended: number[] = []
  #underWay = 0

  begin(): void {
    this.#underWay++
  }

  end(now: number): void {
    this.#underWay--
    this.#ended.push(now)
    if (this.#ended.length > 2 * MOST) this.#ended = this.#ended.slice(-MOST)
  }

  /** When one more call may begin; Infinity: not until a call in progress has ended. */
  earliest(urgency: Urgency): number {
    return Math.max(...LIMITS.map(limit => this.#freeAt(limit, urgency)))
  }

  /** No past call limits a new one any more. */
  isUnused(now: number): boolean {
    return this.#underWay === 0 && (this.#ended.at(-1) ?? Number.NEGATIVE_INFINITY) + LONGEST_MS <= now
  }

  #freeAt({ count, progress, within }: Limit, urgency: Urgency): number {
    const left = (urgency === 'progress' ? progress : count) - this.#underWay
    if (left <= 0) return Number.POSITIVE_INFINITY
    const oldest = this.#ended.at(-left)
    return oldest === undefined ? Number.NEGATIVE_INFINITY : oldest + within
  }
}
