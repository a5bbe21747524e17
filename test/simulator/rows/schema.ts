import { readFileSync } from 'node:fs'
import { noProperty } from '../api/errors.js'

/** The tables of the simulated organization: an excerpt of the Dataverse Web API v9.2. */
export interface TableSchema {
  readonly name: string
  readonly set: string
  readonly key: string
  readonly otc: number
  readonly schemaName: string
  readonly properties: Readonly<Record<string, string>>
  /** Navigation property → table, or Collection(table). */
  readonly navigation: Readonly<Record<string, string>>
  readonly options: Readonly<Record<string, readonly number[]>>
  /** Lookup → the tables that it may point to, among those in this schema. */
  readonly targets: Readonly<Record<string, readonly string[]>>
  readonly readOnly: readonly string[]
}

/** A function (GET) or an action (POST) of the Web API. */
export interface Operation {
  readonly kind: 'function' | 'action'
  /** Tables that it is bound to; empty: it is unbound. */
  readonly bound: readonly string[]
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../../test/simulator/${file}`, import.meta.url), 'utf8'))
}

const entries = Object.entries(read('schema.json') as Record<string, Omit<TableSchema, 'name'>>)

export const operations = read('functions.json') as Readonly<Record<string, Operation>>

export const schema: Readonly<Record<string, TableSchema>> = Object.fromEntries(
  entries.map(([name, table]) => [name, { name, ...table }]),
)

export function tableOfSet(set: string): TableSchema | undefined {
  return Object.values(schema).find(table => table.set === set)
}

export function schemaOf(table: string): TableSchema {
  const definition = schema[table]
  if (!definition) throw new Error(`The simulator has no table ${table}`)
  return definition
}

export function navigationOf(table: TableSchema, name: string): { target: TableSchema; collection: boolean } {
  const type = table.navigation[name]
  if (!type) throw noProperty(name, table.name)
  const inner = /^Collection\((.+)\)$/.exec(type)?.[1]
  return { target: schemaOf(inner ?? type), collection: inner !== undefined }
}
