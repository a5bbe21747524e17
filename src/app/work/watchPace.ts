import type { Case } from '../../domain/case/case.js'
import { DAY_MS, MINUTE_MS } from '../../domain/durations.js'
import type { WatchPace } from '../../domain/repair/repairWorkEvents.js'

/** How a backlog is counted after a repair, in milliseconds. */
export interface WatchSettings {
  /** The first count comes after this time; each later interval is longer by the same amount. */
  readonly firstMs: number
  readonly mostMs: number
  /** The longest usual polling interval of a router. */
  readonly cycleMs: number
  readonly forMs: number
}

/** Intervals of one minute, growing to ten; at most a day. Routers poll every few minutes; five is slow. `minuteMs`: a shorter minute, for trying it out. */
export function watchingOf(minuteMs = MINUTE_MS): WatchSettings {
  return { firstMs: minuteMs, mostMs: 10 * minuteMs, cycleMs: 5 * minuteMs, forMs: DAY_MS }
}

export function paceOf(thisCase: Case, now: Date, { firstMs, mostMs, cycleMs, forMs }: WatchSettings): WatchPace {
  const round = thisCase.phase.name === 'watching' ? thisCase.phase.watch.round + 1 : 0
  const from = (milliseconds: number) => new Date(now.getTime() + milliseconds).toISOString()
  return {
    nextLook: from(Math.min(firstMs * (round + 1), mostMs)),
    stuckSince: from(-2 * cycleMs),
    endedSince: from(-forMs),
  }
}
