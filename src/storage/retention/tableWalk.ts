import { odata } from '@azure/data-tables'
import type { RowClient } from '../rowClient.js'
import type { Row } from '../tableRows.js'

/** Where walks have come to, one row for each: `round`, and `after`, the last row key. */
const PARTITION = 'retention'
/** Sorts after every row key. */
const END = '~~'

interface Range {
  /** Names the walk in the table. */
  readonly name: string
  readonly partition: string
  /** Row keys behind this one, up to that. */
  readonly from: string
  readonly to: string
  readonly pageSize: number
  readonly columns?: readonly string[]
}

export interface Walking extends Range {
  /** A walk is made once in each round. */
  readonly round: string
  readonly pages: number
  readonly stop: AbortSignal
  visit(rows: readonly Row[]): Promise<void>
}

/**
 * Walks over rows, a number of pages at a time, and goes on next time where any instance has left off. Two instances may
 * walk at once, so rows may be visited twice. Returns whether there is more to do in this round.
 */
export async function walkOn(client: RowClient, walking: Walking): Promise<boolean> {
  const { name, round, from, pages, stop, visit } = walking
  const key = { partitionKey: PARTITION, rowKey: name }
  const state = await client.get(key)
  const goOn = state?.round === round ? String(state.after) : from
  if (goOn === END) return false
  const come = (after: string) => client.commit([{ kind: 'upsert', row: { ...key, round, after } }])
  let walked = 0
  for await (const rows of pagesAfter(client, walking, goOn)) {
    await visit(rows)
    // What an aborted visit left out is visited next time.
    if (stop.aborted) return true
    const last = rows.at(-1)
    if (last) await come(last.rowKey)
    walked += 1
    if (walked >= pages) return true
  }
  await come(END)
  return false
}

function pagesAfter(
  client: RowClient,
  { partition, to, pageSize, columns }: Range,
  after: string,
): AsyncIterable<readonly Row[]> {
  const filter = odata`PartitionKey eq ${partition} and RowKey gt ${after} and RowKey lt ${to}`
  return client.pages(filter, pageSize, columns)
}
