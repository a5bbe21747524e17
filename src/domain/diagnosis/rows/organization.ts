/** An organization, and how it sends mail. */

export interface Organization {
  /** For example 9.2.24073.198 */
  readonly version: string
}

export interface Hosting {
  /** Hosted by Microsoft. */
  readonly online: boolean
}

export interface Environment {
  /** Production, not a sandbox, a trial or a copy; null: not known. RetrieveCurrentOrganization, OrganizationType. */
  readonly production: boolean | null
}

/** How an organization hands mail out. organization.emailconnectionchannel: 0 synchronization, 1 router. */
export type Channel = 'synchronization' | 'router'

export interface MailSettings {
  readonly channel: Channel
  /** organization.requireapprovalforuseremail, …queueemail: mail of addresses that are not approved does not leave. */
  readonly approval: { readonly users: boolean | null; readonly queues: boolean | null }
  /** organization.orgdborgsettings, EnableMailboxDelegationForOutgoingEmail: the mailbox of whoever submits an e-mail sends it. null: the settings were not understood. */
  readonly delegation: boolean | null
  /** organization.isauditenabled */
  readonly audited: boolean | null
}
