import { odata } from '@azure/data-tables'
import { MINUTE_MS } from '../../domain/durations.js'
import type { RowClient } from '../rowClient.js'
import { SESSIONS } from '../sessions.js'
import { remove } from './caseDeletion.js'

/** Longer than a request that found the session alive may take. */
const GRACE_MS = 10 * MINUTE_MS
const PAGE = 100
const AT_ONCE = 8

interface Ending {
  readonly now: Date
  readonly stop: AbortSignal
  /** The most that one run deletes. */
  readonly most: number
}

/**
 * Deletes the sessions of the web page that have ended. The service searches their partition, which holds those of half a day at
 * most, and answers only with the keys of those that have ended. Returns whether there are more. What is left of a run that was cut
 * off is found by the next one, of any instance.
 */
export async function deleteSessions(client: RowClient, { now, stop, most }: Ending): Promise<boolean> {
  const before = new Date(now.getTime() - GRACE_MS).toISOString()
  const filter = odata`PartitionKey eq ${SESSIONS} and until lt ${before}`
  let deleted = 0
  for await (const page of client.pages(filter, PAGE, ['PartitionKey', 'RowKey'])) {
    for (let i = 0; i < page.length; i += AT_ONCE) {
      if (stop.aborted || deleted >= most) return true
      const some = page.slice(i, i + AT_ONCE)
      await Promise.all(some.map(row => remove(client, row, row.etag)))
      deleted += some.length
    }
  }
  return false
}
