import { Refusal } from '../api/errors.js'
import { type Database, iso, type Row } from '../rows/database.js'
import { type Caller, demand, demandWrite } from '../rows/security.js'
import { changeMail, mailboxOf, organizationOf, STATUS, senderOf } from './mails.js'
import { type Fault, refusalToSendAs } from './sendAs.js'

/** Who asks to send, and when. */
export interface Submission {
  readonly db: Database
  readonly caller: Caller
  /**
   * The account that calls in the name of the caller. Both need the rights then.
   * https://learn.microsoft.com/power-apps/developer/data-platform/impersonate-another-user
   */
  readonly impersonator?: Caller | undefined
  readonly now: Date
}

interface Options {
  /** false: the e-mail is only marked as sent. */
  readonly issueSend?: boolean
  readonly trackingToken?: string
}

/**
 * SendEmail: hands an e-mail over for delivery, and returns its subject. The rule of send-as is checked here, so that a
 * refusal leaves the e-mail as it was. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/sendemail
 */
export function sendEmail(submission: Submission, mail: Row, options: Options = {}): string {
  const { db, caller, impersonator, now } = submission
  if (caller.user.isdisabled) throw new Refusal(403, DISABLED.code, DISABLED.message)
  demand(caller, 'prvReadUser', 'systemuser')
  demandWrite(db, caller, 'email', mail)
  demandSendable(mail)
  const sender = onlySender(db, mail)
  demandRecipients(db, mail)
  const refusal = refusalToSendAs(db, caller, sender) ?? (impersonator && refusalToSendAs(db, impersonator, sender))
  if (refusal) throw new Refusal(403, refusal.code, refusal.message)
  const token = tokenFor(db, mail, options.trackingToken)
  const subject = token && !mail.trackingtoken ? `${mail.subject ?? ''} ${token}`.trim() : String(mail.subject ?? '')
  changeMail(db, mail, {
    written: {
      statecode: 1,
      statuscode: options.issueSend === false ? STATUS.sent : STATUS.pending,
      actualend: iso(now),
      deliveryattempts: 0,
      trackingtoken: token,
      subject,
      sender: addressOf(sender),
      _emailsender_value: sender.systemuserid ?? sender.queueid ?? null,
      _sendermailboxid_value: mailboxOf(db, sender)?.mailboxid ?? null,
      ...(options.issueSend === false && { senton: iso(now) }),
    },
    by: { user: caller.user.systemuserid ?? null, caller: impersonator?.user.systemuserid ?? null },
    at: now,
  })
  return subject
}

const DISABLED: Fault = { code: '0x80040225', message: 'The specified user is disabled' }
const NOT_DRAFT: Fault = { code: '0x80048408', message: 'The e-mail is neither a draft nor failed' }
const INCOMING: Fault = { code: '0x80048408', message: 'Incoming e-mails cannot be sent' }
const NO_SENDER: Fault = { code: '0x80040B02', message: 'The e-mail has no sender' }
const SENDERS: Fault = { code: '0x80040B01', message: 'The e-mail must have exactly one sender, a user or a queue' }
const NO_ADDRESS: Fault = { code: '0x80040B08', message: 'The sender of the e-mail has no address' }
const NO_RECIPIENT: Fault = { code: '0x80040B04', message: 'The e-mail has no recipient with an address' }

function demandThat(holds: boolean, { code, message }: Fault): asserts holds {
  if (!holds) throw new Refusal(400, code, message)
}

function demandSendable({ directioncode, statuscode }: Row): void {
  demandThat(directioncode === true, INCOMING)
  demandThat(statuscode === STATUS.draft || statuscode === STATUS.failed, NOT_DRAFT)
}

/** participationtypemask: From; To, Cc and Bcc. */
const FROM = 1
const RECIPIENTS: readonly unknown[] = [2, 3, 4]

function partiesOf(db: Database, { activityid = null }: Row): Row[] {
  return [...db.table('activityparty').having('_activityid_value', activityid)]
}

function onlySender(db: Database, mail: Row): Row {
  const [from, ...more] = partiesOf(db, mail).filter(party => party.participationtypemask === FROM)
  demandThat(from !== undefined, NO_SENDER)
  const sender = senderOf(db, from._partyid_value)
  demandThat(sender !== undefined && more.length === 0, SENDERS)
  demandThat(addressOf(sender) !== '', NO_ADDRESS)
  return sender
}

function demandRecipients(db: Database, mail: Row): void {
  const recipients = partiesOf(db, mail).filter(party => RECIPIENTS.includes(party.participationtypemask))
  const addresses = recipients.map(party => String(party.addressused ?? ''))
  demandThat(addresses.length > 0 && addresses.every(Boolean), NO_RECIPIENT)
}

function addressOf({ internalemailaddress, emailaddress }: Row): string {
  return String(internalemailaddress ?? emailaddress ?? '')
}

/** The token by which a reply is recognized, unless the organization does not use any. */
function tokenFor(db: Database, mail: Row, given: string | undefined): string | null {
  if (mail.trackingtoken) return String(mail.trackingtoken)
  const { emailcorrelationenabled, trackingprefix } = organizationOf(db)
  if (given) return given
  if (emailcorrelationenabled === false) return null
  const tokens = db.table('email').where(one => one.trackingtoken != null).length
  return `${trackingprefix ?? 'CRM:'}${String(tokens + 1).padStart(7, '0')}`
}
