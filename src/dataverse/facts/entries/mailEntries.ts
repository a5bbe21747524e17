import { malformed, rowsOf } from '../../http/responses.js'
import * as queries from '../queries.js'
import { date, number } from '../rowFields.js'
import { draftGroupOf, pendingMailOf } from '../rows/mailRows.js'
import { entry, given, isHosted, lookBackStart, ofSender } from './factEntry.js'
import { backlogOf, countIn, departuresOf, sentSince } from './mailQueries.js'

const PRIVILEGE = 'prvReadActivity'
const whole = () => [PRIVILEGE] as const

/** The sender's e-mails. */
export const mailEntries = [
  entry({
    fact: 'backlog',
    privilege: PRIVILEGE,
    whole,
    ask: known => ofSender(known, ({ id }) => backlogOf(id, known.now)),
  }),
  entry({
    fact: 'pendingMails',
    privilege: PRIVILEGE,
    whole,
    ask: known =>
      ofSender(known, ({ id }) => ({
        paths: [queries.oldestPendingMails(id)],
        read: ([answer]) => rowsOf(answer).map(pendingMailOf),
      })),
  }),
  entry({
    fact: 'sentSince',
    privilege: PRIVILEGE,
    whole,
    ask: known => ofSender(known, ({ id }) => sentSince(id, known.since)),
  }),
  entry({
    fact: 'departures',
    privilege: PRIVILEGE,
    whole,
    ask: known => ofSender(known, ({ id }) => departuresOf(id, known.now)),
  }),
  entry({
    fact: 'drafts',
    privilege: PRIVILEGE,
    whole,
    ask: known => {
      // Whoever asks about their own right learns nothing about the sender's drafts.
      if (known.target.scope) return given(known, { groups: [], imported: 0 })
      const since = lookBackStart(known)
      return ofSender(known, ({ id }) => ({
        paths: [
          queries.draftsByOthers(id, since),
          queries.importedDrafts(id, since),
          // Runs of flows, which the times are compared with, are known only there.
          ...(isHosted(known) ? [queries.timesOfDrafts(id, since)] : []),
        ],
        read: ([groups, imported, newest]) => ({
          groups: rowsOf(groups).map(group => draftGroupOf(group, newest ? rowsOf(newest) : [])),
          imported: countIn(imported).count,
        }),
      }))
    },
  }),
  entry({
    fact: 'failedMails',
    privilege: PRIVILEGE,
    whole,
    ask: known =>
      ofSender(known, ({ id }) => ({
        paths: [queries.failedMails(id, lookBackStart(known))],
        read: ([answer]) => {
          const [row] = rowsOf(answer)
          const count = row ? number(row.count) : 0
          if (count === null) throw malformed('the answer has no count')
          return { count, oldest: date(row?.oldest), newest: date(row?.newest) }
        },
      })),
  }),
]
