import { badRequest, notSimulated } from '../api/errors.js'
import { type Database, etagOf, type Row, type Value } from '../rows/database.js'
import { navigationOf, type TableSchema } from '../rows/schema.js'
import { type Caller, readable } from '../rows/security.js'
import { type Order, sorted } from './compare.js'
import { everything, type Filter, rowsMatching } from './filter.js'
import { demandProperty, parseFilter, parseOrder, splitOutside } from './odata.js'

export interface Scope {
  readonly db: Database
  readonly caller: Caller
}

export type Options = Readonly<Record<string, string>>
export type Json = { [name: string]: Value | Json | Json[] }

/** Parsed query options. */
export interface Query {
  readonly table: TableSchema
  readonly columns: readonly string[]
  readonly filter: Filter
  readonly orders: readonly Order[]
  readonly top: number | undefined
  readonly expansions: readonly Expansion[]
}

interface Expansion {
  readonly name: string
  readonly collection: boolean
  readonly query: Query
}

const KNOWN = ['$select', '$filter', '$expand', '$orderby', '$top', '$count', '$skiptoken', 'fetchXml']

/** Refuses options and names that Dataverse does not know, even if no row would be affected. */
export function queryOf(options: Options, table: TableSchema, db?: Database): Query {
  for (const name of Object.keys(options)) {
    if (name.startsWith('$') && !KNOWN.includes(name)) throw badRequest(`The query parameter ${name} is not supported.`)
  }
  const { $top, $filter, $orderby } = options
  if ($top !== undefined && !/^\d+$/.test($top))
    throw badRequest(`Invalid value '${$top}' for $top query option found.`)
  return {
    table,
    columns: selected(options, table),
    filter: $filter ? parseFilter($filter, table, db) : everything,
    orders: $orderby ? parseOrder($orderby, table) : [],
    top: $top === undefined ? undefined : Number($top),
    expansions: expansions(options).map(({ name, options: inner }) => {
      const { target, collection } = navigationOf(table, name)
      return { name, collection, query: queryOf(inner, target, db) }
    }),
  }
}

/** Without $select: every column. */
function selected({ $select }: Options, table: TableSchema): readonly string[] {
  return $select?.split(',').map(name => demandProperty(name.trim(), table)) ?? Object.keys(table.properties)
}

function expansions({ $expand }: Options): { readonly name: string; readonly options: Options }[] {
  return splitOutside($expand ?? '', ',').map(item => {
    const [, name = '', inner = ''] = /^\s*([\w]+)(?:\((.*)\))?\s*$/s.exec(item) ?? []
    const pairs = splitOutside(inner, ';').map(option => {
      const equals = option.indexOf('=')
      return [option.slice(0, equals).trim(), option.slice(equals + 1)]
    })
    return { name, options: Object.fromEntries(pairs) }
  })
}

/** The columns in the context of a response, for example (fullname,user_settings(issendasallowed)). */
export function shapeOf(options: Options): string {
  const columns = options.$select?.split(',').map(name => name.trim()) ?? []
  const expanded = expansions(options).map(({ name, options: inner }) => name + (shapeOf(inner) || '()'))
  const parts = [...columns, ...expanded]
  return parts.length > 0 ? `(${parts.join(',')})` : ''
}

/** The matching rows that the caller may see, from the whole table or from the given rows. */
export function select({ db, caller }: Scope, { table, filter }: Wanted, rows?: readonly Row[]): Row[] {
  const may = readable(db, caller, table.name)
  const matching = rows ? rows.filter(row => filter.matches(row)) : rowsMatching(db.table(table.name), filter)
  return matching.filter(may)
}

type Wanted = Pick<Query, 'table' | 'filter'>

/** A row as JSON: the selected columns, always its key and ETag, and what $expand adds. */
export function project(scope: Scope, { table, columns, expansions }: Query, row: Row): Json {
  const json: Json = { '@odata.etag': etagOf(row) }
  for (const name of [...columns, table.key]) json[name] = presented(table, name, row[name] ?? null)
  for (const { name, collection, query } of expansions) {
    const rows = select(scope, query, related(scope.db, table, row, name))
    const projected = sorted(rows, query.orders, query.top).map(one => project(scope, query, one))
    json[name] = collection ? projected : (projected[0] ?? null)
  }
  return json
}

/** A managed property comes with a flag for whether the property itself may be changed. */
export function presented({ properties }: TableSchema, name: string, value: Value): Value | Json {
  if (properties[name] !== 'mscrm.BooleanManagedProperty' || value === null) return value
  const ManagedPropertyLogicalName = name === 'iscustomizable' ? 'iscustomizableanddeletable' : name
  return { Value: value, CanBeChanged: value, ManagedPropertyLogicalName }
}

/** Intersect table of each many-to-many relationship. */
const INTERSECTS: Readonly<Record<string, string>> = {
  systemuserroles_association: 'systemuserroles',
  teamroles_association: 'teamroles',
  teammembership_association: 'teammembership',
  roleprivileges_association: 'roleprivileges',
  queuemembership_association: 'queuemembership',
}

/** The lookup at the other end of each one-to-many relationship. */
const LOOKUPS: Readonly<Record<string, string>> = {
  user_settings: 'systemuserid',
  systemuser_defaultmailbox_mailbox: '_defaultmailbox_value',
  queue_defaultmailbox_mailbox: '_defaultmailbox_value',
  email_sendermailboxid_mailbox: '_sendermailboxid_value',
  mailbox_email_ReceivingMailboxId: '_receivingmailboxid_value',
  tracelog_Mailbox: '_regardingobjectid_value',
  email_activity_parties: '_activityid_value',
}

export function intersectOf(name: string): string | undefined {
  return INTERSECTS[name]
}

/** The rows at the other end of a navigation property. */
export function related(db: Database, table: TableSchema, row: Row, name: string): Row[] {
  const { target, collection } = navigationOf(table, name)
  const id = row[table.key]
  const intersect = INTERSECTS[name]
  if (intersect) {
    const joined = [...db.table(intersect).having(table.key, id ?? null)]
    return joined.map(one => db.table(target.name).find(String(one[target.key]))).filter(one => one !== undefined)
  }
  const lookup = LOOKUPS[name]
  if (lookup) return [...db.table(target.name).having(lookup, id ?? null)]
  if (collection) throw notSimulated(`The relationship ${name}`)
  const other = db.table(target.name).find(String(row[lookupOf(table, name)]))
  return other ? [other] : []
}

/** A single-valued navigation property has the name of its lookup, or that with the table appended: emailsender_queue. */
function lookupOf(table: TableSchema, name: string): string {
  const lower = name.toLowerCase()
  const names = [lower, lower.replace(/_[^_]+$/, '')].map(one => `_${one}_value`)
  const lookup = names.find(candidate => candidate in table.properties)
  if (!lookup) throw notSimulated(`The relationship ${name}`)
  return lookup
}
