import type { Database, Row, Value } from '../rows/database.js'
import { granted, grantsOf, principalOf, reach, readable } from '../rows/security.js'

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

export interface Fault {
  readonly code: string
  readonly message: string
}

/** A fault is written to the router's log; without one, the e-mails are skipped silently. */
export type Objection = Fault | 'silent'

const DISABLED: Fault = { code: '0x80040225', message: 'The user account of the E-mail Router is disabled' }
const ROUTER_IS_DISABLED: Fault = {
  code: '0x8005E246',
  message: 'The organization sends e-mail through server-side synchronization, the E-mail Router is disabled',
}
const SEND_AS: Fault = { code: '0x8004480D', message: 'User does not have send-as privilege' }
const SEND_AS_QUEUE: Fault = { code: '0x8004480F', message: 'User does not have send-as privilege for the queue' }

/** Why the router gets no e-mails at all; null: it gets them. */
export function objectionToPoll(db: Database, account: Row | undefined): Fault | null {
  if (!account || account.isdisabled) return DISABLED
  return organizationOf(db).emailconnectionchannel === 0 ? ROUTER_IS_DISABLED : null
}

/** Why the e-mails of one sender stay in Pending Send; null: they leave. */
export function objectionToSending(sending: Sending): Objection | null {
  const { sender } = sending
  if (staysUnseen.some(rule => rule(sending))) return 'silent'
  // The two permissions of KB 4494727 concern users only. A queue has to be readable for the account.
  if (sender.queueid) return mayReadQueue(sending) ? null : SEND_AS_QUEUE
  if (sendsForItself(sending) || !needsPermissions(sending)) return null
  return hasConsent(sending) && hasPrivilege(sending) ? null : SEND_AS
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

/** An error alert about the mail server counts until the mailbox works again, or an e-mail has left. */
const serverRefuses: Rule = ({ db, sender, mailbox }) => {
  const alerts = [...db.table('tracelog').having('_regardingobjectid_value', mailbox.mailboxid ?? null)]
  const errors = alerts.filter(({ level }) => level === 3).map(({ createdon }) => createdon)
  if (errors.length === 0) return false
  const mails = [...db.table('email').having('_emailsender_value', sender.systemuserid ?? sender.queueid ?? null)]
  const sent = mails.filter(({ statuscode }) => statuscode === 3).map(({ senton }) => senton)
  return newest(errors) > newest([mailbox.lastsuccessfulsynccompletedon, ...sent])
}

function newest(dates: readonly (Value | undefined)[]): number {
  return dates.reduce<number>((latest, date) => Math.max(latest, date ? Date.parse(String(date)) : 0), 0)
}

const staysUnseen: readonly Rule[] = [senderDisabled, notTheRoutersMailbox, mailboxInactive, notApproved, serverRefuses]

const sendsForItself: Rule = ({ sender, account }) => sender.systemuserid === account.systemuserid

/** The two permissions came with version 8.2; KB 4494727 mentions certain builds, but not which. */
const needsPermissions: Rule = ({ version }) => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 8 || (major === 8 && minor >= 2)
}

const hasConsent: Rule = ({ db, sender }) =>
  db.table('usersettings').find(String(sender.systemuserid))?.issendasallowed === true

const hasPrivilege: Rule = ({ db, sender, account }) => {
  const grants = grantsOf(db, String(account.systemuserid)).filter(({ privilege }) => privilege === 'prvSendAsUser')
  return reach(db, grants, String(sender._businessunitid_value))
}

const mayReadQueue: Rule = ({ db, sender, account }) =>
  granted(() => readable(db, principalOf(db, account), 'queue')(sender))

function organizationOf(db: Database): Row {
  const [organization] = db.table('organization').all()
  if (!organization) throw new Error('There is no organization')
  return organization
}
