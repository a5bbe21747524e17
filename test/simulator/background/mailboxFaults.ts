import type { Database, Row } from '../rows/database.js'
import { organizationOf } from '../sending/mails.js'

/** What the rules look at: a user or a queue, and its mailbox. */
export interface Holding {
  readonly db: Database
  /** The organization is hosted by Microsoft. */
  readonly online: boolean
  readonly sender: Row
  readonly mailbox: Row
}

/** A fault as Test & Enable finds it, with the code of the product. */
export interface MailboxFault {
  readonly code: string
  readonly name: string
  readonly text: string
  readonly is: (holding: Holding) => boolean
}

/** Codes: https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes */
const FAULTS: readonly MailboxFault[] = [
  {
    code: '0x8005E273',
    name: 'UserDisabled',
    text: 'The user of the mailbox is disabled',
    is: ({ sender }) => sender.isdisabled === true,
  },
  {
    code: '0x8005E276',
    name: 'UserNotLicensed',
    text: 'The user of the mailbox has no license, or an access mode other than Read-Write',
    is: ({ online, sender }) => online && isPerson(sender) && (sender.islicensed !== true || sender.accessmode !== 0),
  },
  {
    code: '0x8005E219',
    name: 'InactiveMailbox',
    text: 'The mailbox is deactivated',
    is: ({ mailbox }) => mailbox.statecode === 1,
  },
  {
    code: '0x8005E226',
    name: 'InvalidOutgoingDeliveryExpectingEmailConnector',
    text: 'The delivery method for outgoing e-mail is not server-side synchronization',
    is: ({ mailbox }) => mailbox.outgoingemaildeliverymethod !== 2,
  },
  {
    code: '0x8005E222',
    name: 'EmailServerProfileNotAssociated',
    text: 'The mailbox has no email server profile',
    is: holding => !profileOf(holding),
  },
  {
    code: '0x8005E228',
    name: 'InactiveEmailServerProfile',
    text: 'The email server profile of the mailbox is deactivated',
    is: holding => profileOf(holding)?.statecode === 1,
  },
  {
    code: '0x8005E220',
    name: 'UnapprovedMailbox',
    text: 'The e-mail address of the mailbox is not approved',
    is: holding => needsApproval(holding) && holding.mailbox.emailrouteraccessapproval !== 1,
  },
  {
    code: '0x8005E220',
    name: 'OutgoingEmailS2SApprovalNeeded',
    text: 'The e-mail address of the mailbox requires an approval by an Office 365 administrator',
    is: holding =>
      holding.online && isExchangeOnline(holding) && holding.mailbox.isemailaddressapprovedbyo365admin !== true,
  },
  {
    code: '0x8005E221',
    name: 'InvalidEmailAddressInMailbox',
    text: 'The mailbox does not have the e-mail address of its user or queue',
    is: ({ sender, mailbox }) => !mailbox.emailaddress || !sameAddress(sender, mailbox),
  },
]

/** What is wrong with the settings of a mailbox; undefined: nothing. */
export function faultOf(holding: Holding): MailboxFault | undefined {
  return FAULTS.find(({ is }) => is(holding))
}

export function profileOf({ db, mailbox }: Pick<Holding, 'db' | 'mailbox'>): Row | undefined {
  return db.table('emailserverprofile').find(String(mailbox._emailserverprofile_value))
}

/** Neither an application nor a non-interactive account (access mode 4). */
function isPerson({ systemuserid, applicationid, accessmode }: Row): boolean {
  return systemuserid != null && applicationid == null && accessmode !== 4
}

function needsApproval({ db, sender }: Holding): boolean {
  return organizationOf(db)[sender.queueid ? 'requireapprovalforqueueemail' : 'requireapprovalforuseremail'] === true
}

/** Exchange Online: server type 3, or 2 with server-to-server authentication (credential retrieval 2). UNCONFIRMED. */
function isExchangeOnline(holding: Holding): boolean {
  const { servertype, outgoingcredentialretrieval } = profileOf(holding) ?? {}
  return servertype === 3 || (servertype === 2 && outgoingcredentialretrieval === 2)
}

function sameAddress({ internalemailaddress, emailaddress }: Row, mailbox: Row): boolean {
  return String(internalemailaddress ?? emailaddress).toLowerCase() === String(mailbox.emailaddress).toLowerCase()
}
