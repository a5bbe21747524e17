import { hash } from 'node:crypto'
import type { Row } from './database.js'
import { PRIVATE } from './security.js'
import type { AlertSeed, MailboxSeed, PersonSeed, QueueSeed, SenderIds } from './seeds.js'

/** The same text gives the same id, so that ids can be named in tests and links survive a restart. */
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

/** The product keeps these the same in the row of a user or a queue and in that of the mailbox. */
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

const SUBJECTS = [
  'Quotation 2026-118',
  'Minutes of our call',
  'Order confirmation',
  'Invoice and delivery note',
  'Your visit next week',
]

export interface MailSeed {
  readonly number: number
  readonly at: string
  readonly sent: boolean
  readonly postponedUntil: string | null
}

export function mailRow({ number, at, sent, postponedUntil }: MailSeed, ids: SenderIds): Row {
  return {
    subject: SUBJECTS[number % SUBJECTS.length] ?? '',
    statecode: 1,
    statuscode: sent ? 3 : 6,
    directioncode: true,
    createdon: at,
    modifiedon: at,
    senton: sent ? at : null,
    actualend: at,
    deliveryattempts: 0,
    postponeemailprocessinguntil: postponedUntil,
    torecipients: 'customer@fabrikam.example;',
    _emailsender_value: ids.id,
    _sendermailboxid_value: ids.mailbox,
    _ownerid_value: ids.owner,
    _owninguser_value: ids.owner,
    _owningbusinessunit_value: ids.unit,
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
