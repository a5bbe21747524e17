import { createHash } from 'node:crypto'
import type { TableClient } from '@azure/data-tables'
import type { GuardRows } from '../../app/ports.js'
import type { RowChange } from '../rowChange.js'
import { RowClient } from '../rowClient.js'
import { chunksOf, jsonOf, orIfStatus, toJson } from '../tableRows.js'

/** One row for each organization whose mail is watched, read and written by key only. */
const PARTITION = 'guard'

export function createGuardRows(table: TableClient): GuardRows {
  const client = new RowClient(table)
  return {
    async load(url) {
      const row = await client.get(keyOf(url))
      return row && { mail: JSON.parse(jsonOf(row)), version: row.etag ?? '*' }
    },

    async save(url, mail, version) {
      const row = { ...keyOf(url), ...chunksOf(toJson(mail)) }
      const change: RowChange = version === null ? { kind: 'insert', row } : { kind: 'replace', row, etag: version }
      const save = async () => (await client.commit([change])) ?? '*'
      return orIfStatus([404, 409, 412], save, null)
    },
  }
}

/** Hashed, because an address has characters that a key must not have. */
function keyOf(url: string) {
  return { partitionKey: PARTITION, rowKey: createHash('sha256').update(url).digest('hex').slice(0, 32) }
}
