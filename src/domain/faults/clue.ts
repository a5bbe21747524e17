import type { FaultName } from './mailboxFaults.js'

/** A line of what was pasted or attached. */
export interface Proof {
  /** From 1, in the whole input. */
  readonly line: number
  /** At most 300 characters, secrets masked. */
  readonly text: string
}

/** What a pasted text proved, in short: a case keeps no more of it. */
export interface Clue {
  readonly verdict: 'sendAs' | 'lookAlike'
  readonly fault: FaultName
  /** How many events say so. */
  readonly count: number
  /** At most three. */
  readonly proof: readonly Proof[]
  /** The support article about it: https URL. */
  readonly article?: string
  /** A password, token or key stood in the text. */
  readonly masked?: true
  /** Only its error code says so, without a word of an event: it may be this, and a check has to tell. */
  readonly bare?: true
}

/** What a text that is a log, an alert or a fault tells. */
export interface ParsedLog {
  /** null: nothing in it proves a fault that is known. */
  readonly clue: Clue | null
  /** URL or unique name. */
  readonly organization: string | null
  /** The only mailbox or user that it is about. */
  readonly address: string | null
  /** A password, token or key stood in it. */
  readonly masked: boolean
  /** The one thing that would decide; `unknownFault`: all is there, and it is no fault that is known. */
  readonly ask: 'code' | 'organization' | 'wholeEvent' | 'unknownFault' | null
}
