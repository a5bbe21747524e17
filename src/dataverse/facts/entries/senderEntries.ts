import type { Mailbox } from '../../../domain/diagnosis/facts.js'
import { singleOf } from '../../../domain/singleOf.js'
import { type Json, malformed, notThere, rowsOf } from '../../http/responses.js'
import * as queries from '../queries.js'
import { boolean } from '../rowFields.js'
import { alertOf, mailboxOf, profileAlertOf, serverProfileOf } from '../rows/mailboxRows.js'
import { afterSenders, entry, given, isHosted, ofSender } from './factEntry.js'

/** The sender's personal options and mailbox. */
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
        paths: [queries.mailboxesOf(id, { online: isHosted(known) })],
        read: ([answer]) => mailboxIn(rowsOf(answer).map(mailboxOf), mailboxId),
      })),
  }),
  entry({
    fact: 'serverProfiles',
    privilege: 'prvReadEmailServerProfile',
    whole: () => ['prvReadEmailServerProfile'],
    ask: known =>
      afterSenders(known, () => ({
        paths: [queries.serverProfiles({ online: isHosted(known) })],
        read: ([answer]) => rowsOf(answer).map(serverProfileOf),
      })),
  }),
  entry({
    fact: 'alerts',
    privilege: 'prvReadTraceLog',
    whole: () => ['prvReadTraceLog'],
    ask: known =>
      ofSender(known, ({ mailboxId }) =>
        mailboxId
          ? {
              paths: [queries.alertsOf(mailboxId), queries.alertsOfProfiles()],
              read: ([own, ofProfiles]) => [...rowsOf(own).map(alertOf), ...rowsOf(ofProfiles).map(profileAlertOf)],
            }
          : given(known, null),
      ),
  }),
  entry({
    fact: 'queueOwnerHasRole',
    privilege: 'prvReadRole',
    whole: has => (has === false ? ['prvReadRole', 'prvReadTeam'] : []),
    ask: known =>
      ofSender(known, sender => {
        if (sender.kind === 'user') return given(known, null)
        const { ownerTeamId: team, ownerUserId: user } = sender
        if (team) return { paths: [queries.anyRoleOfTeam(team)], read: ([roles]) => rowsOf(roles).length > 0 }
        if (!user) return given(known, null)
        return {
          paths: [queries.anyRoleOfUser(user), queries.anyTeamRoleOf(user)],
          read: ([own, teams]) => rowsOf(own).length > 0 || rowsOf(teams).some(hasRole),
        }
      }),
  }),
]

function hasRole(team: Json): boolean {
  return rowsOf({ value: team.teamroles_association }).length > 0
}

/** The default mailbox sends, active or not. If the record names none, the only mailbox sends; null: there is none. */
function mailboxIn(mailboxes: readonly Mailbox[], wanted: string | null): Mailbox | null {
  if (wanted === null) {
    if (mailboxes.length > 1) throw malformed('several mailboxes, and the record of the sender names none of them')
    return mailboxes[0] ?? null
  }
  if (mailboxes.length === 0) return null
  const found = mailboxes.find(({ id }) => id === wanted)
  if (!found) throw notThere('the mailbox that the record of the sender names')
  return found
}
