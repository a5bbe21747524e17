import type { HeldRole } from '../../domain/diagnosis/facts.js'
import { type Json, malformed, rowsOf } from '../http/responses.js'
import { carriersOf } from '../repair/roleFamilies.js'
import { entry, ofAccount, ofQueueAndAccount } from './factEntry.js'
import * as queries from './queries.js'
import { grantOf, key, text } from './rowFields.js'

/** What the router account may do. */
export const routerEntries = [
  entry({
    fact: 'sendAsPrivilege',
    privilege: 'prvReadRole',
    ask: known =>
      ofAccount(known, account => ({
        paths: [queries.privilegeOf(account.id, 'prvSendAsUser')],
        read: ([answer]) => rowsOf({ value: answer?.RolePrivileges }).map(grantOf),
      })),
  }),
  entry({
    fact: 'routerRoles',
    privilege: 'prvReadRole',
    whole: () => ['prvReadRole', 'prvReadTeam'],
    ask: known =>
      ofAccount(known, ({ id }) => ({
        paths: [queries.rolesOf(id), queries.teamsOf(id), queries.sendAsRoles()],
        read: ([roles, teams, carriers]) => heldRoles(rowsOf(roles), rowsOf(teams), rowsOf(carriers)),
      })),
  }),
  entry({
    fact: 'queueAccess',
    privilege: 'prvReadQueue',
    ask: known =>
      ofQueueAndAccount(known, (queue, account) => ({
        paths: [queries.accessToQueue(account.id, queue.id)],
        read: ([answer]) => rightsIn(answer).includes('ReadAccess'),
      })),
  }),
]

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
