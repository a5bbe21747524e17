import type { OrganizationRef, Surface } from '../../domain/case/case.js'
import type { FactSheet } from '../../domain/diagnosis/facts.js'
import type { BoardEntry } from '../../domain/triage/boardEntry.js'
import type { GuardedMail } from '../../domain/triage/guard/guardedMail.js'

/** The channel in which the helpdesk works. */
export interface TriageChannel {
  /** Its root, without a message. */
  readonly surface: Surface
  /** Its members are agents. */
  readonly isPrivate: boolean
}

/** What the helpdesk has chosen, for all instances. */
export interface TriageSettings {
  /** null: no channel was chosen. */
  channel(): Promise<TriageChannel | null>
  choose(channel: TriageChannel): Promise<void>
}

/** Short numbers to quote. */
export interface Numbers {
  /** The next free number, which from now on names this case. If it is called again, the case has both. */
  next(caseId: string): Promise<number>
  /** Id of the case; null: none has it. */
  caseOf(number: number): Promise<string | null>
}

/** The open cases of the helpdesk. An entry that is older than the one that is there changes nothing. */
export interface Board {
  put(entry: BoardEntry): Promise<void>
  remove(id: string, revision: number): Promise<void>
  list(): Promise<readonly BoardEntry[]>
}

/** The messages that tell the helpdesk in the morning how it stands: one a day, whichever instance posts it. */
export interface Digests {
  /** `day`: a local date. false: somebody has that of this day already, or that of a later one. */
  claim(day: string): Promise<boolean>
  /** What was claimed was not posted, so somebody may try again. */
  giveBack(day: string): Promise<void>
}

export interface Member {
  /** In the channel. */
  readonly id: string
  readonly name: string
  readonly tenantId: string | null
  /** Entra object id. */
  readonly aadObjectId: string | null
  readonly isGuest: boolean
}

export interface Rosters {
  /** The members of a team's channel; null: they cannot be read now, or the bot is not there. */
  members(place: Surface): Promise<readonly Member[] | null>
}

/** What the guard sees of the mail of everybody in an organization. */
export interface Pulses {
  /** Takes one request; a second attempt is made only with a new token. Never throws for an outage: what was not seen is a missing fact. */
  look(organization: OrganizationRef, signal: AbortSignal): Promise<FactSheet>
}

/** What the guard knows of each organization, for all instances. */
export interface GuardRows {
  /** By the organization's address. `version` is opaque, and changes with every write. null: nobody has looked at it yet. */
  load(url: string): Promise<{ readonly mail: GuardedMail; readonly version: string } | null>
  /** Returns the new version; null: another instance has saved since `version` was read. */
  save(url: string, mail: GuardedMail, version: string | null): Promise<string | null>
}
