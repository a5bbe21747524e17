import { LRUCache } from 'lru-cache'
import type { Click } from '../../domain/case/cardClick.js'
import { MINUTE_MS } from '../../domain/durations.js'
import type { Activity } from '../activity.js'

/** How many activities of one person are answered within a minute: far more than anybody types and clicks. */
export interface RateLimits {
  readonly each: number
  /** Of a member of the helpdesk, who asks about many people. */
  readonly helpdesk: number
}

export const RATE: RateLimits = { each: 60, helpdesk: 300 }

/** People whose minute is remembered. Beyond that the least recent one is forgotten, and may begin a new minute. */
const MOST_PEOPLE = 10_000
/** Clients ask for the card anew whenever they show it, without anybody doing anything: ten of these count as one. */
const COST = { deed: 10, silent: 1 } as const

const REFRESH: Click['verb'] = 'refresh'

interface Minute {
  readonly since: number
  spent: number
  isTold: boolean
}

/** `first`: nobody has told the person in this minute. */
export type Slowed = 'first' | 'again'

/** Counts the activities of each person, minute by minute. `now`: milliseconds on a clock that never steps back. */
export class PersonRate {
  readonly #minutes = new LRUCache<string, Minute>({ max: MOST_PEOPLE })
  readonly #now: () => number

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** null: there is no need to slow down. */
  take(person: string, activity: Pick<Activity, 'type' | 'name' | 'value'>, most: number): Slowed | null {
    if (activity.type !== 'message' && activity.type !== 'invoke') return null
    const minute = this.#minuteOf(person)
    minute.spent += isSilent(activity) ? COST.silent : COST.deed
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

/**
 * What the client says of itself does not make it so: only what a card asks for by itself is cheap.
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
 */
function isSilent({ name, value }: Pick<Activity, 'name' | 'value'>): boolean {
  if (name !== 'adaptiveCard/action') return false
  const { trigger, action } = (value ?? {}) as { readonly trigger?: unknown; readonly action?: unknown }
  const { data } = (action ?? {}) as { readonly data?: unknown }
  const { verb } = (data ?? {}) as { readonly verb?: unknown }
  return trigger === 'automatic' && verb === REFRESH
}
