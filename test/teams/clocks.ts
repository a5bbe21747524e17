import { setImmediate } from 'node:timers/promises'
import type { PostingPace } from '../../src/teams/posting/conversationQueue.js'

/** A clock on which every sleep ends at once, with its time passed. */
export function quickPace(): PostingPace {
  let now = 0
  return {
    now: () => now,
    async sleep(milliseconds, signal) {
      const until = now + milliseconds
      await setImmediate()
      if (!signal.aborted) now = Math.max(now, until)
    },
  }
}

export interface ManualClock {
  readonly pace: PostingPace
  /** When the sleeps end. */
  wakeUps(): number[]
  /** Lets time pass. */
  advance(milliseconds: number): void
}

/** A clock that stands still until the test moves it. */
export function manualClock(): ManualClock {
  const sleepers = new Map<() => void, number>()
  let now = 0
  return {
    pace: {
      now: () => now,
      sleep: (milliseconds, signal) =>
        new Promise(resolve => {
          const wake = () => {
            sleepers.delete(wake)
            signal.removeEventListener('abort', wake)
            resolve()
          }
          sleepers.set(wake, now + milliseconds)
          signal.addEventListener('abort', wake)
        }),
    },
    wakeUps: () => [...sleepers.values()],
    advance(milliseconds) {
      now += milliseconds
      for (const [wake, until] of sleepers) if (until <= now) wake()
    },
  }
}

/** Deadlines that pass when the test says so. */
export function manualDeadlines() {
  const running: AbortController[] = []
  return {
    deadline: () => {
      const controller = new AbortController()
      running.push(controller)
      return controller.signal
    },
    /** Lets the deadlines of all calls so far pass. */
    come: () => {
      for (const controller of running.splice(0)) controller.abort()
    },
  }
}
