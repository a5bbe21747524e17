import { spaced } from '../facts/queries/fetchXml.js'
import { odataGuid, odataString } from '../http/literals.js'

/** The root of the business units. */
export const rootUnits = () =>
  `businessunits?$select=businessunitid,name&$filter=${spaced('_parentbusinessunitid_value eq null')}`

export function privilegesNamed(names: readonly string[]): string {
  const filter = names.map(name => `name eq ${odataString(name)}`).join(' or ')
  return `privileges?$select=privilegeid,name&$filter=${spaced(filter)}`
}

/** A role that has this id or name; the copies in other business units than its own are left out. */
export function rolesCalled(id: string, name: string): string {
  const filter = `(roleid eq ${odataGuid(id)} or name eq ${odataString(name)}) and _parentroleid_value eq null`
  return `roles?$select=roleid,name,ismanaged,_businessunitid_value&$filter=${spaced(filter)}`
}

export function usersOfApplication(appId: string): string {
  const columns = 'systemuserid,fullname,isdisabled,_businessunitid_value'
  return `systemusers?$select=${columns}&$filter=${spaced(`applicationid eq ${odataGuid(appId)}`)}`
}

/** The copy of a role in a business unit: users can hold only copies of their own unit. */
export function copiesOfRole(roleId: string, unitId: string): string {
  const filter = `_parentrootroleid_value eq ${odataGuid(roleId)} and _businessunitid_value eq ${odataGuid(unitId)}`
  return `roles?$select=roleid&$filter=${spaced(filter)}`
}
