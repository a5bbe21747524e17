import type { Clock } from '../../../src/app/ports.js'

/** A clock that the test moves; heartbeats still run in real time. */
export class HandClock implements Clock {
  #ahead = 0

  now(): Date {
    return new Date(Date.now() + this.#ahead)
  }

  forward(milliseconds: number): void {
    this.#ahead += milliseconds
  }

  every(milliseconds: number, tick: () => void): () => void {
    const timer = setInterval(tick, milliseconds)
    return () => clearInterval(timer)
  }
}
