/** What plans are made from: read when somebody asks for a repair, and again before one is carried out. */
import type { Backlog, BusinessUnit, Depth, Fact, Why } from '../diagnosis/facts.js'
import type { ActingParty } from '../diagnosis/finding.js'
import type { RemedyId } from '../messageKey.js'
import type { Values, Write } from './plan.js'

/** Id of a remedy (src/remedies). A stored case may contain one that this version does not know. */
export type { RemedyId } from '../messageKey.js'

/** A row as it was just read. */
export interface RowSeen {
  readonly etag: string
  readonly values: Values
}

/** A role that might help: its copy in one business unit. */
export interface RoleSeen {
  /** Id of the copy that can be given to the account, or that its team has. */
  readonly id: string
  readonly masterId: string
  readonly name: string
  readonly businessUnitId: string
  /** Created by the organization itself: not managed, not shipped with the product, and customizable. */
  readonly custom: boolean
  /** The depth of its prvSendAsUser; null: it does not have the privilege. */
  readonly sendAs: Depth | null
  /** How many privileges it has. */
  readonly privileges: number
  /** How the account has the role already, if it does. */
  readonly held: 'directly' | 'throughTeam' | null
  /** All others who have the role or a copy of it, including members of teams. `service`: an account with which no person signs in. */
  readonly others: readonly { readonly name: string; readonly service: boolean }[]
}

/** The roles that could give the router's account its privilege. */
export interface RolesSeen {
  readonly privilegeId: string
  /** The depths at which prvSendAsUser can be granted. */
  readonly depths: readonly Depth[]
  readonly roles: readonly RoleSeen[]
  /** Names of the roles in the account's business unit. */
  readonly names: readonly string[]
  readonly businessUnits: readonly BusinessUnit[]
  /** Users in whose name the account made drafts in the last 30 days, the sender among them. */
  readonly senders: readonly SenderSeen[]
}

/** Somebody in whose name an account made drafts; `businessUnitId`: empty if more such users were not read. */
export interface SenderSeen {
  readonly id: string
  readonly name: string
  readonly businessUnitId: string
}

/** An e-mail in Pending Send. Only the sender sees subject and recipients, which are kept no longer than the offer. */
export interface WaitingMail {
  readonly id: string
  readonly etag: string
  readonly subject: string
  readonly to: string
  /** ISO 8601, UTC. */
  readonly createdOn: string
  /** Who made it, where that is not the sender. */
  readonly maker?: string
  readonly attachments?: number
}

/** A system job that waits, because its account was not allowed to send. */
export interface WaitingJob {
  readonly id: string
  readonly etag: string
  readonly name: string
  /** The table of the record that triggered it; null: none. */
  readonly about: string | null
  /** ISO 8601, UTC. */
  readonly createdOn: string
}

/** The sender and the account that a repair is about. */
export interface Parties {
  readonly sender: { readonly id: string; readonly name: string; readonly businessUnitId: string | null }
  /** Entra object id of the sender; null: a queue, or an account without one. */
  readonly senderObjectId: string | null
  /** `as`: absent if a version stored it that knew only the Email Router. */
  readonly account: (Omit<ActingParty, 'as'> & Partial<Pick<ActingParty, 'as'>>) | null
  /** The sender's mailbox; absent: stored by an older version; null: there is none. */
  readonly mailboxId?: string | null
  /** Accounts that certainly tried to send for the sender: ids. */
  readonly actingIds?: readonly string[]
  /** Owners of jobs that were refused and that also made mail in the sender's name: ids. */
  readonly jobOwnerIds?: readonly string[]
}

/** Each fact is present only if the remedy needs it. */
export interface RepairFacts {
  /** The sender's row in usersettings; null: there is none. */
  readonly settings?: Fact<RowSeen | null>
  readonly roles?: Fact<RolesSeen>
  readonly backlog?: Fact<Backlog | null>
  /** The oldest mails, in order; read only for the sender. */
  readonly mails?: Fact<readonly WaitingMail[]>
  /** The chosen mails that still wait; subjects and recipients are included only for the sender. */
  readonly chosenMails?: Fact<readonly WaitingMail[]>
  /** The sender's mailbox; null: there is none. */
  readonly mailbox?: Fact<RowSeen | null>
  /** Waiting jobs of those who also made mail in the sender's name, the oldest first. */
  readonly jobs?: Fact<readonly WaitingJob[]>
  /** Drafts of the last 30 days that the accounts that acted made in the sender's name, the oldest first. */
  readonly drafts?: Fact<readonly WaitingMail[]>
  /** E-mails whose status was set to Pending Send without the Send request. */
  readonly notSubmitted?: Fact<readonly WaitingMail[]>
  /** For an undo: what the writes of the last plan would find now. */
  readonly states?: Fact<readonly WriteState[]>
}

/** What a write finds. `before`: it can be made; `after`: it was made already; `other`: something else changed the record. */
export interface WriteState {
  readonly state: 'before' | 'after' | 'other'
  /** ETag of the row; null: it is not a row. */
  readonly etag: string | null
}

/** A repair that was carried out. */
export interface Applied {
  readonly way: string
  readonly remedy: RemedyId
  /** With the rows' ETags after the writes. */
  readonly writes: readonly Write[]
  readonly at: string
  /** Entra object id, or id in the channel. */
  readonly by: string
  readonly undone?: true
}

/** The repair that somebody asks for. */
export interface RepairRequest {
  readonly remedy: RemedyId
  readonly parties: Parties
  /** The last repair, which an undo would undo. */
  readonly applied?: Applied
  /** Ids of the e-mails to hold back, or of the e-mails or jobs that the repair is about. */
  readonly chosen?: readonly string[]
}

/**
 * Why the bot cannot act as a person. `signIn`: they have not signed in yet; `consent`: the bot has no consent in their
 * tenant (AADSTS65001); `proof`: conditional access asks for another factor; `otherPerson`: somebody else signed in;
 * `unavailable`: this bot has no sign-in; `unreachable`: the sign-in service does not answer.
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

/** What approving an address takes: System Administrator in Dynamics 365, and an administrator's role in Microsoft 365. */
export type ApproverRole = 'dynamics' | 'microsoft365'

/** The result of carrying out writes. */
export type WriteResult =
  /** `writes`: with the rows' new ETags; `made`: how many were made; the others were not necessary any more. */
  | { readonly result: 'done'; readonly writes: readonly Write[]; readonly made: number }
  /** Somebody else changed a record in between: nothing more was written. */
  | { readonly result: 'changed' }
  /** Dataverse does not allow this person to make the change. */
  | { readonly result: 'refused'; readonly detail: string; readonly privilege?: string; readonly lacks?: ApproverRole }
  | { readonly result: 'signIn'; readonly need: SignInNeed }
  /** An outage, after which it was verified that nothing was written. */
  | { readonly result: 'failed'; readonly why: Why; readonly detail: string }
