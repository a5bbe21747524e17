import type { Depth } from '../../domain/diagnosis/facts.js'
import * as queries from '../facts/queries.js'
import { idOrNull, key, objectIn, text } from '../facts/rowFields.js'
import { depthOf } from '../facts/rows/accountRows.js'
import type { DataverseClient } from '../http/dataverseClient.js'
import { DataverseError } from '../http/dataverseError.js'
import { type Json, malformed, rowsOf } from '../http/responses.js'
import { privilegesOf } from '../repair/repairQueries.js'
import type { PrivilegeList } from './privilegeList.js'
import * as provisionQueries from './provisionQueries.js'

interface HeldPrivilege {
  readonly id: string
  /** Its id again, where the organization does not tell the name. */
  readonly name: string
  /** null: the access level is none that we know. */
  readonly depth: Depth | null
}

export interface RoleState {
  readonly id: string
  readonly name: string
  readonly managed: boolean
  readonly privileges: readonly HeldPrivilege[]
}

interface UserState {
  readonly id: string
  readonly name: string
  readonly disabled: boolean
  readonly unitId: string
  readonly roles: readonly NamedRole[]
  readonly teamRoles: readonly (NamedRole & { readonly team: string })[]
}

interface NamedRole {
  readonly name: string
  /** The role that this one is a copy of, or itself. */
  readonly rootId: string
}

/** What an organization has of the role and the application user. */
export interface OrganizationState {
  readonly organization: string
  readonly rootUnitId: string
  /** The ids of the listed privileges that the organization knows, by name. */
  readonly known: ReadonlyMap<string, string>
  readonly role: RoleState | null
  readonly user: UserState | null
  /** The copy of the role in the user's business unit; null: there is no such copy, or not both of them. */
  readonly assignableRoleId: string | null
}

/** Reads it in two round trips. Throws a DataverseError. */
export async function readState(
  client: DataverseClient,
  list: PrivilegeList,
  appId: string,
): Promise<OrganizationState> {
  const [detail, units, privileges, roles, users] = await readAll(client, [
    queries.currentOrganization(),
    provisionQueries.rootUnits(),
    provisionQueries.privilegesNamed(list.privileges.map(({ name }) => name)),
    provisionQueries.rolesCalled(list.roleId, list.role),
    provisionQueries.usersOfApplication(appId),
  ])
  const [root] = rowsOf(units)
  if (!root) throw malformed('the root business unit was not seen')
  const rootUnitId = key(root, 'businessunitid')
  const inRoot = rowsOf(roles).filter(row => idOrNull(row._businessunitid_value) === rootUnitId)
  const roleRow = inRoot.find(row => key(row, 'roleid') === list.roleId) ?? inRoot[0]
  const [userRow] = rowsOf(users)
  const { FriendlyName } = objectIn(detail?.Detail)
  return {
    organization: text(FriendlyName) ?? 'the organization',
    rootUnitId,
    known: new Map(rowsOf(privileges).map(row => [text(row.name) ?? '', key(row, 'privilegeid')])),
    ...(await readHeld(client, { roleRow, userRow })),
  }
}

interface Rows {
  readonly roleRow: Json | undefined
  readonly userRow: Json | undefined
}

type Held = Pick<OrganizationState, 'role' | 'user' | 'assignableRoleId'>

/** What the role contains, and which roles the user holds. */
async function readHeld(client: DataverseClient, { roleRow, userRow }: Rows): Promise<Held> {
  const roleId = roleRow ? key(roleRow, 'roleid') : null
  const userId = userRow ? key(userRow, 'systemuserid') : null
  const unitId = userRow ? key(userRow, '_businessunitid_value') : null
  const ofRole = roleId ? [privilegesOf(roleId)] : []
  const ofUser = userId ? [queries.rolesOf(userId), queries.teamsOf(userId)] : []
  const copies = roleId && unitId ? [provisionQueries.copiesOfRole(roleId, unitId)] : []
  const answers = await readAll(client, [...ofRole, ...ofUser, ...copies])
  const [roles, teams] = answers.slice(ofRole.length)
  const [copy] = copies.length > 0 ? rowsOf(answers.at(-1)) : []
  return {
    role: roleRow ? roleOf(roleRow, answers[0]) : null,
    user: userRow ? userOf(userRow, rowsOf(roles), rowsOf(teams)) : null,
    assignableRoleId: copy ? key(copy, 'roleid') : null,
  }
}

/** One answer for each path, with the permissions as they are at this moment. */
async function readAll(client: DataverseClient, paths: readonly string[]): Promise<readonly Json[]> {
  const answers = await client.batch(paths, { strong: true })
  return answers.map(answer => {
    if (answer instanceof DataverseError) throw answer
    return answer
  })
}

function roleOf(row: Json, answer: Json | undefined): RoleState {
  const privileges = rowsOf({ value: answer?.RolePrivileges }).map(one => {
    const id = key(one, 'PrivilegeId')
    return { id, name: text(one.PrivilegeName) ?? id, depth: depthOf(one) }
  })
  return { id: key(row, 'roleid'), name: text(row.name) ?? '', managed: row.ismanaged === true, privileges }
}

function userOf(row: Json, roles: readonly Json[], teams: readonly Json[]): UserState {
  return {
    id: key(row, 'systemuserid'),
    name: text(row.fullname) ?? key(row, 'systemuserid'),
    disabled: row.isdisabled === true,
    unitId: key(row, '_businessunitid_value'),
    roles: roles.map(namedRole),
    teamRoles: teams.flatMap(team =>
      rowsOf({ value: team.teamroles_association }).map(role => ({
        ...namedRole(role),
        team: text(team.name) ?? key(team, 'teamid'),
      })),
    ),
  }
}

function namedRole(row: Json): NamedRole {
  const id = key(row, 'roleid')
  return { name: text(row.name) ?? id, rootId: idOrNull(row._parentrootroleid_value) ?? id }
}
