import { isMoreThanCounted, type Json, malformed, rowsOf } from './answers.js'
import { entry, given, ofSender } from './entry.js'
import * as queries from './queries.js'
import { alertOf, date, mailboxOf, number } from './rows.js'

const DAY_MS = 24 * 60 * 60 * 1000
/** Aggregates count so many rows at the most. https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/aggregate-data#limitations */
const COUNTED_AT_MOST = 50_000

/** The sender's own options, mailbox and e-mails. */
export const senderEntries = [
  entry({
    fact: 'senderConsent',
    privilege: 'prvReadUserSettings',
    ask: known =>
      ofSender(known, sender => {
        if (sender.kind === 'queue') return given(known, null)
        const read = ([row]: readonly Json[]) => (row?.issendasallowed == null ? null : row.issendasallowed === true)
        return { paths: [queries.userSettings(sender.id)], read }
      }),
  }),
  entry({
    fact: 'senderMailbox',
    privilege: 'prvReadMailbox',
    ask: known =>
      ofSender(known, ({ id }) => ({
        paths: [queries.mailboxesOf(id)],
        read: ([answer]) => {
          const mailboxes = rowsOf(answer).map(mailboxOf)
          return mailboxes.find(({ active }) => active) ?? mailboxes[0] ?? null
        },
      })),
  }),
  entry({
    fact: 'alerts',
    privilege: 'prvReadTraceLog',
    ask: known =>
      ofSender(known, ({ mailboxId }) =>
        mailboxId
          ? { paths: [queries.alertsOf(mailboxId)], read: ([answer]) => rowsOf(answer).map(alertOf) }
          : given(known, null),
      ),
  }),
  entry({
    fact: 'backlog',
    privilege: 'prvReadActivity',
    ask: known =>
      ofSender(known, ({ id }) => {
        const dayAgo = new Date(Date.parse(known.now) - DAY_MS).toISOString()
        const counts = [queries.pendingMails(id), queries.pendingMailsBefore(id, dayAgo)]
        return {
          paths: [...counts, queries.oldestPending(id), queries.newestPending(id)],
          read: ([all, older, oldest, newest]) => {
            const { count, atLeast } = countIn(all)
            const dates = { oldest: dateIn(oldest, 'createdon'), newest: dateIn(newest, 'createdon') }
            if (count > 0 && (!dates.oldest || !dates.newest)) throw malformed('e-mails without a date')
            return { count, atLeast, ...dates, olderThanADay: countIn(older).count, asOf: known.now }
          },
        }
      }),
  }),
  entry({
    fact: 'sentSince',
    privilege: 'prvReadActivity',
    ask: known =>
      ofSender(known, ({ id }) => ({
        paths: [queries.mailsSentSince(id, known.since)],
        read: ([answer]) => ({ since: known.since, count: countIn(answer).count }),
      })),
  }),
  entry({
    fact: 'lastSent',
    privilege: 'prvReadActivity',
    ask: known =>
      ofSender(known, ({ id }) => ({
        paths: [queries.newestSent(id)],
        read: ([answer]) => dateIn(answer, 'senton'),
      })),
  }),
]

/** An aggregate answers with one row, or with none when there is nothing; a row without a count says nothing. */
function countIn(answer: Json | undefined): { count: number; atLeast: boolean } {
  if (isMoreThanCounted(answer)) return { count: COUNTED_AT_MOST, atLeast: true }
  const [row] = rowsOf(answer)
  const count = row ? number(row.count) : 0
  if (count === null) throw malformed('the answer has no count')
  return { count, atLeast: false }
}

function dateIn(answer: Json | undefined, column: string): string | null {
  return date(rowsOf(answer)[0]?.[column])
}
