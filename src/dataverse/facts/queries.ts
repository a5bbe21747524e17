import { fetchXmlPath } from '../http/dataverseClient.js'
import { odataGuid, odataString, xmlAttribute } from '../http/literals.js'

/** Every question that the bot asks Dataverse. Paths are below /api/data/vX.Y/; names: Dataverse Web API v9.2. */

const USER =
  'systemuserid,fullname,internalemailaddress,domainname,isdisabled,outgoingemaildeliverymethod,azureactivedirectoryobjectid,emailrouteraccessapproval,islicensed,_businessunitid_value,_defaultmailbox_value'
const QUEUE =
  'queueid,name,emailaddress,outgoingemaildeliverymethod,emailrouteraccessapproval,_businessunitid_value,_defaultmailbox_value'
const MAILBOX =
  'mailboxid,name,emailaddress,statecode,outgoingemaildeliverymethod,emailrouteraccessapproval,outgoingemailstatus,enabledforoutgoingemail,lastsuccessfulsynccompletedon,_emailserverprofile_value'
const ROLE = 'roleid,name,_parentrootroleid_value'
/** email.statuscode */
export const PENDING_SEND = 6
const SENT = 3
export const version = () => 'RetrieveVersion'

export const whoAmI = () => 'WhoAmI'

export const currentOrganization = () =>
  "RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'"

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

export const mailSettings = () =>
  'organizations?$select=emailconnectionchannel,requireapprovalforuseremail,requireapprovalforqueueemail'

export const businessUnits = () => 'businessunits?$select=businessunitid,name,_parentbusinessunitid_value'

/** One row per user, under the user's id. */
export function userSettings(userId: string): string {
  return `usersettingscollection(${odataGuid(userId)})?$select=issendasallowed`
}

export function mailboxesOf(ownerId: string): string {
  const filter = `_regardingobjectid_value eq ${odataGuid(ownerId)}`
  return `mailboxes?$select=${MAILBOX}&$filter=${spaced(filter)}`
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

/** Alerts of level Error, newest first: all of them, because a known one may hide an unknown one. */
export function alertsOf(mailboxId: string): string {
  const filter = `_regardingobjectid_value eq ${odataGuid(mailboxId)} and level eq 3`
  const newest = `$orderby=${spaced('createdon desc')}`
  return `tracelogs?$select=text,errordetails,createdon&$filter=${spaced(filter)}&${newest}`
}

/** Counts a sender's outgoing e-mails in Pending Send. Dated by createdon, because modifiedon changes with every attempt to send. */
export function pendingMails(senderId: string): string {
  return countQuery(senderId, PENDING_SEND)
}

export function pendingMailsBefore(senderId: string, moment: string): string {
  return countQuery(senderId, PENDING_SEND, condition('createdon', 'lt', moment))
}

/** Dataverse keeps whole seconds, so an e-mail of the same second counts. */
export function mailsSentSince(senderId: string, moment: string): string {
  return countQuery(senderId, SENT, condition('senton', 'ge', `${moment.slice(0, 19)}Z`))
}

export function oldestPending(senderId: string): string {
  return firstMail(senderId, { statuscode: PENDING_SEND, column: 'createdon', direction: 'asc' })
}

export function newestPending(senderId: string): string {
  return firstMail(senderId, { statuscode: PENDING_SEND, column: 'createdon', direction: 'desc' })
}

export function newestSent(senderId: string): string {
  return firstMail(senderId, { statuscode: SENT, column: 'senton', direction: 'desc' })
}

/** An aggregate: however many there are, it returns one row. */
function countQuery(senderId: string, statuscode: number, also = ''): string {
  const conditions = [
    condition('statuscode', 'eq', String(statuscode)),
    condition('directioncode', 'eq', '1'),
    condition('emailsender', 'eq', odataGuid(senderId)),
    also,
  ]
  const count = '<attribute name="activityid" aggregate="count" alias="count"/>'
  const entity = `<entity name="email">${count}<filter>${conditions.join('')}</filter></entity>`
  return fetchXmlPath('emails', `<fetch aggregate="true">${entity}</fetch>`)
}

interface First {
  readonly statuscode: number
  readonly column: 'createdon' | 'senton'
  readonly direction: 'asc' | 'desc'
}

function firstMail(senderId: string, { statuscode, column, direction }: First): string {
  const filter = `_emailsender_value eq ${odataGuid(senderId)} and statuscode eq ${statuscode} and directioncode eq true`
  return `emails?$select=${column}&$filter=${spaced(filter)}&$orderby=${spaced(`${column} ${direction}`)}&$top=1`
}

export function condition(attribute: string, operator: string, value: string): string {
  return `<condition attribute="${attribute}" operator="${operator}" value="${xmlAttribute(value)}"/>`
}

export function spaced(filter: string): string {
  return filter.replaceAll(' ', '%20')
}
