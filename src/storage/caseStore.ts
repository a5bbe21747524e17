import { createHash } from 'node:crypto'
import { odata, RestError, type TableClient, type TransactionAction } from '@azure/data-tables'
import type { CaseStore, Owner, StoredCase } from '../app/ports.js'
import { type Case, upgrade } from '../domain/case.js'

/**
 * Cases in one Azure Table. All rows share a partition, so that a case and the row that promises its work are written in
 * one transaction, and a person's cases are one range of row keys, newest first:
 *   c~OWNER-REVERSETIME   the case, as JSON in properties json0, json1, …
 *   d~OWNER-REVERSETIME   exactly while work is pending; `dueAt` is when somebody may take it
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

    insert: c => orIfStatus([409], () => create(table, c), 'conflict'),

    replace: (c, version) => orIfStatus([412, 404], () => update(table, c, readVersion(version)), 'conflict'),

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
        ids.push(row.rowKey.slice(2))
      }
      return ids
    },
  }
}

function load(table: TableClient, id: string): Promise<StoredCase | null> {
  return orIfStatus([404], () => table.getEntity<CaseRow>(PARTITION, `c~${id}`).then(read), null)
}

/** Nobody's name can be read from a key. */
function ownerKey({ id, tenantId }: Owner): string {
  const digest = createHash('sha256').update(JSON.stringify([tenantId, id]))
  return digest.digest('hex').slice(0, 32)
}

async function create(table: TableClient, c: Case): Promise<'saved'> {
  if (c.pending.length === 0) await table.createEntity(rowOf(c))
  else await table.submitTransaction([['create', rowOf(c)], promise(c)])
  return 'saved'
}

async function update(table: TableClient, c: Case, { etag, promised }: Version): Promise<'saved'> {
  const save = ['update', rowOf(c), 'Replace', { etag }] satisfies TransactionAction
  if (c.pending.length > 0) await table.submitTransaction([save, promise(c)])
  else if (promised) await table.submitTransaction([save, ['delete', dueRowOf(c)]])
  else await table.updateEntity(rowOf(c), 'Replace', { etag })
  return 'saved'
}

function promise(c: Case): TransactionAction {
  return ['upsert', { ...dueRowOf(c), dueAt: dueAt(c) }, 'Replace']
}

function dueRowOf({ id }: Case) {
  return { partitionKey: PARTITION, rowKey: `d~${id}` }
}

interface Version {
  readonly etag: string
  /** The row that promises work is there. */
  readonly promised: boolean
}

/** An opaque string for the application: tells `update` in advance whether there is a promise to take back. */
function versionOf(etag: string, c: Case): string {
  return `${c.pending.length > 0 ? '+' : '-'}${etag}`
}

function readVersion(version: string): Version {
  return { etag: version.slice(1), promised: version.startsWith('+') }
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
  const c = upgrade(JSON.parse(json))
  return { case: c, version: versionOf(row.etag, c) }
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
