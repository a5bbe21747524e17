import { type Database, etagOf, type Row, type Value } from './database.js'
import { badRequest, noProperty } from './errors.js'
import { demandProperty, parseFilter, parseOrder, splitOutside } from './odata.js'
import { schemaOf, type TableSchema } from './schema.js'
import { type Caller, readable } from './security.js'

export interface Scope {
  readonly db: Database
  readonly caller: Caller
}

export type Options = Readonly<Record<string, string>>
export type Json = { [name: string]: Value | Json | Json[] }

const KNOWN = ['$select', '$filter', '$expand', '$orderby', '$top', '$count', '$skiptoken', 'fetchXml']

export function checkOptions(options: Options): void {
  for (const name of Object.keys(options)) {
    if (name.startsWith('$') && !KNOWN.includes(name)) throw badRequest(`The query parameter ${name} is not supported.`)
  }
}

/** Rows of a table that the caller may see and that the options ask for, unprojected. */
export function select(scope: Scope, table: TableSchema, rows: readonly Row[], options: Options): Row[] {
  const may = readable(scope.db, scope.caller, table.name)
  const filter = options.$filter ? parseFilter(options.$filter, table) : () => true
  const found = rows.filter(row => may(row) && filter(row))
  return options.$orderby ? found.toSorted(parseOrder(options.$orderby, table)) : found
}

/** A row as JSON: the selected columns (all without $select), always its key and ETag, and what $expand adds. */
export function project(scope: Scope, table: TableSchema, row: Row, options: Options): Json {
  const columns = options.$select?.split(',').map(name => demandProperty(name.trim(), table)) ?? Object.keys(row)
  const json: Json = { '@odata.etag': etagOf(row) }
  for (const name of [...columns, table.key]) json[name] = row[name] ?? null
  for (const item of options.$expand ? splitOutside(options.$expand, ',') : [])
    expand(scope, { table, row, json }, item)
  return json
}

interface Target {
  readonly table: TableSchema
  readonly row: Row
  readonly json: Json
}

function expand(scope: Scope, { table, row, json }: Target, item: string): void {
  const [, name = '', inner = ''] = /^\s*([\w]+)(?:\((.*)\))?\s*$/.exec(item) ?? []
  const options = Object.fromEntries(
    splitOutside(inner, ';').map(option => [
      option.slice(0, option.indexOf('=')),
      option.slice(option.indexOf('=') + 1),
    ]),
  )
  checkOptions(options)
  const { target, collection } = navigationOf(table, name)
  const rows = select(scope, target, related(scope.db, table, row, name), options)
  const projected = rows.map(one => project(scope, target, one, options))
  json[name] = collection ? projected : (projected[0] ?? null)
}

export function navigationOf(table: TableSchema, name: string): { target: TableSchema; collection: boolean } {
  const type = table.navigation[name]
  if (!type) throw noProperty(name, table.name)
  const inner = /^Collection\((.+)\)$/.exec(type)?.[1]
  return { target: schemaOf(inner ?? type), collection: inner !== undefined }
}

/** Intersect table of each many-to-many relationship, with the two columns that it joins. */
const INTERSECTS: Readonly<Record<string, { table: string; columns: readonly [string, string] }>> = {
  systemuserroles_association: { table: 'systemuserroles', columns: ['systemuserid', 'roleid'] },
  teamroles_association: { table: 'teamroles', columns: ['teamid', 'roleid'] },
  teammembership_association: { table: 'teammembership', columns: ['systemuserid', 'teamid'] },
  roleprivileges_association: { table: 'roleprivileges', columns: ['roleid', 'privilegeid'] },
}

export function intersectOf(name: string) {
  return INTERSECTS[name]
}

/** The rows at the other end of a navigation property. */
export function related(db: Database, table: TableSchema, row: Row, name: string): Row[] {
  const { target } = navigationOf(table, name)
  const id = row[table.key]
  const intersect = INTERSECTS[name]
  if (intersect) {
    const joined = db.table(intersect.table).where(one => one[table.key] === id)
    return joined.map(one => db.table(target.name).find(String(one[target.key]))).filter(one => one !== undefined)
  }
  if (name === 'user_settings') return db.table('usersettings').where(one => one.systemuserid === id)
  const lookup = row[`_${name.replace(/_(email|queue|systemuser)$/i, '').toLowerCase()}_value`]
  const found = lookup ? db.table(target.name).find(String(lookup)) : undefined
  return found ? [found] : []
}
