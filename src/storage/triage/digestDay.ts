import { randomUUID } from 'node:crypto'
import type { TableClient } from '@azure/data-tables'
import type { Digests } from '../../app/ports.js'
import type { RowChange } from '../rowChange.js'
import { RowClient } from '../rowClient.js'
import { orIfStatus } from '../tableRows.js'

/** One row, which says for which day there is a digest, or who is about to post it. */
const KEY = { partitionKey: 'triage', rowKey: 'digest' }

export function createDigests(table: TableClient): Digests {
  const client = new RowClient(table)
  const self = randomUUID()
  const isOwn = async (day: string) => {
    const row = await client.get(KEY)
    return row?.day === day && row.claimedBy === self
  }
  return {
    async claim(day) {
      const found = await client.get(KEY)
      if (found && String(found.day) >= day) return false
      const row = { ...KEY, day, claimedBy: self }
      const change: RowChange = found ? { kind: 'replace', row, etag: found.etag ?? '*' } : { kind: 'insert', row }
      // Of several instances that read the same row, one is first. Where the answer to a write was lost, that is this one.
      const isWritten = await orIfStatus([409, 412], () => client.commit([change]).then(() => true), false)
      return isWritten || isOwn(day)
    },

    async giveBack(day) {
      const found = await client.get(KEY)
      if (found?.day !== day || found.claimedBy !== self) return
      const change: RowChange = { kind: 'replace', row: { ...KEY, day: '', claimedBy: '' }, etag: found.etag ?? '*' }
      await orIfStatus([412], () => client.commit([change]), undefined)
    },
  }
}
