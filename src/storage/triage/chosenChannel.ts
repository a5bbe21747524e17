import type { TableClient } from '@azure/data-tables'
import type { TriageChannel, TriageSettings } from '../../app/ports.js'
import { withoutMessage } from '../../domain/case/case.js'
import { RowClient } from '../rowClient.js'
import { chunksOf, jsonOf, toJson } from '../tableRows.js'

/** One row, which holds the channel. */
const KEY = { partitionKey: 'triage', rowKey: 'channel' }
/** How long an instance may go on with what it has read: so much later it knows what another one has chosen. */
const FRESH_MS = 5_000

interface Read {
  readonly channel: TriageChannel | null
  readonly until: number
}

export function createTriageSettings(table: TableClient, now: () => number = Date.now): TriageSettings {
  const client = new RowClient(table)
  let last: Read | null = null
  const readOf = (channel: TriageChannel | null): Read => ({ channel, until: now() + FRESH_MS })
  return {
    async channel() {
      const left = last ? last.until - now() : 0
      // More than that is left where the clock went back.
      if (last && left > 0 && left <= FRESH_MS) return last.channel
      const before = last
      const row = await client.get(KEY)
      const read = readOf(row && JSON.parse(jsonOf(row)))
      // What was chosen here during the reading is newer.
      if (last === before) last = read
      return last ? last.channel : null
    },

    async choose({ surface, isPrivate }) {
      const channel = { surface: withoutMessage(surface), isPrivate }
      await client.commit([{ kind: 'upsert', row: { ...KEY, ...chunksOf(toJson(channel)) } }])
      last = readOf(channel)
    },
  }
}
