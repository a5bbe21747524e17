import { type ApiAnswer, type ApiRequest, runBatch } from './batch.js'
import { type Database, etagOf, type Row, type Table, type Value } from './database.js'
import { badRequest, noProperty, noSegment, notFound, Refusal } from './errors.js'
import type { Faults } from './faults.js'
import { THROTTLING } from './faults.js'
import { runFetchXml } from './fetchxml.js'
import { addPrivilegesRole, boundFunction, type OrganizationInfo, parametersOf, unbound } from './functions.js'
import {
  checkOptions,
  intersectOf,
  type Json,
  navigationOf,
  type Options,
  project,
  related,
  type Scope,
  select,
} from './query.js'
import { schemaOf, type TableSchema, tableOfSet } from './schema.js'
import { demand, demandWrite, readable } from './security.js'

export interface ApiContext extends Scope {
  readonly info: OrganizationInfo
  readonly faults: Faults
  count(method: string, path: string, status: number): void
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const PAGE = 5000
const JSON_HEADERS = { 'Content-Type': 'application/json; odata.metadata=minimal' }

/** One request below /api/data/v9.x/, a $batch included. Refusals become answers here. */
export function answer(context: ApiContext, request: ApiRequest): ApiAnswer {
  const [path = '', search = ''] = request.path.split(/\?(.*)/s)
  const inner = path.replace(/^\/api\/data\/v9\.\d\//, '')
  let answered: ApiAnswer
  try {
    if (inner === path) throw noSegment(path.split('/')[1] ?? '')
    if (inner === '$batch') return batch(context, request)
    answered = route(context, request, { path: decode(inner), options: optionsOf(search) })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    answered = { status: error.status, headers: { ...JSON_HEADERS, ...error.headers }, body: error.body }
  }
  context.count(request.method, request.path, answered.status)
  return answered
}

function batch(context: ApiContext, request: ApiRequest): ApiAnswer {
  const perform = (part: ApiRequest): ApiAnswer => {
    if (/\/\$batch$/.test(part.path)) return refused(badRequest('A batch request cannot contain a batch.'))
    const fault = context.faults.takePart()
    if (!fault) return answer(context, part)
    const { code, message } = THROTTLING.concurrency
    return refused(new Refusal(429, code, message, { 'Retry-After': String(fault.retryAfterSeconds) }))
  }
  return runBatch(request, perform, work => transaction(context.db, work))
}

function refused(refusal: Refusal): ApiAnswer {
  return { status: refusal.status, headers: { ...JSON_HEADERS, ...refusal.headers }, body: refusal.body }
}

/** Puts every row back when the work throws. */
function transaction<T>(db: Database, work: () => T): T {
  const before = db.tables().map(table => ({ table, rows: table.all().map(row => ({ row, copy: { ...row } })) }))
  try {
    return work()
  } catch (error) {
    for (const { table, rows } of before) restore(table, rows)
    throw error
  }
}

function restore(table: Table, rows: readonly { row: Row; copy: Row }[]): void {
  const kept = new Set(rows.map(({ row }) => table.idOf(row)))
  for (const row of table.all()) if (!kept.has(table.idOf(row))) table.remove(table.idOf(row))
  for (const { row, copy } of rows)
    if (Object.keys(copy).some(name => copy[name] !== row[name])) table.update(table.idOf(row), copy)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw badRequest('The request URI is not valid.')
  }
}

function optionsOf(search: string): Options {
  const pairs = search.split('&').filter(pair => pair !== '')
  return Object.fromEntries(
    pairs.map(pair => [
      decode(pair.split('=')[0] ?? ''),
      decode(pair.slice(pair.indexOf('=') + 1).replaceAll('+', '%20')),
    ]),
  )
}

interface Asked {
  readonly path: string
  readonly options: Options
}

function route(context: ApiContext, request: ApiRequest, asked: Asked): ApiAnswer {
  const [, name = '', key, rest = ''] = /^([A-Za-z]\w*)(?:\((.*?)\))?(?:\/(.+))?$/s.exec(asked.path) ?? []
  const table = tableOfSet(name)
  if (!table) return ok(unbound(context, name, context.info))
  if (key === undefined) {
    if (request.method !== 'GET') throw new Refusal(405, '0x80060888', `The method ${request.method} is not supported.`)
    return readSet(context, request, { table, rows: context.db.table(table.name).all(), ...asked })
  }
  const row = findRow(context, table, key)
  if (rest) return below(context, request, { table, row, rest, ...asked })
  if (request.method === 'PATCH') return patch(context, request, { table, row })
  demandVisible(context, table, row)
  checkOptions(asked.options)
  return ok(project(context, table, row, asked.options))
}

function ok(json: Json): ApiAnswer {
  return { status: 200, headers: JSON_HEADERS, body: JSON.stringify(json) }
}

const noContent: ApiAnswer = { status: 204, headers: {}, body: '' }

function findRow({ db }: Scope, table: TableSchema, key: string): Row {
  const [, column, value] = /^(\w+)=(.+)$/.exec(key) ?? []
  if (column) {
    if (!(column in table.properties)) throw noProperty(column, table.name)
    const wanted = (value ?? '').replace(/^'(.*)'$/, '$1').toLowerCase()
    const found = db.table(table.name).where(row => String(row[column] ?? '').toLowerCase() === wanted)[0]
    if (!found)
      throw new Refusal(
        404,
        '0x80060891',
        `A record with the specified key values does not exist in ${table.name} entity`,
      )
    return found
  }
  if (!GUID.test(key)) throw badRequest(`Error in query syntax: '${key}' is not a GUID.`)
  const row = db.table(table.name).find(key)
  if (!row) throw notFound(table.name, key)
  return row
}

function demandVisible(scope: Scope, table: TableSchema, row: Row): void {
  if (readable(scope.db, scope.caller, table.name)(row)) return
  throw new Refusal(
    403,
    '0x80048306',
    `Principal with id ${scope.caller.user.systemuserid} does not have ReadAccess right(s) for record with id ${row[table.key]} of entity ${table.name}`,
  )
}

interface SetAsked extends Asked {
  readonly table: TableSchema
  readonly rows: readonly Row[]
}

function readSet(context: ApiContext, request: ApiRequest, { table, rows, path, options }: SetAsked): ApiAnswer {
  checkOptions(options)
  const metadata = `${context.info.url}/api/data/v9.2/$metadata#${table.set}`
  if (options.fetchXml !== undefined) {
    return ok({ '@odata.context': metadata, value: runFetchXml(context, options.fetchXml, table.set) })
  }
  const found = select(context, table, rows, options)
  const size = Math.min(Number(/odata\.maxpagesize=(\d+)/.exec(request.headers.prefer ?? '')?.[1] ?? PAGE), PAGE)
  const start = Number(options.$skiptoken ?? 0)
  const end = options.$top === undefined ? start + size : Number(options.$top)
  const page = found.slice(start, end).map(row => project(context, table, row, options))
  const more = options.$top === undefined && end < found.length
  return ok({
    '@odata.context': metadata,
    ...(options.$count === 'true' && { '@odata.count': Math.min(found.length, PAGE) }),
    value: page,
    ...(more && { '@odata.nextLink': nextLink(context, path, { ...options, $skiptoken: String(end) }) }),
  })
}

function nextLink({ info }: ApiContext, path: string, options: Options): string {
  const search = Object.entries(options).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `${info.url}/api/data/v9.2/${encodeURI(path)}?${search.join('&')}`
}

interface Below extends Asked {
  readonly table: TableSchema
  readonly row: Row
  readonly rest: string
}

function below(context: ApiContext, request: ApiRequest, asked: Below): ApiAnswer {
  const { table, row, rest, options } = asked
  const [, called, parameters = ''] = /^Microsoft\.Dynamics\.CRM\.(\w+)(?:\((.*)\))?$/s.exec(rest) ?? []
  if (called && request.method === 'POST') {
    if (called !== 'AddPrivilegesRole' || table.name !== 'role') throw noSegment(rest)
    addPrivilegesRole(context, String(row.roleid), parseBody(request.body))
    return noContent
  }
  if (called)
    return ok(
      boundFunction(context, { table: table.name, row, name: called, parameters: parametersOf(parameters, options) }),
    )
  const [, name = '', id, ref] = /^(\w+)(?:\(([^)]*)\))?(\/\$ref)?$/.exec(rest) ?? []
  if (ref) return reference(context, request, { table, row, name, id })
  const { target, collection } = navigationOf(table, name)
  demandVisible(context, table, row)
  const rows = related(context.db, table, row, name)
  if (collection) return readSet(context, request, { ...asked, table: target, rows })
  return rows[0] ? ok(project(context, target, rows[0], options)) : noContent
}

interface Reference {
  readonly table: TableSchema
  readonly row: Row
  readonly name: string
  readonly id: string | undefined
}

/** Associates a role, or takes it away. */
function reference({ db, caller }: ApiContext, request: ApiRequest, { table, row, name, id }: Reference): ApiAnswer {
  const intersect = intersectOf(name)
  const { target } = navigationOf(table, name)
  if (!intersect) throw noSegment(name)
  demand(caller, 'prvAssignRole', 'role')
  const link = (parseBody(request.body || '{}') as Record<string, unknown>)['@odata.id']
  const other = (id ?? /\(([0-9a-f-]{36})\)/i.exec(String(link))?.[1] ?? '').toLowerCase()
  if (!db.table(target.name).find(other)) throw notFound(target.name, other)
  const pair = { [table.key]: row[table.key] ?? null, [target.key]: other }
  const joined = db.table(intersect.table)
  const [existing] = joined.where(one => one[table.key] === row[table.key] && one[target.key] === other)
  if (request.method === 'DELETE' && existing) joined.remove(joined.idOf(existing))
  if (request.method === 'POST' && !existing) joined.insert(pair)
  return noContent
}

function patch(context: ApiContext, request: ApiRequest, { table, row }: { table: TableSchema; row: Row }): ApiAnswer {
  demandWrite(context.db, context.caller, table.name, row)
  const expected = request.headers['if-match']
  if (expected && expected !== '*' && expected !== etagOf(row)) {
    throw new Refusal(
      412,
      '0x80060882',
      "The version of the existing record doesn't match the RowVersion property provided.",
    )
  }
  const changes = parseBody(request.body) as Record<string, Value>
  for (const [name, value] of Object.entries(changes)) checkValue(table, name, value)
  const id = String(row[table.key])
  context.db.table(table.name).update(id, changes)
  return {
    status: 204,
    headers: { 'OData-EntityId': `${context.info.url}/api/data/v9.2/${table.set}(${id})` },
    body: '',
  }
}

function checkValue(table: TableSchema, name: string, value: Value): void {
  const type = table.properties[name]
  if (!type) throw noProperty(name, table.name)
  const expected = type === 'Edm.Boolean' ? 'boolean' : /Int|Double|Decimal/.test(type) ? 'number' : 'string'
  if (value !== null && typeof value !== expected)
    throw badRequest(`Cannot convert a value of '${name}' to the expected type '${type}'.`)
  const allowed = schemaOf(table.name).options[name]
  if (allowed && value !== null && !allowed.includes(Number(value))) {
    throw new Refusal(
      400,
      '0x8004431A',
      `A validation error occurred. The value ${value} of '${name}' on record of type '${table.name}' is outside the valid range.`,
    )
  }
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw badRequest('Invalid JSON.')
  }
}
