import { LRUCache } from 'lru-cache'
import { MINUTE_MS } from '../domain/durations.js'

/** How much of one person is answered within a minute: far more than anybody types and clicks. */
export interface RateLimits {
  readonly each: number
  /** Of a member of the helpdesk, who asks about many people. */
  readonly helpdesk: number
}

export const RATE: RateLimits = { each: 60, helpdesk: 300 }

/** People whose minute is remembered. Beyond that the least recent one is forgotten, and may begin a new minute. */
const MOST_PEOPLE = 10_000

/** Clients ask for the card anew whenever they show it, without anybody doing anything: ten of these count as one deed. */
const COST = { deed: 10, silent: 1 } as const

interface Minute {
  readonly since: number
  spent: number
  isTold: boolean
}

/** `first`: nobody has told the person in this minute. */
export type Slowed = 'first' | 'again'

/** Counts what each person does, minute by minute. `now`: milliseconds on a clock that never steps back. */
export class PersonRate {
  readonly #minutes = new LRUCache<string, Minute>({ max: MOST_PEOPLE })
  readonly #now: () => number

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** null: there is no need to slow down. `most`: deeds within a minute. */
  take(person: string, what: keyof typeof COST, most: number): Slowed | null {
    const minute = this.#minuteOf(person)
    minute.spent += COST[what]
    if (minute.spent <= most * COST.deed) return null
    const slowed = minute.isTold ? 'again' : 'first'
    minute.isTold = true
    return slowed
  }

  #minuteOf(person: string): Minute {
    const now = this.#now()
    const known = this.#minutes.get(person)
    if (known && now - known.since < MINUTE_MS) return known
    const fresh = { since: now, spent: 0, isTold: false }
    this.#minutes.set(person, fresh)
    return fresh
  }
}
