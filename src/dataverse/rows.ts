import type { BusinessUnit, Depth, Mailbox, PrivilegeGrant, Queue, User } from '../domain/facts.js'
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
  }
}

export function businessUnitOf(row: Json): BusinessUnit {
  return { id: key(row, 'businessunitid'), name: text(row.name) ?? '', parentId: text(row._parentbusinessunitid_value) }
}

export function mailboxOf(row: Json): Mailbox {
  return {
    id: key(row, 'mailboxid'),
    name: text(row.name) ?? '',
    active: number(row.statecode) === 0,
    deliveryMethod: number(row.outgoingemaildeliverymethod),
  }
}

const DEPTHS: readonly Depth[] = ['Basic', 'Local', 'Deep', 'Global']

/** Depth is a name, and by some accounts a number (PrivilegeDepth). A depth that is not known reaches nobody. */
export function grantOf(row: Json): PrivilegeGrant {
  const named = DEPTHS.find(depth => depth === row.Depth)
  return { depth: named ?? DEPTHS[number(row.Depth) ?? 0] ?? 'Basic', businessUnitId: key(row, 'BusinessUnitId') }
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

export function key(row: Json, column: string): string {
  const id = text(row[column])
  if (id === null) throw malformed(`a row without ${column}`)
  return id.toLowerCase()
}
