import { storedIn } from '../caseRow.js'
import type { RowChange } from '../rowChange.js'
import type { RowClient } from '../rowClient.js'
import { PARTITION, type Row } from '../tableRows.js'
import { endings } from './endedCases.js'
import { walkOn } from './tableWalk.js'

/** As many as fit into a transaction; the service answers with less if they are large. */
const PAGE = 100
const PAGES_A_RUN = 10

/**
 * Writes the rows of cases that an earlier version ended (`e~…`), so that those are deleted, too: goes once over all cases,
 * a thousand at a time, and never again. Returns whether there is more to do. A case that an earlier version ends after
 * that, because it still runs beside this one, gets its row when this version saves it.
 */
export function findEnded(client: RowClient, stop: AbortSignal): Promise<boolean> {
  return walkOn(client, {
    ...{ name: 'formerCases', round: 'once', partition: PARTITION, from: 'c~', to: 'c~~' },
    ...{ pageSize: PAGE, pages: PAGES_A_RUN, stop },
    async visit(rows) {
      const changes = rows.flatMap(endingsIn)
      if (changes.length > 0) await client.commit(changes)
    },
  })
}

function endingsIn(row: Row): readonly RowChange[] {
  try {
    const stored = storedIn(row)
    return stored ? endings(stored.case) : []
  } catch {
    // A newer version stored it, which has written that row.
    return []
  }
}
