import { createHash } from 'node:crypto'
import { DAY_MS, HOUR_MS } from '../../durations.js'

/** When to send an event to the ticket system again, and when to give it up. */

const FIRST_DELAY_MS = 5_000
const FACTOR = 3
const LONGEST_DELAY_MS = 4 * HOUR_MS
/** The longest that the ticket system may ask to wait. */
const LONGEST_RETRY_AFTER_MS = HOUR_MS
/** An event that could not be sent earlier, because the bot did not run, is tried at least this often. */
const FEWEST_TRIES = 3

/**
 * Whether the same request may succeed later. null: there was no answer. 408 Request Timeout, 425 Too Early, 429 Too Many
 * Requests and all server errors pass; whatever else is no success stays one. https://www.rfc-editor.org/rfc/rfc9110#section-15
 */
export function isTransient(status: number | null): boolean {
  return status === null || status === 408 || status === 425 || status === 429 || status >= 500
}

/** How long to wait as the ticket system asks, in milliseconds. */
export function obeyed(retryAfterMs: number): number {
  return Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS)
}

interface Failing {
  /** Id of the event. */
  readonly id: string
  /** How often it has failed, at least once. */
  readonly failed: number
  /** What the ticket system asked for. */
  readonly retryAfterMs?: number | undefined
}

/** Five seconds, then three times as long each time, up to four hours: about a dozen tries in a day. */
export function retryDelay({ id, failed, retryAfterMs = 0 }: Failing): number {
  const delay = Math.min(FIRST_DELAY_MS * FACTOR ** (failed - 1), LONGEST_DELAY_MS)
  return spread(`${id} ${failed}`, Math.max(delay, obeyed(retryAfterMs)))
}

/** Up to a quarter longer, so that events which failed together do not return together. Follows from the key alone. */
export function spread(key: string, delay: number): number {
  const part = createHash('sha256').update(key).digest().readUInt32BE() / 2 ** 32
  return Math.round(delay * (1 + part / 4))
}

/** An event is given up when it is a day old. `at`: when it happened, ISO 8601. */
export function isGivenUp({ at, failed }: { readonly at: string; readonly failed: number }, now: Date): boolean {
  return failed >= FEWEST_TRIES && now.getTime() - Date.parse(at) >= DAY_MS
}
