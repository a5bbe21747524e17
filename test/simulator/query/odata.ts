import odata from '@odata/parser'
import { badRequest, noProperty } from '../api/errors.js'
import type { Row, Value } from '../rows/database.js'
import type { TableSchema } from '../rows/schema.js'
import { compare, type Order } from './compare.js'
import { allOf, anyOf, equals, type Filter } from './filter.js'

/** The part of the parser's syntax tree that is used. */
interface Token {
  readonly type: string
  readonly raw: string
  readonly value: unknown
}

/** A column, or a literal. */
type Operand = { readonly column: string } | { readonly literal: Value }

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

export function parseFilter(text: string, table: TableSchema): Filter {
  try {
    return filterOf(odata.defaultParser.filter(shieldStrings(text)) as unknown as Token, table)
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

function filterOf(token: Token, table: TableSchema): Filter {
  const value = token.value as { left: Token; right: Token; method: string; parameters: Token[] }
  switch (token.type) {
    case 'AndExpression':
      return allOf([filterOf(value.left, table), filterOf(value.right, table)])
    case 'OrExpression':
      return anyOf([filterOf(value.left, table), filterOf(value.right, table)])
    case 'NotExpression': {
      const inner = filterOf(token.value as Token, table)
      return { matches: row => !inner.matches(row) }
    }
    case 'BoolParenExpression':
    case 'CommonExpression':
      return filterOf(token.value as Token, table)
    case 'MethodCallExpression':
      return method(
        value.method,
        value.parameters.map(parameter => operandOf(parameter, table)),
      )
    default:
      return comparison(token, value, table)
  }
}

function comparison(token: Token, { left, right }: { left: Token; right: Token }, table: TableSchema): Filter {
  const compares = COMPARE[token.type]
  if (!compares && token.type !== 'EqualsExpression')
    throw badRequest(`The expression '${token.raw}' is not supported.`)
  demandSameKind(token, { left, right }, table)
  const [a, b] = [operandOf(left, table), operandOf(right, table)]
  if (compares) return { matches: row => compares(operandIn(a, row), operandIn(b, row)) }
  if ('column' in a && 'literal' in b) return equals(a.column, b.literal)
  if ('column' in b && 'literal' in a) return equals(b.column, a.literal)
  return { matches: row => compare(operandIn(a, row), operandIn(b, row)) === 0 }
}

function operandIn(operand: Operand, row: Row): Value {
  return 'literal' in operand ? operand.literal : (row[operand.column] ?? null)
}

/** A quoted GUID is a string, and an unquoted string is not. */
function demandSameKind(token: Token, { left, right }: { left: Token; right: Token }, table: TableSchema): void {
  const types = [left, right].map(side => typeOf(side, table))
  const kinds = types.map(kindOf)
  if (kinds.includes('null') || kinds[0] === kinds[1]) return
  const operands = types.map(type => `'${type}'`).join(' and ')
  const operator = token.type.replace('sExpression', '')
  throw badRequest(
    `A binary operator with incompatible types was detected. Found operand types ${operands} for operator kind '${operator}'.`,
  )
}

function typeOf({ type, raw, value }: Token, table: TableSchema): string {
  return type === 'Literal' ? String(value) : (table.properties[demandProperty(raw, table)] ?? '')
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

function operandOf(token: Token, table: TableSchema): Operand {
  if (token.type === 'Literal') return { literal: literalOf(token) }
  if (token.type !== 'FirstMemberExpression') throw badRequest(`The expression '${token.raw}' is not supported.`)
  return { column: demandProperty(token.raw, table) }
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
