/** What was read from an organization, as plain values. Column names and option values: Dataverse Web API v9.2. */

import type { AccountRights, AccountRoles, BusinessUnit, Depth, Sender, User } from './rows/accounts.js'
import type { Alert, Mailbox, ServerProfile } from './rows/mailbox.js'
import type {
  Backlog,
  Departures,
  Drafts,
  FailedMails,
  FlowFailure,
  PendingMail,
  Pulse,
  SendAsJobs,
  SentSince,
  Submission,
  Workflow,
} from './rows/mails.js'
import type { Environment, Hosting, MailSettings, Organization } from './rows/organization.js'

export type * from './rows/accounts.js'
export type * from './rows/mailbox.js'
export type * from './rows/mails.js'
export type * from './rows/organization.js'

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
  /** It is the person who asked that may not read it, and not the bot. */
  readonly forPerson?: true
}

/**
 * "There is none" is a value (null or an empty list), and only if everything was visible. "The bot may not see it" is a
 * `FactMissing`.
 */
export type Fact<T> = FactRead<T> | FactMissing

/** What the person said and pasted, as far as it decides which accounts acted. */
export interface Statement {
  /** They see drafts that stay, or a dialog that refuses: whatever other accounts prepared was meant to be sent. */
  readonly refused: boolean
  /** A router's log, or an error that only routers report. */
  readonly aboutRouter: boolean
  /** Ids of systemusers that the pasted text names. */
  readonly accountIds: readonly string[]
  /** The person asks only about their own right to send for the sender. */
  readonly ownRight?: true
}

/** Every fact that a check can need. `gather.ts` has one entry for each. null: there is no single sender, if nothing else is said. */
export interface Facts {
  organization: Organization
  hosting: Hosting
  /** Evidence only. */
  environment: Environment
  mailSettings: MailSettings
  /** Given, not read. */
  statement: Statement
  /** All users and queues that the address belongs to; empty: nobody has it. */
  senders: readonly Sender[]
  /** All users with the address or name of the organization's router account; null: none is configured. */
  routerAccounts: readonly User[] | null
  /** All users with the address or name that a person gave for the acting account; null: none was named. */
  namedAccounts: readonly User[] | null
  businessUnits: readonly BusinessUnit[]
  /** usersettings.issendasallowed; null: there is no single sender that is a user. */
  senderConsent: boolean | null
  /** The default mailbox; null: the sender has none, or there is no single sender. */
  senderMailbox: Mailbox | null
  /** All email server profiles of the organization. */
  serverProfiles: readonly ServerProfile[]
  /** Errors that the mailbox or its profile reported, newest first; null: there is no single sender, or it has no mailbox. */
  alerts: readonly Alert[] | null
  backlog: Backlog | null
  /** The oldest five in Pending Send. */
  pendingMails: readonly PendingMail[] | null
  drafts: Drafts | null
  failedMails: FailedMails | null
  departures: Departures | null
  sentSince: SentSince | null
  jobs: SendAsJobs
  pulse: Pulse
  /** Newest first, at most 50; evidence only. */
  flowFailures: readonly FlowFailure[]
  /** Whether the owner of the queue that sends has a security role; null: the sender is no queue. */
  queueOwnerHasRole: boolean | null
  /** The users whose ids drafts, jobs, waiting mails and pasted texts name. */
  accounts: readonly User[]
  /** Owners of jobs that also made mail in the sender's name: ids. */
  jobOwnersOfSender: readonly string[]
  /** For the router account, the named one and those in `accounts`. */
  rights: readonly AccountRights[]
  /** The roles that the rights come from; evidence only. */
  roles: readonly AccountRoles[]
  /** The workflows whose jobs were refused, and flows that failed beside a draft; evidence only. */
  workflows: readonly Workflow[]
  /** Where delegation is on: the mailboxes of those who may have submitted the waiting mail, by the user's id. */
  submitterMailboxes: readonly { readonly userId: string; readonly mailbox: Mailbox | null }[]
  /** null: not audited, or nothing about it; evidence only. */
  submission: Submission | null
}

export type FactName = keyof Facts
export type FactSheet = { readonly [K in FactName]?: Fact<Facts[K]> }

export const notRead: FactMissing = { ok: false, why: 'notGathered', detail: 'nobody asked for it' }
