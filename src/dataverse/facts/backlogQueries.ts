import type { Backlog, SentSince } from '../../domain/diagnosis/facts.js'
import { isMoreThanCounted, type Json, malformed, rowsOf } from '../http/responses.js'
import type { Query } from './factQuestions.js'
import * as queries from './queries.js'
import { date, number } from './rowFields.js'

const DAY_MS = 24 * 60 * 60 * 1000
/** The most rows that an aggregate counts. https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/aggregate-data#limitations */
const COUNTED_AT_MOST = 50_000

/** The e-mails of a sender in Pending Send, counted and dated. */
export function backlogOf(senderId: string, now: string): Query<Backlog> {
  const dayAgo = new Date(Date.parse(now) - DAY_MS).toISOString()
  const counts = [queries.pendingMails(senderId), queries.pendingMailsBefore(senderId, dayAgo)]
  return {
    paths: [...counts, queries.oldestPending(senderId), queries.newestPending(senderId)],
    read: ([all, older, oldest, newest]) => {
      const { count, atLeast } = countIn(all)
      const dates = { oldest: dateIn(oldest, 'createdon'), newest: dateIn(newest, 'createdon') }
      if (count > 0 && (!dates.oldest || !dates.newest)) throw malformed('e-mails without a date')
      return { count, atLeast, ...dates, olderThanADay: countIn(older).count, asOf: now }
    },
  }
}

export function pendingCount(senderId: string): Query<Pick<Backlog, 'count' | 'atLeast'>> {
  return { paths: [queries.pendingMails(senderId)], read: ([answer]) => countIn(answer) }
}

export function sentSince(senderId: string, since: string): Query<SentSince> {
  return {
    paths: [queries.mailsSentSince(senderId, since)],
    read: ([answer]) => ({ since, count: countIn(answer).count }),
  }
}

/** An aggregate answers with one row, or with none when nothing matches; a row without a count proves nothing. */
function countIn(answer: Json | undefined): { count: number; atLeast: boolean } {
  if (isMoreThanCounted(answer)) return { count: COUNTED_AT_MOST, atLeast: true }
  const [row] = rowsOf(answer)
  const count = row ? number(row.count) : 0
  if (count === null) throw malformed('the answer has no count')
  return { count, atLeast: false }
}

export function dateIn(answer: Json | undefined, column: string): string | null {
  return date(rowsOf(answer)[0]?.[column])
}
