/** The e-mails of a sender, the jobs that sent or should have sent them, and the mail of the whole organization. Times are ISO 8601, UTC. */

import { MINUTE_MS } from '../../durations.js'

/** The sender's e-mails in Pending Send (email.statuscode 6). Dates are `createdon`. */
export interface Backlog {
  readonly count: number
  /** There are more than Dataverse counts (50,000): the numbers are lower bounds. */
  readonly atLeast: boolean
  readonly oldest: string | null
  readonly newest: string | null
  readonly olderThanADay: number
  /** They have waited longer than sending takes, see `waitsLong`. */
  readonly overdue: number
  /** email.delayedemailsendtime is in the future. */
  readonly scheduled: number
  /** Their status was set without the Send request: neither `deliveryattempts` nor `trackingtoken` has a value. Imported rows do not count. */
  readonly notSubmitted: number
  /** The time against which "older" was measured. */
  readonly asOf: string
}

/** One e-mail in Pending Send, without its text. */
export interface PendingMail {
  readonly id: string
  readonly createdAt: string
  /** email.actualend: when the Send request set the status; null: not known. */
  readonly submittedAt: string | null
  /** email.delayedemailsendtime; null: at once. */
  readonly scheduledFor: string | null
  readonly createdBy: string
  /** email.createdonbehalfby: the account that really called, where it impersonated `createdBy`. */
  readonly createdOnBehalfBy: string | null
  /** email.isworkflowcreated: a classic workflow made it. */
  readonly byWorkflow: boolean
  readonly modifiedBy: string
  /** email.modifiedonbehalfby: the account that really called, where it impersonated `modifiedBy`. */
  readonly modifiedOnBehalfBy: string | null
  /** email.deliveryattempts: 0 once it was submitted; null: never submitted, or not marked. */
  readonly deliveryAttempts: number | null
  /** email.trackingtoken: the Send request leaves one where the organization uses them. */
  readonly hasTrackingToken: boolean
}

/** The Send request was made for it; otherwise only its status was set, as far as its marks show. UNCONFIRMED, see `notSubmitted`. */
export function wasSubmitted({ deliveryAttempts, hasTrackingToken }: PendingMail): boolean {
  return deliveryAttempts !== null || hasTrackingToken
}

/** Drafts in the sender's name of the last 30 days that one other account made. Imported rows do not count. */
export interface DraftGroup {
  /** Ids of systemusers. `onBehalfBy`: the account that really called, where it impersonated `createdBy`. */
  readonly createdBy: string
  readonly onBehalfBy: string | null
  /** email.isworkflowcreated: a classic workflow made them. */
  readonly byWorkflow: boolean
  readonly count: number
  readonly oldest: string
  readonly newest: string
  /** `createdon` of those that are among the newest of all groups; the rest is only counted. */
  readonly times: readonly string[]
}

export interface Drafts {
  readonly groups: readonly DraftGroup[]
  /** Imported ones: email.overriddencreatedon, or the sequence number that data loads set, has a value. */
  readonly imported: number
}

/** A system job (asyncoperation) that waits or failed with the send-as error. */
export interface SendAsJob {
  readonly id: string
  readonly name: string
  /** `waiting`: Suspended, Waiting; it can be resumed. `failed`: Completed, Failed; it cannot. */
  readonly state: 'waiting' | 'failed'
  /** asyncoperation.ownerid: the account that it runs for. */
  readonly ownerId: string
  /** asyncoperation.workflowactivationid; null: not a workflow. */
  readonly activationId: string | null
  /** The record that triggered it. */
  readonly regarding: { readonly table: string | null; readonly id: string } | null
  readonly at: string
}

export interface SendAsJobs {
  readonly jobs: readonly SendAsJob[]
  /** There are more than were read. */
  readonly cut: boolean
}

/** The sender's e-mails in status Failed (8) of the last 30 days, dated by `modifiedon`. */
export interface FailedMails {
  readonly count: number
  readonly oldest: string | null
  readonly newest: string | null
}

/** What left: e-mails of the sender in status Sent (3). */
export interface Departures {
  readonly lastHour: number
  readonly lastDay: number
  /** When the newest one left, and when the one submitted last was submitted; null: none. */
  readonly newest: { readonly sentAt: string; readonly submittedAt: string } | null
}

/** The mail of everybody in the organization. */
export interface Pulse {
  /** When the last e-mail of anybody left; null: never. */
  readonly lastDeparture: string | null
  /** How many senders have mail in Pending Send, and since when. */
  readonly waitingSenders: number
  /** How many e-mails are in Pending Send; null: more than can be counted. */
  readonly waitingMails: number | null
  readonly oldestWaiting: string | null
  /**
   * The senders whose own mailbox is in order (and, with the router, who let others send for them) and whose overdue mail
   * was submitted last, at most ten. Such mail that is newer than the last departure shows that nothing leaves any more.
   */
  readonly overdueInOrder: readonly OverdueSender[]
  /** mailbox.processinglastattemptedon, the newest of all; null: never. */
  readonly lastProcessed: string | null
  /** The Send request leaves its mark (email.deliveryattempts) on e-mails of this organization. */
  readonly marksSubmissions: boolean
}

export interface OverdueSender {
  /** When the newest overdue e-mail was submitted. */
  readonly submittedAt: string
  /** Of the sender's user; null: a queue, or not asked for. */
  readonly businessUnitId: string | null
}

/** A cloud flow's run (flowrun) that failed. */
export interface FlowFailure {
  /** flowrun.workflow; null: not known. */
  readonly flowId: string | null
  readonly at: string
}

/** A classic workflow or a cloud flow. */
export interface Workflow {
  /** Of the activation that a job ran, or of the flow. */
  readonly id: string
  /** Of what people see and open; a flow's own id. */
  readonly definitionId: string
  readonly name: string
  /** The owner's name; null: a team owns it. */
  readonly owner: string | null
}

/** E-mails of the sender that reached status Sent (email.statuscode 3) since the case was opened. */
export interface SentSince {
  readonly since: string
  readonly count: number
}

/** Who submitted the oldest waiting e-mail, as the audit history says. */
export interface Submission {
  readonly mailId: string
  /** audit.userid */
  readonly accountId: string
  /** audit.callinguserid: the account that really called, where it impersonated `accountId`. */
  readonly callerId: string | null
}

/** Impersonation needs the rights of both accounts. */
export function makersOf({ createdBy, onBehalfBy }: DraftGroup): readonly string[] {
  return onBehalfBy === null ? [createdBy] : [createdBy, onBehalfBy]
}

/** A failed run of a flow belongs to a draft that was made this shortly before or after it. */
const FLOW_MINUTES = 5

export interface FlowDrafts {
  /** The drafts beside which a run of a flow failed, and no others. */
  readonly part: DraftGroup
  /** The runs of flows that they may come from. */
  readonly failures: readonly FlowFailure[]
}

/** The drafts of a group that failed runs of flows may have made; null: none, as far as the times of drafts are known. */
export function flowDrafts(group: DraftGroup, failures: readonly FlowFailure[]): FlowDrafts | null {
  const isNear = (at: string, other: string) => Math.abs(Date.parse(at) - Date.parse(other)) <= FLOW_MINUTES * MINUTE_MS
  const { oldest, newest, times } = group
  const known = [...times, ...[oldest, newest].filter(at => !times.includes(at))].slice(0, group.count)
  const near = known.filter(at => failures.some(failure => isNear(failure.at, at))).toSorted()
  const [first, last] = [near[0], near.at(-1)]
  if (first === undefined || last === undefined) return null
  return {
    part: { ...group, count: near.length, oldest: first, newest: last, times: near },
    failures: failures.filter(failure => near.some(at => isNear(failure.at, at))),
  }
}
