import { XMLParser } from 'fast-xml-parser'
import { etagOf, type Row, type Value } from './database.js'
import { badRequest, notSimulated, Refusal } from './errors.js'
import { compare } from './odata.js'
import { type Json, type Scope, select } from './query.js'
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
  const matches = all(childrenOf(entity, 'filter').map(filter => filterOf(filter, table)))
  const columns = childrenOf(entity, 'attribute').map(one => columnNamed(attributeOf(one, 'name') ?? '', table))
  const rows = select(scope, table, scope.db.table(table.name).all(), {}).filter(matches)
  if (attributeOf(fetch, 'aggregate') === 'true') return [aggregate(entity, table, rows)]
  const ordered = childrenOf(entity, 'order').reduceRight((sorted, order) => {
    const column = columnNamed(attributeOf(order, 'attribute') ?? '', table)
    const sign = attributeOf(order, 'descending') === 'true' ? -1 : 1
    return sorted.toSorted((a, b) => compare(a[column] ?? null, b[column] ?? null) * sign)
  }, rows)
  const top = Number(attributeOf(fetch, 'top') ?? ordered.length)
  return ordered.slice(0, top).map(row => present(row, [...columns, table.key]))
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

type Predicate = (row: Row) => boolean

function all(parts: readonly Predicate[]): Predicate {
  return row => parts.every(part => part(row))
}

function filterOf(filter: Element, table: TableSchema): Predicate {
  const parts = [
    ...childrenOf(filter, 'condition').map(one => condition(one, table)),
    ...childrenOf(filter, 'filter').map(inner => filterOf(inner, table)),
  ]
  if (attributeOf(filter, 'type') !== 'or') return all(parts)
  return row => parts.some(part => part(row))
}

function condition(element: Element, table: TableSchema): Predicate {
  const column = columnNamed(attributeOf(element, 'attribute') ?? '', table)
  const operator = attributeOf(element, 'operator') ?? ''
  const wanted = typedValue(attributeOf(element, 'value') ?? null, table.properties[column])
  const values = childrenOf(element, 'value').map(one => String(one['#text'] ?? one))
  const compares = (test: (order: number) => boolean) => (row: Row) =>
    row[column] != null && test(compare(row[column] ?? null, wanted))
  const operators: Readonly<Record<string, Predicate>> = {
    eq: row => compare(row[column] ?? null, wanted) === 0,
    ne: row => compare(row[column] ?? null, wanted) !== 0,
    lt: compares(order => order < 0),
    le: compares(order => order <= 0),
    gt: compares(order => order > 0),
    ge: compares(order => order >= 0),
    'on-or-after': compares(order => order >= 0),
    null: row => row[column] == null,
    'not-null': row => row[column] != null,
    in: row => values.some(value => compare(row[column] ?? null, typedValue(value, table.properties[column])) === 0),
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
function present(row: Row, columns: readonly string[]): Json {
  const shown = columns.filter(name => row[name] != null)
  return { '@odata.etag': etagOf(row), ...Object.fromEntries(shown.map(name => [name, row[name] ?? null])) }
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
    const present = rows.map(row => row[column] ?? null).filter(value => value !== null)
    const sorted = present.toSorted(compare)
    const results: Readonly<Record<string, Value | undefined>> = {
      count: rows.length,
      countcolumn: present.length,
      min: sorted[0],
      max: sorted.at(-1),
    }
    const kind = attributeOf(attribute, 'aggregate') ?? ''
    if (!(kind in results)) throw badRequest(`The aggregate '${kind}' is not supported.`)
    const value = results[kind]
    if (value !== undefined) json[alias] = value
  }
  return json
}
