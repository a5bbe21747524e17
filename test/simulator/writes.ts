import { etagOf, type Row, type Value } from './database.js'
import { badRequest, noProperty, noSegment, notFound, notSimulated, Refusal } from './errors.js'
import { type ApiAnswer, type ApiContext, type ApiRequest, demandMethod, noContent, parseBody } from './exchange.js'
import { intersectOf } from './query.js'
import { navigationOf, type TableSchema } from './schema.js'
import { demand, demandWrite } from './security.js'

export function patch(
  context: ApiContext,
  request: ApiRequest,
  { table, row }: { table: TableSchema; row: Row },
): ApiAnswer {
  demandWrite(context.db, context.caller, table.name, row)
  const expected = request.headers['if-match']
  if (expected && expected !== '*' && expected !== etagOf(row)) {
    const message = "The version of the existing record doesn't match the RowVersion property provided."
    throw new Refusal(412, '0x80060882', message)
  }
  const changes = Object.entries(parseBody(request.body))
  for (const [name, value] of changes) checkValue(table, name, value)
  const id = String(row[table.key])
  // OData 4.0, 11.4.3: what a client may not write is left as it is.
  const written = changes.filter(([name]) => name !== table.key && !table.readOnly.includes(name))
  context.db.table(table.name).update(id, Object.fromEntries(written) as Row)
  const address = `${context.info.url}/api/data/v9.2/${table.set}(${id})`
  return { status: 204, headers: { 'OData-EntityId': address }, body: '' }
}

function checkValue(table: TableSchema, name: string, value: unknown): asserts value is Value {
  const type = table.properties[name]
  if (!type) throw noProperty(name, table.name)
  if (name.startsWith('_')) throw badRequest(`'${name}' is read only: write the navigation property with @odata.bind.`)
  const expected = type === 'Edm.Boolean' ? 'boolean' : /Int|Double|Decimal/.test(type) ? 'number' : 'string'
  if (value !== null && typeof value !== expected)
    throw badRequest(`Cannot convert a value of '${name}' to the expected type '${type}'.`)
  const allowed = table.options[name]
  if (!allowed || value === null || allowed.includes(Number(value))) return
  const message = `A validation error occurred. The value ${value} of '${name}' on record of type '${table.name}' is outside the valid range.`
  throw new Refusal(400, '0x8004431A', message)
}

interface Reference {
  readonly table: TableSchema
  readonly row: Row
  readonly name: string
  readonly id: string | undefined
}

/** Gives a role to a user or a team, or takes it away. */
export function reference(
  { db, caller }: ApiContext,
  request: ApiRequest,
  { table, row, name, id }: Reference,
): ApiAnswer {
  demandMethod(request.method, 'POST', 'DELETE')
  const { target } = navigationOf(table, name)
  const intersect = intersectOf(name)
  if (!intersect || target.name !== 'role') throw notSimulated(`$ref of ${name}`)
  demand(caller, 'prvAssignRole', 'role')
  const role = db.table('role').find(id ?? linkedRole(request.body))
  if (!role) throw notFound('role', id ?? linkedRole(request.body))
  if (role._businessunitid_value !== row._businessunitid_value)
    throw new Refusal(400, '0x80041409', 'The role is of another business unit than its holder.')
  const pair = { [table.key]: row[table.key] ?? null, roleid: role.roleid ?? null }
  const joined = db.table(intersect)
  const existing = [...joined.having(table.key, pair[table.key] ?? null)].find(one => one.roleid === role.roleid)
  if (request.method === 'DELETE' && existing) joined.remove(joined.idOf(existing))
  if (request.method === 'POST' && !existing) joined.insert(pair)
  return noContent
}

function linkedRole(body: string): string {
  const link = String(parseBody(body)['@odata.id'] ?? '')
  const id = /(?:^|\/)roles\(([0-9a-f-]{36})\)$/i.exec(link)?.[1]
  if (!id) throw noSegment(link)
  return id
}
