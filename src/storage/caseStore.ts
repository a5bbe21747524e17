import { createHash } from 'node:crypto'
import { odata, type TableClient } from '@azure/data-tables'
import type { CaseStore, DueCase, OpenCase, StoredCase } from '../app/ports.js'
import { type Identity, identityOf } from '../domain/actor.js'
import type { Case } from '../domain/case/case.js'
import { upgrade } from '../domain/case/upgradeCase.js'
import { type Head, headOf, recordsOf, startOf } from './auditRows.js'
import { entryOf, listOpen, nextOpenKey, type OpenCaseRow, openActions, openKeyAfter, ownerKey } from './openCases.js'
import type { RowChange } from './rowChange.js'
import { RowClient } from './rowClient.js'
import { chunksOf, jsonOf, orIfStatus, PARTITION, type Row, type RowKey, toJson } from './tableRows.js'
import { hashOfThread, threadActions, threadRow, threadsOf } from './triage/threadRows.js'
import { PREFIX, type Promised, promisedBy, promises } from './workRows.js'

/**
 * Cases in one Azure Table. All rows share a partition, so that a case and the rows derived from it are written in
 * one transaction:
 *   c~ID                  the case, as JSON in json0, json1, …; its latest record; `openKey`, `threads`: rows below
 *   d~ID or w~ID          exists only while work is pending, urgent (d) or not (w); `dueAt` is when it may be taken
 *   o~OWNER~REVERSETIME   exists only while the case is open, see openCases.ts
 *   m~HASH                exists while a card of the case begins a thread, see threadRows.ts
 *   a~TIME~CASE~N         a record of its audit, see auditRows.ts
 *   h~OWNER               the person's last activity that no case remembers
 */
const ID = /^[\w-]{10,80}$/
/** https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions */
const MAX_CHANGES = 100

export function createCaseStore(table: TableClient): CaseStore {
  const client = new RowClient(table)
  return {
    async load(id) {
      return ID.test(id) ? load(client, id) : null
    },

    insert: (thisCase, listed) => insert(client, thisCase, listed),

    replace: (thisCase, version) =>
      orIfStatus([412, 404, 409], () => update(client, thisCase, readVersion(version)), 'conflict'),

    open: owner => listOpen(client, owner),

    async caseOfThread(channelId, conversationId) {
      const hash = hashOfThread(channelId, conversationId)
      const row = hash && (await client.get(threadRow(hash)))
      return row ? String(row.caseId) : null
    },

    idOf(owner, opener) {
      return createHash('sha256')
        .update(JSON.stringify([identityOf(owner), opener]))
        .digest('hex')
        .slice(0, 32)
    },

    hear: (owner, activity) => hear(client, owner, activity),

    async *due(now, lane) {
      const from = `${PREFIX[lane]}~`
      const filter = odata`PartitionKey eq ${PARTITION} and RowKey ge ${from} and RowKey lt ${`${from}~`} and dueAt le ${now}`
      for await (const page of client.pages(filter)) yield* page.map(dueCaseOf)
    },
  }
}

/** Work that may be taken at once has been due since its row was written. */
function dueCaseOf({ rowKey, dueAt, Timestamp }: Row): DueCase {
  return { id: rowKey.slice(2), since: String(dueAt || Timestamp) }
}

/** Two cases of one person may be opened at the same moment: the later one gets the next place. */
const MOST_TRIES = 10

async function insert(
  client: RowClient,
  thisCase: Case,
  listed?: readonly OpenCase[],
): Promise<StoredCase | 'conflict'> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    // The listing may be out of date: if the place is taken by now, look up the next one.
    const openKey =
      listed && tries === 0 ? openKeyAfter(thisCase, listed[0]?.place) : await nextOpenKey(client, thisCase)
    const saved = await orIfStatus([409], () => create(client, thisCase, openKey), 'conflict' as const)
    const isTaken = saved === 'conflict' && !(await load(client, thisCase.id)) && (await has(client, openKey))
    if (!isTaken) return saved
  }
  throw new Error('A person opens more cases at once than can be told apart')
}

async function has(client: RowClient, rowKey: string): Promise<boolean> {
  return (await client.get(keyOf(rowKey))) !== null
}

async function hear(client: RowClient, owner: Identity, activity: string): Promise<boolean> {
  const row = { partitionKey: PARTITION, rowKey: `h~${ownerKey(owner)}`, activity }
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const before = await client.get(row)
    if (before?.activity === activity) return false
    const change: RowChange = before ? { kind: 'replace', row, etag: before.etag ?? '*' } : insertion(row)
    const written = await orIfStatus([409, 412], () => client.commit([change]).then(() => true), false)
    if (written) return true
  }
  return true
}

async function load(client: RowClient, id: string): Promise<StoredCase | null> {
  const row = await client.get(keyOf(`c~${id}`))
  return row && read(row)
}

async function create(client: RowClient, thisCase: Case, openKey: string): Promise<StoredCase> {
  const { rows, head } = recordsOf(thisCase, 0, startOf(thisCase.id))
  const entry = entryOf(thisCase)
  const listed = entry ? [insertion({ partitionKey: PARTITION, rowKey: openKey, ...entry })] : []
  const save = insertion(rowOf(thisCase, { head, openKey }))
  const derived = [...listed, ...promises(thisCase, null), ...threadActions(thisCase, [])]
  const etag = await commit(client, [save, ...derived, ...rows.map(insertion)])
  return toStoredCase(thisCase, { etag, openKey, threads: threadsOf(thisCase), head })
}

async function update(client: RowClient, thisCase: Case, version: Version): Promise<StoredCase> {
  const { rows, head } = recordsOf(thisCase, version.audited, version.head)
  // Cases that were stored before there were lists of open ones get their place when they are saved.
  const openKey = version.openKey ?? (await nextOpenKey(client, thisCase))
  const row = rowOf(thisCase, { head, openKey })
  const others = [
    ...openActions(thisCase, openKey, version.openKey === null ? null : version.entry),
    ...promises(thisCase, version.promise),
    ...threadActions(thisCase, version.threads),
    ...rows.map(insertion),
  ]
  const { etag } = version
  const saved = await commit(client, [{ kind: 'replace', row, etag }, ...others])
  return toStoredCase(thisCase, { etag: saved, openKey, threads: threadsOf(thisCase), head })
}

/** Writes all rows or none. Resolves to the ETag of the first row, which is the case. */
async function commit(client: RowClient, changes: readonly RowChange[]): Promise<string | undefined> {
  if (changes.length > MAX_CHANGES) throw new Error(`A transaction cannot hold ${changes.length} actions`)
  return client.commit(changes)
}

function insertion(row: Row): RowChange {
  return { kind: 'insert', row }
}

function keyOf(rowKey: string): RowKey {
  return { partitionKey: PARTITION, rowKey }
}

/** Opaque to the application: what a save has to know about the stored rows, without reading them again. */
interface Version {
  readonly etag: string
  /** Content of the row that promises work; null: there is none. */
  readonly promise: Promised | null
  /** Row key in the list of open cases; null: it has no place in it yet. */
  readonly openKey: string | null
  /** Content of that row; null: there is none. */
  readonly entry: OpenCaseRow | null
  /** The threads that have a row. */
  readonly threads: readonly string[]
  /** The last line of the audit that was saved. */
  readonly audited: number
  readonly head: Head
}

function readVersion(version: string): Version {
  return JSON.parse(version)
}

function rowOf(
  thisCase: Case,
  { head: { key, chain }, openKey }: { readonly head: Head; readonly openKey: string },
): Row {
  const json = chunksOf(toJson(thisCase))
  const audited = key && { auditKey: key, auditChain: chain }
  const threads = threadsOf(thisCase).join(' ')
  return { partitionKey: PARTITION, rowKey: `c~${thisCase.id}`, ...json, openKey, threads, ...audited }
}

function read(row: Row): StoredCase {
  const thisCase = upgrade(JSON.parse(jsonOf(row)))
  const openKey = typeof row.openKey === 'string' ? row.openKey : null
  // Cases that were stored before threads had rows get them when they are saved.
  const threads = typeof row.threads === 'string' ? row.threads.split(' ').filter(Boolean) : []
  return toStoredCase(thisCase, { etag: row.etag, openKey, threads, head: headOf(row) })
}

type Kept = Pick<Version, 'openKey' | 'threads' | 'head'> & { readonly etag: string | undefined }

function toStoredCase(thisCase: Case, { etag, openKey, threads, head }: Kept): StoredCase {
  if (!etag) throw new Error('The table answered a row without an ETag')
  const promised = promisedBy(thisCase)
  // Cases that were stored before there were two lanes have their row in the one for urgent work.
  const promise = promised && openKey === null ? { ...promised, lane: 'urgent' as const } : promised
  const audited = thisCase.audit.at(-1)?.n ?? 0
  const version: Version = { etag, promise, openKey, entry: entryOf(thisCase), threads, audited, head }
  return { case: thisCase, version: JSON.stringify(version) }
}
