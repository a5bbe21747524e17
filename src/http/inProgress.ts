import { MOST_REQUESTS, MOST_REQUESTS_OF_ONE } from './limits.js'

/** Counts the requests in progress, and those of each person: each may hold a body and a turn. */
export class InProgress {
  #all = 0
  readonly #ofPeople = new Map<string, number>()

  /** Runs the work; false: there is too much already. */
  async run(work: () => Promise<void>): Promise<boolean> {
    if (this.#all >= MOST_REQUESTS) return false
    this.#all += 1
    try {
      await work()
      return true
    } finally {
      this.#all -= 1
    }
  }

  /** Runs work of one person; false: they have too much in progress. */
  async runFor(person: string, work: () => Promise<void>): Promise<boolean> {
    if ((this.#ofPeople.get(person) ?? 0) >= MOST_REQUESTS_OF_ONE) return false
    this.#count(person, 1)
    try {
      await work()
      return true
    } finally {
      this.#count(person, -1)
    }
  }

  /** People without any are removed. */
  #count(person: string, more: 1 | -1): void {
    const running = (this.#ofPeople.get(person) ?? 0) + more
    if (running > 0) this.#ofPeople.set(person, running)
    else this.#ofPeople.delete(person)
  }
}
