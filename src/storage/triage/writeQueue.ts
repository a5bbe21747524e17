/** Writes one after the other. What is added during a write is written together by the next one, because writes to one row would only conflict. */
export class WriteQueue<T> {
  readonly #write: (all: readonly T[]) => Promise<void>
  #waiting: T[] = []
  /** The write that will take what is waiting; null: none is planned. */
  #next: Promise<void> | null = null
  #last: Promise<void> = Promise.resolve()

  constructor(write: (all: readonly T[]) => Promise<void>) {
    this.#write = write
  }

  /** Resolves when it is written; rejects if that write fails. */
  add(one: T): Promise<void> {
    this.#waiting.push(one)
    if (!this.#next) {
      this.#next = this.#writeAfter(this.#last)
      this.#last = this.#next
    }
    return this.#next
  }

  async #writeAfter(before: Promise<void>): Promise<void> {
    // Whoever added what failed has been told.
    await before.catch(() => {})
    const all = this.#waiting
    this.#waiting = []
    this.#next = null
    await this.#write(all)
  }
}
