import type { Approval, DeliveryMethod } from './mailbox.js'

/** Users, queues and what an account may do. A column that is empty or holds an unknown value is null. */

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
  /** systemuser.accessmode: 0 Read-Write, 1 Administrative, 2 Read, 3 Support User, 4 Non-interactive, 5 Delegated Admin. */
  readonly accessMode: number | null
  /** systemuser.applicationid: the account of a program. null: a person's or the platform's. */
  readonly applicationId: string | null
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
  /** queue.ownerid: one of the two. */
  readonly ownerUserId: string | null
  readonly ownerTeamId: string | null
}

export type Sender = User | Queue

export interface BusinessUnit {
  readonly id: string
  readonly name: string
  /** null: the root. */
  readonly parentId: string | null
}

/** How far a privilege reaches from the business unit in which it was granted. */
export type Depth = 'Basic' | 'Local' | 'Deep' | 'Global'

export interface PrivilegeGrant {
  /** null: an unknown value. */
  readonly depth: Depth | null
  readonly businessUnitId: string
}

/** What an account may do for the sender. */
export interface AccountRights {
  readonly accountId: string
  /** prvSendAsUser, through its own roles and its teams'. */
  readonly sendAs: readonly PrivilegeGrant[]
  /** Whether it may read the queue that sends; null: the sender is no queue. */
  readonly readsQueue: boolean | null
}

/** A role with prvSendAsUser, and how the account holds it. */
export interface HeldRole {
  readonly role: string
  /** Name of the team that has the role; null: the account itself has it. */
  readonly team: string | null
}

/** The roles of an account that carry prvSendAsUser. */
export interface AccountRoles {
  readonly accountId: string
  readonly roles: readonly HeldRole[]
}

/** Non-interactive: an account that signs in from programs only. https://learn.microsoft.com/power-platform/admin/create-users#create-a-non-interactive-user-account */
const NON_INTERACTIVE = 4

/** An account that no person signs in with. */
export function isService({ applicationId, accessMode }: User): boolean {
  return applicationId !== null || accessMode === NON_INTERACTIVE
}

/** `SYSTEM` and `# …` accounts without an application id are the platform's own, such as `# SSSAdminProd`. */
export function isPlatform({ name, applicationId }: User): boolean {
  return applicationId === null && (name === 'SYSTEM' || name.startsWith('# '))
}
