import type { TableClient } from '@azure/data-tables'
import pLimit from 'p-limit'
import type { Numbers } from '../../app/ports.js'
import type { RowChange } from '../rowChange.js'
import { RowClient } from '../rowClient.js'
import { orIfStatus } from '../tableRows.js'

/**
 * Separate from the cases, and read by key only:
 *   last       the number that was given last
 *   n~NUMBER   the id of the case that has the number
 * Both are written in one transaction, so of two instances that want the same number, only one gets it.
 */
const PARTITION = 'numbers'
const LAST = { partitionKey: PARTITION, rowKey: 'last' }

export function createNumbers(table: TableClient): Numbers {
  const client = new RowClient(table)
  // Calls of one process would only conflict with each other.
  const turns = pLimit(1)
  return {
    next: caseId => turns(() => take(client, caseId)),

    async caseOf(number) {
      const row = await client.get(keyOf(number))
      return row && String(row.caseId)
    },
  }
}

/** Every conflict is a success of another instance. */
const MOST_TRIES = 50

async function take(client: RowClient, caseId: string): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const last = await client.get(LAST)
    const number = Number(last?.number ?? 0) + 1
    const row = { ...LAST, number }
    const count: RowChange = last ? { kind: 'replace', row, etag: last.etag ?? '*' } : { kind: 'insert', row }
    const name: RowChange = { kind: 'insert', row: { ...keyOf(number), caseId } }
    if (await orIfStatus([409, 412], () => client.commit([count, name]).then(() => true), false)) return number
  }
  throw new Error('Other instances take numbers all the time')
}

function keyOf(number: number) {
  return { partitionKey: PARTITION, rowKey: `n~${number}` }
}
