/** What was read from an organization, as plain values. Column names and option values: Dataverse Web API v9.2. */

/** Why a fact could not be read. */
export type Why =
  | 'forbidden'
  | 'timeout'
  | 'throttled'
  | 'unreachable'
  | 'malformed'
  | 'notGathered'
  | 'crashed'
  /** It was read, but its meaning is unknown. */
  | 'notUnderstood'
  /** Everything was visible, and a record that must exist does not. */
  | 'absent'

interface FactRead<T> {
  readonly ok: true
  readonly value: T
  /** ISO 8601, UTC: when the answer arrived. */
  readonly at: string
}

export interface FactMissing {
  readonly ok: false
  readonly why: Why
  /** One technical line for an administrator, including Dataverse's error code. */
  readonly detail: string
  /** The privilege that the bot itself lacks, for example `prvReadUserSettings`; only with `forbidden`. */
  readonly privilege?: string
  /** The depth at which the bot holds that privilege, if it is less than Global. */
  readonly depth?: Depth
}

/**
 * "There is none" is a value (null or an empty list), and only if everything was visible. "The bot may not see it" is a
 * `FactMissing`.
 */
export type Fact<T> = FactRead<T> | FactMissing

/** A column that is empty or holds an unknown value is null; a check that needs it is then undetermined. */

/** Outgoing delivery method of a user, queue or mailbox: 0 None, 1 Dynamics 365 for Outlook, 2 Server-Side Synchronization or Email Router. */
export type DeliveryMethod = number

/** emailrouteraccessapproval of a user, queue or mailbox: 0 Empty, 1 Approved, 2 Pending Approval, 3 Rejected. */
export type Approval = number

export interface User {
  readonly kind: 'user'
  readonly id: string
  readonly name: string
  /** systemuser.internalemailaddress */
  readonly address: string | null
  /** systemuser.domainname */
  readonly signInName: string | null
  readonly disabled: boolean | null
  readonly businessUnitId: string
  readonly deliveryMethod: DeliveryMethod | null
  readonly approval: Approval | null
  /** systemuser.defaultmailbox */
  readonly mailboxId: string | null
  /** systemuser.islicensed */
  readonly licensed: boolean | null
  /** Entra object id; null for most system accounts. */
  readonly aadObjectId: string | null
}

export interface Queue {
  readonly kind: 'queue'
  readonly id: string
  readonly name: string
  readonly address: string | null
  readonly businessUnitId: string | null
  readonly deliveryMethod: DeliveryMethod | null
  readonly approval: Approval | null
  /** queue.defaultmailbox */
  readonly mailboxId: string | null
}

export type Sender = User | Queue

export interface BusinessUnit {
  readonly id: string
  readonly name: string
  /** null: the root. */
  readonly parentId: string | null
}

export interface Mailbox {
  readonly id: string
  readonly name: string
  readonly address: string | null
  readonly active: boolean | null
  readonly deliveryMethod: DeliveryMethod | null
  readonly approval: Approval | null
  /** An email server profile is set; only server-side synchronization needs one. */
  readonly hasProfile: boolean
  /** "Test & Enable" passed for outgoing mail, and sending is switched on. */
  readonly tested: boolean | null
  /** mailbox.lastsuccessfulsynccompletedon, ISO 8601 UTC; null: never. */
  readonly lastSuccess: string | null
}

/** How far a privilege reaches from the business unit in which it was granted. */
export type Depth = 'Basic' | 'Local' | 'Deep' | 'Global'

export interface PrivilegeGrant {
  /** null: an unknown value. */
  readonly depth: Depth | null
  readonly businessUnitId: string
}

/** A role with prvSendAsUser, and how the account holds it. */
export interface HeldRole {
  readonly role: string
  /** Name of the team that has the role; null: the account itself has it. */
  readonly team: string | null
}

/** A row of the mailbox's alerts (tracelog) of level Error. */
export interface Alert {
  readonly text: string
  readonly details: string | null
  /** ISO 8601, UTC. */
  readonly at: string
}

/** The sender's e-mails in Pending Send (email.statuscode 6). Dates are `createdon`, ISO 8601 UTC. */
export interface Backlog {
  readonly count: number
  /** There are more than Dataverse counts (50,000): `count` and `olderThanADay` are lower bounds. */
  readonly atLeast: boolean
  readonly oldest: string | null
  readonly newest: string | null
  readonly olderThanADay: number
  /** The time against which "older" was measured. */
  readonly asOf: string
}

/** E-mails of the sender that reached status Sent (email.statuscode 3) since the case was opened. */
export interface SentSince {
  readonly since: string
  readonly count: number
}

export interface Organization {
  /** For example 9.2.24073.198 */
  readonly version: string
}

interface Hosting {
  /** Hosted by Microsoft. */
  readonly online: boolean
}

/** How an organization sends mail. */
export interface MailSettings {
  /** organization.emailconnectionchannel: 0 Server-Side Synchronization, 1 Email Router. */
  readonly channel: 0 | 1
  /** organization.requireapprovalforuseremail, …queueemail: mail of addresses that are not approved does not leave. */
  readonly approval: { readonly users: boolean | null; readonly queues: boolean | null }
}

/** Every fact that a check can need. `gather.ts` has one entry for each. */
export interface Facts {
  organization: Organization
  hosting: Hosting
  mailSettings: MailSettings
  /** All users and queues that the address belongs to; empty: nobody has it. */
  senders: readonly Sender[]
  /** All users with the router account's address or name. `notGathered` if no account was named. */
  routerAccounts: readonly User[]
  businessUnits: readonly BusinessUnit[]
  /** usersettings.issendasallowed; null: there is no single sender that is a user. */
  senderConsent: boolean | null
  /** The default mailbox; null: the sender has none, or there is no single sender. */
  senderMailbox: Mailbox | null
  /** prvSendAsUser of the router account, through its own roles and its teams'; null: there is no single account. */
  sendAsPrivilege: readonly PrivilegeGrant[] | null
  /** The roles that `sendAsPrivilege` comes from; evidence only. */
  routerRoles: readonly HeldRole[] | null
  /** Whether the router account may read the queue that sends; null: the sender is not a queue, or there is no single account. */
  queueAccess: boolean | null
  /** Errors that the mailbox reported, newest first; null: there is no single sender, or it has no mailbox. */
  alerts: readonly Alert[] | null
  /** When the sender's newest e-mail in status Sent left: ISO 8601, UTC; null: there is none, or no single sender. */
  lastSent: string | null
  /** null: there is no single sender. */
  backlog: Backlog | null
  sentSince: SentSince | null
}

export type FactName = keyof Facts
export type FactSheet = { readonly [K in FactName]?: Fact<Facts[K]> }

export const notRead: FactMissing = { ok: false, why: 'notGathered', detail: 'nobody asked for it' }
