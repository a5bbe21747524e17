import type { FactSheet, OverdueSender } from '../../../domain/diagnosis/facts.js'
import { APPROVED, SENDS } from '../../../domain/diagnosis/mailboxRules.js'
import { PATIENCE_MINUTES } from '../../../domain/diagnosis/waitingTime.js'
import { MINUTE_MS } from '../../../domain/durations.js'
import { isMoreThanCounted, type Json, rowsOf } from '../../http/responses.js'
import * as queries from '../queries.js'
import { date, idOrNull, number } from '../rowFields.js'
import { flowFailureOf, sendAsJobOf } from '../rows/mailRows.js'
import { afterSenders, entry, given, isHosted, type Known, lookBackStart, nothingIn } from './factEntry.js'
import { dateIn } from './mailQueries.js'

/** The mail of the whole organization, and what tried to send it. */
export const organizationEntries = [
  entry({
    fact: 'pulse',
    privilege: 'prvReadActivity',
    whole: () => ['prvReadActivity', 'prvReadMailbox', 'prvReadTraceLog', 'prvReadUserSettings'],
    ask: known =>
      afterSenders(known, () => ({
        paths: [
          queries.lastDeparture(),
          queries.waitingSenders(),
          queries.overdueInOrder(patienceBefore(known), inOrder(known.facts)),
          queries.lastProcessed(),
          queries.anySubmitted(),
        ],
        read: ([departure, waiting, overdue, processed, submitted]) => {
          const [row] = isMoreThanCounted(waiting) ? [] : rowsOf(waiting)
          return {
            lastDeparture: dateIn(departure, 'senton'),
            waitingSenders: number(row?.senders) ?? 0,
            waitingMails: isMoreThanCounted(waiting) ? null : (number(row?.mails) ?? 0),
            oldestWaiting: date(row?.oldest),
            overdueInOrder: isMoreThanCounted(overdue) ? [] : rowsOf(overdue).flatMap(overdueSenderOf),
            lastProcessed: dateIn(processed, 'processinglastattemptedon'),
            marksSubmissions: rowsOf(submitted).length > 0,
          }
        },
      })),
  }),
  entry({
    fact: 'jobs',
    privilege: 'prvReadAsyncOperation',
    whole: () => ['prvReadAsyncOperation'],
    ask: known => {
      if (known.target.scope) return given(known, { jobs: [], cut: false })
      return afterSenders(known, () => ({
        paths: [queries.sendAsJobs(lookBackStart(known))],
        read: ([answer]) => {
          const rows = rowsOf(answer)
          return { jobs: rows.flatMap(row => sendAsJobOf(row) ?? []), cut: rows.length >= queries.MOST_JOBS }
        },
      }))
    },
  }),
  entry({
    fact: 'flowFailures',
    privilege: 'prvReadflowrun',
    whole: (_, known) => (isHosted(known) ? ['prvReadflowrun'] : []),
    ask: known => {
      if (known.target.scope) return given(known, [])
      if (!isHosted(known)) return nothingIn(known, ['hosting'], [])
      return afterSenders(known, () => ({
        paths: [queries.failedFlowRuns(lookBackStart(known))],
        read: ([answer]) => rowsOf(answer).map(flowFailureOf),
      }))
    },
  }),
]

function patienceBefore({ now }: Known): string {
  return new Date(Date.parse(now) - PATIENCE_MINUTES * MINUTE_MS).toISOString()
}

/** What a mailbox has to be like for its mail to leave. Only synchronization tests mailboxes, and only a router needs consent. */
function inOrder({ mailSettings }: FactSheet): queries.InOrder {
  const settings = mailSettings?.ok ? mailSettings.value : null
  const mailbox: (readonly [string, string])[] = [
    ['statecode', '0'],
    ['outgoingemaildeliverymethod', String(SENDS)],
  ]
  if (settings?.approval.users !== false) mailbox.push(['emailrouteraccessapproval', String(APPROVED)])
  if (settings?.channel === 'synchronization')
    mailbox.push(['enabledforoutgoingemail', '1'], ['outgoingemailstatus', '1'])
  return { mailbox, consent: settings?.channel !== 'synchronization' }
}

function overdueSenderOf({ newest, unit }: Json): readonly OverdueSender[] {
  const submittedAt = date(newest)
  return submittedAt === null ? [] : [{ submittedAt, businessUnitId: idOrNull(unit) }]
}
