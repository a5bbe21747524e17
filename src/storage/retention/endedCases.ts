import { odata } from '@azure/data-tables'
import type { Case } from '../../domain/case/case.js'
import { endOf } from '../../domain/retention/caseEnd.js'
import type { RowChange } from '../rowChange.js'
import type { RowClient } from '../rowClient.js'
import { PARTITION, type Row, type RowKey } from '../tableRows.js'

/**
 * Cases that are over are one range of row keys, by the day (UTC) on which they ended:
 *   e~DAY~ID
 * The row is written with every save of a case that is over. It is a hint: a case that was reopened, or that ended again
 * later, leaves it behind, until retention comes across it. Nothing else deletes it, so no save depends on its existence.
 */
export function endKey(id: string, end: string): RowKey {
  return { partitionKey: PARTITION, rowKey: `e~${dayOf(end)}~${id}` }
}

export function endings(thisCase: Case): RowChange[] {
  const end = endOf(thisCase)
  return end === null ? [] : [{ kind: 'upsert', row: { ...endKey(thisCase.id, end) } }]
}

const PAGE = 100

export function dayOf(time: string): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** The cases that were over before this day, the earliest first, page by page; `after`: only those behind this row key. */
export async function* endedBefore(client: RowClient, day: string, after = 'e~'): AsyncIterable<readonly Ended[]> {
  const filter = odata`PartitionKey eq ${PARTITION} and RowKey gt ${after} and RowKey lt ${`e~${day}`}`
  for await (const page of client.pages(filter, PAGE)) yield page.map(endedOf)
}

export interface Ended {
  readonly id: string
  readonly row: RowKey
}

/** e~2026-11-26~ID */
function endedOf({ partitionKey, rowKey }: Row): Ended {
  return { id: rowKey.split('~').slice(2).join('~'), row: { partitionKey, rowKey } }
}
