import { XMLParser } from 'fast-xml-parser'
import { comparable, compare, compareKeys, type Order, sorted } from './compare.js'
import { etagOf, type Row, type Value } from './database.js'
import { badRequest, notSimulated, Refusal } from './errors.js'
import { allOf, anyOf, equals, type Filter } from './filter.js'
import { type Json, presented, type Scope, select } from './query.js'
import { schema, schemaOf, type TableSchema } from './schema.js'

/** One element: its attributes have no prefix, its children are lists. */
interface Element {
  readonly [name: string]: string | readonly Element[] | undefined
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
  parseAttributeValue: false,
  // Numeric character references too.
  htmlEntities: true,
})

/** "AggregateQueryRecordLimit exceeded": aggregates count 50,000 rows at the most. */
const AGGREGATE_LIMIT = 50_000

/** Answers a FetchXML query as far as the bot uses it: attributes, filters, order, top, aggregates. */
export function runFetchXml(scope: Scope, xml: string, set: string): Json[] {
  const fetch = childrenOf(parseXml(xml), 'fetch')[0]
  const entity = fetch && childrenOf(fetch, 'entity')[0]
  if (!fetch || !entity) throw badRequest('Invalid XML.')
  const table = tableNamed(attributeOf(entity, 'name') ?? '')
  if (table.set !== set) throw badRequest(`Entity '${table.name}' does not match the set '${set}'.`)
  demandSimulated(fetch, entity)
  const filter = allOf(childrenOf(entity, 'filter').map(one => filterOf(one, table)))
  const columns = childrenOf(entity, 'attribute').map(one => columnNamed(attributeOf(one, 'name') ?? '', table))
  const orders = childrenOf(entity, 'order').map(one => orderOf(one, table))
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
  // The first page is what is answered.
  for (const name of ['page', 'count', 'distinct'])
    if (![undefined, ...(name === 'page' ? ['1'] : [])].includes(attributeOf(fetch, name)))
      throw notSimulated(`${name} of FetchXML`)
  if (childrenOf(entity, 'link-entity').length > 0) throw notSimulated('link-entity of FetchXML')
}

function parseXml(xml: string): Element {
  try {
    return parser.parse(xml, true)
  } catch {
    throw badRequest('Invalid XML.')
  }
}

function childrenOf(element: Element, name: string): readonly Element[] {
  const children = element[name]
  return Array.isArray(children) ? children : []
}

function attributeOf(element: Element, name: string): string | undefined {
  const value = element[`@${name}`]
  return typeof value === 'string' ? value : undefined
}

function tableNamed(name: string): TableSchema {
  if (!(name in schema))
    throw new Refusal(400, '0x80041102', `The entity with a name = '${name}' was not found in the MetadataCache.`)
  return schemaOf(name)
}

/** FetchXML names lookups without the _x_value form of the Web API. */
function columnNamed(name: string, table: TableSchema): string {
  if (name in table.properties) return name
  if (`_${name}_value` in table.properties) return `_${name}_value`
  throw new Refusal(
    400,
    '0x80041103',
    `'${schemaOf(table.name).schemaName}' entity doesn't contain attribute with Name = '${name}'.`,
  )
}

function filterOf(filter: Element, table: TableSchema): Filter {
  const parts = [
    ...childrenOf(filter, 'condition').map(one => condition(one, table)),
    ...childrenOf(filter, 'filter').map(inner => filterOf(inner, table)),
  ]
  return attributeOf(filter, 'type') === 'or' ? anyOf(parts) : allOf(parts)
}

function condition(element: Element, table: TableSchema): Filter {
  const column = columnNamed(attributeOf(element, 'attribute') ?? '', table)
  const operator = attributeOf(element, 'operator') ?? ''
  const type = table.properties[column]
  const wanted = typedValue(attributeOf(element, 'value') ?? null, type)
  const values = childrenOf(element, 'value').map(one => typedValue(String(one['#text'] ?? one), type))
  const key = comparable(wanted)
  const compares = (test: (order: number) => boolean): Filter => ({
    matches: ({ [column]: found = null }) => found !== null && test(compareKeys(comparable(found), key)),
  })
  const operators: Readonly<Record<string, Filter>> = {
    eq: equals(column, wanted),
    ne: { matches: ({ [column]: found = null }) => compare(found, wanted) !== 0 },
    lt: compares(order => order < 0),
    le: compares(order => order <= 0),
    gt: compares(order => order > 0),
    ge: compares(order => order >= 0),
    'on-or-after': compares(order => order >= 0),
    null: equals(column, null),
    'not-null': { matches: ({ [column]: found = null }) => found !== null },
    in: anyOf(values.map(value => equals(column, value))),
  }
  const found = operators[operator]
  if (!found) throw badRequest(`The operator '${operator}' is not supported.`)
  return found
}

function typedValue(text: string | null, type = 'Edm.String'): Value {
  if (text === null) return null
  if (type === 'Edm.Boolean') return text === '1' || text === 'true'
  return /Int|Double|Decimal/.test(type) ? Number(text) : text
}

/** Columns without a value are left out. */
function present(table: TableSchema, row: Row, columns: readonly string[]): Json {
  const shown = columns.filter(name => row[name] != null)
  return {
    '@odata.etag': etagOf(row),
    ...Object.fromEntries(shown.map(name => [name, presented(table, name, row[name] ?? null)])),
  }
}

/** Without group-by there is one row. min and max of nothing are left out, as null columns are. */
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

/** The least and the greatest value. */
function endsOf(values: readonly Value[]): readonly (Value | undefined)[] {
  const keys = values.map(comparable)
  let [least, greatest] = [0, 0]
  for (const [i, key] of keys.entries()) {
    if (compareKeys(key, keys[least] ?? null) < 0) least = i
    if (compareKeys(key, keys[greatest] ?? null) > 0) greatest = i
  }
  return [values[least], values[greatest]]
}
