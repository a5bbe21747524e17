import { XMLParser } from 'fast-xml-parser'
import { badRequest, notSimulated, Refusal } from '../api/errors.js'
import { etagOf, type Row, type Value } from '../rows/database.js'
import type { TableSchema } from '../rows/schema.js'
import { comparable, compareKeys, type Order, sorted } from './compare.js'
import { attributeOf, childrenOf, columnNamed, type Element, filterOf, linkOf, tableNamed } from './fetchFilter.js'
import { allOf } from './filter.js'
import { type Json, presented, type Scope, select } from './query.js'

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
  parseAttributeValue: false,
  // Also numeric character references.
  htmlEntities: true,
})

/** "AggregateQueryRecordLimit exceeded": aggregates count at most 50,000 rows. */
const AGGREGATE_LIMIT = 50_000

/** Answers a FetchXML query as far as the bot uses it: attributes, filters, links, order, top, aggregates. */
export function runFetchXml(scope: Scope, xml: string, set: string): Json[] {
  const fetch = childrenOf(parseXml(xml), 'fetch')[0]
  const entity = fetch && childrenOf(fetch, 'entity')[0]
  if (!fetch || !entity) throw badRequest('Invalid XML.')
  const table = tableNamed(attributeOf(entity, 'name') ?? '')
  if (table.set !== set) throw badRequest(`Entity '${table.name}' does not match the set '${set}'.`)
  demandSimulated(fetch, entity)
  const filter = allOf([
    ...childrenOf(entity, 'filter').map(filter => filterOf(filter, table)),
    ...childrenOf(entity, 'link-entity').map(link => linkOf(scope, link, table)),
  ])
  const columns = childrenOf(entity, 'attribute').map(element => columnNamed(attributeOf(element, 'name') ?? '', table))
  const orders = childrenOf(entity, 'order').map(element => orderOf(element, table))
  const rows = select(scope, { table, filter })
  if (attributeOf(fetch, 'aggregate') === 'true') return [aggregate(entity, table, rows)]
  const top = Number(attributeOf(fetch, 'top') ?? rows.length)
  return sorted(rows, orders, top).map(row => present(table, row, [...columns, table.key]))
}

function orderOf(order: Element, table: TableSchema): Order {
  const column = columnNamed(attributeOf(order, 'attribute') ?? '', table)
  return { column, descending: attributeOf(order, 'descending') === 'true' }
}

function demandSimulated(fetch: Element, entity: Element): void {
  // Only the first page is returned.
  for (const name of ['page', 'count'])
    if (![undefined, ...(name === 'page' ? ['1'] : [])].includes(attributeOf(fetch, name)))
      throw notSimulated(`${name} of FetchXML`)
  const joined = childrenOf(entity, 'link-entity').length > 0
  if (joined !== (attributeOf(fetch, 'distinct') === 'true'))
    throw notSimulated('a link-entity without distinct, or distinct without one, in FetchXML')
}

function parseXml(xml: string): Element {
  try {
    return parser.parse(xml, true)
  } catch {
    throw badRequest('Invalid XML.')
  }
}

/** Columns without a value are left out. */
function present(table: TableSchema, row: Row, columns: readonly string[]): Json {
  const present = columns.filter(name => row[name] != null)
  return {
    '@odata.etag': etagOf(row),
    ...Object.fromEntries(present.map(name => [name, presented(table, name, row[name] ?? null)])),
  }
}

/** Without group-by there is one row. min and max of no rows are left out, as null columns are. */
function aggregate(entity: Element, table: TableSchema, rows: readonly Row[]): Json {
  if (rows.length > AGGREGATE_LIMIT)
    throw new Refusal(400, '0x8004E023', 'AggregateQueryRecordLimit is exceeded. Cannot perform this operation.')
  const json: Json = {}
  for (const attribute of childrenOf(entity, 'attribute')) {
    const column = columnNamed(attributeOf(attribute, 'name') ?? '', table)
    const alias = attributeOf(attribute, 'alias')
    if (!alias) throw badRequest(`The aggregate of '${column}' has no alias.`)
    const present = rows.filter(row => row[column] != null)
    const [min, max] = endsOf(present.map(row => row[column] ?? null))
    const results: Readonly<Record<string, Value | undefined>> = {
      count: rows.length,
      countcolumn: present.length,
      min,
      max,
    }
    const kind = attributeOf(attribute, 'aggregate') ?? ''
    if (!(kind in results)) throw badRequest(`The aggregate '${kind}' is not supported.`)
    const value = results[kind]
    if (value !== undefined) json[alias] = value
  }
  return json
}

/** The smallest and the largest value. */
function endsOf(values: readonly Value[]): readonly (Value | undefined)[] {
  const keys = values.map(comparable)
  let [least, greatest] = [0, 0]
  for (const [i, key] of keys.entries()) {
    if (compareKeys(key, keys[least] ?? null) < 0) least = i
    if (compareKeys(key, keys[greatest] ?? null) > 0) greatest = i
  }
  return [values[least], values[greatest]]
}
