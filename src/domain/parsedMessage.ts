import { plain } from './address.js'
import type { ParsedLog } from './faults/clue.js'

export { plain, readAddress } from './address.js'

/** What people say that they see: their mail is stuck, it stays a draft, or they were told that they cannot send as somebody. */
const SYMPTOM_COMMANDS = ['stuck', 'draft', 'cannotSendAs'] as const
export type SymptomCommand = (typeof SYMPTOM_COMMANDS)[number]

/** What a typed text asks for. `unknown`: "I do not know", or "I do not have it". */
export type Command =
  | SymptomCommand
  | 'useChannel'
  | 'board'
  | 'take'
  | 'giveBack'
  | 'checkAgain'
  | 'export'
  | 'help'
  | 'cancel'
  | 'startOver'
  | 'status'
  | 'back'
  | 'unknown'

/** The symptom that a text describes; null: it describes none. */
export function symptomIn({ command }: Pick<ParsedMessage, 'command'>): SymptomCommand | null {
  return SYMPTOM_COMMANDS.find(symptom => symptom === command) ?? null
}

export interface ParsedMessage {
  /** The text without control characters and repeated white space; secrets masked. */
  readonly text: string
  readonly command: Command | null
  /** The only e-mail address in a short text. */
  readonly address: string | null
  /** All e-mail addresses in a short text, each once, apart from that of the account. */
  readonly addresses: readonly string[]
  /** Address of the account that the text says may not send as somebody else. */
  readonly account?: string
  /** Dynamics error codes, for example 0x8004480D. */
  readonly codes: readonly string[]
  /** The first http(s) address, as typed. */
  readonly url: string | null
  /** What it says if it is a log, an alert or a fault; otherwise null. */
  readonly log: ParsedLog | null
  /** It contained a password, token or key. */
  readonly masked: boolean
  /** The organization that a sentence about an address names, whether there is one or not. */
  readonly place?: string
  /** It asks to check addresses: "check a@contoso.com, b@contoso.com in Contoso". */
  readonly check?: CheckRequest
  /** The sender that a message names, however long it is: in its "From:", or the only address in it. */
  readonly from?: string
}

export interface CheckRequest {
  /** Each once, in the order typed. */
  readonly addresses: readonly string[]
  /** How often an address was typed that was there already. */
  readonly repeated: number
  /** What stands between them and is no address. */
  readonly strays: readonly string[]
  /** The text was too long to be read to its end. */
  readonly cut?: true
}

/**
 * Why a file was not read. `evtx`: it is a saved event log; `binary`: it is not text; `tooSlow`: reading took too long, or
 * too many files were waiting; `failed`: reading broke off.
 */
export type UnreadReason = 'evtx' | 'binary' | 'empty' | 'tooSlow' | 'failed'

/** A user's address, sign-in name or full name: one line of at most 200 characters (systemuser.fullname). null: it cannot be one. */
export function readAccount(typed: string): string | null {
  const text = plain(typed)
  return text.length > 0 && text.length <= 200 ? text : null
}

const EXCERPT = 60

/** Enough of a text to recognize it by: at most `most` characters, without splitting a surrogate pair. */
export function excerpt(text: string, most = EXCERPT): string {
  const characters = [...text]
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : text
}
