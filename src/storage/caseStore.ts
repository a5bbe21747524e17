import { createHash } from 'node:crypto'
import { odata, type TableClient } from '@azure/data-tables'
import type { CaseStore, DueCase, OpenCase, StoredCase } from '../app/ports.js'
import { type Identity, identityOf } from '../domain/actor.js'
import type { Case } from '../domain/case/case.js'
import { type Head, hasRecords, recordsOf, type Saved, startOf } from './audit/auditRows.js'
import { Pseudonyms, pseudonymsKey } from './audit/pseudonyms.js'
import { caseKey, readVersion, rowOf, storedIn, toStoredCase, type Version } from './caseRow.js'
import { entryOf, listOpen, nextOpenKey, openActions, openKeyAfter, ownerKey } from './openCases.js'
import { endings } from './retention/endedCases.js'
import type { RowChange } from './rowChange.js'
import { RowClient } from './rowClient.js'
import { orIfStatus, PARTITION, type Row, type RowKey } from './tableRows.js'
import { memberActions } from './triage/groupRows.js'
import { hashOfThread, threadActions, threadRow, threadsOf } from './triage/threadRows.js'
import { PREFIX, promises } from './workRows.js'

/**
 * Cases in one Azure Table. All rows share a partition, so that a case and the rows derived from it are written in
 * one transaction:
 *   c~ID                  the case, as JSON in properties json0, json1, …; `auditKey` and `auditChain`: its latest record,
 *                         which is all that is left of it once it was deleted; `openKey` and `threads`: which of the rows
 *                         below there are
 *   d~ID or w~ID          exists only while work is pending, urgent (d) or not (w); `dueAt` is when it may be taken
 *   o~OWNER~REVERSETIME   exists only while the case is open, see openCases.ts
 *   m~HASH                exists while a card of the case begins a thread, see threadRows.ts
 *   g~ROOT~NUMBER~CASE    exists while it has a cause that others may have, see groupRows.ts
 *   e~DAY~ID              the case is over since that day, see retention/endedCases.ts
 *   a~TIME~CASE~N         a record of its audit, see audit/auditRows.ts
 *   k~ID                  who is meant by the pseudonyms in its audit, see audit/pseudonyms.ts
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
  const row = await client.get(caseKey(id))
  return row && storedIn(row)
}

async function create(client: RowClient, thisCase: Case, openKey: string): Promise<StoredCase> {
  const { changes, head } = await recording(client, thisCase, { audited: 0, head: startOf(thisCase.id) })
  const entry = entryOf(thisCase)
  const listed = entry ? [insertion({ partitionKey: PARTITION, rowKey: openKey, ...entry })] : []
  const save = insertion(rowOf(thisCase, { head, openKey }))
  const found = [...threadActions(thisCase, []), ...memberActions(thisCase, null)]
  const derived = [...listed, ...promises(thisCase, null), ...found]
  const etag = await commit(client, [save, ...derived, ...changes])
  return toStoredCase(thisCase, { etag, openKey, threads: threadsOf(thisCase), head })
}

async function update(client: RowClient, thisCase: Case, version: Version): Promise<StoredCase> {
  const { changes, head } = await recording(client, thisCase, version)
  // Cases that were stored before there were lists of open ones get their place when they are saved.
  const openKey = version.openKey ?? (await nextOpenKey(client, thisCase))
  const row = rowOf(thisCase, { head, openKey })
  const others = [
    ...openActions(thisCase, openKey, version.openKey === null ? null : version.entry),
    ...promises(thisCase, version.promise),
    ...threadActions(thisCase, version.threads),
    ...memberActions(thisCase, version.member),
    ...endings(thisCase),
    ...changes,
  ]
  const { etag } = version
  const saved = await commit(client, [{ kind: 'replace', row, etag }, ...others])
  return toStoredCase(thisCase, { etag: saved, openKey, threads: threadsOf(thisCase), head })
}

/** What has to be written for the records that were not saved yet. Whoever saves the case in between causes a conflict. */
async function recording(client: RowClient, thisCase: Case, saved: Saved): Promise<Recording> {
  const isNext = saved.head.key !== '' && hasRecords(thisCase, saved)
  const kept = isNext ? await client.get(pseudonymsKey(thisCase.id)) : null
  const pseudonyms = kept ? Pseudonyms.in(kept) : Pseudonyms.fresh()
  const { rows, head } = recordsOf(thisCase, saved, pseudonyms)
  if (rows.length === 0) return { changes: [], head }
  const meaning: RowChange = { kind: 'upsert', row: pseudonyms.row(thisCase.id, head.key) }
  return { changes: [...rows.map(insertion), meaning], head }
}

interface Recording {
  readonly changes: readonly RowChange[]
  readonly head: Head
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
