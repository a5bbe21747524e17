import { createHash } from 'node:crypto'
import type { Row } from './database.js'

/** The same text gives the same id, so that ids can be named in tests and links survive a restart. */
export function guid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}

export interface PersonSeed {
  readonly key: string
  readonly name: string
  readonly address: string
  readonly unit: string
  readonly consent?: boolean
  readonly disabled?: boolean
  /** Outgoing delivery method of user and mailbox; default 2. */
  readonly method?: number
  readonly roles?: readonly string[]
  /** Ages in minutes of the e-mails in Pending Send. */
  readonly pending?: readonly number[]
  /** The pending e-mails may not leave before so many minutes from now. */
  readonly postponedMinutes?: number
  readonly sent?: number
  readonly applicationId?: string
}

/** Ids of the rows that belong to one sender. */
export interface SenderIds {
  readonly id: string
  readonly mailbox: string
  readonly unit: string
  readonly organization: string
}

/** Unset dates of a mailbox are 1900-01-01. */
const UNSET = '1900-01-01T00:00:00Z'

function delivery(outgoingemaildeliverymethod: number): Row {
  return { emailrouteraccessapproval: 1, incomingemaildeliverymethod: 0, outgoingemaildeliverymethod }
}

export function userRow(seed: PersonSeed, ids: SenderIds): Row {
  const { key, name, address, disabled = false, method = 2, applicationId } = seed
  return {
    ...delivery(method),
    systemuserid: ids.id,
    organizationid: ids.organization,
    fullname: name,
    internalemailaddress: address,
    domainname: applicationId ? `${key}@pendingsend.local` : address,
    isdisabled: disabled,
    accessmode: applicationId ? 4 : 0,
    islicensed: !applicationId,
    applicationid: applicationId ?? null,
    azureactivedirectoryobjectid: applicationId ? guid(`service principal ${applicationId}`) : guid(`person ${key}`),
    _businessunitid_value: ids.unit,
    _defaultmailbox_value: ids.mailbox,
  }
}

export function queueRow({ name, address }: MailboxSeed, ids: SenderIds): Row {
  return {
    ...delivery(2),
    queueid: ids.id,
    name,
    emailaddress: address,
    queueviewtype: 0,
    _businessunitid_value: ids.unit,
    _owningbusinessunit_value: ids.unit,
    _defaultmailbox_value: ids.mailbox,
    statecode: 0,
    statuscode: 1,
  }
}

export type MailboxSeed = Pick<PersonSeed, 'name' | 'address' | 'disabled' | 'method'>

export function mailboxRow({ name, address, disabled = false, method = 2 }: MailboxSeed, ids: SenderIds): Row {
  return {
    ...delivery(method),
    mailboxid: ids.mailbox,
    name,
    emailaddress: address,
    _regardingobjectid_value: ids.id,
    _owningbusinessunit_value: ids.unit,
    _organizationid_value: ids.organization,
    statecode: disabled ? 1 : 0,
    statuscode: disabled ? 2 : 1,
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
    _ownerid_value: ids.id,
    _owninguser_value: ids.id,
    _owningbusinessunit_value: ids.unit,
  }
}
