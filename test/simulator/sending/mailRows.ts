import type { Row } from '../rows/database.js'
import { guid } from '../rows/rows.js'
import type { SenderIds } from '../seeds/seeds.js'

const CUSTOMERS = ['Fabrikam', 'Northwind', 'Litware', 'Adatum', 'Proseware', 'Tailspin', 'Wingtip']
/** Gives each e-mail a subject of its own. */
const SUBJECTS: readonly ((number: number, customer: string) => string)[] = [
  (number, customer) => `Offer ${4700 + number} for ${customer}`,
  (number, customer) => `Minutes of our call ${number} with ${customer}`,
  (number, customer) => `Order confirmation ${8100 + number}, ${customer}`,
  (number, customer) => `Invoice ${2600 + number} to ${customer}`,
  (number, customer) => `Your visit to ${customer}: directions (${number})`,
]
const PEOPLE = ['purchasing', 'anna.lopez', 'accounts', 'ken.ito']

export interface MailSeed {
  /** Address of the sender. */
  readonly from: string
  readonly number: number
  readonly at: string
  readonly sent: boolean
  readonly postponedUntil: string | null
}

export function mailRow({ number, from, at, sent, postponedUntil }: MailSeed, ids: SenderIds): Row {
  const { subject, to } = textOf(number)
  return {
    subject,
    statecode: 1,
    statuscode: sent ? 3 : 6,
    directioncode: true,
    createdon: at,
    modifiedon: at,
    senton: sent ? at : null,
    actualend: at,
    deliveryattempts: 0,
    trackingtoken: tokenOf(number),
    isworkflowcreated: false,
    postponeemailprocessinguntil: postponedUntil,
    sender: from,
    torecipients: `${to};`,
    _emailsender_value: ids.id,
    _sendermailboxid_value: ids.mailbox,
    _createdby_value: ids.owner,
    _modifiedby_value: ids.owner,
    _ownerid_value: ids.owner,
    _owninguser_value: ids.owner,
    _owningbusinessunit_value: ids.unit,
  }
}

/** An e-mail in Pending Send that a user has handed over, or the owner of a queue. */
export function pendingRow(sender: Row, at: string): Row {
  const { systemuserid, queueid = null, _ownerid_value, _businessunitid_value = null } = sender
  const account = systemuserid ?? _ownerid_value ?? null
  return {
    statecode: 1,
    statuscode: 6,
    directioncode: true,
    createdon: at,
    modifiedon: at,
    actualend: at,
    deliveryattempts: 0,
    trackingtoken: tokenOf(0),
    _emailsender_value: systemuserid ?? queueid,
    _sendermailboxid_value: sender._defaultmailbox_value ?? null,
    _createdby_value: account,
    _modifiedby_value: account,
    _ownerid_value: account,
    _owningbusinessunit_value: _businessunitid_value,
  }
}

/** The tracking token that SendEmail puts on an e-mail, with the prefix that an organization has by default. */
function tokenOf(number: number): string {
  return `CRM:${String(number).padStart(7, '0')}`
}

/** Subject and recipient of an e-mail. */
export function textOf(number: number): { readonly subject: string; readonly to: string } {
  const customer = CUSTOMERS[number % CUSTOMERS.length] ?? ''
  const subject = SUBJECTS[number % SUBJECTS.length]?.(number, customer) ?? ''
  return { subject, to: `${PEOPLE[number % PEOPLE.length]}@${customer.toLowerCase()}.example` }
}

/** participationtypemask */
const PARTIES = { from: 1, to: 2 }

/** From and To of an e-mail; the recipient has no record here. */
export function partyRows(mail: Row): Row[] {
  const { activityid: _activityid_value = null, _ownerid_value = null, _emailsender_value = null } = mail
  const { _owninguser_value: owninguser = null, _owningbusinessunit_value: owningbusinessunit = null } = mail
  const { sender = null } = mail
  const common = { _activityid_value, _ownerid_value, owninguser, owningbusinessunit, ispartydeleted: false }
  const to = String(mail.torecipients).split(';').filter(Boolean)
  const rows: Row[] = [
    { participationtypemask: PARTIES.from, _partyid_value: _emailsender_value, addressused: sender },
    ...to.map(addressused => ({ participationtypemask: PARTIES.to, _partyid_value: null, addressused })),
  ]
  return rows.map((row, i) => ({ activitypartyid: guid(`party ${i} of ${_activityid_value}`), ...common, ...row }))
}
