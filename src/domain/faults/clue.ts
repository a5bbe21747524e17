import type { Direction } from './direction.js'
import type { FaultName } from './mailboxFault.js'

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
  /** What the text is about; absent: it does not say. */
  readonly direction?: Direction
  /** Names of the privileges that are missing, at most five. */
  readonly privileges?: readonly string[]
  /** The access mode of the account that lacks something (systemuser.accessmode). */
  readonly accessMode?: number
  /** The text contained a password, token or key. */
  readonly masked?: true
  /** Only an error code points to the fault, without the text of an event, so a check has to confirm it. */
  readonly bare?: true
  /** Ids of the users that it names as refused. */
  readonly accountIds?: readonly string[]
}

/**
 * What else is needed to decide. `unknownFault`: the text is complete, but the fault is not a known one. `ownFault`: it
 * lists error codes or says that it is not one of them, so it does not say what happened.
 */
export const ASKS = ['code', 'organization', 'wholeEvent', 'unknownFault', 'ownFault'] as const
export type Ask = (typeof ASKS)[number]

/** What a log, an alert or an error text says. */
export interface ParsedLog {
  /** null: it does not prove a known fault. */
  readonly clue: Clue | null
  /** What a text without a known fault complains about; absent: it does not say, or the clue does. */
  readonly direction?: Direction
  /** URL or unique name. */
  readonly organization: string | null
  /** The mailbox or user it is about; null: none, or several. */
  readonly address: string | null
  /** It contained a password, token or key. */
  readonly masked: boolean
  readonly ask: Ask | null
}
