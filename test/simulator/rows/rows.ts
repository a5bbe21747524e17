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
export const UNSET = '1900-01-01T00:00:00Z'

type DeliverySeed = Pick<PersonSeed, 'method' | 'approval'>

/** Columns that the product keeps equal in the row of a user or a queue and in the row of its mailbox. */
function delivery({ method = 2, approval = 1 }: DeliverySeed): Row {
  return {
    emailrouteraccessapproval: approval,
    isemailaddressapprovedbyo365admin: approval === 1,
    incomingemaildeliverymethod: 0,
    outgoingemaildeliverymethod: method,
  }
}

/** The owner of a row: a user, or a team. */
function ownership({ owner, ownedByTeam = false, unit }: SenderIds): Row {
  return {
    _ownerid_value: owner,
    _owninguser_value: ownedByTeam ? null : owner,
    _owningteam_value: ownedByTeam ? owner : null,
    _owningbusinessunit_value: unit,
  }
}

export function userRow(seed: PersonSeed, ids: SenderIds): Row {
  const { key, name, address, signInName = address, disabled = false, applicationId } = seed
  const { accessMode = applicationId ? 4 : 0, licensed = !applicationId } = seed
  return {
    ...delivery(seed),
    systemuserid: ids.id,
    organizationid: ids.organization,
    fullname: name,
    internalemailaddress: address,
    domainname: applicationId ? `${key}@pendingsend.local` : signInName,
    isdisabled: disabled,
    accessmode: accessMode,
    islicensed: licensed,
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
    ...ownership(ids),
    _businessunitid_value: ids.unit,
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
    ...ownership(ids),
    _organizationid_value: ids.organization,
    statecode: mailboxInactive ? 1 : 0,
    statuscode: mailboxInactive ? 2 : 1,
    outgoingemailstatus: 1,
    enabledforoutgoingemail: true,
    mailboxstatus: 1,
    isforwardmailbox: false,
    orgmarkedasprimaryforexchangesync: false,
    testemailconfigurationscheduled: false,
    testemailconfigurationretrycount: 0,
    transientfailurecount: 0,
    postponesendinguntil: UNSET,
    postponemailboxprocessinguntil: UNSET,
    postponetestemailconfigurationuntil: UNSET,
    testmailboxaccesscompletedon: UNSET,
    ...seed.mailbox,
  }
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
