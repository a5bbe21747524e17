import type { TableClient } from '@azure/data-tables'
import type { Digests } from '../../app/ports.js'
import type { RowChange } from '../rowChange.js'
import { RowClient } from '../rowClient.js'
import { orIfStatus } from '../tableRows.js'

/** One row, which says for which day there is a digest, or somebody is about to post it. */
const KEY = { partitionKey: 'triage', rowKey: 'digest' }

export function createDigests(table: TableClient): Digests {
  const client = new RowClient(table)
  return {
    async claim(day) {
      const found = await client.get(KEY)
      if (found && String(found.day) >= day) return false
      const row = { ...KEY, day }
      const change: RowChange = found ? { kind: 'replace', row, etag: found.etag ?? '*' } : { kind: 'insert', row }
      // Of several instances that read the same row, one is first.
      return orIfStatus([409, 412], () => client.commit([change]).then(() => true), false)
    },

    async giveBack(day) {
      const found = await client.get(KEY)
      if (found?.day !== day) return
      const change: RowChange = { kind: 'replace', row: { ...KEY, day: '' }, etag: found.etag ?? '*' }
      await orIfStatus([412], () => client.commit([change]), undefined)
    },
  }
}
