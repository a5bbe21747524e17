import { odataGuid, odataString } from '../../http/literals.js'
import { spaced } from './fetchXml.js'

/** Users, queues, business units, roles and privileges. */

const USER =
  'systemuserid,fullname,internalemailaddress,domainname,isdisabled,outgoingemaildeliverymethod,azureactivedirectoryobjectid,emailrouteraccessapproval,islicensed,accessmode,applicationid,_businessunitid_value,_defaultmailbox_value'
const QUEUE =
  'queueid,name,emailaddress,outgoingemaildeliverymethod,emailrouteraccessapproval,_businessunitid_value,_defaultmailbox_value,_owninguser_value,_owningteam_value'
const ROLE = 'roleid,name,_parentrootroleid_value'

/** By primary address or sign-in name. */
export function usersByAddress(address: string): string {
  const value = odataString(address)
  const filter = `internalemailaddress eq ${value} or domainname eq ${value}`
  return `systemusers?$select=${USER}&$filter=${spaced(filter)}`
}

/** By primary address, sign-in name or full name. */
export function usersByName(name: string): string {
  const value = odataString(name)
  const filter = `internalemailaddress eq ${value} or domainname eq ${value} or fullname eq ${value}`
  return `systemusers?$select=${USER}&$filter=${spaced(filter)}`
}

/** It asks only whether anybody has the address. */
export function anyUserByAddress(address: string): string {
  const value = odataString(address)
  const filter = `internalemailaddress eq ${value} or domainname eq ${value}`
  return `systemusers?$select=systemuserid&$filter=${spaced(filter)}&$top=1`
}

export function anyQueueByAddress(address: string): string {
  return `queues?$select=queueid&$filter=${spaced(`emailaddress eq ${odataString(address)}`)}&$top=1`
}

export function userByObjectId(objectId: string): string {
  const filter = `azureactivedirectoryobjectid eq ${odataGuid(objectId)}`
  return `systemusers?$select=systemuserid,fullname,internalemailaddress&$filter=${spaced(filter)}&$top=2`
}

export function queuesByAddress(address: string): string {
  return `queues?$select=${QUEUE}&$filter=${spaced(`emailaddress eq ${odataString(address)}`)}`
}

/** At most as many as a $filter can name. */
export function usersById(ids: readonly string[]): string {
  const filter = ids.map(id => `systemuserid eq ${odataGuid(id)}`).join(' or ')
  return `systemusers?$select=${USER}&$filter=${spaced(filter)}`
}

export const businessUnits = () => 'businessunits?$select=businessunitid,name,_parentbusinessunitid_value'

/** One row per user, under the user's id. */
export function userSettings(userId: string): string {
  return `usersettingscollection(${odataGuid(userId)})?$select=issendasallowed`
}

/**
 * The effective depth, teams included. RetrieveUserPrivileges reports Basic for everything that comes through a team.
 * https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrieveuserprivilegebyprivilegename
 */
export function privilegeOf(userId: string, privilege: string): string {
  const name = 'Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName'
  return `systemusers(${odataGuid(userId)})/${name}(PrivilegeName=@p1)?@p1=${odataString(privilege)}`
}

export function rolesOf(userId: string): string {
  return `systemusers(${odataGuid(userId)})/systemuserroles_association?$select=${ROLE}`
}

export function teamsOf(userId: string): string {
  const roles = `$expand=teamroles_association($select=${ROLE})`
  return `systemusers(${odataGuid(userId)})/teammembership_association?$select=teamid,name&${roles}`
}

/** prvSendAsUser, the depths that it can have, and all roles that carry it, no matter who holds them. */
export function sendAsRoles(): string {
  const roles = '$expand=roleprivileges_association($select=roleid,_parentrootroleid_value)'
  return `privileges?$select=privilegeid,canbelocal,canbedeep,canbeglobal&$filter=${spaced(`name eq ${odataString('prvSendAsUser')}`)}&${roles}`
}

/** https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrieveprincipalaccess */
export function accessToQueue(userId: string, queueId: string): string {
  const target = encodeURIComponent(`{'@odata.id':'queues(${odataGuid(queueId)})'}`)
  return `systemusers(${odataGuid(userId)})/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@p1)?@p1=${target}`
}

/** Whether a user has any security role of their own. */
export function anyRoleOfUser(userId: string): string {
  return `systemusers(${odataGuid(userId)})/systemuserroles_association?$select=roleid&$top=1`
}

export function anyRoleOfTeam(teamId: string): string {
  return `teams(${odataGuid(teamId)})/teamroles_association?$select=roleid&$top=1`
}

/** Whether a user belongs to a team that has a security role. */
export function anyTeamRoleOf(userId: string): string {
  const roles = '$expand=teamroles_association($select=roleid)'
  return `systemusers(${odataGuid(userId)})/teammembership_association?$select=teamid&${roles}`
}
