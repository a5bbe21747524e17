import { createHash } from 'node:crypto'
import { odata, type TableClient, type TransactionAction } from '@azure/data-tables'
import type { CaseStore, Owner, StoredCase } from '../app/ports.js'
import { type Case, upgrade } from '../domain/case.js'
import { type Head, headOf, recordsOf, startOf } from './auditRows.js'
import { chunksOf, jsonOf, orIfStatus, PARTITION, type Row, toJson } from './rows.js'

/**
 * Cases in one Azure Table. All rows share a partition, so that a case, the row that promises its work and its new
 * records are written in one transaction, and a person's cases are one range of row keys, newest first:
 *   c~OWNER-REVERSETIME   the case, as JSON in properties json0, json1, …; `auditKey` and `auditChain`: its latest record
 *   d~OWNER-REVERSETIME   exactly while work is pending; `dueAt` is when somebody may take it
 *   a~TIME~CASE~N         a record of its audit, see auditRows.ts
 */
const LATEST_TIME = 8_640_000_000_000_000
const ID = /^[\w-]{10,80}$/
/** https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions */
const MAX_ACTIONS = 100

export function createCaseStore(table: TableClient): CaseStore {
  return {
    async load(id) {
      return ID.test(id) ? load(table, id) : null
    },

    insert: c => orIfStatus([409], () => create(table, c), 'conflict'),

    replace: (c, version) => orIfStatus([412, 404, 409], () => update(table, c, readVersion(version)), 'conflict'),

    async latest(owner) {
      const prefix = `c~${ownerKey(owner)}-`
      const filter = odata`PartitionKey eq ${PARTITION} and RowKey ge ${prefix} and RowKey lt ${`${prefix}~`}`
      const pages = table.listEntities<Row>({ queryOptions: { filter } }).byPage({ maxPageSize: 1 })
      for await (const [row] of pages) if (row) return read(row)
      return null
    },

    newId: (owner, at) => `${ownerKey(owner)}-${String(LATEST_TIME - at.getTime()).padStart(16, '0')}`,

    async due(now) {
      const filter = odata`PartitionKey eq ${PARTITION} and RowKey ge ${'d~'} and RowKey lt ${'d~~'} and dueAt le ${now}`
      const ids: string[] = []
      for await (const row of table.listEntities<Row>({ queryOptions: { filter } })) {
        ids.push(row.rowKey.slice(2))
      }
      return ids
    },
  }
}

function load(table: TableClient, id: string): Promise<StoredCase | null> {
  return orIfStatus([404], () => table.getEntity<Row>(PARTITION, `c~${id}`).then(read), null)
}

/** Nobody's name can be read from a key. */
function ownerKey({ id, tenantId }: Owner): string {
  const digest = createHash('sha256').update(JSON.stringify([tenantId, id]))
  return digest.digest('hex').slice(0, 32)
}

async function create(table: TableClient, c: Case): Promise<'saved'> {
  const { rows, head } = recordsOf(c, 0, startOf(c.id))
  const promised = c.pending.length > 0 ? [promise(c)] : []
  return commit(table, [['create', rowOf(c, head)], ...promised, ...rows.map(creation)])
}

async function update(table: TableClient, c: Case, version: Version): Promise<'saved'> {
  const { rows, head } = recordsOf(c, version.audited, version.head)
  const save = ['update', rowOf(c, head), 'Replace', { etag: version.etag }] satisfies TransactionAction
  return commit(table, [save, ...promiseAfter(c, version), ...rows.map(creation)])
}

/** All of it or nothing. */
async function commit(table: TableClient, actions: TransactionAction[]): Promise<'saved'> {
  if (actions.length > MAX_ACTIONS) throw new Error(`A transaction cannot hold ${actions.length} actions`)
  await table.submitTransaction(actions)
  return 'saved'
}

/** A row that is there already makes the transaction fail. */
function creation(row: Row): TransactionAction {
  return ['create', row]
}

function promiseAfter(c: Case, { promised }: Version): TransactionAction[] {
  if (c.pending.length > 0) return [promise(c)]
  return promised ? [['delete', dueRowOf(c)]] : []
}

function promise(c: Case): TransactionAction {
  return ['upsert', { ...dueRowOf(c), dueAt: dueAt(c) }, 'Replace']
}

function dueRowOf({ id }: Case) {
  return { partitionKey: PARTITION, rowKey: `d~${id}` }
}

/** For the application an opaque string: what a save has to know of the stored rows, without reading them again. */
interface Version {
  readonly etag: string
  /** The row that promises work is there. */
  readonly promised: boolean
  /** The last line of the audit. */
  readonly audited: number
  readonly head: Head
}

function readVersion(version: string): Version {
  return JSON.parse(version)
}

function dueAt(c: Case): string {
  return c.pending.map(({ lease, notBefore }) => lease?.until ?? notBefore ?? '').toSorted()[0] ?? ''
}

function rowOf(c: Case, { key, chain }: Head): Row {
  const json = chunksOf(toJson(c))
  return { partitionKey: PARTITION, rowKey: `c~${c.id}`, ...json, ...(key && { auditKey: key, auditChain: chain }) }
}

function read(row: Row): StoredCase {
  const { etag } = row
  if (!etag) throw new Error('The table answered a row without an ETag')
  const c = upgrade(JSON.parse(jsonOf(row)))
  const audited = c.audit.at(-1)?.n ?? 0
  const version: Version = { etag, promised: c.pending.length > 0, audited, head: headOf(row) }
  return { case: c, version: JSON.stringify(version) }
}
