import { randomUUID } from 'node:crypto'
import type { TableClient } from '@azure/data-tables'
import type { Digests } from '../../app/ports.js'
import type { RowChange } from '../rowChange.js'
import { RowClient } from '../rowClient.js'
import { orIfStatus, type Row } from '../tableRows.js'

/** One row, which says for which day there is a digest, or who is about to post it. */
const KEY = { partitionKey: 'triage', rowKey: 'digest' }

export function createDigests(table: TableClient): Digests {
  const client = new RowClient(table)
  /** Names the last claim that was made here. */
  let claimedBy = ''
  const isOwn = ({ day, by }: { readonly day: string; readonly by: string }, row: Row | null) =>
    row?.day === day && row.claimedBy === by
  return {
    async claim(day) {
      const found = await client.get(KEY)
      if (found && String(found.day) >= day) return false
      const by = randomUUID()
      const row = { ...KEY, day, claimedBy: by }
      const change: RowChange = found ? { kind: 'replace', row, etag: found.etag ?? '*' } : { kind: 'insert', row }
      // Of several claims that read the same row, one is first. Where the answer to a write was lost, that is this one.
      const isWritten = await orIfStatus([409, 412], () => client.commit([change]).then(() => true), false)
      const isClaimed = isWritten || isOwn({ day, by }, await client.get(KEY))
      if (isClaimed) claimedBy = by
      return isClaimed
    },

    async giveBack(day) {
      const found = await client.get(KEY)
      if (!found || !isOwn({ day, by: claimedBy }, found)) return
      const change: RowChange = { kind: 'replace', row: { ...KEY, day: '', claimedBy: '' }, etag: found.etag ?? '*' }
      await orIfStatus([412], () => client.commit([change]), undefined)
    },
  }
}
