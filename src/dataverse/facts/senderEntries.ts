import type { Mailbox } from '../../domain/diagnosis/facts.js'
import { singleOf } from '../../domain/diagnosis/sendAs.js'
import { type Json, malformed, notThere, rowsOf } from '../http/responses.js'
import { backlogOf, dateIn, sentSince } from './backlogQueries.js'
import { entry, given, ofSender } from './factEntry.js'
import * as queries from './queries.js'
import { alertOf, boolean, mailboxOf } from './rowFields.js'

/** The sender's personal options, mailbox and e-mails. */
export const senderEntries = [
  entry({
    fact: 'senderConsent',
    privilege: 'prvReadUserSettings',
    ask: known =>
      ofSender(known, sender => {
        if (sender.kind === 'queue') return given(known, null)
        const read = ([row]: readonly Json[]) => boolean(row?.issendasallowed)
        return { paths: [queries.userSettings(sender.id)], read }
      }),
  }),
  entry({
    fact: 'senderMailbox',
    privilege: 'prvReadMailbox',
    // A mailbox that the sender's row names is the right one, whatever other rows may be hidden.
    whole: (mailbox, { facts: { senders } }) =>
      mailbox && senders?.ok && singleOf(senders.value)?.mailboxId ? [] : ['prvReadMailbox'],
    ask: known =>
      ofSender(known, ({ id, mailboxId }) => ({
        paths: [queries.mailboxesOf(id)],
        read: ([answer]) => mailboxIn(rowsOf(answer).map(mailboxOf), mailboxId),
      })),
  }),
  entry({
    fact: 'alerts',
    privilege: 'prvReadTraceLog',
    whole: () => ['prvReadTraceLog'],
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
    whole: () => ['prvReadActivity'],
    ask: known => ofSender(known, ({ id }) => backlogOf(id, known.now)),
  }),
  entry({
    fact: 'sentSince',
    privilege: 'prvReadActivity',
    whole: () => ['prvReadActivity'],
    ask: known => ofSender(known, ({ id }) => sentSince(id, known.since)),
  }),
  entry({
    fact: 'lastSent',
    privilege: 'prvReadActivity',
    whole: () => ['prvReadActivity'],
    ask: known =>
      ofSender(known, ({ id }) => ({
        paths: [queries.newestSent(id)],
        read: ([answer]) => {
          const sent = dateIn(answer, 'senton')
          if (sent === null && rowsOf(answer).length > 0) throw malformed('an e-mail that was sent, without a date')
          return sent
        },
      })),
  }),
]

/** The default mailbox sends, active or not. If the record names none, the only mailbox sends; null: there is none. */
function mailboxIn(mailboxes: readonly Mailbox[], wanted: string | null): Mailbox | null {
  if (wanted === null) {
    if (mailboxes.length > 1) throw malformed('several mailboxes, and the record of the sender names none of them')
    return mailboxes[0] ?? null
  }
  const found = mailboxes.find(({ id }) => id === wanted)
  if (!found) throw notThere('the mailbox that the record of the sender names')
  return found
}
