import type { Direction } from '../../domain/faults/direction.js'
import type { FaultName } from '../../domain/faults/mailboxFault.js'
import type { Proof } from '../logReading.js'

export interface JudgedEvent {
  /** The faults that the event proves, with the lines that prove them. */
  readonly faults: ReadonlyMap<FaultName, readonly Proof[]>
  /** null: there is none, or it was not wanted. */
  readonly organization: string | null
  readonly user: string | null
  readonly addresses: readonly string[]
  readonly time: string | null
  readonly codes: readonly string[]
  /** It says that something failed; false if that was not wanted. */
  readonly complains: boolean
  /** The text ends before the reason of a failure; false if that was not wanted. */
  readonly isCut: boolean
  /** It gives the mail server's reason, so nothing was cut off; false if that was not wanted. */
  readonly isWhole: boolean
  /** It names faults only to list them or to say that they did not happen. */
  readonly isRuledOut: boolean
  /** What its fault is about, or its complaint; null: it does not say, or that was not wanted. */
  readonly direction: Direction | null
  /** The privileges that are missing. */
  readonly privileges: readonly string[]
  readonly accessMode: number | null
  /** Only error codes point to the faults. */
  readonly bare: boolean
}

/** What is still wanted from an event that proves no fault. Nothing else is searched for. */
export interface Wanted {
  readonly organization: boolean
  readonly complaint: boolean
  readonly cut: boolean
  readonly direction: boolean
}
