/** What a pasted or attached text proves. */
import type { Ask, Proof } from '../domain/faults/clue.js'
import type { Direction } from '../domain/faults/direction.js'
import type { FaultName } from '../domain/faults/mailboxFault.js'

export type { Proof }

export interface FaultSeen {
  readonly fault: FaultName
  readonly organization: string | null
  readonly user: string | null
  readonly count: number
  /** As written in the log; ISO 8601 if the time is unambiguous. */
  readonly first: string | null
  readonly last: string | null
  /** At most three. */
  readonly evidence: readonly Proof[]
  /** What it is about; null: the text does not say. */
  readonly direction: Direction | null
  /** The privileges that are missing, at most five. */
  readonly privileges: readonly string[]
  /** The access mode of the account that lacks something; null: the text does not say. */
  readonly accessMode: number | null
  /** Every time, only an error code points to the fault, without the text of an event. */
  readonly bare: boolean
}

export interface LogReading {
  readonly verdict: 'sendAs' | 'lookAlike' | 'unknown'
  /** Send-as first, then by count. */
  readonly faults: readonly FaultSeen[]
  /** For example 0x8004480D: each once, in order of appearance, at most 50. */
  readonly codes: readonly string[]
  /** What the first fault, or an unknown one, is about; null: the text does not say. */
  readonly direction: Direction | null
  /** URL or unique name from the first fault that names one, otherwise the only one in the text. */
  readonly organization: string | null
  /** E-mail addresses of mailboxes and users that the faults name, at most 20. */
  readonly addresses: readonly string[]
  readonly events: number
  /** A secret was masked. */
  readonly masked: boolean
  readonly ask: Ask | null
}

/** Reads a text in pieces of any size; its memory does not grow with the text. */
export interface Reader {
  push(text: string): void
  finish(): LogReading
}
