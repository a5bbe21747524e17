import type { Message } from '../../diagnosis/diagnosis.js'
import type { BoardEntry } from '../boardEntry.js'
import type { Responsible } from '../triage.js'
import { workingMoment } from '../turns/workingTime.js'
import { boardPageOf, daysAt } from './boardPage.js'

const FIRST_MINUTE = 9 * 60
/** After a longer downtime there is none that day: what it would say, the board says. */
const LAST_MINUTE = 13 * 60

/** The local date whose digest is due; null: none is now. `timeZone`: an IANA name. */
export function digestDueAt(now: string, timeZone?: string): string | null {
  const moment = workingMoment(now, timeZone)
  if (!moment || moment.minutes < FIRST_MINUTE || moment.minutes >= LAST_MINUTE) return null
  return moment.date
}

/** What the channel is told in the morning; null: nothing is open. */
export function digestOf(entries: readonly BoardEntry[], now: string): Message | null {
  const page = boardPageOf(entries, { filter: {}, me: '', page: 0, now })
  const [oldest] = page.rows
  if (!oldest) return null
  const turnOf = (wanted: Responsible) => page.turns.find(({ of }) => of === wanted)?.count ?? 0
  return {
    key: 'triage.board.digest',
    args: {
      open: page.total,
      helpdesk: turnOf('helpdesk'),
      sender: turnOf('sender'),
      administrators: turnOf('dynamicsAdministrator') + turnOf('microsoft365Administrator'),
      unowned: page.unowned,
      number: oldest.number ?? 0,
      days: daysAt(now, oldest),
      unposted: page.unposted,
    },
  }
}
