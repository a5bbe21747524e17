import { hash } from 'node:crypto'
import type { AlertSeed, MailboxSeed, PersonSeed, QueueSeed, SenderIds } from '../seeds/seeds.js'
import type { Row } from './database.js'
import { PRIVATE } from './security.js'

/** The same text always gives the same id, so that tests can refer to ids and links survive a restart. */
export function guid(text: string): string {
  const hex = hash('sha256', text, 'hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}

/** Entra object id of a person of the simulated organizations, by the key of its seed. */
export function objectIdOf(key: string): string {
  return guid(`person ${key}`)
}

/** Unset dates of a mailbox are 1900-01-01. */
const UNSET = '1900-01-01T00:00:00Z'

type DeliverySeed = Pick<PersonSeed, 'method' | 'approval'>

/** Columns that the product keeps equal in the row of a user or a queue and in the row of its mailbox. */
function delivery({ method = 2, approval = 1 }: DeliverySeed): Row {
  return { emailrouteraccessapproval: approval, incomingemaildeliverymethod: 0, outgoingemaildeliverymethod: method }
}

export function userRow(seed: PersonSeed, ids: SenderIds): Row {
  const { key, name, address, signInName = address, disabled = false, applicationId } = seed
  return {
    ...delivery(seed),
    systemuserid: ids.id,
    organizationid: ids.organization,
    fullname: name,
    internalemailaddress: address,
    domainname: applicationId ? `${key}@pendingsend.local` : signInName,
    isdisabled: disabled,
    accessmode: applicationId ? 4 : 0,
    islicensed: !applicationId,
    applicationid: applicationId ?? null,
    azureactivedirectoryobjectid: applicationId ? guid(`service principal ${applicationId}`) : objectIdOf(key),
    _businessunitid_value: ids.unit,
    _defaultmailbox_value: ids.mailbox,
  }
}

export function queueRow(seed: QueueSeed, ids: SenderIds): Row {
  return {
    ...delivery(seed),
    queueid: ids.id,
    name: seed.name,
    emailaddress: seed.address,
    queueviewtype: seed.private ? PRIVATE : 0,
    _ownerid_value: ids.owner,
    _owninguser_value: ids.owner,
    _businessunitid_value: ids.unit,
    _owningbusinessunit_value: ids.unit,
    _defaultmailbox_value: ids.mailbox,
    statecode: 0,
    statuscode: 1,
  }
}

export function mailboxRow(seed: MailboxSeed, ids: SenderIds): Row {
  const { name, address, disabled = false, mailboxInactive = disabled } = seed
  return {
    ...delivery(seed),
    mailboxid: ids.mailbox,
    name,
    emailaddress: address,
    _regardingobjectid_value: ids.id,
    _ownerid_value: ids.owner,
    _owninguser_value: ids.owner,
    _owningbusinessunit_value: ids.unit,
    _organizationid_value: ids.organization,
    statecode: mailboxInactive ? 1 : 0,
    statuscode: mailboxInactive ? 2 : 1,
    outgoingemailstatus: 1,
    enabledforoutgoingemail: true,
    isforwardmailbox: false,
    postponesendinguntil: UNSET,
    postponemailboxprocessinguntil: UNSET,
    testmailboxaccesscompletedon: UNSET,
  }
}

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
  const customer = CUSTOMERS[number % CUSTOMERS.length] ?? ''
  const subject = SUBJECTS[number % SUBJECTS.length]?.(number, customer) ?? ''
  const to = `${PEOPLE[number % PEOPLE.length]}@${customer.toLowerCase()}.example`
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
    postponeemailprocessinguntil: postponedUntil,
    sender: from,
    torecipients: `${to};`,
    _emailsender_value: ids.id,
    _sendermailboxid_value: ids.mailbox,
    _ownerid_value: ids.owner,
    _owninguser_value: ids.owner,
    _owningbusinessunit_value: ids.unit,
  }
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

/** A managed role came with a solution, a role with a template came with the product. */
export interface RoleKind {
  readonly name: string
  /** role.isinherited: 0 team privileges only, 1 also for the members; default 1. */
  readonly isinherited?: number
  readonly managed?: boolean
  readonly templateId?: string
}

interface RoleIds {
  readonly roleid: string
  readonly unit: string
  /** The role that this one is a copy of, or itself. */
  readonly master: string
  readonly organization: string
}

export function roleRow({ name, isinherited = 1, managed = false, templateId }: RoleKind, ids: RoleIds): Row {
  return {
    roleid: ids.roleid,
    name,
    organizationid: ids.organization,
    _businessunitid_value: ids.unit,
    _parentrootroleid_value: ids.master,
    _parentroleid_value: ids.roleid === ids.master ? null : ids.master,
    _roletemplateid_value: templateId ?? null,
    isinherited,
    ismanaged: managed,
    iscustomizable: !managed,
    canbedeleted: !managed,
    componentstate: 0,
  }
}

export function alertRow({ level, text, details }: AlertSeed, { at, mailbox }: { at: string; mailbox: Row }): Row {
  return {
    level,
    text,
    errordetails: details ?? null,
    tracestatus: level < 3,
    isunique: false,
    canbedeleted: true,
    createdon: at,
    modifiedon: at,
    _regardingobjectid_value: mailbox.mailboxid ?? null,
    _organizationid_value: mailbox._organizationid_value ?? null,
  }
}
