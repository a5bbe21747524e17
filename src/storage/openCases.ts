import { createHash } from 'node:crypto'
import { odata } from '@azure/data-tables'
import type { OpenCase } from '../app/ports.js'
import { type Identity, identityOf } from '../domain/actor.js'
import { type Case, isOpen } from '../domain/case/case.js'
import type { RowChange } from './rowChange.js'
import type { RowClient } from './rowClient.js'
import { PARTITION, type Row } from './tableRows.js'

/**
 * A person's open cases are one range of row keys, the most recently opened first:
 *   o~OWNER~REVERSETIME   the id of the case, its revision, and the conversations that show it
 * A row exists only while its case is open, and is written in the case's transaction. A check that belongs to a batch, which may
 * be one of fifty, has a row as soon as it is shown anywhere; its key ends with its id.
 */
const LATEST_TIME = 8_640_000_000_000_000
/** A helpdesk member has fifty open at once, and more. */
const MOST = 200

/** Hashed, so that a key reveals nobody's name. */
export function ownerKey(owner: Identity): string {
  return createHash('sha256').update(identityOf(owner)).digest('hex').slice(0, 32)
}

export async function listOpen(client: RowClient, owner: Identity): Promise<readonly OpenCase[]> {
  const rows = await firstRows(client, ownerKey(owner), MOST)
  return rows.map(({ rowKey, caseId, places, revision }) => ({
    id: String(caseId),
    place: rowKey,
    conversations: JSON.parse(String(places)),
    // Older rows have no revision; this one matches no case.
    revision: Number(revision ?? 0),
  }))
}

export async function nextOpenKey(client: RowClient, thisCase: Case): Promise<string> {
  const [newest] = await firstRows(client, ownerKey(thisCase.owner), 1)
  return openKeyAfter(thisCase, newest?.rowKey)
}

/** The row key of a case that is opened now. It sorts before all others of its owner, even if the clock went back. */
export function openKeyAfter({ id, owner, openedAt, batch }: Case, newest: string | undefined): string {
  const key = ownerKey(owner)
  const after = newest ? LATEST_TIME - Number(newest.split('~')[2]) + 1 : 0
  const time = Math.max(Date.parse(openedAt), after)
  const place = `o~${key}~${String(LATEST_TIME - time).padStart(16, '0')}`
  // A check that is not listed yet does not keep its place from others, so its id does.
  return batch === undefined ? place : `${place}~${id}`
}

async function firstRows(client: RowClient, key: string, most: number): Promise<readonly Row[]> {
  const filter = odata`PartitionKey eq ${PARTITION} and RowKey ge ${`o~${key}~`} and RowKey lt ${`o~${key}~~`}`
  // An empty page may be followed by more pages.
  for await (const page of client.pages(filter, most)) if (page.length > 0) return page
  return []
}

/** The content of the row. */
export interface OpenCaseRow {
  readonly caseId: string
  readonly places: string
  /** Tells whoever lists the case whether their copy of it is still current. */
  readonly revision: number
}

/** null: the case is over, or only the batch shows it that it belongs to, so it has no row. */
export function entryOf(thisCase: Case): OpenCaseRow | null {
  if (!isOpen(thisCase) || (thisCase.batch !== undefined && thisCase.surfaces.length === 0)) return null
  const places = JSON.stringify([...new Set(thisCase.surfaces.map(({ conversationId }) => conversationId))])
  return { caseId: thisCase.id, places, revision: thisCase.revision }
}

/** The write that brings the row up to date with the case; `before`: the row's present content. */
export function openActions(thisCase: Case, rowKey: string, before: OpenCaseRow | null): RowChange[] {
  const entry = entryOf(thisCase)
  if (entry?.places === before?.places && entry?.revision === before?.revision) return []
  const key = { partitionKey: PARTITION, rowKey }
  return [entry ? { kind: 'upsert', row: { ...key, ...entry } } : { kind: 'delete', row: key }]
}
