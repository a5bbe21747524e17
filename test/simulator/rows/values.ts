import { badRequest, noProperty, Refusal } from '../api/errors.js'
import type { Row, Value } from './database.js'
import type { TableSchema } from './schema.js'

/** Refuses values that a column cannot hold, and columns that the table does not have. */
export function checkValue(table: TableSchema, name: string, value: unknown): asserts value is Value {
  const type = table.properties[name]
  if (!type) throw noProperty(name, table.name)
  if (name.startsWith('_')) throw badRequest(`'${name}' is read only: write the navigation property with @odata.bind.`)
  const expected = type === 'Edm.Boolean' ? 'boolean' : /Int|Double|Decimal/.test(type) ? 'number' : 'string'
  const isGuid = type !== 'Edm.Guid' || value === null || GUID.test(String(value))
  if ((value !== null && typeof value !== expected) || !isGuid)
    throw badRequest(`Cannot convert a value of '${name}' to the expected type '${type}'.`)
  const allowed = table.options[name]
  if (!allowed || value === null || allowed.includes(Number(value))) return
  const message = `A validation error occurred. The value ${value} of '${name}' on record of type '${table.name}' is outside the valid range.`
  throw new Refusal(400, '0x8004431A', message)
}

export const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** For an e-mail: status → the state that it belongs to. */
const STATES: Readonly<Record<number, number>> = { 1: 0, 8: 0, 2: 1, 3: 1, 4: 1, 6: 1, 7: 1, 5: 2 }
/** The status that a state gets if none is given. */
const FIRST: Readonly<Record<number, number>> = { 0: 1, 1: 2, 2: 5 }
/** Completed, Sent, Received, Sending: these are final. */
const FINAL: readonly unknown[] = [2, 3, 4, 7]

/** State and status of an e-mail have to match; returns both if either of them is written. */
export function emailState(row: Row, written: Row): Row {
  if (written.statecode === undefined && written.statuscode === undefined) return {}
  const state = Number(written.statecode ?? row.statecode)
  const status = Number(written.statuscode ?? (state === row.statecode ? row.statuscode : FIRST[state]))
  if (STATES[status] !== state)
    throw new Refusal(400, '0x80048408', `${status} is not a valid status code for state code ${state} on email.`)
  if (FINAL.includes(row.statuscode) && status !== row.statuscode)
    throw new Refusal(
      400,
      '0x80048408',
      `The state transition requested is not valid for the current state. Current state: ${row.statecode}, current status: ${row.statuscode}, target state: ${state}.`,
    )
  return { statecode: state, statuscode: status }
}
