import type { Row, Table, Value } from '../rows/database.js'
import { comparable } from './compare.js'

/** A condition on the rows of a table. */
export interface Filter {
  matches(row: Row): boolean
  /** Candidate rows, with every match among them; undefined: all rows have to be checked. */
  readonly among?: (table: Table) => ReadonlySet<Row>
}

export const everything: Filter = { matches: () => true }

export function equals(column: string, value: Value): Filter {
  const key = comparable(value)
  return {
    matches: ({ [column]: found = null }) => found === value || comparable(found) === key,
    among: table => table.having(column, value),
  }
}

export function allOf(parts: readonly Filter[]): Filter {
  const matches = (row: Row) => parts.every(part => part.matches(row))
  const narrow = parts.flatMap(({ among }) => among ?? [])
  if (narrow.length === 0) return { matches }
  const among = (table: Table) => {
    const sets = narrow.map(rowsIn => rowsIn(table))
    return sets.reduce((least, one) => (one.size < least.size ? one : least))
  }
  return { matches, among }
}

export function anyOf(parts: readonly Filter[]): Filter {
  const matches = (row: Row) => parts.some(part => part.matches(row))
  const narrow = parts.flatMap(({ among }) => among ?? [])
  if (narrow.length < parts.length) return { matches }
  return { matches, among: table => new Set(narrow.flatMap(rowsIn => [...rowsIn(table)])) }
}

/** The rows of a table that match; uses an index where there is one. */
export function rowsMatching(table: Table, filter: Filter): Row[] {
  const rows = filter.among?.(table) ?? table.all()
  return [...rows].filter(row => filter.matches(row))
}
