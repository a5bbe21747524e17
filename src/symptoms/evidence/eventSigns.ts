import type { Direction } from '../../domain/faults/direction.js'
import type { FaultSign } from '../../domain/faults/faultSigns.js'
import type { FaultName } from '../../domain/faults/mailboxFault.js'
import type { Proof } from '../logReading.js'

export interface Seen {
  readonly sign: FaultSign
  readonly proofs: Proof[]
}

/** What the current event has shown so far. One object serves all events, since a log has very many. */
export class EventSigns {
  readonly seen = new Map<FaultName, Seen>()
  readonly codes = new Set<string>()
  readonly addresses = new Set<string>()
  /** Names of privileges that are missing, folded and as written. */
  readonly privileges = new Map<string, string>()
  organization: string | null = null
  user: string | null = null
  /** The beginning of its text. */
  head: string | null = null
  direction: Direction | null = null
  accessMode: number | null = null
  complains = false
  isWrapped = false
  isWhole = false
  isRuledOut = false
  /** It says that prvSendAsUser is missing, so a code for any missing privilege means that. */
  lacksSendAs = false
  bare = true

  clear(): void {
    if (this.seen.size > 0) this.seen.clear()
    if (this.codes.size > 0) this.codes.clear()
    if (this.addresses.size > 0) this.addresses.clear()
    if (this.privileges.size > 0) this.privileges.clear()
    this.organization = null
    this.user = null
    this.head = null
    this.direction = null
    this.accessMode = null
    this.complains = false
    this.isWrapped = false
    this.isWhole = false
    this.isRuledOut = false
    this.lacksSendAs = false
    this.bare = true
  }
}
