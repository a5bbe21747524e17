import { createHash } from 'node:crypto'
import type { TableClient } from '@azure/data-tables'
import type { ConsentAsk, ConsentAsks, LastAsk } from '../app/ports.js'
import type { RowChange } from './rowChange.js'
import { RowClient } from './rowClient.js'
import { orIfStatus } from './tableRows.js'

/** Separate from the cases: one row for each person, organization and repair, which holds the id of the case that asked last. */
const PARTITION = 'asks'

export function createConsentAsks(table: TableClient): ConsentAsks {
  const client = new RowClient(table)
  const read = (asked: ConsentAsk) => client.get({ partitionKey: PARTITION, rowKey: keyOf(asked) })
  return {
    async last(asked) {
      const row = await read(asked)
      return row && lastIn(row)
    },

    async claim(asked, { case: caseId, times, before }) {
      const now = await read(asked)
      if ((now && String(now.caseId)) !== before) return false
      const row = { partitionKey: PARTITION, rowKey: keyOf(asked), caseId, times: times.join(' ') }
      const change: RowChange = now ? { kind: 'replace', row, etag: now.etag ?? '*' } : { kind: 'insert', row }
      return orIfStatus([409, 412], () => client.commit([change]).then(() => true), false)
    },
  }
}

/** Rows that an earlier version wrote have no times. */
function lastIn({ caseId, times = '' }: Readonly<Record<string, unknown>>): LastAsk {
  return { case: String(caseId), times: String(times).split(' ').filter(Boolean) }
}

/** A hash, so that a key reveals nobody's id. */
function keyOf({ tenantId, aadObjectId, organization, remedy }: ConsentAsk): string {
  const asked = JSON.stringify([tenantId.toLowerCase(), aadObjectId.toLowerCase(), organization, remedy])
  return createHash('sha256').update(asked).digest('hex').slice(0, 32)
}
