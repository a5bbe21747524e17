import type { TableClient } from '@azure/data-tables'
import type { Retention, RetentionRun } from '../../app/ports/retention.js'
import type { Log } from '../../app/ports.js'
import { DAY_MS } from '../../domain/durations.js'
import { RowClient } from '../rowClient.js'
import { type Deleting, type Deletion, deleteCase } from './caseDeletion.js'
import { dayOf, type Ended, endedBefore } from './endedCases.js'
import { findEnded } from './formerCases.js'
import { forgetPeople } from './peopleDeletion.js'
import { deleteSessions } from './sessionDeletion.js'

export interface RetentionOptions {
  /** How many days a case is kept after its end. As whole days are compared, it may be one more. */
  readonly days: number
  now(): Date
  readonly log: Log
  readonly board: Deleting['board']
  /** The most cases that one run looks at, and the most sessions that it deletes. */
  readonly most?: number
}

const MOST_CASES = 1_000
const AT_ONCE = 4

/**
 * Deletes cases, sessions that ended, and what is remembered of people, in the table of the case store. What a run costs depends on
 * what is due, not on how many cases there are: apart from that, it takes six requests, and once a day one for each thousand people.
 */
export function createRetention(
  table: TableClient,
  { days, now, log, board, most = MOST_CASES }: RetentionOptions,
): Retention {
  const client = new RowClient(table)
  /** Where the last run stopped: cases that fail hold up no others. */
  let after: string | undefined
  const one = (ended: Ended, before: string): Promise<Deletion | 'failed'> =>
    deleteCase(client, ended, { before, board }).catch(error => {
      log.warn({ case: ended.id, err: error }, 'A case could not be deleted; that is tried again')
      return 'failed'
    })

  async function deleteCases(before: Date, stop: AbortSignal): Promise<Omit<RetentionRun, 'people'>> {
    const day = dayOf(before.toISOString())
    const outcomes: (Deletion | 'failed')[] = []
    const result = (more: boolean) => {
      const count = (outcome: Deletion | 'failed') => outcomes.filter(one => one === outcome).length
      return { cases: count('deleted'), failed: count('failed'), more }
    }
    for await (const page of endedBefore(client, day, after)) {
      for (let i = 0; i < page.length; i += AT_ONCE) {
        if (stop.aborted || outcomes.length >= most) return result(true)
        const some = page.slice(i, i + AT_ONCE)
        outcomes.push(...(await Promise.all(some.map(ended => one(ended, day)))))
        after = some.at(-1)?.row.rowKey
      }
    }
    after = undefined
    return result(false)
  }

  return {
    async run(stop) {
      const before = new Date(now().getTime() - days * DAY_MS)
      const sessions = await deleteSessions(client, { now: now(), stop, most })
      const former = await findEnded(client, stop)
      const cases = await deleteCases(before, stop)
      const people = await forgetPeople(client, { before, day: dayOf(now().toISOString()), stop })
      const run = { ...cases, people: people.deleted, more: sessions || former || cases.more || people.more }
      if (run.cases + run.failed + run.people > 0) log.info(run, 'Deleted what was kept long enough')
      return run
    },
  }
}
