import type { Signer } from '../domain/case/case.js'
import { MINUTE_MS } from '../domain/durations.js'
import type { Tokens } from './tokens.js'

/** Where the tokens of people on one channel come from. */
export interface TokenSource {
  /** That person's tokens, which throw SignInNeeded. The caller must ask only for configured organizations. */
  of(signer: Signer): Tokens
}

/** People's tokens are kept in memory only: for this many people, and until nobody has used them for this long. */
export const MOST_PEOPLE = 500
export const IDLE_MS = 30 * MINUTE_MS
