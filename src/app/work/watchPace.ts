import type { Case } from '../../domain/case/case.js'
import type { WatchPace } from '../../domain/case/caseEvents.js'

/** How a backlog is watched after a repair, in milliseconds. */
export interface WatchSettings {
  /** The first look comes after so long, each later one so much later than the one before. */
  readonly firstMs: number
  readonly mostMs: number
  /** How often the router comes by, at the slowest. */
  readonly cycleMs: number
  readonly forMs: number
}

const MINUTE_MS = 60_000

/** Every minute, growing to ten; at most a day. Routers poll every few minutes; five is slow. `minuteMs`: a shorter one for trying it. */
export function watchingOf(minuteMs = MINUTE_MS): WatchSettings {
  return { firstMs: minuteMs, mostMs: 10 * minuteMs, cycleMs: 5 * minuteMs, forMs: 24 * 60 * MINUTE_MS }
}

export function paceOf(c: Case, now: Date, { firstMs, mostMs, cycleMs, forMs }: WatchSettings): WatchPace {
  const round = c.phase.name === 'watching' ? c.phase.watch.round + 1 : 0
  const from = (milliseconds: number) => new Date(now.getTime() + milliseconds).toISOString()
  return {
    nextLook: from(Math.min(firstMs * (round + 1), mostMs)),
    stuckSince: from(-2 * cycleMs),
    endedSince: from(-forMs),
  }
}
