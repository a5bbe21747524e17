import type { LogSaid } from './clue.js'

/** What a person typed, as far as it says something. */
export type Command = 'stuck' | 'help' | 'cancel' | 'startOver' | 'status' | 'unknownAccount'

export interface Said {
  /** The text, without control characters and doubled white space; secrets masked. */
  readonly text: string
  readonly command: Command | null
  /** The only e-mail address in a short text. */
  readonly address: string | null
  /** Dynamics error codes as 0x8004480D. */
  readonly codes: readonly string[]
  /** The first http(s) address, as typed. */
  readonly url: string | null
  /** What it tells as a log, an alert or a fault; null: it is none. */
  readonly log: LogSaid | null
  /** A password, token or key stood in it. */
  readonly masked: boolean
}

/**
 * Why a file says nothing. `evtx`: a saved event log; `binary`: no text at all; `tooSlow`: it was not read in time, or
 * too many were waiting; `failed`: reading broke off.
 */
export type Unread = 'evtx' | 'binary' | 'empty' | 'tooSlow' | 'failed'

export const ADDRESS = /(?<![^\s<>()[\]",;:@])[^\s<>()[\]",;:@]+@[^\s<>()[\]",;:@]+\.[^\s<>()[\]",;:@.]+/g

export function plain(typed: string): string {
  return typed
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** One e-mail address and nothing else; null: it is none. Dynamics stores at most 100 characters (systemuser.internalemailaddress). */
export function readAddress(typed: string): string | null {
  const text = plain(typed)
  const found = text.length <= 100 ? text.match(ADDRESS) : null
  return found?.length === 1 && found[0] === text ? text : null
}

/** A user's address, sign-in name or full name: one line of at most 200 characters (systemuser.fullname); null: it is none. */
export function readAccount(typed: string): string | null {
  const text = plain(typed)
  return text.length > 0 && text.length <= 200 ? text : null
}
