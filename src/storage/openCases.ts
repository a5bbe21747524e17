import { createHash } from 'node:crypto'
import { odata, type TableClient, type TransactionAction } from '@azure/data-tables'
import type { OpenCase } from '../app/ports.js'
import { type Identity, identityOf } from '../domain/actor.js'
import { type Case, isOpen } from '../domain/case/case.js'
import { PARTITION, type Row } from './tableRows.js'

/**
 * A person's open cases are one range of row keys, the one that was opened last first:
 *   o~OWNER~REVERSETIME   the id of the case, its revision, and the conversations that show it
 * A row is there exactly while its case is open, and is written in the case's transaction.
 */
const LATEST_TIME = 8_640_000_000_000_000
const MOST = 50

/** Nobody's name can be read from a key. */
export function ownerKey(owner: Identity): string {
  return createHash('sha256').update(identityOf(owner)).digest('hex').slice(0, 32)
}

export async function listOpen(table: TableClient, owner: Identity): Promise<readonly OpenCase[]> {
  const rows = await firstRows(table, ownerKey(owner), MOST)
  return rows.map(({ rowKey, caseId, places, revision }) => ({
    id: String(caseId),
    place: rowKey,
    conversations: JSON.parse(String(places)),
    // Rows that were stored without it are of no revision that a case has.
    revision: Number(revision ?? 0),
  }))
}

export async function nextOpenKey(table: TableClient, c: Case): Promise<string> {
  const [newest] = await firstRows(table, ownerKey(c.owner), 1)
  return openKeyAfter(c, newest?.rowKey)
}

/** The row key of a case that is opened now: it comes before all others of its owner, even where the clock went back. */
export function openKeyAfter({ owner, openedAt }: Case, newest: string | undefined): string {
  const key = ownerKey(owner)
  const after = newest ? LATEST_TIME - Number(newest.split('~')[2]) + 1 : 0
  const time = Math.max(Date.parse(openedAt), after)
  return `o~${key}~${String(LATEST_TIME - time).padStart(16, '0')}`
}

async function firstRows(table: TableClient, key: string, most: number): Promise<readonly Row[]> {
  const filter = odata`PartitionKey eq ${PARTITION} and RowKey ge ${`o~${key}~`} and RowKey lt ${`o~${key}~~`}`
  const pages = table.listEntities<Row>({ queryOptions: { filter } }).byPage({ maxPageSize: most })
  // A page may be empty and still be followed by others.
  for await (const page of pages) if (page.length > 0) return page
  return []
}

/** What the row says. */
export interface OpenCaseRow {
  readonly caseId: string
  readonly places: string
  /** Whoever lists the case sees by it whether what they know of it is still true. */
  readonly revision: number
}

/** null: the case is over, and has none. */
export function entryOf(c: Case): OpenCaseRow | null {
  if (!isOpen(c)) return null
  const places = JSON.stringify([...new Set(c.surfaces.map(({ conversationId }) => conversationId))])
  return { caseId: c.id, places, revision: c.revision }
}

/** What has to be written so that the row says what the case is now; `before`: what it says. */
export function openActions(c: Case, rowKey: string, before: OpenCaseRow | null): TransactionAction[] {
  const entry = entryOf(c)
  if (entry?.places === before?.places && entry?.revision === before?.revision) return []
  const key = { partitionKey: PARTITION, rowKey }
  return [entry ? ['upsert', { ...key, ...entry }, 'Replace'] : ['delete', key]]
}
