import { type Json, rowsOf } from './answers.js'
import { backlogOf, dateIn, sentSince } from './backlog.js'
import { entry, given, ofSender } from './entry.js'
import * as queries from './queries.js'
import { alertOf, mailboxOf } from './rows.js'

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
    ask: known => ofSender(known, ({ id }) => backlogOf(id, known.now)),
  }),
  entry({
    fact: 'sentSince',
    privilege: 'prvReadActivity',
    ask: known => ofSender(known, ({ id }) => sentSince(id, known.since)),
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
