import type { Database, Row } from '../rows/database.js'
import { principalOf } from '../rows/security.js'
import { hasOpenAlert } from '../sending/alerts.js'
import { organizationOf } from '../sending/mails.js'
import { type Fault, refusalToSendAs } from '../sending/sendAs.js'

/** What the rules look at: the router's account, and one sender with its mailbox. */
export interface Sending {
  readonly db: Database
  /** The organization's version, for example 9.2.26104.148. */
  readonly version: string
  readonly account: Row
  /** A user or a queue. */
  readonly sender: Row
  readonly mailbox: Row
}

/** A fault is written to the router's log; without one, the e-mails are skipped silently. */
export type Objection = Fault | 'silent'

const DISABLED: Fault = { code: '0x80040225', message: 'The user account of the E-mail Router is disabled' }
const ROUTER_IS_DISABLED: Fault = {
  code: '0x8005E246',
  message: 'The organization sends e-mail through server-side synchronization, the E-mail Router is disabled',
}

/** Why the router gets no e-mails at all; null: it gets them. */
export function objectionToPoll(db: Database, account: Row | undefined): Fault | null {
  if (!account || account.isdisabled) return DISABLED
  return organizationOf(db).emailconnectionchannel === 0 ? ROUTER_IS_DISABLED : null
}

/** Why the e-mails of one sender stay in Pending Send; null: they leave. */
export function objectionToSending(sending: Sending): Objection | null {
  const { db, account, sender } = sending
  if (staysUnseen.some(rule => rule(sending))) return 'silent'
  // The two permissions of KB 4494727 concern users only.
  if (!sender.queueid && !needsPermissions(sending)) return null
  return refusalToSendAs(db, principalOf(db, account), sender)
}

type Rule = (sending: Sending) => boolean

const senderDisabled: Rule = ({ sender }) => sender.isdisabled === true
const notTheRoutersMailbox: Rule = ({ mailbox }) => mailbox.outgoingemaildeliverymethod !== 2
const mailboxInactive: Rule = ({ mailbox }) => mailbox.statecode === 1

const notApproved: Rule = ({ db, sender, mailbox }) => {
  const column = sender.queueid ? 'requireapprovalforqueueemail' : 'requireapprovalforuseremail'
  const approved = [sender, mailbox].every(({ emailrouteraccessapproval }) => emailrouteraccessapproval === 1)
  return organizationOf(db)[column] === true && !approved
}

const staysUnseen: readonly Rule[] = [senderDisabled, notTheRoutersMailbox, mailboxInactive, notApproved, hasOpenAlert]

/** The two permissions came with version 8.2; KB 4494727 mentions certain builds, but not which. */
const needsPermissions: Rule = ({ version }) => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 8 || (major === 8 && minor >= 2)
}
