import type { Alert, BusinessUnit, Depth, Mailbox, MailSettings, PrivilegeGrant, Queue, User } from '../domain/facts.js'
import { type Json, malformed } from './answers.js'

/** Rows of the Web API as values of the domain. A row that lacks its key is malformed: a DataverseError. */

export function userOf(row: Json): User {
  return {
    kind: 'user',
    id: key(row, 'systemuserid'),
    name: text(row.fullname) ?? '',
    address: text(row.internalemailaddress),
    signInName: text(row.domainname),
    disabled: row.isdisabled === true,
    businessUnitId: key(row, '_businessunitid_value'),
    deliveryMethod: number(row.outgoingemaildeliverymethod),
    approval: number(row.emailrouteraccessapproval),
    mailboxId: idOrNull(row._defaultmailbox_value),
    licensed: row.islicensed === true,
    aadObjectId: text(row.azureactivedirectoryobjectid),
  }
}

export function queueOf(row: Json): Queue {
  return {
    kind: 'queue',
    id: key(row, 'queueid'),
    name: text(row.name) ?? '',
    address: text(row.emailaddress),
    businessUnitId: text(row._businessunitid_value),
    deliveryMethod: number(row.outgoingemaildeliverymethod),
    approval: number(row.emailrouteraccessapproval),
    mailboxId: idOrNull(row._defaultmailbox_value),
  }
}

export function businessUnitOf(row: Json): BusinessUnit {
  return { id: key(row, 'businessunitid'), name: text(row.name) ?? '', parentId: text(row._parentbusinessunitid_value) }
}

export function mailboxOf(row: Json): Mailbox {
  return {
    id: key(row, 'mailboxid'),
    name: text(row.name) ?? '',
    address: text(row.emailaddress),
    active: number(row.statecode) === 0,
    deliveryMethod: number(row.outgoingemaildeliverymethod),
    approval: number(row.emailrouteraccessapproval),
    hasProfile: text(row._emailserverprofile_value) !== null,
    tested: number(row.outgoingemailstatus) === 1 && row.enabledforoutgoingemail === true,
    lastSuccess: date(row.lastsuccessfulsynccompletedon),
  }
}

export function mailSettingsOf(row: Json): MailSettings {
  const { requireapprovalforuseremail: users, requireapprovalforqueueemail: queues } = row
  const channel = number(row.emailconnectionchannel)
  if (channel === null) throw malformed('an organization without a channel for e-mail')
  return { channel, approval: { users: users === true, queues: queues === true } }
}

export function alertOf(row: Json): Alert {
  return { text: text(row.text) ?? '', details: text(row.errordetails), at: date(row.createdon) ?? '' }
}

const DEPTHS: readonly Depth[] = ['Basic', 'Local', 'Deep', 'Global']

export function grantOf(row: Json): PrivilegeGrant {
  return { depth: depthOf(row), businessUnitId: key(row, 'BusinessUnitId') }
}

/** Depth is a name, and by some accounts a number (PrivilegeDepth). A depth that is not known reaches nobody. */
export function depthOf({ Depth: depth }: Json): Depth {
  return DEPTHS.find(named => named === depth) ?? DEPTHS[number(depth) ?? 0] ?? 'Basic'
}

export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

export function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

/** Dataverse writes 1900-01-01 for dates that were never set. */
export function date(value: unknown): string | null {
  const found = text(value)
  return found === null || Number.isNaN(Date.parse(found)) || found < '1901' ? null : found
}

/** An object inside a row; empty: there is none. */
export function recordOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

function idOrNull(value: unknown): string | null {
  return text(value)?.toLowerCase() ?? null
}

export function key(row: Json, column: string): string {
  const id = text(row[column])
  if (id === null) throw malformed(`a row without ${column}`)
  return id.toLowerCase()
}
