import { readFileSync } from 'node:fs'

/** The tables that the simulated organization has: a cut of the Dataverse Web API v9.2. */
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
  readonly readOnly: readonly string[]
}

const file = new URL('../../../test/simulator/schema.json', import.meta.url)
const entries = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Omit<TableSchema, 'name'>>)

export const schema: Readonly<Record<string, TableSchema>> = Object.fromEntries(
  entries.map(([name, table]) => [name, { name, ...table }]),
)

export function tableOfSet(set: string): TableSchema | undefined {
  return Object.values(schema).find(table => table.set === set)
}

export function schemaOf(table: string): TableSchema {
  const found = schema[table]
  if (!found) throw new Error(`The simulator has no table ${table}`)
  return found
}
