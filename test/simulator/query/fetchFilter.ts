import { badRequest, notSimulated, Refusal } from '../api/errors.js'
import type { Row, Value } from '../rows/database.js'
import { schema, schemaOf, type TableSchema } from '../rows/schema.js'
import { readable } from '../rows/security.js'
import { comparable, compare, compareKeys } from './compare.js'
import { allOf, anyOf, equals, type Filter } from './filter.js'
import type { Scope } from './query.js'

/** One element: its attributes have no prefix, its children are lists. */
export interface Element {
  readonly [name: string]: string | readonly Element[] | undefined
}

/**
 * An inner join that keeps each row with a match at the other end once; an outer join, whose key has to be null, keeps the
 * rows without a match. `from` is a column of the linked table, `to` a column of the outer table.
 */
export function linkOf(scope: Scope, link: Element, parent: TableSchema): Filter {
  const table = tableNamed(attributeOf(link, 'name') ?? '')
  const from = columnNamed(attributeOf(link, 'from') ?? '', table)
  const to = columnNamed(attributeOf(link, 'to') ?? '', parent)
  const unknown = Object.keys(link).find(name => !LINK.includes(name))
  if (unknown) throw notSimulated(`${unknown} in a link-entity of FetchXML`)
  const may = readable(scope.db, scope.caller, table.name)
  const inner = allOf([
    ...childrenOf(link, 'filter').map(filter => filterOf(filter, table)),
    ...childrenOf(link, 'link-entity').map(inner => linkOf(scope, inner, table)),
  ])
  const linked = (row: Row) => [...scope.db.table(table.name).having(from, row[to] ?? null)]
  const isThere = (row: Row) => row[to] != null && linked(row).some(other => inner.matches(other) && may(other))
  return { matches: attributeOf(link, 'link-type') === 'outer' ? row => !isThere(row) : isThere }
}

/** Refuses outer joins that keep more than the rows without a match. */
export function demandAntiJoins(entity: Element): void {
  const outer = within(entity, 'link-entity').filter(link => attributeOf(link, 'link-type') === 'outer')
  const nulls = within(entity, 'condition').filter(element => attributeOf(element, 'entityname') !== undefined)
  const names = nulls.map(one => attributeOf(one, 'operator') === 'null' && attributeOf(one, 'entityname'))
  const aliases = outer.map(link => attributeOf(link, 'alias'))
  if (JSON.stringify(names.toSorted()) !== JSON.stringify(aliases.toSorted()))
    throw notSimulated('an outer join whose key may have a value, in FetchXML')
}

/** The elements of this name, at any depth. */
export function within(element: Element, name: string): readonly Element[] {
  const inner = ['filter', 'link-entity'].flatMap(kind => childrenOf(element, kind))
  return [...childrenOf(element, name), ...inner.flatMap(child => within(child, name))]
}

const LINK = ['@name', '@from', '@to', '@intersect', '@alias', '@link-type', 'attribute', 'filter', 'link-entity']

export function childrenOf(element: Element, name: string): readonly Element[] {
  const children = element[name]
  return Array.isArray(children) ? children : []
}

export function attributeOf(element: Element, name: string): string | undefined {
  const value = element[`@${name}`]
  return typeof value === 'string' ? value : undefined
}

export function tableNamed(name: string): TableSchema {
  if (!(name in schema))
    throw new Refusal(400, '0x80041102', `The entity with a name = '${name}' was not found in the MetadataCache.`)
  return schemaOf(name)
}

/** FetchXML names lookups without the _x_value form of the Web API. */
export function columnNamed(name: string, table: TableSchema): string {
  if (name in table.properties) return name
  if (`_${name}_value` in table.properties) return `_${name}_value`
  throw new Refusal(
    400,
    '0x80041103',
    `'${schemaOf(table.name).schemaName}' entity doesn't contain attribute with Name = '${name}'.`,
  )
}

export function filterOf(filter: Element, table: TableSchema): Filter {
  const parts = [
    // Those about a link are part of its join.
    ...childrenOf(filter, 'condition')
      .filter(element => attributeOf(element, 'entityname') === undefined)
      .map(element => condition(element, table)),
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
  const filter = operators[operator]
  if (!filter) throw badRequest(`The operator '${operator}' is not supported.`)
  return filter
}

function typedValue(text: string | null, type = 'Edm.String'): Value {
  if (text === null) return null
  if (type === 'Edm.Boolean') return text === '1' || text === 'true'
  return /Int|Double|Decimal/.test(type) ? Number(text) : text
}
