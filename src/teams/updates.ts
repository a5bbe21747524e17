export interface Pace {
  /** Between two updates of one message, in milliseconds. */
  readonly interval: number
  /** Waits; ends early when `signal` is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

interface Line<T> {
  newest: T | undefined
  waiters: (() => void)[]
  readonly turns: Set<Promise<unknown>>
}

/**
 * At most one update of a message per interval; the newest waiting one wins, and the last one always goes out.
 * The answer to a click counts as an update, so that a later card is never overtaken by it.
 */
export class UpdateQueue<T> {
  readonly #deliver: (item: T) => Promise<void>
  readonly #pace: Pace
  readonly #closing = new AbortController()
  readonly #lines = new Map<string, Line<T>>()
  readonly #running = new Set<Promise<void>>()

  /** `deliver` must not reject. */
  constructor(deliver: (item: T) => Promise<void>, pace: Pace) {
    this.#deliver = deliver
    this.#pace = pace
  }

  /** Resolves when this item or a newer one was delivered; at once while a click on that message is being answered. */
  push(message: string, item: T): Promise<void> {
    return new Promise(resolve => {
      this.#change(message, line => {
        line.newest = item
        if (line.turns.size > 0) resolve()
        else line.waiters.push(resolve)
      })
    })
  }

  /** Holds the updates of a message until `turn` has ended, and for one interval more. */
  during<R>(message: string, turn: () => Promise<R>): Promise<R> {
    const { promise, resolve, reject } = withResolvers<R>()
    this.#change(message, line => {
      const settled = promise.then(
        () => line.turns.delete(settled),
        () => line.turns.delete(settled),
      )
      line.turns.add(settled)
    })
    turn().then(resolve, reject)
    return promise
  }

  /** Delivers what waits, without waiting between. */
  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all(this.#running)
  }

  #change(message: string, change: (line: Line<T>) => void): void {
    const known = this.#lines.get(message)
    const line = known ?? { newest: undefined, waiters: [], turns: new Set() }
    change(line)
    if (known) return
    this.#lines.set(message, line)
    const running = this.#run(line).finally(() => this.#running.delete(running))
    this.#running.add(running)
    void running
    line.turns.size
  }
}
