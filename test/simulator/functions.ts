import type { Row } from './database.js'
import { badRequest, noSegment, notFound, Refusal } from './errors.js'
import type { Json, Scope } from './query.js'
import { type Depth, demand, type Grant, grantsOf, MASKS, readable } from './security.js'

export interface OrganizationInfo {
  readonly organizationId: string
  readonly uniqueName: string
  readonly friendlyName: string
  readonly version: string
  readonly url: string
}

/** Value of a parameter: `Name(P=@p1)` with `?@p1=…`, or written in place. */
export function parametersOf(text: string, options: Readonly<Record<string, string>>): Record<string, string> {
  const pairs = text.split(',').filter(part => part.includes('='))
  return Object.fromEntries(
    pairs.map(pair => {
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
      const given = value.startsWith('@') ? options[value] : value
      return [name.trim(), (given ?? '').replace(/^'(.*)'$/s, '$1').replaceAll("''", "'")]
    }),
  )
}

export function unbound({ caller }: Scope, name: string, info: OrganizationInfo): Json {
  switch (name) {
    case 'WhoAmI':
      return {
        BusinessUnitId: caller.user._businessunitid_value ?? null,
        UserId: caller.user.systemuserid ?? null,
        OrganizationId: info.organizationId,
      }
    case 'RetrieveVersion':
      return { Version: info.version }
    case 'RetrieveCurrentOrganization':
      return {
        Detail: {
          OrganizationId: info.organizationId,
          FriendlyName: info.friendlyName,
          OrganizationVersion: info.version,
          UniqueName: info.uniqueName,
          UrlName: info.uniqueName,
          State: 'Enabled',
        },
      }
    default:
      throw noSegment(name)
  }
}

export interface Bound {
  readonly table: string
  readonly row: Row
  readonly name: string
  readonly parameters: Readonly<Record<string, string>>
}

export function boundFunction(scope: Scope, { table, row, name, parameters }: Bound): Json {
  if (table !== 'systemuser') throw noSegment(`Microsoft.Dynamics.CRM.${name}`)
  const id = String(row.systemuserid)
  switch (name) {
    case 'RetrieveUserPrivilegeByPrivilegeName':
    case 'RetrieveUserPrivileges': {
      demand(scope.caller, 'prvReadUser', 'systemuser')
      demand(scope.caller, 'prvReadRole', 'role')
      const grants = grantsOf(scope.db, id)
      if (name === 'RetrieveUserPrivileges')
        return rolePrivileges(grants.map(grant => (grant.byTeam ? { ...grant, depth: 'Basic' } : grant)))
      if (!parameters.PrivilegeName) throw badRequest("The parameter 'PrivilegeName' is required.")
      return rolePrivileges(grants.filter(({ privilege }) => privilege === parameters.PrivilegeName))
    }
    case 'RetrievePrincipalAccess':
      return { AccessRights: accessOf(scope, row, parameters.Target ?? '') }
    default:
      throw noSegment(`Microsoft.Dynamics.CRM.${name}`)
  }
}

function rolePrivileges(grants: readonly Grant[]): Json {
  return {
    RolePrivileges: grants.map(({ depth, privilegeId, businessUnitId, privilege }) => ({
      Depth: depth,
      PrivilegeId: privilegeId,
      BusinessUnitId: businessUnitId,
      PrivilegeName: privilege,
    })),
  }
}

function accessOf({ db }: Scope, user: Row, target: string): string {
  const [, id = ''] = /queues\(([0-9a-f-]{36})\)/i.exec(target) ?? []
  const queue = db.table('queue').find(id)
  if (!queue) throw notFound('queue', id)
  const principal = { user, grants: grantsOf(db, String(user.systemuserid)) }
  try {
    return readable(db, principal, 'queue')(queue) ? 'ReadAccess' : 'None'
  } catch {
    return 'None'
  }
}

interface RolePrivilegeBody {
  readonly Privileges?: readonly { readonly Depth: Depth | number; readonly PrivilegeId: string }[]
}

/** Adds privileges to a role, or deepens them. */
export function addPrivilegesRole({ db, caller }: Scope, roleId: string, body: unknown): void {
  demand(caller, 'prvWriteRole', 'role')
  if (!db.table('role').find(roleId)) throw notFound('role', roleId)
  const { Privileges: privileges } = body as RolePrivilegeBody
  if (!privileges?.length) throw new Refusal(400, '0x80040203', "Required field 'Privileges' is missing")
  const depths: readonly Depth[] = ['Basic', 'Local', 'Deep', 'Global']
  for (const { Depth: given, PrivilegeId: privilegeid } of privileges) {
    if (!db.table('privilege').find(privilegeid)) throw notFound('privilege', privilegeid)
    const depth = typeof given === 'number' ? depths[given] : given
    setPrivilege(
      db.table('roleprivileges'),
      { roleid: roleId, privilegeid: privilegeid.toLowerCase() },
      MASKS[depth ?? 'Basic'],
    )
  }
}

type Table = ReturnType<Scope['db']['table']>

export function setPrivilege(
  table: Table,
  pair: { roleid: string; privilegeid: string },
  privilegedepthmask: number,
): void {
  const [existing] = table.where(row => row.roleid === pair.roleid && row.privilegeid === pair.privilegeid)
  if (existing) table.update(table.idOf(existing), { privilegedepthmask })
  else table.insert({ ...pair, privilegedepthmask })
}
