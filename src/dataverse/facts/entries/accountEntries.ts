import type { HeldRole } from '../../../domain/diagnosis/facts.js'
import { singleOf } from '../../../domain/singleOf.js'
import { type Json, malformed, rowsOf } from '../../http/responses.js'
import { carriersOf } from '../../repair/roleFamilies.js'
import { leadsIn } from '../leads.js'
import * as queries from '../queries.js'
import { idOrNull, key, text } from '../rowFields.js'
import { grantOf, userOf } from '../rows/accountRows.js'
import { mailboxOf } from '../rows/mailboxRows.js'
import { submissionOf, workflowOf } from '../rows/mailRows.js'
import { entry, isHosted, type Known, nothingIn } from './factEntry.js'

/** What tells whose mailbox sends. */
const SUBMITTERS = ['mailSettings', 'pendingMails'] as const

/** The accounts that what was read before points to, and what they may do. */
export const accountEntries = [
  entry({
    fact: 'accounts',
    privilege: 'prvReadUser',
    whole: (_, { facts }) => (leadsIn(facts).accountIds.length > 0 ? ['prvReadUser'] : []),
    ask: known => {
      const { accountIds } = leadsIn(known.facts)
      if (accountIds.length === 0) return nothingIn(known, ['drafts'], [])
      return { paths: [queries.usersById(accountIds)], read: ([answer]) => rowsOf(answer).map(userOf) }
    },
  }),
  entry({
    fact: 'jobOwnersOfSender',
    privilege: 'prvReadActivity',
    whole: (_, { facts }) => (leadsIn(facts).jobOwnerIds.length > 0 ? ['prvReadActivity'] : []),
    ask: known => {
      const { jobOwnerIds } = leadsIn(known.facts)
      const sender = senderIn(known)
      if (!sender || jobOwnerIds.length === 0) return nothingIn(known, ['senders', 'jobs'], [])
      return {
        paths: [queries.makersAmong(sender.id, jobOwnerIds)],
        read: ([answer]) => rowsOf(answer).map(group => key(group, 'maker')),
      }
    },
  }),
  entry({
    fact: 'rights',
    privilege: 'prvReadRole',
    ask: known => {
      const ids = leadsIn(known.facts).rightsIds
      const sender = senderIn(known)
      const queueId = sender?.kind === 'queue' ? sender.id : null
      if (ids.length === 0) return nothingIn(known, ['drafts'], [])
      return {
        paths: [
          ...ids.map(id => queries.privilegeOf(id, 'prvSendAsUser')),
          ...(queueId ? ids.map(id => queries.accessToQueue(id, queueId)) : []),
        ],
        read: answers =>
          ids.map((accountId, i) => ({
            accountId,
            sendAs: rowsOf({ value: answers[i]?.RolePrivileges }).map(grantOf),
            readsQueue: queueId ? rightsIn(answers[ids.length + i]).includes('ReadAccess') : null,
          })),
      }
    },
  }),
  entry({
    fact: 'roles',
    privilege: 'prvReadRole',
    whole: (_, { facts }) => (leadsIn(facts).rightsIds.length > 0 ? ['prvReadRole', 'prvReadTeam'] : []),
    ask: known => {
      const ids = leadsIn(known.facts).rightsIds
      if (ids.length === 0) return nothingIn(known, ['drafts'], [])
      return {
        paths: [queries.sendAsRoles(), ...ids.flatMap(id => [queries.rolesOf(id), queries.teamsOf(id)])],
        read: ([carriers, ...answers]) =>
          ids.map((accountId, i) => ({
            accountId,
            roles: heldRoles(rowsOf(answers[2 * i]), rowsOf(answers[2 * i + 1]), rowsOf(carriers)),
          })),
      }
    },
  }),
  entry({
    fact: 'submitterMailboxes',
    privilege: 'prvReadMailbox',
    whole: (_, { facts }) => (leadsIn(facts).submitterIds.length > 0 ? ['prvReadMailbox'] : []),
    ask: known => {
      const ids = leadsIn(known.facts).submitterIds
      if (ids.length === 0) return nothingIn(known, SUBMITTERS, [])
      return {
        paths: [queries.mailboxesOfUsers(ids, { online: isHosted(known) })],
        read: ([answer]) =>
          ids.map(userId => {
            const row = rowsOf(answer).find(mailbox => idOrNull(mailbox._regardingobjectid_value) === userId)
            return { userId, mailbox: row ? mailboxOf(row) : null }
          }),
      }
    },
  }),
  entry({
    fact: 'workflows',
    privilege: 'prvReadWorkflow',
    ask: known => {
      const { workflowIds } = leadsIn(known.facts)
      if (workflowIds.length === 0) return nothingIn(known, ['jobs'], [])
      return { paths: [queries.workflowsById(workflowIds)], read: ([answer]) => rowsOf(answer).map(workflowOf) }
    },
  }),
  entry({
    fact: 'submission',
    privilege: 'prvReadAuditSummary',
    ask: known => {
      const { auditedMailId: id } = leadsIn(known.facts)
      if (id === null) return nothingIn(known, SUBMITTERS, null)
      return {
        paths: [queries.auditsOf(id)],
        read: ([answer]) => rowsOf(answer).flatMap(row => submissionOf(row, id) ?? [])[0] ?? null,
      }
    },
  }),
]

function senderIn({ facts: { senders } }: Known) {
  return senders?.ok ? singleOf(senders.value) : null
}

/** For example "ReadAccess, WriteAccess"; "None". */
function rightsIn(answer: Json | undefined): string[] {
  if (typeof answer?.AccessRights !== 'string') throw malformed('the answer has no access rights')
  return answer.AccessRights.split(/,\s*/)
}

/** The roles of the account and its teams that carry the privilege, either themselves or as a copy of a role that does. */
function heldRoles(roles: readonly Json[], teams: readonly Json[], privileges: readonly Json[]): readonly HeldRole[] {
  const carries = carriersOf(privileges)
  const toHeldRole = (role: Json, team: string | null): HeldRole => ({
    role: text(role.name) ?? key(role, 'roleid'),
    team,
  })
  return [
    ...roles.filter(carries).map(role => toHeldRole(role, null)),
    ...teams.flatMap(team =>
      rowsOf({ value: team.teamroles_association })
        .filter(carries)
        .map(role => toHeldRole(role, text(team.name) ?? key(team, 'teamid'))),
    ),
  ]
}
