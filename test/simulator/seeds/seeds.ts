import type { Environment } from '../background/environment.js'
import type { Database, Row } from '../rows/database.js'

export interface PersonSeed {
  readonly key: string
  readonly name: string
  readonly address: string
  readonly unit: string
  readonly consent?: boolean
  readonly disabled?: boolean
  /** Outgoing delivery method of user and mailbox; default 2. */
  readonly method?: number
  /** emailrouteraccessapproval of user and mailbox: 0 empty, 1 approved, 2 pending, 3 rejected; default 1. */
  readonly approval?: number
  readonly mailboxInactive?: boolean
  /** domainname; default: the address. */
  readonly signInName?: string
  readonly roles?: readonly string[]
  /** Ages in minutes of the e-mails in Pending Send. */
  readonly pending?: readonly number[]
  /** In how many minutes the pending e-mails may leave at the earliest. */
  readonly postponedMinutes?: number
  readonly sent?: number
  /** One more left a minute ago. */
  readonly sentNow?: boolean
  readonly applicationId?: string
  /** systemuser.accessmode; default: 0 Read-Write, and 4 Non-interactive for an application. */
  readonly accessMode?: number
  /** Default: everybody but an application. */
  readonly licensed?: boolean
  /** Further columns of the mailbox. */
  readonly mailbox?: Row
}

export interface QueueSeed extends MailboxSeed {
  readonly key: string
  readonly unit: string
  /** Key of the person who owns the queue and its e-mails. */
  readonly owner: string
  /** Name of the team that owns the queue instead of the person. */
  readonly ownerTeam?: string
  readonly private?: boolean
  /** Keys of people. */
  readonly members?: readonly string[]
  readonly pending?: readonly number[]
}

/** Ids of the rows that belong to one sender. */
export interface SenderIds {
  readonly id: string
  /** Owner of the sender's records: the sender itself, if it is a user. */
  readonly owner: string
  readonly ownedByTeam?: boolean
  readonly mailbox: string
  readonly unit: string
  readonly organization: string
}

export type MailboxSeed = Pick<
  PersonSeed,
  'name' | 'address' | 'disabled' | 'method' | 'approval' | 'mailboxInactive' | 'mailbox'
>

/** level: 1 information, 2 warning, 3 error. */
export interface AlertSeed {
  readonly level: number
  readonly text: string
  readonly details?: string
  readonly minutesAgo: number
}

/** An organization that can be served. */
export interface Seeded {
  readonly db: Database
  /** systemuserid of the account that the router signs in as. */
  readonly routerAccountId: string
  readonly organizationId: string
  /** Default: 9.2. */
  readonly version?: string
  /** RetrieveCurrentOrganization, OrganizationType. Default: Customer, which is production. */
  readonly organizationType?: string
  /** Default: on premises. */
  readonly online?: boolean
  /** Default: one in which everything works. */
  readonly environment?: Environment
}

export interface TeamSeed {
  /** Keys of people. */
  readonly members: readonly string[]
  readonly roles: readonly string[]
  /** The members come from an Entra group. */
  readonly ofGroup?: boolean
}
