import { plain } from './address.js'
import type { ParsedLog } from './faults/clue.js'

export { plain, readAddress } from './address.js'

/** What a person typed, as far as it says something. `unknown`: they do not know, or do not have it. */
export type Command = 'stuck' | 'help' | 'cancel' | 'startOver' | 'status' | 'back' | 'unknown'

export interface ParsedMessage {
  /** The text, without control characters and doubled white space; secrets masked. */
  readonly text: string
  readonly command: Command | null
  /** The only e-mail address in a short text. */
  readonly address: string | null
  /** All of them in a short text, each once. */
  readonly addresses: readonly string[]
  /** Dynamics error codes as 0x8004480D. */
  readonly codes: readonly string[]
  /** The first http(s) address, as typed. */
  readonly url: string | null
  /** What it tells as a log, an alert or a fault; null: it is none. */
  readonly log: ParsedLog | null
  /** A password, token or key stood in it. */
  readonly masked: boolean
}

/**
 * Why a file says nothing. `evtx`: a saved event log; `binary`: no text at all; `tooSlow`: it was not read in time, or
 * too many were waiting; `failed`: reading broke off.
 */
export type UnreadReason = 'evtx' | 'binary' | 'empty' | 'tooSlow' | 'failed'

/** A user's address, sign-in name or full name: one line of at most 200 characters (systemuser.fullname); null: it is none. */
export function readAccount(typed: string): string | null {
  const text = plain(typed)
  return text.length > 0 && text.length <= 200 ? text : null
}

const EXCERPT = 60

/** Enough of a text to recognize it by: so many characters at most, none of them halved. */
export function excerpt(text: string, most = EXCERPT): string {
  const characters = [...text]
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : text
}
