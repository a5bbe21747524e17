import type { OrganizationRef, Person, Progress, Target } from '../../domain/case/case.js'
import type { Sighting } from '../../domain/case/caseEvents.js'
import type { Fact, FactSheet } from '../../domain/diagnosis/facts.js'

export interface Gathering {
  readonly target: Target
  /** Mails sent since then are counted: ISO 8601. */
  readonly since: string
  /** Called as answers arrive, or when Dataverse asks to wait. */
  progress(p: Progress): void
  readonly signal: AbortSignal
  /** Something was changed a moment ago: permissions that the platform keeps for half a minute are not good enough. */
  readonly afterChange?: true
}

export interface Gathered {
  readonly facts: FactSheet
  readonly requests: { readonly roundTrips: number; readonly operations: number }
  /** Dataverse throttled or failed for a while, and the reads went on. */
  readonly slowed: boolean
}

/** An address; `of`: only as that of the person with this Entra object id, since they may ask about nobody else. */
export interface Sought {
  readonly address: string
  readonly of?: string
}

export interface Organizations {
  list(): readonly OrganizationRef[]
  /** By URL, host, unique name or friendly name; null: none of the configured ones. Never calls anything else. */
  find(text: string): Promise<OrganizationRef | null>
  /**
   * Which of the configured organizations have a user or a queue with this address: one request each where somebody is
   * found, a few at a time, and none after some seconds. Never throws for an outage: of that organization, nothing was seen.
   */
  knowing(sought: Sought, signal: AbortSignal): Promise<readonly Sighting[]>
  /** The user with this Entra object id; null: no such user there. */
  identify(organization: OrganizationRef, aadObjectId: string, signal: AbortSignal): Promise<Fact<Person | null>>
  /** Never throws for an outage: an unreachable organization is a sheet of missing facts. */
  gather(gathering: Gathering): Promise<Gathered>
}
