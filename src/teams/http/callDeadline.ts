import { unlessAborted } from '../../app/ports/unlessAborted.js'

/** There was no answer in time. */
export class NoAnswer extends Error {
  constructor() {
    super('There was no answer in time')
    this.name = 'NoAnswer'
  }
}

/** Calls that were given up and may still be running. */
const MOST = 100
/** One that runs longer is not counted any more: a connection that nobody ends must not silence the bot for good. */
const FORGOTTEN_MS = 300_000

/**
 * A deadline for calls of a library that has none of its own for all that it does (a token is fetched first, for one).
 * Such a call may go on when it was given up; so that these do not pile up, no more are made beside a hundred of them.
 */
export class CallDeadline {
  readonly #deadline: () => AbortSignal
  #givenUp = 0

  /** `deadline` is called at the beginning of each call. */
  constructor(deadline: () => AbortSignal) {
    this.#deadline = deadline
  }

  /** Throws NoAnswer; `signal` is aborted then. The caller may end it earlier, with `enough`. */
  async wait<R>(call: (signal: AbortSignal) => Promise<R>, enough?: AbortSignal): Promise<R> {
    if (this.#givenUp >= MOST || enough?.aborted) throw new NoAnswer()
    const over = new AbortController()
    const late = this.#deadline()
    const end = () => over.abort(new NoAnswer())
    const ends = [late, ...(enough ? [enough] : [])]
    for (const signal of ends) signal.addEventListener('abort', end)
    const asked = call(over.signal)
    try {
      return await unlessAborted(asked, over.signal)
    } catch (error) {
      if (error === over.signal.reason) this.#count(asked)
      throw error
    } finally {
      for (const signal of ends) signal.removeEventListener('abort', end)
    }
  }

  #count(asked: Promise<unknown>): void {
    this.#givenUp++
    let counted = true
    const forget = () => {
      clearTimeout(timer)
      if (counted) this.#givenUp--
      counted = false
    }
    const timer = setTimeout(forget, FORGOTTEN_MS).unref()
    asked.then(forget, forget)
  }
}
