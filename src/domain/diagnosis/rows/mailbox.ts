/** Mailboxes, their profiles and their alerts. A column that is empty or holds an unknown value is null. */

/** Outgoing delivery method of a user, queue or mailbox: 0 None, 1 Dynamics 365 for Outlook, 2 Server-Side Synchronization or Email Router. */
export type DeliveryMethod = number

/** emailrouteraccessapproval of a user, queue or mailbox: 0 Empty, 1 Approved, 2 Pending Approval, 3 Rejected. */
export type Approval = number

/** Times are ISO 8601, UTC. */
export interface Mailbox {
  readonly id: string
  readonly name: string
  readonly address: string | null
  readonly active: boolean | null
  readonly deliveryMethod: DeliveryMethod | null
  readonly approval: Approval | null
  /** mailbox.isemailaddressapprovedbyo365admin */
  readonly approvedInMicrosoft365: boolean | null
  /** mailbox.emailserverprofile; null: none is set. Only server-side synchronization needs one. */
  readonly profileId: string | null
  readonly outgoing: SendingState
  /** The same for sending through Azure Communication Services. */
  readonly outgoingAcs: SendingState
  /** mailbox.testemailconfigurationscheduled: "Test & Enable" was asked for and has not run yet. */
  readonly testQueued: boolean | null
  /** mailbox.postponesendinguntil; null: never set. */
  readonly sendingPostponedUntil: string | null
  /** mailbox.postponemailboxprocessinguntil; null: never set. */
  readonly processingPostponedUntil: string | null
  /** mailbox.transientfailurecount */
  readonly transientFailures: number | null
  /** mailbox.lastsyncerror…; null: none. */
  readonly lastError: SyncError | null
  /** mailbox.lastsuccessfulsynccompletedon; null: never. */
  readonly lastSuccess: string | null
}

/** Whether a mailbox may send: it is switched on, and "Test & Enable" passed. */
export interface SendingState {
  /** mailbox.enabledforoutgoingemail, …acsenabledforoutgoingemail */
  readonly enabled: boolean | null
  /** mailbox.outgoingemailstatus, …acsoutgoingemailstatus: 0 Not Run, 1 Success, 2 Failure. */
  readonly testStatus: 0 | 1 | 2 | null
}

export interface SyncError {
  /** As Dataverse writes it, for example 0x8005E246. */
  readonly code: string
  readonly text: string | null
  readonly at: string | null
}

/** A row of emailserverprofile. */
export interface ServerProfile {
  readonly id: string
  readonly name: string
  readonly active: boolean | null
  /** Exchange Online: its addresses also need the approval of a Microsoft 365 administrator. */
  readonly exchangeOnline: boolean
  /** emailserverprofile.acsenabledforoutgoingemail */
  readonly sendsThroughAcs: boolean
}

/** A row of the alerts (tracelog) of level Error that hang on a mailbox or on its profile. */
export interface Alert {
  readonly text: string
  readonly details: string | null
  /** ISO 8601, UTC. */
  readonly at: string
  /** emailserverprofile; absent: it hangs on the mailbox. */
  readonly profileId?: string
}
