import type { Case } from '../../domain/case/case.js'
import { endOf } from '../../domain/retention/caseEnd.js'
import type { RowChange } from '../rowChange.js'
import { PARTITION, type RowKey } from '../tableRows.js'

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

export function dayOf(time: string): string {
  return new Date(time).toISOString().slice(0, 10)
}
