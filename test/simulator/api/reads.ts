import {
  type ApiAnswer,
  type ApiContext,
  type ApiRequest,
  type Asked,
  apiOf,
  metadataOf,
  ok,
} from '../mail/exchange.js'
import { sorted } from '../query/compare.js'
import { runFetchXml } from '../query/fetchxml.js'
import { type Options, project, queryOf, type Scope, select, shapeOf } from '../query/query.js'
import type { Row } from '../rows/database.js'
import type { TableSchema } from '../rows/schema.js'
import { readable } from '../rows/security.js'
import { GUID } from '../rows/values.js'
import { badRequest, noProperty, notFound, Refusal } from './errors.js'

/** The maximum number of rows of a page, and the highest result of $count. */
const PAGE = 5000

/** Alternate keys: columns that can identify a row instead of its id. */
const ALTERNATE_KEYS: Readonly<Record<string, readonly string[]>> = { systemuser: ['azureactivedirectoryobjectid'] }

export function findRow({ db }: Scope, table: TableSchema, key: string): Row {
  const [, column, value = ''] = /^(\w+)=(.+)$/.exec(key) ?? []
  if (column) {
    if (!ALTERNATE_KEYS[table.name]?.includes(column)) throw noProperty(column, table.name)
    const [row] = db.table(table.name).having(column, value.replace(/^'(.*)'$/, '$1'))
    if (row) return row
    const message = `A record with the specified key values does not exist in ${table.name} entity`
    throw new Refusal(404, '0x80060891', message)
  }
  if (!GUID.test(key)) throw badRequest(`Error in query syntax: '${key}' is not a GUID.`)
  const row = db.table(table.name).find(key)
  if (!row) throw notFound(table.name, key)
  return row
}

export function demandVisible(scope: Scope, table: TableSchema, row: Row): void {
  if (readable(scope.db, scope.caller, table.name)(row)) return
  const who = `Principal with id ${scope.caller.user.systemuserid}`
  const what = `record with id ${row[table.key]} of entity ${table.name}`
  throw new Refusal(403, '0x80048306', `${who} does not have ReadAccess right(s) for ${what}`)
}

export interface OneRow {
  readonly table: TableSchema
  readonly row: Row
  readonly options: Options
}

export function readRow(context: ApiContext, { table, row, options }: OneRow): ApiAnswer {
  const query = queryOf(options, table, context.db)
  const metadata = metadataOf(context.info, `${table.set}${shapeOf(options)}/$entity`)
  return ok({ ...metadata, ...project(context, query, row) })
}

interface SetAsked extends Asked {
  readonly table: TableSchema
  /** Default: the whole table. */
  readonly rows?: readonly Row[]
}

export function readSet(context: ApiContext, request: ApiRequest, asked: SetAsked): ApiAnswer {
  const { table, options } = asked
  const query = queryOf(options, table, context.db)
  const metadata = metadataOf(context.info, `${table.set}${shapeOf(options)}`)
  if (options.fetchXml !== undefined)
    return ok({ ...metadata, value: runFetchXml(context, options.fetchXml, table.set) })
  const rows = select(context, query, asked.rows)
  const asks = /odata\.maxpagesize=(\d+)/.exec(request.headers.prefer ?? '')?.[1]
  const { start, end, more } = pageOf(rows.length, Math.min(Number(asks ?? PAGE), PAGE), options)
  const page = sorted(rows, query.orders, end).slice(start)
  const body = {
    ...metadata,
    ...(options.$count === 'true' && { '@odata.count': Math.min(rows.length, PAGE) }),
    value: page.map(row => project(context, query, row)),
    ...(more && { '@odata.nextLink': nextLink(context, asked.path, { ...options, $skiptoken: String(end) }) }),
  }
  return ok(body, asks === undefined ? {} : { 'Preference-Applied': `odata.maxpagesize=${asks}` })
}

/** With $top there is only one page. */
function pageOf(length: number, size: number, { $top, $skiptoken }: Options) {
  const start = Number($skiptoken ?? 0)
  const end = $top === undefined ? start + size : Number($top)
  return { start, end, more: $top === undefined && end < length }
}

function nextLink({ info }: ApiContext, path: string, options: Options): string {
  const search = Object.entries(options).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `${apiOf(info)}${encodeURI(path)}?${search.join('&')}`
}
