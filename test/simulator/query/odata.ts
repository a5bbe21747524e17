import odata from '@odata/parser'
import { LRUCache } from 'lru-cache'
import { badRequest, noProperty } from '../api/errors.js'
import type { Database, Row, Value } from '../rows/database.js'
import { navigationOf, type TableSchema } from '../rows/schema.js'
import { compare, type Order } from './compare.js'
import { allOf, anyOf, equals, type Filter } from './filter.js'

/** The part of the parser's syntax tree that is used. */
interface Token {
  readonly type: string
  readonly raw: string
  readonly value: unknown
}

/** A column, a literal, or the key of the row that a lookup leads to. */
type Operand = { readonly column: string } | { readonly literal: Value } | { readonly valueIn: (row: Row) => Value }

/** The parser knows only ASCII and fails on & and ; in strings, so strings are passed to it as hexadecimal digits. */
function shieldStrings(text: string): string {
  return text.replace(
    /'((?:[^']|'')*)'/g,
    (_, body: string) => `'${Buffer.from(body.replaceAll("''", "'")).toString('hex')}'`,
  )
}

function unshield(raw: string): string {
  return Buffer.from(raw.slice(1, -1), 'hex').toString()
}

/** `db`: where lookups lead to; absent: a filter follows none. */
export function parseFilter(text: string, table: TableSchema, db?: Database): Filter {
  try {
    return filterOf(treeOf(text), { table, db })
  } catch (error) {
    if (error instanceof Error && 'status' in error) throw error
    throw badRequest(`Syntax error in '${text}'.`)
  }
}

/** Equality is handled separately, because it has an index. */
const COMPARE: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  NotEqualsExpression: (a, b) => compare(a, b) !== 0,
  LesserThanExpression: (a, b) => both(a, b) && compare(a, b) < 0,
  LesserOrEqualsExpression: (a, b) => both(a, b) && compare(a, b) <= 0,
  GreaterThanExpression: (a, b) => both(a, b) && compare(a, b) > 0,
  GreaterOrEqualsExpression: (a, b) => both(a, b) && compare(a, b) >= 0,
}

const both = (a: Value, b: Value) => a !== null && b !== null

/** Parsing takes longer than answering, and most filters are asked again. */
const trees = new LRUCache<string, Token>({ max: 1000 })

function treeOf(text: string): Token {
  const known = trees.get(text)
  if (known) return known
  const tree = odata.defaultParser.filter(shieldStrings(text)) as unknown as Token
  trees.set(text, tree)
  return tree
}

/** What the names of a filter refer to. */
interface Names {
  readonly table: TableSchema
  readonly db: Database | undefined
}

function filterOf(token: Token, names: Names): Filter {
  const value = token.value as { left: Token; right: Token; method: string; parameters: Token[] }
  switch (token.type) {
    case 'AndExpression':
      return allOf([filterOf(value.left, names), filterOf(value.right, names)])
    case 'OrExpression':
      return anyOf([filterOf(value.left, names), filterOf(value.right, names)])
    case 'NotExpression': {
      const inner = filterOf(token.value as Token, names)
      return { matches: row => !inner.matches(row) }
    }
    case 'BoolParenExpression':
    case 'CommonExpression':
      return filterOf(token.value as Token, names)
    case 'MethodCallExpression':
      return method(
        value.method,
        value.parameters.map(parameter => operandOf(parameter, names)),
      )
    default:
      return comparison(token, value, names)
  }
}

function comparison(token: Token, { left, right }: { left: Token; right: Token }, names: Names): Filter {
  const compares = COMPARE[token.type]
  if (!compares && token.type !== 'EqualsExpression')
    throw badRequest(`The expression '${token.raw}' is not supported.`)
  demandSameKind(token, { left, right }, names)
  const [a, b] = [operandOf(left, names), operandOf(right, names)]
  if (compares) return { matches: row => compares(operandIn(a, row), operandIn(b, row)) }
  if ('column' in a && 'literal' in b) return equals(a.column, b.literal)
  if ('column' in b && 'literal' in a) return equals(b.column, a.literal)
  return { matches: row => compare(operandIn(a, row), operandIn(b, row)) === 0 }
}

function operandIn(operand: Operand, row: Row): Value {
  if ('valueIn' in operand) return operand.valueIn(row)
  return 'literal' in operand ? operand.literal : (row[operand.column] ?? null)
}

/** A quoted GUID is a string, and an unquoted string is not. */
function demandSameKind(token: Token, { left, right }: { left: Token; right: Token }, names: Names): void {
  const types = [left, right].map(side => typeOf(side, names))
  const kinds = types.map(kindOf)
  if (kinds.includes('null') || kinds[0] === kinds[1]) return
  const operands = types.map(type => `'${type}'`).join(' and ')
  const operator = token.type.replace('sExpression', '')
  throw badRequest(
    `A binary operator with incompatible types was detected. Found operand types ${operands} for operator kind '${operator}'.`,
  )
}

function typeOf({ type, raw, value }: Token, { table }: Names): string {
  if (type === 'Literal') return String(value)
  return raw.includes('/') ? 'Edm.Guid' : (table.properties[demandProperty(raw, table)] ?? '')
}

function kindOf(type: string): string {
  if (/Date/.test(type)) return 'time'
  return /^Edm\.(String|Guid|Boolean)$|^null$/.test(type) ? type : 'number'
}

const METHODS: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
}

function method(name: string, [text, part]: readonly Operand[]): Filter {
  const apply = METHODS[name]
  if (!apply || !text || !part) throw badRequest(`The function '${name}' is not supported.`)
  const lower = (value: Value) => String(value ?? '').toLowerCase()
  const matches = (row: Row) => {
    const value = operandIn(text, row)
    return value !== null && apply(lower(value), lower(operandIn(part, row)))
  }
  return { matches }
}

function operandOf(token: Token, { table, db }: Names): Operand {
  if (token.type === 'Literal') return { literal: literalOf(token) }
  if (token.type !== 'FirstMemberExpression') throw badRequest(`The expression '${token.raw}' is not supported.`)
  if (token.raw.includes('/')) return { valueIn: keyThrough(token.raw, table, db) }
  return { column: demandProperty(token.raw, table) }
}

/** The key at the other end of a lookup, as in regardingobjectid_mailbox/mailboxid; null where it leads to another table. */
function keyThrough(path: string, table: TableSchema, db: Database | undefined): (row: Row) => Value {
  const [name = '', key = ''] = path.split('/')
  const { target, collection } = navigationOf(table, name)
  const lookup = `_${name.replace(/_[^_]+$/, '')}_value`
  if (!db || collection || key !== target.key || !(lookup in table.properties))
    throw badRequest(`The expression '${path}' is not supported.`)
  return row => db.table(target.name).find(String(row[lookup]))?.[key] ?? null
}

function literalOf({ raw, value }: Token): Value {
  if (value === 'Edm.String') return unshield(raw)
  if (value === 'null') return null
  if (value === 'Edm.Boolean') return raw === 'true'
  return value === 'Edm.Guid' || value === 'Edm.DateTimeOffset' || value === 'Edm.Date' ? raw : Number(raw)
}

export function demandProperty(name: string, table: TableSchema): string {
  if (!(name in table.properties)) throw noProperty(name, table.name)
  return name
}

export function parseOrder(text: string, table: TableSchema): Order[] {
  return text.split(',').map(item => {
    const [name = '', direction = 'asc'] = item.trim().split(/\s+/)
    if (!/^(asc|desc)$/.test(direction)) throw badRequest(`Syntax error in '${item}'.`)
    return { column: demandProperty(name, table), descending: direction === 'desc' }
  })
}

/** Options of one $expand item, or of a whole query: name (with $) → text. Splits only outside brackets and strings. */
export function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = []
  let [part, depth, quoted] = ['', 0, false]
  for (const character of text) {
    if (character === "'") quoted = !quoted
    if (!quoted && character === '(') depth++
    if (!quoted && character === ')') depth--
    if (!quoted && depth === 0 && character === separator) {
      parts.push(part)
      part = ''
    } else part += character
  }
  return [...parts, part].filter(one => one !== '')
}
