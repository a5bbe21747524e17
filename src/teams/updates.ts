export interface Pace {
  /** Between two updates of one message, in milliseconds. */
  readonly interval: number
  /** Waits; ends early when `signal` is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

interface Line<T> {
  newest?: T
  waiting: (() => void)[]
  readonly turns: Set<Promise<void>>
}

/**
 * At most one update of a message per interval; the newest waiting one wins, and the last one always goes out.
 * The answer to a click counts as an update, so that a later card is never overtaken by it on its way to the client.
 */
export class UpdateQueue<T extends object> {
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
    const line = this.#open(message)
    line.newest = item
    if (line.turns.size > 0) return Promise.resolve()
    return new Promise(resolve => line.waiting.push(resolve))
  }

  /** Holds the updates of a message until `turn` has ended, and for one interval more. */
  async during<R>(message: string, turn: () => Promise<R>): Promise<R> {
    const { turns } = this.#open(message)
    let end = () => {}
    const ended = new Promise<void>(resolve => {
      end = resolve
    })
    turns.add(ended)
    try {
      return await turn()
    } finally {
      turns.delete(ended)
      end()
    }
  }

  /** Delivers what waits, without pauses. */
  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all(this.#running)
  }

  #open(message: string): Line<T> {
    const known = this.#lines.get(message)
    if (known) return known
    const line: Line<T> = { waiting: [], turns: new Set() }
    this.#lines.set(message, line)
    // Starts after the caller has put its item or its turn into the line.
    const running = Promise.resolve()
      .then(() => this.#run(message, line))
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
    return line
  }

  async #run(message: string, line: Line<T>): Promise<void> {
    while (line.turns.size > 0 || line.newest) {
      await (line.turns.size > 0 ? Promise.all(line.turns) : this.#next(line))
      if (!this.#closing.signal.aborted) await this.#pace.sleep(this.#pace.interval, this.#closing.signal)
    }
    // In the same tick as the last look: nothing is put into a line that nobody empties any more.
    this.#lines.delete(message)
  }

  async #next(line: Line<T>): Promise<void> {
    const { newest, waiting } = line
    delete line.newest
    line.waiting = []
    if (newest) await this.#deliver(newest)
    for (const delivered of waiting) delivered()
  }
}
