import { createHash } from 'node:crypto'
import { odata, type TableClient } from '@azure/data-tables'
import type { Board } from '../../app/ports.js'
import type { BoardEntry } from '../../domain/triage/boardEntry.js'
import type { RowChange } from '../rowChange.js'
import { RowClient } from '../rowClient.js'
import { chunksOf, jsonOf, orIfStatus, toJson } from '../tableRows.js'
import { WriteQueue } from './writeQueue.js'

/**
 * The helpdesk's open cases, in a table of their own, so that nothing of a closed case is ever looked at. A row is a
 * bucket of all cases whose ids hash to the same byte, as JSON in properties json0, json1, …: 10,000 cases come with one
 * answer or two, while a row for each would take ten, one after the other
 * (https://learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination). A row holds about 1,200 cases
 * (1 MiB of UTF-16), so the board about 300,000.
 */
const PARTITION = 'board'

/** What is left of a case in its bucket, for a while: an older entry that arrives late must not bring it back. */
interface Removal extends Pick<BoardEntry, 'id' | 'revision'> {
  /** ISO 8601. */
  readonly removedAt: string
}

type Kept = BoardEntry | Removal

/**
 * An instance that is about to write an entry is done within seconds, or has lost its lease. What is left of a case is
 * dropped by the first write to its bucket after this time.
 */
const REMEMBERED_MS = 3_600_000

export function createBoard(table: TableClient, now: () => Date = () => new Date()): Board {
  const client = new RowClient(table)
  const queues = new Map<string, WriteQueue<Kept>>()

  const write = (kept: Kept): Promise<void> => {
    const bucket = bucketOf(kept.id)
    const queue = queues.get(bucket) ?? new WriteQueue(changes => writeBucket(client, bucket, { changes, now: now() }))
    queues.set(bucket, queue)
    return queue.add(kept)
  }

  return {
    put: entry => write(entry),

    remove: (id, revision) => write({ id, revision, removedAt: now().toISOString() }),

    async list() {
      const entries: BoardEntry[] = []
      for await (const page of client.pages(odata`PartitionKey eq ${PARTITION}`)) {
        for (const row of page) for (const kept of keptIn(jsonOf(row))) if (!isRemoval(kept)) entries.push(kept)
      }
      return entries
    },
  }
}

/** Every conflict is a success of another instance, and within an instance, the writes to a bucket take turns. */
const MOST_TRIES = 20

interface BucketWrite {
  readonly changes: readonly Kept[]
  readonly now: Date
}

async function writeBucket(client: RowClient, bucket: string, { changes, now }: BucketWrite): Promise<void> {
  const key = { partitionKey: PARTITION, rowKey: bucket }
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const found = await client.get(key)
    const before = found ? keptIn(jsonOf(found)) : []
    const after = changes.reduce(withChange, before)
    if (after === before) return
    const row = { ...key, ...chunksOf(toJson(withoutOld(after, now))) }
    const change: RowChange = found ? { kind: 'replace', row, etag: found.etag ?? '*' } : { kind: 'insert', row }
    if (await orIfStatus([409, 412], () => client.commit([change]).then(() => true), false)) return
  }
  throw new Error('Other instances write this part of the board all the time')
}

/** The same array if the change is no news. */
function withChange(all: readonly Kept[], change: Kept): readonly Kept[] {
  const before = all.find(({ id }) => id === change.id)
  if (!before) return [...all, change]
  return isNews(change, before) ? all.map(kept => (kept === before ? change : kept)) : all
}

/** What does not raise the revision, for example that the card is in the channel now, may differ within one. */
function isNews(change: Kept, before: Kept): boolean {
  if (change.revision !== before.revision) return change.revision > before.revision
  return !isRemoval(before) && JSON.stringify(change) !== JSON.stringify(before)
}

function withoutOld(all: readonly Kept[], now: Date): readonly Kept[] {
  const since = new Date(now.getTime() - REMEMBERED_MS).toISOString()
  return all.filter(kept => !isRemoval(kept) || kept.removedAt > since)
}

function isRemoval(kept: Kept): kept is Removal {
  return 'removedAt' in kept
}

function keptIn(json: string): readonly Kept[] {
  return JSON.parse(json)
}

/** One of 256. */
function bucketOf(caseId: string): string {
  return createHash('sha256').update(caseId).digest('hex').slice(0, 2)
}
