import type { RowClient } from '../rowClient.js'
import { PARTITION, type Row } from '../tableRows.js'
import { remove } from './caseDeletion.js'
import { walkOn } from './tableWalk.js'

/**
 * Rows about people that belong to no case: their personal chats, who asked them for a consent last, and the last activity
 * that changed no case. Whoever writes one writes it anew when it is used, so the time stamp that the service gives each
 * row says when that was. https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model
 */
const KINDS = [
  { name: 'conversations', partition: 'conversations', from: '', to: '~' },
  { name: 'asks', partition: 'asks', from: '', to: '~' },
  { name: 'heard', partition: PARTITION, from: 'h~', to: 'h~~' },
] as const

const PAGE = 1000
const PAGES_A_RUN = 10
const AT_ONCE = 8

interface Forgetting {
  /** What was not used since then goes. */
  readonly before: Date
  /** Today: the rows are looked at once a day. */
  readonly day: string
  readonly stop: AbortSignal
}

/** Resolves to how many rows it deleted, and whether there are more to look at today. */
export async function forgetPeople(
  client: RowClient,
  { before, day, stop }: Forgetting,
): Promise<{ readonly deleted: number; readonly more: boolean }> {
  let deleted = 0
  const isOld = ({ Timestamp }: Row) => Date.parse(String(Timestamp)) < before.getTime()
  const visit = async (rows: readonly Row[]) => {
    const old = rows.filter(isOld)
    for (let i = 0; i < old.length && !stop.aborted; i += AT_ONCE) {
      // A row that was used meanwhile has another ETag.
      const gone = await Promise.all(old.slice(i, i + AT_ONCE).map(row => remove(client, row, row.etag)))
      deleted += gone.filter(Boolean).length
    }
  }
  const columns = ['PartitionKey', 'RowKey', 'Timestamp']
  const rest = { round: day, pageSize: PAGE, pages: PAGES_A_RUN, columns, stop, visit }
  let more = false
  for (const kind of KINDS) if (!stop.aborted) more = (await walkOn(client, { ...kind, ...rest })) || more
  return { deleted, more }
}
