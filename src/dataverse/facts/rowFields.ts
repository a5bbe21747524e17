import type {
  Alert,
  BusinessUnit,
  Depth,
  Mailbox,
  MailSettings,
  PrivilegeGrant,
  Queue,
  User,
} from '../../domain/diagnosis/facts.js'
import { type Json, malformed } from '../http/responses.js'

/**
 * Rows of the Web API as values of the domain. A row that lacks its key or another required column is malformed: a
 * DataverseError. Any other column that is empty or has an unknown value becomes null, which no check takes for harmless.
 */

export function userOf(row: Json): User {
  return {
    kind: 'user',
    id: key(row, 'systemuserid'),
    name: text(row.fullname) ?? '',
    address: text(row.internalemailaddress),
    signInName: text(row.domainname),
    disabled: boolean(row.isdisabled),
    businessUnitId: key(row, '_businessunitid_value'),
    deliveryMethod: option(row.outgoingemaildeliverymethod, METHODS),
    approval: option(row.emailrouteraccessapproval, APPROVALS),
    mailboxId: idOrNull(row._defaultmailbox_value),
    licensed: boolean(row.islicensed),
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
    deliveryMethod: option(row.outgoingemaildeliverymethod, METHODS),
    approval: option(row.emailrouteraccessapproval, APPROVALS),
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
    active: activeIn(row),
    deliveryMethod: option(row.outgoingemaildeliverymethod, METHODS),
    approval: option(row.emailrouteraccessapproval, APPROVALS),
    hasProfile: text(row._emailserverprofile_value) !== null,
    tested: testedIn(row),
    lastSuccess: date(row.lastsuccessfulsynccompletedon),
  }
}

export function mailSettingsOf(row: Json): MailSettings {
  const { requireapprovalforuseremail: users, requireapprovalforqueueemail: queues } = row
  const channel = option(row.emailconnectionchannel, CHANNELS)
  if (channel === null)
    throw malformed(`an organization without a known channel for e-mail: ${row.emailconnectionchannel}`)
  return { channel, approval: { users: boolean(users), queues: boolean(queues) } }
}

/** The time decides whether an alert still counts, so it is required. */
export function alertOf(row: Json): Alert {
  const at = date(row.createdon)
  if (at === null) throw malformed('an alert without a date')
  return { text: text(row.text) ?? '', details: text(row.errordetails), at }
}

/** For example 9.2.24073.198. */
export function versionOf({ Version: version }: Json): string {
  const found = text(version)
  if (found === null || !/^\d+(\.\d+)+$/.test(found)) throw malformed(`no version: ${version}`)
  return found
}

/** The known values of the option sets. */
const CHANNELS = [0, 1] as const
const METHODS = [0, 1, 2] as const
const APPROVALS = [0, 1, 2, 3] as const
const STATES = [0, 1] as const
const TEST_STATUSES = [0, 1, 2] as const

function activeIn({ statecode }: Json): boolean | null {
  const state = option(statecode, STATES)
  return state === null ? null : state === 0
}

/** "Test & Enable" succeeded, and sending is on; if either is false, the other does not matter. */
function testedIn({ outgoingemailstatus, enabledforoutgoingemail }: Json): boolean | null {
  const status = option(outgoingemailstatus, TEST_STATUSES)
  const enabled = boolean(enabledforoutgoingemail)
  if (enabled === false || (status !== null && status !== 1)) return false
  return status === null || enabled === null ? null : true
}

const DEPTHS: readonly Depth[] = ['Basic', 'Local', 'Deep', 'Global']

export function grantOf(row: Json): PrivilegeGrant {
  return { depth: depthOf(row), businessUnitId: key(row, 'BusinessUnitId') }
}

/** Depth is a name or, according to some reports, a number (PrivilegeDepth). null: another one, for example RecordFilter. */
export function depthOf({ Depth: depth }: Json): Depth | null {
  return DEPTHS.find(named => named === depth) ?? DEPTHS[number(depth) ?? -1] ?? null
}

export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

export function boolean(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null
}

/** A value of an option set; null: none, or an unknown one. */
function option<const O extends number>(value: unknown, known: readonly O[]): O | null {
  return known.find(one => one === value) ?? null
}

export function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

/** Dataverse writes 1900-01-01 for dates that were never set. */
export function date(value: unknown): string | null {
  const found = text(value)
  return found === null || Number.isNaN(Date.parse(found)) || found < '1901' ? null : found
}

/** An object inside a row; empty where there is none. */
export function objectIn(value: unknown): Json {
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
