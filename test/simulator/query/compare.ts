import type { Row, Value } from '../rows/database.js'

export type Comparable = string | number | null

/** The key that a value is compared by: strings without regard to case, as in Dataverse's collation; times as moments. */
export function comparable(value: Value | undefined): Comparable {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'number') return value
  return isTime(value) ? Date.parse(value) : value.toLowerCase()
}

function isTime(text: string): boolean {
  // Most texts are not times, and the pattern costs more than a look at one character.
  return text[10] === 'T' && /^\d{4}-\d\d-\d\dT/.test(text)
}

export function compare(a: Value, b: Value): number {
  return compareKeys(comparable(a), comparable(b))
}

/** null sorts first, and texts that look like a time before other texts. */
export function compareKeys(a: Comparable, b: Comparable): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? -1 : 1
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return a < b ? -1 : 1
}

export interface Order {
  readonly column: string
  readonly descending: boolean
}

interface Keyed {
  readonly row: Row
  readonly keys: readonly Comparable[]
}

/** Up to this many rows, the first ones are picked instead of sorting them all. */
const FEW = 50

/** The first rows in an order; equal rows keep their sequence. */
export function sorted(rows: readonly Row[], orders: readonly Order[], needed = rows.length): Row[] {
  if (orders.length === 0) return rows.slice(0, needed)
  const keyed = (row: Row): Keyed => ({ row, keys: orders.map(({ column }) => comparable(row[column])) })
  const before = (a: Keyed, b: Keyed) => {
    for (const [i, { descending }] of orders.entries()) {
      const order = compareKeys(a.keys[i] ?? null, b.keys[i] ?? null)
      if (order !== 0) return descending ? -order : order
    }
    return 0
  }
  if (needed > FEW) return rows.map(keyed).toSorted(before).slice(0, needed).map(rowIn)
  const first: Keyed[] = []
  for (const row of rows) {
    const one = keyed(row)
    const last = first.at(-1)
    if (first.length >= needed && (!last || before(last, one) <= 0)) continue
    const place = first.findIndex(other => before(one, other) < 0)
    first.splice(place < 0 ? first.length : place, 0, one)
    if (first.length > needed) first.pop()
  }
  return first.map(rowIn)
}

function rowIn({ row }: Keyed): Row {
  return row
}
