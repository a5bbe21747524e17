import type { BusinessUnit, Depth, PrivilegeGrant, Queue, User } from '../../../domain/diagnosis/facts.js'
import type { Json } from '../../http/responses.js'
import { APPROVALS, boolean, idOrNull, key, METHODS, number, option, text } from '../rowFields.js'

/** Rows about users, queues and what they may do. */

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
    accessMode: number(row.accessmode),
    applicationId: text(row.applicationid),
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
    ownerUserId: idOrNull(row._owninguser_value),
    ownerTeamId: idOrNull(row._owningteam_value),
  }
}

export function businessUnitOf(row: Json): BusinessUnit {
  return { id: key(row, 'businessunitid'), name: text(row.name) ?? '', parentId: text(row._parentbusinessunitid_value) }
}

const DEPTHS: readonly Depth[] = ['Basic', 'Local', 'Deep', 'Global']

export function grantOf(row: Json): PrivilegeGrant {
  return { depth: depthOf(row), businessUnitId: key(row, 'BusinessUnitId') }
}

/** Depth is a name or, according to some reports, a number (PrivilegeDepth). null: another one, for example RecordFilter. */
export function depthOf({ Depth: depth }: Json): Depth | null {
  return DEPTHS.find(named => named === depth) ?? DEPTHS[number(depth) ?? -1] ?? null
}
