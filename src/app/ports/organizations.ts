import type { OrganizationRef, Person, Progress, Target } from '../../domain/case/case.js'
import type { Sighting } from '../../domain/case/caseEvents.js'
import type { Fact, FactSheet } from '../../domain/diagnosis/facts.js'

export interface GatherRequest {
  readonly target: Target
  /** Count the mails sent since this time, ISO 8601. */
  readonly since: string
  /** Called as answers arrive, and when Dataverse asks to wait. */
  progress(p: Progress): void
  readonly signal: AbortSignal
  /** Something changed a moment ago, so permissions that the platform caches for half a minute are too old. */
  readonly afterChange?: true
}

export interface GatherResult {
  readonly facts: FactSheet
  readonly requests: { readonly roundTrips: number; readonly operations: number }
  /** Dataverse throttled or failed for a while, and the reads were repeated. */
  readonly slowed: boolean
}

/** An address to look up. `of`: accept only the user with this Entra object id, who may ask about nobody else. */
export interface AddressQuery {
  readonly address: string
  readonly of?: string
}

export interface Organizations {
  list(): readonly OrganizationRef[]
  /** By URL, host, unique name or friendly name; null: it is not configured. Calls only configured organizations. */
  find(text: string): Promise<OrganizationRef | null>
  /**
   * Which of the configured organizations have a user or a queue with this address. Asks a few at a time, and no more after
   * some seconds. Never throws for an outage: that organization counts as not seen.
   */
  knowing(sought: AddressQuery, signal: AbortSignal): Promise<readonly Sighting[]>
  /** The user with this Entra object id; null: no such user there. */
  identify(organization: OrganizationRef, aadObjectId: string, signal: AbortSignal): Promise<Fact<Person | null>>
  /** Never throws for an outage: an unreachable organization gives missing facts. */
  gather(gathering: GatherRequest): Promise<GatherResult>
}
