import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'

export type Turn = () => Promise<void>

const MOMENT_MS = 50

/**
 * While a process makes up thousands of rows, others close connections to it that are idle. It has to come to hear of
 * that before it uses one of them.
 */
export function hearClosings(): Promise<void> {
  return setTimeout(MOMENT_MS)
}

/** How long each turn took, and how long all of them together, in milliseconds. */
export class Sample {
  readonly #turns: number[] = []
  #elapsed = 0

  /** Runs the turns, so many at once, and adds them to the sample. */
  async take(turns: readonly Turn[], atOnce: number): Promise<void> {
    await hearClosings()
    const waiting = turns.values()
    const began = performance.now()
    // All workers take from the same iterator: each turn is run by the next one that is free.
    await Promise.all(Array.from({ length: atOnce }, () => this.#work(waiting)))
    this.#elapsed += performance.now() - began
  }

  async #work(waiting: Iterable<Turn>): Promise<void> {
    for (const turn of waiting) {
      const began = performance.now()
      await turn()
      this.#turns.push(performance.now() - began)
    }
  }

  get size(): number {
    return this.#turns.length
  }

  get perSecond(): number {
    return (this.size * 1000) / this.#elapsed
  }

  /** The time that this share of the turns did not exceed. */
  percentile(share: number): number {
    const sorted = this.#turns.toSorted((a, b) => a - b)
    return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
  }
}
