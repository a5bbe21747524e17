import type { Outcome } from './connection.js'

/** While the bot works: most of it takes less than a second, so the first looks come soon. */
export const QUICK_MS = 500
export const BUSY_MS = 2_000
/** While somebody else has to do something. */
export const CALM_MS = 5_000
const MOST_MS = 60_000

interface Looked {
  readonly isBusy: boolean
  /** How many looks in a row found the bot at work, before this one. */
  readonly busyLooks: number
  /** How many looks in a row reached nobody. */
  readonly failures: number
}

/** When to look again; null: not until somebody comes back to the page. */
export function pauseAfter(outcome: Outcome, { isBusy, busyLooks, failures }: Looked): number | null {
  switch (outcome.kind) {
    case 'answer':
    case 'unchanged':
      return isBusy ? Math.min(BUSY_MS, QUICK_MS * 2 ** busyLooks) : CALM_MS
    case 'unreached':
      return Math.min(MOST_MS, BUSY_MS * 2 ** (failures - 1))
    default:
      return null
  }
}

export interface WatchOptions {
  /** Asks the server. */
  readonly look: () => Promise<Outcome>
  /** Called with what came of it, unless somebody did something meanwhile. */
  readonly seen: (outcome: Outcome) => void
  readonly isVisible: () => boolean
  readonly isBusy: () => boolean
  readonly setTimer: (run: () => void, ms: number) => unknown
  readonly clearTimer: (timer: unknown) => void
}

export interface CaseWatch {
  /** Looks at once, if somebody can see the page. */
  look(): void
  /** Looks no more until `look`; what is on its way is ignored, as it may be older than what the person does now. */
  pause(): void
  /** Goes on after `outcome`, which came by another way. */
  resume(outcome: Outcome): void
}

/** Looks at the case again and again, one look at a time, while the page is visible. */
export function createCaseWatch({ look, seen, isVisible, isBusy, setTimer, clearTimer }: WatchOptions): CaseWatch {
  let timer: unknown = null
  /** The number of the look that counts; each pause and each look makes a new one. */
  let turn = 0
  let failures = 0
  let busyLooks = 0

  const stop = () => {
    turn += 1
    if (timer !== null) clearTimer(timer)
    timer = null
  }
  const plan = (outcome: Outcome) => {
    failures = outcome.kind === 'unreached' ? failures + 1 : 0
    const pause = pauseAfter(outcome, { isBusy: isBusy(), busyLooks, failures })
    busyLooks = isBusy() ? busyLooks + 1 : 0
    if (pause !== null && isVisible()) timer = setTimer(now, pause)
  }
  const now = () => {
    stop()
    if (!isVisible()) return
    const own = turn
    void look().then(outcome => {
      if (own !== turn) return
      seen(outcome)
      // What was seen may have made somebody pause or look.
      if (own === turn) plan(outcome)
    })
  }
  return {
    look: now,
    pause: stop,
    resume(outcome) {
      stop()
      busyLooks = 0
      plan(outcome)
    },
  }
}
