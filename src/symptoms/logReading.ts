/** What a pasted or attached text proves. */
import type { Proof } from '../domain/faults/clue.js'
import type { FaultName } from '../domain/faults/mailboxFaults.js'

export type { Proof }

export interface FaultSeen {
  readonly fault: FaultName
  readonly organization: string | null
  readonly user: string | null
  readonly count: number
  /** As written in the log; ISO 8601 where it is certain which moment is meant. */
  readonly first: string | null
  readonly last: string | null
  /** At most 3. */
  readonly evidence: readonly Proof[]
  /** Only the error code says so, each time, without a word of an event. */
  readonly bare: boolean
}

export interface LogReading {
  readonly verdict: 'sendAs' | 'lookAlike' | 'unknown'
  /** Send-as first, then by count. */
  readonly faults: readonly FaultSeen[]
  /** As 0x8004480D, each once, in order of appearance, at most 50. */
  readonly codes: readonly string[]
  /** URL or unique name: of the first fault that names one, else the only one in the text. */
  readonly organization: string | null
  /** E-mail addresses of mailboxes and users that the faults name, at most 20. */
  readonly addresses: readonly string[]
  readonly events: number
  /** A secret was masked. */
  readonly masked: boolean
  /** The one thing that would decide; `unknownFault`: all is there, and it is no fault that is known. */
  readonly ask: 'code' | 'organization' | 'wholeEvent' | 'unknownFault' | null
}

/** Takes a text in pieces of any size; its memory does not grow with the text. */
export interface Reader {
  push(text: string): void
  finish(): LogReading
}
