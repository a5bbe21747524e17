import {
  type ApiAnswer,
  type ApiContext,
  type ApiRequest,
  apiOf,
  demandMethod,
  noContent,
  parseBody,
} from '../mail/exchange.js'
import { createApplicationUser } from '../provision/applicationUsers.js'
import { intersectOf } from '../query/query.js'
import { etagOf, type Row } from '../rows/database.js'
import { createRole, deleteRole, demandCustomizable } from '../rows/roleWrites.js'
import { navigationOf, type TableSchema } from '../rows/schema.js'
import { demand, demandHeld, demandPrivilege, demandWrite, grantsOfRole } from '../rows/security.js'
import { checkValue } from '../rows/values.js'
import { writeRow } from '../rows/writeRules.js'
import { noSegment, notFound, notSimulated, Refusal } from './errors.js'
import { demandVisible, type OneRow, readRow } from './reads.js'

export function patch(context: ApiContext, request: ApiRequest, { table, row, options }: OneRow): ApiAnswer {
  demandWrite(context.db, context.caller, table.name, row)
  demandMatch(request, row)
  const changes = Object.entries(parseBody(request.body))
  for (const [name, value] of changes) checkValue(table, name, value)
  // OData 4.0, 11.4.3: columns that a client may not write are ignored.
  const writable = changes.filter(([name]) => name !== table.key && !table.readOnly.includes(name))
  const written = Object.fromEntries(writable) as Row
  if (table.name === 'role') demandCustomizable(row)
  writeRow(context, { table, row, written })
  return answerWritten(context, request, { table, row, options, status: 200 })
}

/** If-Match: the row must not have changed since it was read. */
function demandMatch({ headers }: ApiRequest, row: Row): void {
  const expected = headers['if-match']
  if (!expected || expected === '*' || expected === etagOf(row)) return
  const message = "The version of the existing record doesn't match the RowVersion property provided."
  throw new Refusal(412, '0x80060882', message)
}

export function post(context: ApiContext, request: ApiRequest, { table, options }: Omit<OneRow, 'row'>): ApiAnswer {
  const row = table.name === 'role' ? createRole(context, request) : createApplicationUser(context, request)
  return answerWritten(context, request, { table, row, options, status: 201 })
}

export function remove(context: ApiContext, request: ApiRequest, row: Row): ApiAnswer {
  demandMatch(request, row)
  deleteRole(context, row)
  return noContent
}

interface WrittenRow extends OneRow {
  /** The status of a response that contains the row. */
  readonly status: number
}

/** The address of the row, or the row itself if the request prefers that. */
function answerWritten(context: ApiContext, request: ApiRequest, { status, ...one }: WrittenRow): ApiAnswer {
  const { table, row } = one
  const headers = { 'OData-EntityId': `${apiOf(context.info)}${table.set}(${row[table.key]})` }
  if (!/\breturn=representation\b/.test(request.headers.prefer ?? '')) return { status: 204, headers, body: '' }
  demandVisible(context, table, row)
  const shown = readRow(context, one)
  const applied = { 'Preference-Applied': 'return=representation', ETag: etagOf(row) }
  return { ...shown, status, headers: { ...shown.headers, ...headers, ...applied } }
}

interface Reference {
  readonly table: TableSchema
  readonly row: Row
  readonly name: string
  readonly id: string | undefined
}

/** Assigns a role to a user or a team, or removes it. */
export function reference(context: ApiContext, request: ApiRequest, { table, row, name, id }: Reference): ApiAnswer {
  demandMethod(request.method, 'POST', 'DELETE')
  const { target } = navigationOf(table, name)
  const intersect = intersectOf(name)
  if (!intersect || target.name !== 'role') throw notSimulated(`$ref of ${name}`)
  const isGiven = request.method === 'POST'
  const role = assignableRole(context, id ?? linkedRole(request.body), isGiven)
  if (role._businessunitid_value !== row._businessunitid_value)
    throw new Refusal(400, '0x80041409', 'The role is of another business unit than its holder.')
  const pair = { [table.key]: row[table.key] ?? null, roleid: role.roleid ?? null }
  const joined = context.db.table(intersect)
  const existing = [...joined.having(table.key, pair[table.key] ?? null)].find(one => one.roleid === role.roleid)
  if (!isGiven && existing) joined.remove(joined.idOf(existing))
  if (isGiven && !existing) joined.insert(pair)
  return noContent
}

/** Nobody may assign a role with more privileges than they have. */
function assignableRole({ db, caller }: ApiContext, id: string, isGiven: boolean): Row {
  demand(caller, 'prvAssignRole', 'role')
  const role = db.table('role').find(id)
  if (!role) throw notFound('role', id)
  const unit = String(role._businessunitid_value)
  demandPrivilege(db, caller, { privilege: 'prvAssignRole', table: 'role', unit })
  if (isGiven) for (const grant of grantsOfRole(db, id)) demandHeld(db, caller, grant)
  return role
}

function linkedRole(body: string): string {
  const link = String(parseBody(body)['@odata.id'] ?? '')
  const id = /(?:^|\/)roles\(([0-9a-f-]{36})\)$/i.exec(link)?.[1]
  if (!id) throw noSegment(link)
  return id
}
