import type { FaultName } from './mailboxFaults.js'

/** A line of the pasted or attached text. */
export interface Proof {
  /** Line number in the whole input, from 1. */
  readonly line: number
  /** At most 300 characters, secrets masked. */
  readonly text: string
}

/** What a pasted text proved. A case keeps nothing else of the text. */
export interface Clue {
  readonly verdict: 'sendAs' | 'lookAlike'
  readonly fault: FaultName
  /** How many events say so. */
  readonly count: number
  /** At most three. */
  readonly proof: readonly Proof[]
  /** The support article about it: https URL. */
  readonly article?: string
  /** The text contained a password, token or key. */
  readonly masked?: true
  /** Only an error code points to the fault, without the text of an event, so a check has to confirm it. */
  readonly bare?: true
}

/** What a log, an alert or an error text says. */
export interface ParsedLog {
  /** null: it does not prove a known fault. */
  readonly clue: Clue | null
  /** URL or unique name. */
  readonly organization: string | null
  /** The mailbox or user it is about; null: none, or several. */
  readonly address: string | null
  /** It contained a password, token or key. */
  readonly masked: boolean
  /** What else is needed to decide. `unknownFault`: the text is complete, but the fault is not a known one. */
  readonly ask: 'code' | 'organization' | 'wholeEvent' | 'unknownFault' | null
}
