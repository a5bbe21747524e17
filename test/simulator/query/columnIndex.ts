import type { Row, Value } from '../rows/database.js'
import { type Comparable, comparable } from './compare.js'

const NONE: ReadonlySet<Row> = new Set()

/** The rows of a table by the value of one column, with the equality of `compare`. */
export class ColumnIndex {
  readonly #rows = new Map<Comparable, Set<Row>>()
  readonly #keys = new Map<Row, Comparable>()

  constructor(private readonly column: string) {}

  get(value: Value): ReadonlySet<Row> {
    return this.#rows.get(comparable(value)) ?? NONE
  }

  /** Adds a row that is new or was changed. */
  put(row: Row): void {
    const key = comparable(row[this.column])
    if (this.#keys.get(row) === key) return
    this.remove(row)
    const rows = this.#rows.get(key)
    if (rows) rows.add(row)
    else this.#rows.set(key, new Set([row]))
    this.#keys.set(row, key)
  }

  remove(row: Row): void {
    const key = this.#keys.get(row)
    if (key === undefined) return
    this.#keys.delete(row)
    const rows = this.#rows.get(key)
    rows?.delete(row)
    if (rows?.size === 0) this.#rows.delete(key)
  }
}
