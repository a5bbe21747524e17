import { type Answer, refusal, rootOf } from './answer.js'

/** How many messages Teams accepts from one bot in one conversation. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit */
const WINDOWS = [
  { count: 7, within: 1_000 },
  { count: 8, within: 2_000 },
  { count: 60, within: 30_000 },
  { count: 1_800, within: 3_600_000 },
] as const

const LONGEST_MS = Math.max(...WINDOWS.map(({ within }) => within))

/** Counts the messages of each conversation, all threads of a channel together, new and changed ones alike. */
export class RateLimits {
  readonly #now: () => number
  /** When messages were accepted, by conversation, in order. */
  readonly #accepted = new Map<string, number[]>()
  /** How many were refused. */
  refused = 0

  constructor({ now }: { readonly now: () => number }) {
    this.#now = now
  }

  /** null: the message is accepted, and counted. */
  take(conversationId: string): Answer | null {
    const now = this.#now()
    const root = rootOf(conversationId)
    const times = (this.#accepted.get(root) ?? []).filter(time => time > now - LONGEST_MS)
    this.#accepted.set(root, times)
    const free = Math.max(
      ...WINDOWS.map(({ count, within }) => (times.at(-count) ?? Number.NEGATIVE_INFINITY) + within),
    )
    if (free <= now) {
      times.push(now)
      return null
    }
    this.refused++
    return { ...refusal(429, 'TooManyRequests'), headers: { 'Retry-After': `${Math.ceil((free - now) / 1_000)}` } }
  }
}
