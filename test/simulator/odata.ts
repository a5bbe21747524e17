import odata from '@odata/parser'
import type { Row, Value } from './database.js'
import { badRequest, noProperty } from './errors.js'
import type { TableSchema } from './schema.js'

/** The part of the parser's syntax tree that is used. */
interface Token {
  readonly type: string
  readonly raw: string
  readonly value: unknown
}

type Predicate = (row: Row) => boolean
type Expression = (row: Row) => Value

/** The parser knows ASCII only, and stumbles over & and ; in strings: strings go through it as hexadecimal digits. */
export function shieldStrings(text: string): string {
  return text.replace(
    /'((?:[^']|'')*)'/g,
    (_, body: string) => `'${Buffer.from(body.replaceAll("''", "'")).toString('hex')}'`,
  )
}

function unshield(raw: string): string {
  return Buffer.from(raw.slice(1, -1), 'hex').toString()
}

export function parseFilter(text: string, table: TableSchema): Predicate {
  try {
    return predicate(odata.defaultParser.filter(shieldStrings(text)) as unknown as Token, table)
  } catch (error) {
    if (error instanceof Error && 'status' in error) throw error
    throw badRequest(`Syntax error in '${text}'.`)
  }
}

const COMPARE: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  EqualsExpression: (a, b) => compare(a, b) === 0,
  NotEqualsExpression: (a, b) => compare(a, b) !== 0,
  LesserThanExpression: (a, b) => both(a, b) && compare(a, b) < 0,
  LesserOrEqualsExpression: (a, b) => both(a, b) && compare(a, b) <= 0,
  GreaterThanExpression: (a, b) => both(a, b) && compare(a, b) > 0,
  GreaterOrEqualsExpression: (a, b) => both(a, b) && compare(a, b) >= 0,
}

const both = (a: Value, b: Value) => a !== null && b !== null

/** Strings compare without regard to case, as Dataverse's collation does; times as moments. */
export function compare(a: Value, b: Value): number {
  const [x, y] = [comparable(a), comparable(b)]
  if (x === y) return 0
  if (x === null || y === null) return x === null ? -1 : 1
  return x < y ? -1 : 1
}

function comparable(value: Value): string | number | null {
  if (value === null) return null
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'number') return value
  return /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : value.toLowerCase()
}

function predicate(token: Token, table: TableSchema): Predicate {
  const value = token.value as { left: Token; right: Token; method: string; parameters: Token[] }
  const comparison = COMPARE[token.type]
  if (comparison) {
    demandSameKind(token, value, table)
    const [left, right] = [expression(value.left, table), expression(value.right, table)]
    return row => comparison(left(row), right(row))
  }
  switch (token.type) {
    case 'AndExpression':
    case 'OrExpression': {
      const [left, right] = [predicate(value.left, table), predicate(value.right, table)]
      return token.type === 'AndExpression' ? row => left(row) && right(row) : row => left(row) || right(row)
    }
    case 'NotExpression': {
      const inner = predicate(token.value as Token, table)
      return row => !inner(row)
    }
    case 'BoolParenExpression':
    case 'CommonExpression':
      return predicate(token.value as Token, table)
    case 'MethodCallExpression':
      return method(
        value.method,
        value.parameters.map(parameter => expression(parameter, table)),
      )
    default:
      throw badRequest(`The expression '${token.raw}' is not supported.`)
  }
}

/** A GUID in quotes is a string, and a string in no quotes is none. */
function demandSameKind(token: Token, { left, right }: { left: Token; right: Token }, table: TableSchema): void {
  const types = [left, right].map(side => typeOf(side, table))
  const kinds = types.map(kindOf)
  if (kinds.includes('null') || kinds[0] === kinds[1]) return
  const found = types.map(type => `'${type}'`).join(' and ')
  const operator = token.type.replace('sExpression', '')
  throw badRequest(
    `A binary operator with incompatible types was detected. Found operand types ${found} for operator kind '${operator}'.`,
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

function method(name: string, [text, part]: readonly Expression[]): Predicate {
  const apply = METHODS[name]
  if (!apply || !text || !part) throw badRequest(`The function '${name}' is not supported.`)
  const lower = (value: Value) => String(value ?? '').toLowerCase()
  return row => text(row) !== null && apply(lower(text(row)), lower(part(row)))
}

function expression(token: Token, table: TableSchema): Expression {
  if (token.type === 'Literal') {
    const literal = literalOf(token)
    return () => literal
  }
  if (token.type !== 'FirstMemberExpression') throw badRequest(`The expression '${token.raw}' is not supported.`)
  const name = demandProperty(token.raw, table)
  return row => row[name] ?? null
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

export function parseOrder(text: string, table: TableSchema): (a: Row, b: Row) => number {
  const items = text.split(',').map(item => {
    const [name = '', direction = 'asc'] = item.trim().split(/\s+/)
    if (!/^(asc|desc)$/.test(direction)) throw badRequest(`Syntax error in '${item}'.`)
    return { name: demandProperty(name, table), sign: direction === 'desc' ? -1 : 1 }
  })
  return (a, b) => {
    for (const { name, sign } of items) {
      const order = compare(a[name] ?? null, b[name] ?? null)
      if (order !== 0) return order * sign
    }
    return 0
  }
}

/** Options of one $expand item, or of a whole query: name (with $) → text. Splits outside of brackets and strings only. */
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
