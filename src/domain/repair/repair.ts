/** What plans are made from: read when somebody asks for a repair, and again before one is carried out. */
import type { Backlog, BusinessUnit, Depth, Fact, User, Why } from '../diagnosis/facts.js'
import type { RemedyId } from '../messageKey.js'
import type { Values, Write } from './plan.js'

/** Of a remedy; see src/remedies. A stored case may name one that this version does not know. */
export type { RemedyId } from '../messageKey.js'

/** A row as it is now. */
export interface RowSeen {
  readonly etag: string
  readonly values: Values
}

/** A role that might help, as its copy in one business unit. */
export interface RoleSeen {
  /** Of the copy that can be given to the account, or that its team has. */
  readonly id: string
  readonly masterId: string
  readonly name: string
  readonly businessUnitId: string
  /** Made by the organization itself: neither managed, nor shipped with the product, and open to changes. */
  readonly custom: boolean
  /** How far it carries prvSendAsUser; null: it does not. */
  readonly sendAs: Depth | null
  /** How many privileges it carries. */
  readonly privileges: number
  /** The account has it already: itself, or through a team. */
  readonly held: 'directly' | 'throughTeam' | null
  /** Everybody else who has it or a copy of it, teams' members included. `service`: no person signs in with it. */
  readonly others: readonly { readonly name: string; readonly service: boolean }[]
}

/** The roles around the router's account. */
export interface RolesSeen {
  readonly privilegeId: string
  /** The depths that prvSendAsUser can be given at. */
  readonly depths: readonly Depth[]
  readonly roles: readonly RoleSeen[]
  /** Names that roles of the account's business unit have. */
  readonly names: readonly string[]
  readonly businessUnits: readonly BusinessUnit[]
}

/** An e-mail in Pending Send. Subject and recipients are for the sender's eyes only, and are kept no longer than the offer. */
export interface WaitingMail {
  readonly id: string
  readonly etag: string
  readonly subject: string
  readonly to: string
  /** ISO 8601, UTC. */
  readonly createdOn: string
}

/** Who a repair is about. */
export interface Parties {
  readonly sender: { readonly id: string; readonly name: string; readonly businessUnitId: string | null }
  /** Entra object id of the sender; null: a queue, or an account without one. */
  readonly senderObjectId: string | null
  readonly account: Pick<User, 'id' | 'name' | 'businessUnitId'> | null
}

/** Each fact only where the remedy needs it. */
export interface RepairFacts {
  /** usersettings of the sender; null: there is no such row. */
  readonly settings?: Fact<RowSeen | null>
  readonly roles?: Fact<RolesSeen>
  readonly backlog?: Fact<Backlog | null>
  /** The oldest ones, in order; read only for the sender. */
  readonly mails?: Fact<readonly WaitingMail[]>
  /** Those that were chosen, as far as they still wait; with what is personal in them only for the sender. */
  readonly chosenMails?: Fact<readonly WaitingMail[]>
  /** For undoing: what the writes of the last plan find now. */
  readonly states?: Fact<readonly WriteState[]>
}

/** What a write finds. `before`: it can be made; `after`: it was made already; `other`: something else changed it. */
export interface WriteState {
  readonly state: 'before' | 'after' | 'other'
  /** Of rows. */
  readonly etag: string | null
}

/** A plan that was carried out. */
export interface Applied {
  readonly way: string
  readonly remedy: RemedyId
  /** With the ETags that the rows have now. */
  readonly writes: readonly Write[]
  readonly at: string
  /** Entra object id, or id in the channel. */
  readonly by: string
  readonly undone?: true
}

/** What somebody wants to be repaired. */
export interface Repairing {
  readonly remedy: RemedyId
  readonly parties: Parties
  /** What may be undone. */
  readonly applied?: Applied
  /** Ids of the e-mails to hold back. */
  readonly chosen?: readonly string[]
}

/**
 * Why the bot cannot act as a person. `signIn`: nobody signed in yet; `consent`: the organization's people have not
 * allowed it (AADSTS65001); `proof`: one more proof is asked for (conditional access); `otherPerson`: somebody else
 * signed in; `unavailable`: there is no sign-in here; `unreachable`: the sign-in service is.
 */
export type SignInNeed =
  | 'signIn'
  | 'consent'
  | 'proof'
  | 'expired'
  | 'declined'
  | 'otherPerson'
  | 'unavailable'
  | 'unreachable'

/** What became of writes. */
export type Carried =
  /** `writes`: with the ETags that the rows have now; `made`: how many were made, the others being so already. */
  | { readonly result: 'done'; readonly writes: readonly Write[]; readonly made: number }
  /** Somebody else changed it in between: nothing more was written. */
  | { readonly result: 'changed' }
  /** Dataverse does not let this person. */
  | { readonly result: 'refused'; readonly detail: string; readonly privilege?: string }
  | { readonly result: 'signIn'; readonly need: SignInNeed }
  /** An outage; whether something was written was looked at, and nothing was. */
  | { readonly result: 'failed'; readonly why: Why; readonly detail: string }
