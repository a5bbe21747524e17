import { type Json, malformed } from '../http/responses.js'

/**
 * Columns of the Web API as values of the domain. A row that lacks its key or another required column is malformed: a
 * DataverseError. Any other column that is empty or has an unknown value becomes null, which no check takes for harmless.
 */

/** The known values of the option sets. */
export const METHODS = [0, 1, 2] as const
export const APPROVALS = [0, 1, 2, 3] as const
const STATES = [0, 1] as const

export function activeIn({ statecode }: Json): boolean | null {
  const state = option(statecode, STATES)
  return state === null ? null : state === 0
}

export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

export function boolean(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null
}

/** A value of an option set; null: none, or an unknown one. */
export function option<const O extends number>(value: unknown, known: readonly O[]): O | null {
  return known.find(one => one === value) ?? null
}

export function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

/** Dataverse writes 1900-01-01 for dates that were never set. */
export function date(value: unknown): string | null {
  const found = text(value)
  return found === null || Number.isNaN(Date.parse(found)) || found < '1901' ? null : found
}

/** An object inside a row; empty where there is none. */
export function objectIn(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

export function idOrNull(value: unknown): string | null {
  return text(value)?.toLowerCase() ?? null
}

export function key(row: Json, column: string): string {
  const id = text(row[column])
  if (id === null) throw malformed(`a row without ${column}`)
  return id.toLowerCase()
}
