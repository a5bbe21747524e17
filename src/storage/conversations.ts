import { createHash } from 'node:crypto'
import { RestError, type TableClient } from '@azure/data-tables'
import { LRUCache } from 'lru-cache'
import type { Conversations, Person365 } from '../app/ports.js'
import { type Surface, withoutMessage } from '../domain/case/case.js'

/** Separate from the cases: one row for each person, which holds the surface and no name. */
const PARTITION = 'conversations'
/** The number of people for whom this process remembers what it wrote. */
const MOST = 10_000

interface ConversationRow {
  readonly surface: string
}

/** Keeps each person's personal chat with the bot, in the table of the case store. */
export function createConversations(table: TableClient): Conversations {
  /** The surface in each row, by key. */
  const written = new LRUCache<string, string>({ max: MOST })

  const read = async (key: string): Promise<string | null> => {
    try {
      return (await table.getEntity<ConversationRow>(PARTITION, key)).surface
    } catch (error) {
      if (error instanceof RestError && error.statusCode === 404) return null
      throw error
    }
  }

  return {
    async remember(by, place) {
      if (place.conversationType !== 'personal') return
      const key = keyOf(by)
      const surface = JSON.stringify(withoutMessage(place))
      if (written.get(key) === surface) return
      // Checking whether the row already says so would take as long as writing it.
      await table.upsertEntity({ partitionKey: PARTITION, rowKey: key, surface }, 'Replace')
      written.set(key, surface)
    },

    async of(person) {
      const surface = await read(keyOf(person))
      return surface === null ? null : (JSON.parse(surface) as Surface)
    },
  }
}

/** A hash, so that a key reveals nobody's id. */
function keyOf({ tenantId, aadObjectId }: Person365): string {
  const person = JSON.stringify([tenantId.toLowerCase(), aadObjectId.toLowerCase()])
  return createHash('sha256').update(person).digest('hex').slice(0, 32)
}
