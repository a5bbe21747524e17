import type { Backlog, Departures, SentSince } from '../../../domain/diagnosis/facts.js'
import { PATIENCE_MINUTES } from '../../../domain/diagnosis/waitingTime.js'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../domain/durations.js'
import { isMoreThanCounted, type Json, malformed, rowsOf } from '../../http/responses.js'
import type { Query } from '../factQuestions.js'
import * as queries from '../queries.js'
import { date, number } from '../rowFields.js'

/** The most rows that an aggregate counts. https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/aggregate-data#limitations */
const COUNTED_AT_MOST = 50_000

/** The e-mails of a sender in Pending Send, counted and dated. */
export function backlogOf(senderId: string, now: string): Query<Backlog> {
  const before = (ms: number) => new Date(Date.parse(now) - ms).toISOString()
  const counts = [
    queries.pendingMails(senderId),
    queries.pendingMailsBefore(senderId, before(DAY_MS)),
    queries.pendingMailsDueBefore(senderId, before(PATIENCE_MINUTES * MINUTE_MS)),
    queries.pendingMailsScheduled(senderId, now),
    queries.pendingMailsNotSubmitted(senderId),
  ]
  return {
    paths: [...counts, queries.oldestPendingMails(senderId), queries.newestPending(senderId)],
    read: ([all, older, due, scheduled, unsubmitted, oldest, newest]) => {
      const { count, atLeast } = countIn(all)
      const dates = { oldest: dateIn(oldest, 'createdon'), newest: dateIn(newest, 'createdon') }
      if (count > 0 && (!dates.oldest || !dates.newest)) throw malformed('e-mails without a date')
      return {
        count,
        atLeast,
        ...dates,
        olderThanADay: countIn(older).count,
        overdue: countIn(due).count,
        scheduled: countIn(scheduled).count,
        notSubmitted: countIn(unsubmitted).count,
        asOf: now,
      }
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

/** What left in the last hour and day, and the newest of it. */
export function departuresOf(senderId: string, now: string): Query<Departures> {
  const since = (ms: number) => queries.mailsSentSince(senderId, new Date(Date.parse(now) - ms).toISOString())
  return {
    paths: [since(HOUR_MS), since(DAY_MS), queries.newestSent(senderId), queries.lastSubmittedSent(senderId)],
    read: ([hour, day, sent, submitted]) => {
      const sentAt = dateIn(sent, 'senton')
      if (sentAt === null && rowsOf(sent).length > 0) throw malformed('an e-mail that was sent, without a date')
      const newest = sentAt === null ? null : { sentAt, submittedAt: submissionIn(submitted) ?? sentAt }
      return { lastHour: countIn(hour).count, lastDay: countIn(day).count, newest }
    },
  }
}

/** When an e-mail that left was submitted. If actualend is no earlier than the departure, it may have been set by it, and only the creation counts. */
function submissionIn(answer: Json | undefined): string | null {
  const submitted = dateIn(answer, 'actualend')
  const sent = dateIn(answer, 'senton')
  return submitted !== null && (sent === null || submitted < sent) ? submitted : dateIn(answer, 'createdon')
}

/** An aggregate answers with one row, or with none when nothing matches; a row without a count proves nothing. */
export function countIn(answer: Json | undefined): { count: number; atLeast: boolean } {
  if (isMoreThanCounted(answer)) return { count: COUNTED_AT_MOST, atLeast: true }
  const [row] = rowsOf(answer)
  const count = row ? number(row.count) : 0
  if (count === null) throw malformed('the answer has no count')
  return { count, atLeast: false }
}

export function dateIn(answer: Json | undefined, column: string): string | null {
  return date(rowsOf(answer)[0]?.[column])
}
