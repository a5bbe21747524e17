import { odata, type TableClient } from '@azure/data-tables'
import type { DeadLetter, DeadLetters } from '../../app/ports/webhook.js'
import { RowClient } from '../rowClient.js'
import { chunksOf, jsonOf, orIfStatus, toJson } from '../tableRows.js'

/** Separate from the cases: one row for each event that the ticket system did not take. It holds nothing personal. */
const PARTITION = 'deadLetters'

export function createDeadLetters(table: TableClient): DeadLetters {
  const client = new RowClient(table)
  return {
    async add(letter) {
      await client.commit([{ kind: 'upsert', row: { ...keyOf(letter.news), ...chunksOf(toJson(letter)) } }])
    },

    async *list() {
      for await (const page of client.pages(odata`PartitionKey eq ${PARTITION}`)) {
        for (const row of page) yield JSON.parse(jsonOf(row)) as DeadLetter
      }
    },

    async remove(news) {
      await orIfStatus([404], () => client.commit([{ kind: 'delete', row: keyOf(news) }]), undefined)
    },
  }
}

/** Sorts by the time of the event; the same for each letter about it. */
function keyOf({ timestamp, id }: Pick<DeadLetter['news'], 'id' | 'timestamp'>) {
  return { partitionKey: PARTITION, rowKey: `${new Date(timestamp).toISOString()}~${id}` }
}
