import { randomUUID } from 'node:crypto'
import { badRequest, noProperty, notFound, Refusal } from '../api/errors.js'
import { type ApiContext, type ApiRequest, parseBody } from '../mail/exchange.js'
import type { Scope } from '../query/query.js'
import type { Database, Row, Table } from './database.js'
import { guid, roleRow } from './rows.js'
import { schemaOf } from './schema.js'
import { type Depth, demandHeld, demandPrivilege, demandWrite, MASKS } from './security.js'
import { checkValue } from './values.js'

/** Creates a role, and its copies in all business units below its own. */
export function createRole({ db, caller, info }: ApiContext, request: ApiRequest): Row {
  const { 'businessunitid@odata.bind': bound, ...values } = parseBody(request.body)
  const { name } = values
  const unit = String(unitOf(db, bound).businessunitid)
  demandPrivilege(db, caller, { privilege: 'prvCreateRole', table: 'role', unit })
  const given = writable(values)
  if (typeof name !== 'string' || name === '') throw new Refusal(400, '0x80040203', "Required field 'name' is missing")
  const master = String(values.roleid ?? randomUUID()).toLowerCase()
  if (db.table('role').find(master))
    throw new Refusal(412, '0x80040237', 'A record with matching key values already exists.')
  for (const one of [unit, ...unitsBelow(db, unit)]) {
    const roleid = one === unit ? master : guid(`${master} ${one}`)
    const ids = { roleid, master, unit: one, organization: info.organizationId }
    db.table('role').insert({ ...roleRow({ name }, ids), ...given, roleid })
  }
  return db.table('role').find(master) ?? {}
}

/** The part of a request's values that may be written; throws if one is not a value of a role. */
function writable(values: Readonly<Record<string, unknown>>): Row {
  const table = schemaOf('role')
  for (const [name, value] of Object.entries(values)) {
    if (name.includes('@')) throw noProperty(name, table.name)
    checkValue(table, name, value)
  }
  return Object.fromEntries(Object.entries(values).filter(([name]) => !table.readOnly.includes(name))) as Row
}

/** The business unit of a new role or user: the one in the request, or the root. */
export function unitOf(db: Database, bound: unknown): Row {
  const units = db.table('businessunit')
  if (bound === undefined) return [...units.having('_parentbusinessunitid_value', null)][0] ?? {}
  const id = /(?:^|\/)businessunits\(([0-9a-f-]{36})\)$/i.exec(String(bound))?.[1]
  if (!id) throw badRequest(`'${bound}' is no address of a business unit.`)
  const unit = units.find(id)
  if (!unit) throw notFound('businessunit', id)
  return unit
}

function unitsBelow(db: Database, unit: string): string[] {
  const children = [...db.table('businessunit').having('_parentbusinessunitid_value', unit)]
  const ids = children.map(({ businessunitid }) => String(businessunitid))
  return ids.flatMap(id => [id, ...unitsBelow(db, id)])
}

/** Deletes a role with its copies, and removes them from everybody who holds them. */
export function deleteRole({ db, caller }: Scope, role: Row): void {
  const unit = String(role._businessunitid_value)
  demandPrivilege(db, caller, { privilege: 'prvDeleteRole', table: 'role', unit })
  demandMaster(role)
  if (role.canbedeleted === false) throw new Refusal(400, '', `The role ${role.name} cannot be deleted.`)
  for (const { roleid = null } of copiesOf(db, role)) {
    for (const name of ['roleprivileges', 'systemuserroles', 'teamroles']) {
      const table = db.table(name)
      for (const row of [...table.having('roleid', roleid)]) table.remove(table.idOf(row))
    }
    db.table('role').remove(String(roleid))
  }
}

/** Adds privileges to a role, or changes their depth, in every business unit's copy of it. */
export function addPrivilegesRole(scope: Scope, role: Row, body: string): void {
  demandChangeable(scope, role)
  const { db } = scope
  for (const { privilegeid, depth } of privilegesIn(scope, role, body)) {
    for (const { roleid } of copiesOf(db, role))
      setPrivilege(db.table('roleprivileges'), { roleid: String(roleid), privilegeid }, MASKS[depth])
  }
}

/** The role has these privileges from then on, and no others. */
export function replacePrivilegesRole(scope: Scope, role: Row, body: string): void {
  demandChangeable(scope, role)
  const { db } = scope
  const wanted = privilegesIn(scope, role, body)
  const table = db.table('roleprivileges')
  for (const { roleid = null } of copiesOf(db, role)) {
    for (const row of [...table.having('roleid', roleid)]) table.remove(table.idOf(row))
    for (const { privilegeid, depth } of wanted)
      setPrivilege(table, { roleid: String(roleid), privilegeid }, MASKS[depth])
  }
}

/** The privileges in a request; the caller has to hold them. */
function privilegesIn({ db, caller }: Scope, role: Row, body: string) {
  const { Privileges: privileges } = parseBody(body)
  if (!Array.isArray(privileges) || privileges.length === 0)
    throw new Refusal(400, '0x80040203', "Required field 'Privileges' is missing")
  return privileges.map(({ Depth: given, PrivilegeId }) => {
    const { privilegeid, name } = privilegeOf(db, PrivilegeId)
    const depth = DEPTHS.find((name, number) => name === given || number === given)
    if (!depth) throw badRequest(`Cannot convert the literal '${given}' to the expected type 'PrivilegeDepth'.`)
    demandHeld(db, caller, { privilege: name, depth, businessUnitId: String(role._businessunitid_value) })
    return { privilegeid, depth }
  })
}

const DEPTHS: readonly Depth[] = ['Basic', 'Local', 'Deep', 'Global']

/** Removes a privilege from every business unit's copy of a role. */
export function removePrivilegeRole(scope: Scope, role: Row, body: string): void {
  const { db } = scope
  demandChangeable(scope, role)
  const { Privilege: privilege } = parseBody(body) as { readonly Privilege?: { readonly privilegeid?: unknown } }
  if (privilege === undefined) throw new Refusal(400, '0x80040203', "Required field 'Privilege' is missing")
  const { privilegeid } = privilegeOf(db, privilege.privilegeid)
  const table = db.table('roleprivileges')
  for (const { roleid = null } of copiesOf(db, role)) {
    const rows = [...table.having('roleid', roleid)].filter(row => row.privilegeid === privilegeid)
    for (const row of rows) table.remove(table.idOf(row))
  }
}

export function setPrivilege(
  table: Table,
  pair: { roleid: string; privilegeid: string },
  privilegedepthmask: number,
): void {
  const existing = [...table.having('roleid', pair.roleid)].find(row => row.privilegeid === pair.privilegeid)
  if (existing) table.update(table.idOf(existing), { privilegedepthmask })
  else table.insert({ ...pair, privilegedepthmask })
}

function demandChangeable({ db, caller }: Scope, role: Row): void {
  demandWrite(db, caller, 'role', role)
  demandMaster(role)
  demandCustomizable(role)
}

/** The documentation gives no code for this. */
export function demandCustomizable({ name = null, iscustomizable }: Row): void {
  if (iscustomizable === false) throw new Refusal(400, '', `The role ${name} is managed and cannot be customized.`)
}

function demandMaster({ _parentroleid_value: parent }: Row): void {
  if (parent) throw new Refusal(400, '', 'An inherited role cannot be changed: change its master.')
}

function copiesOf(db: Database, { roleid = null }: Row): Row[] {
  return [...db.table('role').having('_parentrootroleid_value', roleid)]
}

function privilegeOf(db: Database, id: unknown): { readonly privilegeid: string; readonly name: string } {
  const privilegeid = String(id).toLowerCase()
  const privilege = db.table('privilege').find(privilegeid)
  if (!privilege) throw notFound('privilege', privilegeid)
  return { privilegeid, name: String(privilege.name) }
}
