import type { Deviation, Step } from '../../app/ports/provisioning.js'
import type { OrganizationState, RoleState } from './organizationState.js'
import type { ListedPrivilege, PrivilegeList } from './privilegeList.js'

/** What has to be true of an organization, and what makes it so. Pure. */

export interface WantedOrganization {
  readonly list: PrivilegeList
  readonly appId: string
  /** Of the organization, for the commands that somebody else runs. */
  readonly url: string
}

/** How the listed privileges are held by the role. */
function held(role: RoleState | null, { known, list }: { known: OrganizationState['known']; list: PrivilegeList }) {
  const depths = new Map(role?.privileges.map(({ id, depth }) => [id, depth]))
  const there = list.privileges.filter(({ name }) => known.has(name))
  const depthOf = ({ name }: ListedPrivilege) => depths.get(known.get(name) ?? '')
  const listed = new Set(there.map(({ name }) => known.get(name)))
  return {
    unknown: list.privileges.filter(({ name }) => !known.has(name)),
    missing: there.filter(privilege => depthOf(privilege) === undefined),
    shallow: there.filter(privilege => isAtOtherDepth(depthOf(privilege), privilege.depth)),
    excess: role?.privileges.filter(({ id }) => !listed.has(id)) ?? [],
    depthOf,
  }
}

/** At another depth than the wanted one. `depth` undefined: it is not held at all. */
function isAtOtherDepth(depth: string | null | undefined, wanted: string): boolean {
  return depth !== undefined && depth !== wanted
}

export function deviationsOf(state: OrganizationState, { list, appId }: WantedOrganization): readonly Deviation[] {
  const { role, user, known } = state
  const { unknown, missing, shallow, excess, depthOf } = held(role, { known, list })
  const deviation = (kind: Deviation['kind'], text: string): Deviation => ({ kind, text })
  return [
    ...unknown.map(({ name }) => deviation('note', `${name} is not known here (on premises, for example): skipped.`)),
    ...(role ? [] : [deviation('missing', `The role "${list.role}" in the root business unit.`)]),
    ...(role?.managed
      ? [deviation('wrong', `The role "${role.name}" came with a solution, and cannot be changed.`)]
      : []),
    ...(role ? missing : []).map(one => deviation('missing', `${one.name} in the role. ${lossOf(one)}`)),
    ...shallow.map(one =>
      deviation(
        'too shallow',
        `${one.name} reaches ${depthOf(one) ?? 'an unknown level'}, not Organization: rows beyond are hidden silently. ${lossOf(one)}`,
      ),
    ),
    ...excess.map(({ name }) => deviation('too much', `${name} in the role: the bot does not need it.`)),
    ...(user ? userDeviations(state, list) : [deviation('missing', `The application user of ${appId}.`)]),
  ]
}

function lossOf({ checks, facts }: ListedPrivilege): string {
  return checks.length > 0
    ? `Undetermined without it: ${checks.join(', ')}.`
    : `Details are missing without it: ${facts.join(', ')}.`
}

function userDeviations({ user, role }: OrganizationState, list: PrivilegeList): Deviation[] {
  if (!user) return []
  const isOurs = ({ rootId }: { readonly rootId: string }) => rootId === role?.id
  const others = user.roles.filter(one => !isOurs(one))
  const ofTeams = user.teamRoles.filter(one => !isOurs(one))
  return [
    ...(user.disabled
      ? [{ kind: 'wrong', text: `The user ${user.name} is disabled: enable it in the admin center.` } as const]
      : []),
    ...(user.roles.some(isOurs)
      ? []
      : [{ kind: 'missing', text: `The role "${list.role}" on the user ${user.name}.` } as const]),
    ...others.map(({ name }) => ({
      kind: 'too much' as const,
      text: `The user ${user.name} also holds the role "${name}": take it away unless something else needs it.`,
    })),
    ...ofTeams.map(({ name, team }) => ({
      kind: 'note' as const,
      text: `The user ${user.name} has the role "${name}" through the team "${team}".`,
    })),
  ]
}

/** In order. What is there stays as it is: a user is never moved to another business unit, which would take its roles. */
export function stepsFor(state: OrganizationState, wanted: WantedOrganization): readonly Step[] {
  const { role, user } = state
  const { missing, shallow, excess } = held(role, { known: state.known, list: wanted.list })
  const isComplete = missing.length + shallow.length + excess.length === 0
  const isHeld = user?.roles.some(({ rootId }) => rootId === role?.id) ?? false
  return [
    ...(role ? [] : [createRole(state, wanted)]),
    ...(role?.managed || (role && isComplete) ? [] : [setPrivileges(state, wanted)]),
    ...(user ? [] : [createUser(state, wanted)]),
    ...(isHeld ? [] : [giveRole(state, wanted)]),
  ]
}

const HAND = 'Power Platform admin center, Environments, your environment, Settings, Users + permissions'

function createRole({ rootUnitId }: OrganizationState, { list }: WantedOrganization): Step {
  const unit = `/businessunits(${rootUnitId})`
  return {
    id: 'role',
    does: `create the role "${list.role}" in the root business unit`,
    ready: true,
    request: {
      method: 'POST',
      path: 'roles',
      body: { roleid: list.roleId, name: list.role, 'businessunitid@odata.bind': unit },
    },
    byHand: [
      `${HAND}, Security roles, New role: "${list.role}", in the root business unit, without the privileges of App Opener`,
    ],
  }
}

/** Sets all of them at once; any other privilege of the role is removed. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/replaceprivilegesrole */
function setPrivileges({ role, known }: OrganizationState, { list }: WantedOrganization): Step {
  const privileges = list.privileges.flatMap(({ name, depth }) => {
    const id = known.get(name)
    return id ? [{ Depth: depth, PrivilegeId: id }] : []
  })
  const names = list.privileges.filter(({ name }) => known.has(name)).map(({ name }) => name)
  return {
    id: 'privileges',
    does: `give the role exactly ${names.length} privileges, all at the level Organization: ${names.join(', ')}`,
    ready: role !== null,
    request: {
      method: 'POST',
      path: `roles(${role?.id ?? list.roleId})/Microsoft.Dynamics.CRM.ReplacePrivilegesRole`,
      body: { Privileges: privileges },
    },
    byHand: [`${HAND}, Security roles, "${list.role}": set these to Organization: ${names.join(', ')}`],
  }
}

/** Creates the application user, unless it is there, and assigns the role. */
function assignCommand({ appId, list, url }: WantedOrganization): string {
  return `pac admin assign-user --environment ${url} --user ${appId} --role "${list.role}" --application-user`
}

/** accessmode 4: non-interactive. https://learn.microsoft.com/power-platform/admin/manage-application-users */
function createUser({ rootUnitId }: OrganizationState, wanted: WantedOrganization): Step {
  const { appId } = wanted
  const unit = `/businessunits(${rootUnitId})`
  return {
    id: 'user',
    does: `create the application user of ${appId} in the root business unit`,
    ready: true,
    request: {
      method: 'POST',
      path: 'systemusers',
      body: { applicationid: appId, 'businessunitid@odata.bind': unit, accessmode: 4, isdisabled: false },
    },
    byHand: [assignCommand(wanted), `or: ${HAND}, Application users, New app user: ${appId}, root business unit`],
  }
}

function giveRole({ user, assignableRoleId }: OrganizationState, wanted: WantedOrganization): Step {
  const { list } = wanted
  const roleId = assignableRoleId ?? list.roleId
  return {
    id: 'assignment',
    does: `assign the role "${list.role}" to the application user`,
    ready: user !== null && assignableRoleId !== null,
    request: {
      method: 'POST',
      path: `systemusers(${user?.id ?? 'USER-ID'})/systemuserroles_association/$ref`,
      // The client makes the full address of it.
      body: { '@odata.id': `roles(${roleId})` },
    },
    byHand: [assignCommand(wanted)],
  }
}
