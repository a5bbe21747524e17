import { createHash } from 'node:crypto'
import type { Functions, Value } from './evaluate.js'
import { ExpressionError } from './parse.js'

type Plain = Readonly<Record<string, (...args: readonly Value[]) => Value>>

const text = (value: Value): string => {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new ExpressionError(`${JSON.stringify(value)} is no text`)
}
const bool = (value: Value): boolean => {
  if (typeof value === 'boolean') return value
  throw new ExpressionError(`${JSON.stringify(value)} is neither true nor false`)
}
const list = (value: Value): readonly Value[] => {
  if (Array.isArray(value)) return value
  throw new ExpressionError(`${JSON.stringify(value)} is no array`)
}
const lambda = (value: Value) => value as (...args: readonly Value[]) => Value

const isEmpty = (value: Value): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value as object).length === 0)

/** Azure's own hash is not published. This one, too, has 13 letters and digits, the same for the same input. */
function uniqueString(...parts: readonly Value[]): string {
  const hash = createHash('sha256').update(parts.map(text).join('\n')).digest('hex')
  return BigInt(`0x${hash}`).toString(32).slice(0, 13)
}

function guid(...parts: readonly Value[]): string {
  const hash = createHash('sha256').update(parts.map(text).join('\n')).digest('hex')
  return hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function format(pattern: Value, ...args: readonly Value[]): string {
  return text(pattern).replace(/\{(\d+)\}/g, (_, index) => {
    if (Number(index) >= args.length) throw new ExpressionError(`format has no argument {${index}}`)
    return text(args[Number(index)])
  })
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions */
const PLAIN: Plain = {
  concat: (...args) => (args.every(Array.isArray) ? args.flat() : args.map(text).join('')),
  format,
  uniqueString,
  guid,
  take: (value, count) => (Array.isArray(value) ? value : text(value)).slice(0, Number(count)),
  tolower: value => text(value).toLowerCase(),
  trim: value => text(value).trim(),
  replace: (value, from, to) => text(value).replaceAll(text(from), text(to)),
  startswith: (value, start) => text(value).toLowerCase().startsWith(text(start).toLowerCase()),
  split: (value, by) => text(value).split(text(by)),
  join: (values, by) => list(values).map(text).join(text(by)),
  string: value => (typeof value === 'string' ? value : JSON.stringify(value)),
  int: value => Number.parseInt(text(value), 10),
  length: value =>
    typeof value === 'string' || Array.isArray(value) ? value.length : Object.keys(value as object).length,
  empty: isEmpty,
  equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  greaterorequals: (a, b) => Number(a) >= Number(b),
  not: value => !bool(value),
  and: (...values) => values.every(bool),
  or: (...values) => values.some(bool),
  createarray: (...values) => values,
  createobject: (...pairs) =>
    Object.fromEntries(pairs.flatMap((key, i) => (i % 2 === 0 ? [[text(key), pairs[i + 1]]] : []))),
  coalesce: (...values) => values.find(value => value !== null && value !== undefined) ?? null,
  // Those of portal forms: https://learn.microsoft.com/azure/azure-resource-manager/managed-applications/create-uidefinition-functions
  parse: value => JSON.parse(text(value)),
  map: (values, change) => list(values).map(value => lambda(change)(value)),
  filter: (values, keep) => list(values).filter(value => bool(lambda(keep)(value))),
}

const evaluated: Functions = Object.fromEntries(
  Object.entries(PLAIN).map(([name, run]) => [name.toLowerCase(), (...args) => run(...args.map(arg => arg()))]),
)

/** What is the same wherever an expression stands; names in lower case. */
export const commonFunctions: Functions = {
  ...evaluated,
  if: (condition, yes, no) => (bool(condition?.()) ? yes?.() : no?.()),
}
