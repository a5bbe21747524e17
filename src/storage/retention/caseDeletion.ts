import type { Board } from '../../app/ports.js'
import type { Case } from '../../domain/case/case.js'
import { endOf } from '../../domain/retention/caseEnd.js'
import { isBoardOwed } from '../../domain/triage/boardEntry.js'
import { pseudonymsKey } from '../audit/pseudonyms.js'
import { caseKey, storedIn } from '../caseRow.js'
import type { RowChange } from '../rowChange.js'
import type { RowClient } from '../rowClient.js'
import { orIfStatus, PARTITION, type Row, type RowKey } from '../tableRows.js'
import { threadRow, threadsOf } from '../triage/threadRows.js'
import { workKeys } from '../workRows.js'
import { dayOf, type Ended, endings, endKey } from './endedCases.js'

/**
 * Keys of rows that exist because of a case and may be there. A new kind of row is one more line. The numbers of a case
 * (caseNumbers.ts) stay: they hold its id alone and are never given again.
 */
const DERIVED: readonly ((thisCase: Case, row: Row) => readonly RowKey[])[] = [
  ({ id }) => workKeys(id),
  ({ id }) => [pseudonymsKey(id)],
  (_, { openKey }) => (typeof openKey === 'string' ? [{ partitionKey: PARTITION, rowKey: openKey }] : []),
  thisCase => threadsOf(thisCase).map(threadRow),
  thisCase => endings(thisCase).map(({ row }) => row),
]

export interface Deleting {
  /** A day: cases that were over earlier go. */
  readonly before: string
  readonly board: Pick<Board, 'remove'>
}

/** `kept`: it is not due, or not any more. `changed`: somebody else has saved or deleted it meanwhile. */
export type Deletion = 'deleted' | 'kept' | 'changed'

/**
 * Deletes a case that was over before that day, with all rows that exist because of it. Its own row and those beside it go
 * in one transaction, if nobody has saved the case since it was read; rows of other partitions go before that, so that a
 * process that dies in between leaves a case that is deleted next time. Only the end of the audit's chain stays, in the
 * place of the case, so that a missing last record is noticed, and so that no new case begins the chain anew.
 */
export async function deleteCase(
  client: RowClient,
  { id, row: hint }: Ended,
  { before, board }: Deleting,
): Promise<Deletion> {
  const row = await client.get(caseKey(id))
  const thisCase = row && storedIn(row)?.case
  const end = thisCase ? endOf(thisCase) : null
  if (!row || !thisCase || end === null) return leave(client, hint)
  if (dayOf(end) >= before) return leave(client, hint, endKey(id, end))
  const derived = await existing(client, [hint, ...DERIVED.flatMap(keysOf => keysOf(thisCase, row))])
  // A case leaves the board when it is over, unless that could not be written then.
  if (isBoardOwed(thisCase)) await board.remove(id, thisCase.revision)
  const isBeside = ({ partitionKey }: RowKey) => partitionKey === PARTITION
  for (const other of derived.filter(key => !isBeside(key))) await remove(client, other)
  const changes = [ending(row), ...derived.filter(isBeside).map(other => ({ kind: 'delete', row: other }) as const)]
  return orIfStatus([404, 412], () => client.commit(changes).then(() => 'deleted' as const), 'changed' as const)
}

/** Removes the hint that led to the case; `instead`: it has to be found there later. */
async function leave(client: RowClient, hint: RowKey, instead?: RowKey): Promise<'kept'> {
  if (instead) await client.commit([{ kind: 'upsert', row: { ...instead } }])
  await remove(client, hint)
  return 'kept'
}

/** Those of the rows that are there, each once: a transaction that deletes a row that is not fails. */
async function existing(client: RowClient, keys: readonly RowKey[]): Promise<readonly RowKey[]> {
  const unique = [...new Map(keys.map(key => [JSON.stringify([key.partitionKey, key.rowKey]), key])).values()]
  const rows = await Promise.all(unique.map(key => client.get(key)))
  return unique.filter((_, i) => rows[i] !== null)
}

/** Nothing, or the end of the chain. */
function ending({ partitionKey, rowKey, etag = '*', auditKey, auditChain }: Row): RowChange {
  const key = { partitionKey, rowKey }
  return auditKey === undefined
    ? { kind: 'delete', row: key, etag }
    : { kind: 'replace', row: { ...key, auditKey, auditChain }, etag }
}

/** It may be gone already. */
export function remove(client: RowClient, row: RowKey, etag?: string): Promise<boolean> {
  const change: RowChange = { kind: 'delete', row, ...(etag !== undefined && { etag }) }
  return orIfStatus([404, 412], () => client.commit([change]).then(() => true), false)
}
