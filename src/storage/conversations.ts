import { createHash } from 'node:crypto'
import type { TableClient } from '@azure/data-tables'
import { LRUCache } from 'lru-cache'
import type { Conversations, Person365 } from '../app/ports.js'
import { type Surface, withoutMessage } from '../domain/case/case.js'
import { RowClient } from './rowClient.js'

/**
 * Separate from the cases: one row for each person, which holds the surface and no name. It is written anew once a day when
 * it is used, since retention deletes what was not used for long.
 */
const PARTITION = 'conversations'
/** The number of people for whom this process remembers what it wrote. */
const MOST = 10_000

/** Keeps each person's personal chat with the bot, in the table of the case store. */
export function createConversations(table: TableClient, now: () => Date = () => new Date()): Conversations {
  const client = new RowClient(table)
  /** The day and the surface of the last write of each row, by key. */
  const written = new LRUCache<string, string>({ max: MOST })

  return {
    async remember(by, place) {
      if (place.conversationType !== 'personal') return
      const key = keyOf(by)
      const surface = JSON.stringify(withoutMessage(place))
      const writing = `${now().toISOString().slice(0, 10)} ${surface}`
      if (written.get(key) === writing) return
      // Checking whether the row already says so would take as long as writing it.
      await client.commit([{ kind: 'upsert', row: { partitionKey: PARTITION, rowKey: key, surface } }])
      written.set(key, writing)
    },

    async of(person) {
      const row = await client.get({ partitionKey: PARTITION, rowKey: keyOf(person) })
      return row && (JSON.parse(String(row.surface)) as Surface)
    },
  }
}

/** A hash, so that a key reveals nobody's id. */
function keyOf({ tenantId, aadObjectId }: Person365): string {
  const person = JSON.stringify([tenantId.toLowerCase(), aadObjectId.toLowerCase()])
  return createHash('sha256').update(person).digest('hex').slice(0, 32)
}
