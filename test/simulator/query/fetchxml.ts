import { XMLParser } from 'fast-xml-parser'
import { LRUCache } from 'lru-cache'
import { badRequest, notSimulated, Refusal } from '../api/errors.js'
import { etagOf, type Row, type Value } from '../rows/database.js'
import type { TableSchema } from '../rows/schema.js'
import { comparable, compareKeys, type Order, sorted } from './compare.js'
import {
  attributeOf,
  childrenOf,
  columnNamed,
  demandAntiJoins,
  type Element,
  filterOf,
  linkOf,
  tableNamed,
  within,
} from './fetchFilter.js'
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
  const isAggregate = attributeOf(fetch, 'aggregate') === 'true'
  const columns = childrenOf(entity, 'attribute').map(element => columnNamed(attributeOf(element, 'name') ?? '', table))
  const orders = isAggregate ? [] : childrenOf(entity, 'order').map(element => orderOf(element, table))
  const rows = select(scope, { table, filter })
  if (isAggregate) {
    const groups = aggregates({ scope, entity, table }, rows)
    return groups.slice(0, Number(attributeOf(fetch, 'top') ?? groups.length))
  }
  const top = Number(attributeOf(fetch, 'top') ?? rows.length)
  return sorted(rows, orders, top).map(row => present(table, row, [...columns, table.key]))
}

function orderOf(order: Element, table: TableSchema): Order {
  const column = columnNamed(attributeOf(order, 'attribute') ?? '', table)
  return { column, descending: attributeOf(order, 'descending') === 'true' }
}

function demandSimulated(fetch: Element, entity: Element): void {
  demandAntiJoins(entity)
  // Only the first page is returned.
  for (const name of ['page', 'count'])
    if (![undefined, ...(name === 'page' ? ['1'] : [])].includes(attributeOf(fetch, name)))
      throw notSimulated(`${name} of FetchXML`)
  // An aggregate counts the row of the outer table once for each row at the other end: here that is always one.
  const isAggregate = attributeOf(fetch, 'aggregate') === 'true'
  const links = within(entity, 'link-entity')
  if (!isAggregate && links.some(link => childrenOf(link, 'attribute').length > 0))
    throw notSimulated('a column of a link-entity, save in an aggregate, in FetchXML')
  const joined = links.length > 0 && !isAggregate
  if (joined !== (attributeOf(fetch, 'distinct') === 'true'))
    throw notSimulated('a link-entity without distinct, or distinct without one, in FetchXML')
}

/** As in filters, parsing takes longest. */
const documents = new LRUCache<string, Element>({ max: 1000 })

function parseXml(xml: string): Element {
  const known = documents.get(xml)
  if (known) return known
  try {
    const document: Element = parser.parse(xml, true)
    documents.set(xml, document)
    return document
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

interface Aggregating {
  readonly scope: Scope
  readonly entity: Element
  readonly table: TableSchema
}

interface LinkedColumn {
  readonly alias: string
  of(row: Row): Value
}

/** The columns of linked tables by which the rows are grouped. */
function linkedColumns(scope: Scope, entity: Element, table: TableSchema): readonly LinkedColumn[] {
  return childrenOf(entity, 'link-entity').flatMap(link => {
    const other = tableNamed(attributeOf(link, 'name') ?? '')
    const from = columnNamed(attributeOf(link, 'from') ?? '', other)
    const to = columnNamed(attributeOf(link, 'to') ?? '', table)
    return childrenOf(link, 'attribute').map(attribute => {
      const column = columnNamed(attributeOf(attribute, 'name') ?? '', other)
      const linked = (row: Row) => [...scope.db.table(other.name).having(from, row[to] ?? null)][0]
      return { alias: attributeOf(attribute, 'alias') ?? column, of: row => linked(row)?.[column] ?? null }
    })
  })
}

/** One row for each group, ordered by an alias; without group-by there is one row. */
function aggregates({ scope, entity, table }: Aggregating, rows: readonly Row[]): Json[] {
  if (rows.length > AGGREGATE_LIMIT)
    throw new Refusal(400, '0x8004E023', 'AggregateQueryRecordLimit is exceeded. Cannot perform this operation.')
  const grouping = childrenOf(entity, 'attribute').filter(attribute => attributeOf(attribute, 'groupby') === 'true')
  const columns = grouping.map(attribute => columnNamed(attributeOf(attribute, 'name') ?? '', table))
  const linked = linkedColumns(scope, entity, table)
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = JSON.stringify([...columns.map(column => row[column] ?? null), ...linked.map(({ of }) => of(row))])
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  const found = grouping.length + linked.length === 0 ? [rows] : [...groups.values()]
  const answers = found.map(group => {
    const [first] = group
    const named = linked.map(({ alias, of }) => [alias, first ? of(first) : null])
    return { ...aggregate(entity, table, group), ...Object.fromEntries(named) }
  })
  const [order] = childrenOf(entity, 'order')
  if (!order) return answers
  const alias = attributeOf(order, 'alias')
  if (!alias) throw badRequest('An aggregate is ordered by an alias.')
  const direction = attributeOf(order, 'descending') === 'true' ? -1 : 1
  const keyOf = (answer: Json) => comparable((answer[alias] ?? null) as Value)
  return answers.toSorted((a, b) => direction * compareKeys(keyOf(a), keyOf(b)))
}

/** min and max of no rows are left out, as null columns are. */
function aggregate(entity: Element, table: TableSchema, rows: readonly Row[]): Json {
  const json: Json = {}
  for (const attribute of childrenOf(entity, 'attribute')) {
    const column = columnNamed(attributeOf(attribute, 'name') ?? '', table)
    const alias = attributeOf(attribute, 'alias')
    if (!alias) throw badRequest(`The aggregate of '${column}' has no alias.`)
    const value = attributeOf(attribute, 'groupby') === 'true' ? rows[0]?.[column] : aggregated(attribute, column, rows)
    if (value !== undefined && value !== null) json[alias] = value
  }
  return json
}

function aggregated(attribute: Element, column: string, rows: readonly Row[]): Value | undefined {
  const present = rows.flatMap(row => row[column] ?? [])
  const [min, max] = endsOf(present)
  const counted = attributeOf(attribute, 'distinct') === 'true' ? new Set(present.map(comparable)).size : present.length
  const results: Readonly<Record<string, Value | undefined>> = { count: rows.length, countcolumn: counted, min, max }
  const kind = attributeOf(attribute, 'aggregate') ?? ''
  if (!(kind in results)) throw badRequest(`The aggregate '${kind}' is not supported.`)
  return results[kind]
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
