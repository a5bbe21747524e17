import { createHash } from 'node:crypto'
import { odata, RestError, type TableClient } from '@azure/data-tables'
import type { CaseStore, Owner, StoredCase } from '../app/ports.js'
import { type Case, upgrade } from '../domain/case.js'

/**
 * Cases in one Azure Table. All rows share a partition, so that a case and the row that promises its work are written in
 * one transaction, and a person's cases are one range of row keys, newest first:
 *   c~OWNER-REVERSETIME   the case, as JSON in properties json0, json1, …
 *   d~OWNER-REVERSETIME   only while work is pending; `dueAt` is when somebody may take it
 */
const PARTITION = 'cases'
/** A string property holds at most 64 KiB of UTF-16. https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model */
const CHUNK = 32_000
const LATEST_TIME = 8_640_000_000_000_000
const ID = /^[\w-]{10,80}$/

interface CaseRow {
  readonly partitionKey: string
  readonly rowKey: string
  readonly etag?: string
  readonly [property: string]: unknown
}

export function createCaseStore(table: TableClient): CaseStore {
  return {
    async load(id) {
      return ID.test(id) ? load(table, id) : null
    },

    insert: c => orIfStatus([409], () => write(table, c), 'conflict'),

    replace: (c, version) => orIfStatus([412, 404], () => write(table, c, version), 'conflict'),

    async latest(owner) {
      const prefix = `c~${ownerKey(owner)}-`
      const filter = odata`PartitionKey eq ${PARTITION} and RowKey ge ${prefix} and RowKey lt ${`${prefix}~`}`
      const pages = table.listEntities<CaseRow>({ queryOptions: { filter } }).byPage({ maxPageSize: 1 })
      for await (const [row] of pages) if (row) return read(row)
      return null
    },

    newId: (owner, at) => `${ownerKey(owner)}-${String(LATEST_TIME - at.getTime()).padStart(16, '0')}`,

    async due(now) {
      const filter = odata`PartitionKey eq ${PARTITION} and RowKey ge ${'d~'} and RowKey lt ${'d~~'} and dueAt le ${now}`
      const ids: string[] = []
      for await (const row of table.listEntities<CaseRow>({ queryOptions: { filter } })) {
        const id = row.rowKey.slice(2)
        // A stop between saving a finished case and forgetting its promise leaves the promise behind.
        if (await isPending(table, id)) ids.push(id)
        else await forget(table, id)
      }
      return ids
    },
  }
}

function load(table: TableClient, id: string): Promise<StoredCase | null> {
  return orIfStatus([404], () => table.getEntity<CaseRow>(PARTITION, `c~${id}`).then(read), null)
}

async function isPending(table: TableClient, id: string): Promise<boolean> {
  const stored = await load(table, id)
  return stored !== null && stored.case.pending.length > 0
}

function forget(table: TableClient, id: string): Promise<unknown> {
  return orIfStatus([404], () => table.deleteEntity(PARTITION, `d~${id}`), null)
}

/** Nobody's name can be read from a key. */
function ownerKey({ id, tenantId }: Owner): string {
  const digest = createHash('sha256').update(JSON.stringify([tenantId, id]))
  return digest.digest('hex').slice(0, 32)
}

async function write(table: TableClient, c: Case, version?: string): Promise<'saved'> {
  const row = rowOf(c)
  const due = { partitionKey: PARTITION, rowKey: `d~${c.id}`, dueAt: dueAt(c) }
  const promised = c.pending.length > 0
  if (promised) {
    const save = version ? (['update', row, 'Replace', { etag: version }] as const) : (['create', row] as const)
    await table.submitTransaction([[...save], ['upsert', due, 'Replace']])
    return 'saved'
  }
  if (version) await table.updateEntity(row, 'Replace', { etag: version })
  else await table.createEntity(row)
  await forget(table, c.id)
  return 'saved'
}

function dueAt(c: Case): string {
  return c.pending.map(work => work.lease?.until ?? '').toSorted()[0] ?? ''
}

function rowOf(c: Case) {
  const json = JSON.stringify(c)
  const chunks = Array.from({ length: Math.ceil(json.length / CHUNK) }, (_, i) => [
    `json${i}`,
    json.slice(i * CHUNK, (i + 1) * CHUNK),
  ])
  return { partitionKey: PARTITION, rowKey: `c~${c.id}`, ...Object.fromEntries(chunks) }
}

function read(row: CaseRow): StoredCase {
  let json = ''
  for (let i = 0; typeof row[`json${i}`] === 'string'; i++) json += row[`json${i}`]
  if (!row.etag) throw new Error('The table answered a row without an ETag')
  return { case: upgrade(JSON.parse(json)), version: row.etag }
}

/** What the service's refusal means here; anything else is an outage and is thrown. */
async function orIfStatus<T, U>(statuses: readonly number[], call: () => Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof RestError && statuses.includes(error.statusCode ?? 0)) return otherwise
    throw error
  }
}
