import { randomUUID } from 'node:crypto'
import { ColumnIndex } from '../query/columnIndex.js'
import { schemaOf } from './schema.js'

export type Value = string | number | boolean | null
export type Row = { [column: string]: Value }

/** Kept apart from the columns, because not every table has a `versionnumber`. */
const VERSION = Symbol('version')
type Versioned = Row & { [VERSION]?: number }

/** The rows of one table. A row's `versionnumber` is its ETag and changes with every write. */
export class Table {
  readonly #rows = new Map<string, Row>()
  readonly #indexes = new Map<string, ColumnIndex>()
  readonly #key: string
  readonly #dates: readonly string[]
  readonly #versioned: boolean
  static #version = 70_000_000

  constructor(
    readonly name: string,
    private readonly now: () => Date,
  ) {
    const { key, properties } = schemaOf(name)
    this.#key = key
    this.#dates = ['createdon', 'modifiedon'].filter(date => date in properties)
    this.#versioned = 'versionnumber' in properties
  }

  all(): Row[] {
    return [...this.#rows.values()]
  }

  find(id: string): Row | undefined {
    return this.#rows.get(id.toLowerCase())
  }

  where(matches: (row: Row) => boolean): Row[] {
    return this.all().filter(matches)
  }

  /** The rows with a value, by the equality of filters, through an index that is built on first use. */
  having(column: string, value: Value): ReadonlySet<Row> {
    let index = this.#indexes.get(column)
    if (!index) {
      index = new ColumnIndex(column)
      for (const row of this.#rows.values()) index.put(row)
      this.#indexes.set(column, index)
    }
    return index.get(value)
  }

  insert(values: Row): Row {
    const id = String(values[this.#key] ?? randomUUID()).toLowerCase()
    const row = { ...values, [this.#key]: id }
    for (const name of this.#dates) row[name] ??= iso(this.now())
    this.remove(id)
    this.#rows.set(id, row)
    this.#stamp(row)
    return row
  }

  update(id: string, changes: Row): Row {
    const row = this.find(id)
    if (!row) throw new Error(`${this.name} ${id} does not exist`)
    Object.assign(row, changes)
    if (this.#dates.includes('modifiedon') && !('modifiedon' in changes)) row.modifiedon = iso(this.now())
    this.#stamp(row)
    return row
  }

  remove(id: string): void {
    const row = this.find(id)
    if (!row) return
    this.#rows.delete(id.toLowerCase())
    for (const index of this.#indexes.values()) index.remove(row)
  }

  idOf(row: Row): string {
    return String(row[this.#key])
  }

  /** Takes a snapshot of the rows; the function it returns restores them, with their ETags. */
  snapshot(): () => void {
    const snapshot = [...this.#rows].map(([id, row]) => ({ id, row, values: { ...row } }))
    return () => {
      this.#rows.clear()
      this.#indexes.clear()
      for (const { id, row, values } of snapshot) {
        for (const name of Object.keys(row)) delete row[name]
        this.#rows.set(id, Object.assign(row, values))
      }
    }
  }

  /** Called after every write. */
  #stamp(row: Versioned): void {
    Table.#version += 1
    row[VERSION] = Table.#version
    if (this.#versioned) row.versionnumber = Table.#version
    for (const index of this.#indexes.values()) index.put(row)
  }
}

export function etagOf(row: Versioned): string {
  return `W/"${row[VERSION] ?? 0}"`
}

/** As Dataverse writes times: whole seconds, UTC. */
export function iso(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}

export class Database {
  readonly #tables: ReadonlyMap<string, Table>

  constructor(names: readonly string[], now: () => Date) {
    this.#tables = new Map(names.map(name => [name, new Table(name, now)]))
  }

  table(name: string): Table {
    const table = this.#tables.get(name)
    if (!table) throw new Error(`There is no table ${name}`)
    return table
  }

  /** All or nothing: if the work throws, every row is restored. */
  transaction<T>(work: () => T): T {
    const restores = [...this.#tables.values()].map(table => table.snapshot())
    try {
      return work()
    } catch (error) {
      for (const restore of restores) restore()
      throw error
    }
  }
}
