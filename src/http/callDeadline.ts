import { unlessAborted } from '../app/ports/unlessAborted.js'

/** No answer came in time. */
export class NoAnswer extends Error {
  constructor() {
    super('There was no answer in time')
    this.name = 'NoAnswer'
  }
}

/** Calls that were given up and may still be running. */
const MOST = 100
/** A call that runs longer is no longer counted: a connection that never ends must not silence the bot for good. */
const FORGOTTEN_MS = 300_000

/**
 * A deadline for calls of a library whose own does not cover everything (such as fetching a token first). An abandoned
 * call may keep running; so that these do not pile up, no new call starts while a hundred of them are running.
 */
export class CallDeadline {
  readonly #deadline: () => AbortSignal
  #givenUp = 0

  /** `deadline` is evaluated when each call begins. */
  constructor(deadline: () => AbortSignal) {
    this.#deadline = deadline
  }

  /** Throws NoAnswer and aborts `signal` at the deadline. The caller may end it earlier, with `enough`. */
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
