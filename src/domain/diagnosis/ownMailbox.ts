import { singleOf } from '../singleOf.js'
import type { Facts, Mailbox, Sender } from './facts.js'
import { notApplicable, type Outcome, type Severity, undetermined } from './finding.js'
import { waitsSince } from './waitingTime.js'

/** The facts that the checks of the sender's own mailbox share. */
export const OWN_MAILBOX_NEEDS = ['senders', 'mailSettings', 'senderMailbox'] as const
/** They tell whether a setting that is wrong can be what holds the mail. */
export const OWN_MAILBOX_WEIGHED_BY = ['departures', 'pendingMails', 'backlog'] as const
type Needed = (typeof OWN_MAILBOX_NEEDS)[number]
type Used = (typeof OWN_MAILBOX_WEIGHED_BY)[number]
type OwnMailboxFacts = { readonly [K in Needed]: Facts[K] } & { readonly [K in Used]: Facts[K] | null }

export interface OwnMailbox {
  readonly sender: Sender
  readonly mailbox: Mailbox
  /** How much a setting that is wrong counts. */
  readonly severity: Severity
}

/** The sender's mailbox, or the outcome of a check where another one sends or there is none. */
export function ownMailbox(facts: OwnMailboxFacts): OwnMailbox | { readonly stop: Outcome } {
  const sender = singleOf(facts.senders)
  if (!sender) return { stop: notApplicable('senderUnknown') }
  const other = otherSends(facts.mailSettings)
  if (other) return { stop: other }
  const { senderMailbox: mailbox } = facts
  if (!mailbox) return { stop: notApplicable('noMailbox') }
  return { sender, mailbox, severity: newerMailLeft(facts) ? 'contributing' : 'blocking' }
}

/** With delegation, the mailbox of whoever submits an e-mail sends it. Only server-side synchronization delegates. */
export function otherSends({ channel, delegation }: Facts['mailSettings']): Outcome | null {
  if (channel === 'router' || delegation === false) return null
  return delegation
    ? notApplicable('delegated')
    : undetermined('mailSettings', 'the settings of the organization are not XML')
}

/** Mail that was submitted after the oldest waiting one has left, so the settings of the mailbox are no reason. */
export function newerMailLeft({ departures, pendingMails, backlog }: Pick<OwnMailboxFacts, Used>): boolean {
  const newest = departures?.newest
  const asOf = backlog?.asOf ?? ''
  const [oldest] = (pendingMails ?? []).map(mail => waitsSince(mail, asOf)).toSorted()
  return Boolean(newest && oldest !== undefined && newest.submittedAt > oldest)
}
