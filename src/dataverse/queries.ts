import { fetchXmlPath } from './client.js'
import { odataGuid, odataString, xmlAttribute } from './literals.js'

/** Every question that the bot asks Dataverse. Paths are below /api/data/v9.2/; names: Dataverse Web API v9.2. */

const USER =
  'systemuserid,fullname,internalemailaddress,domainname,isdisabled,outgoingemaildeliverymethod,azureactivedirectoryobjectid,_businessunitid_value,_defaultmailbox_value'
const QUEUE = 'queueid,name,emailaddress,outgoingemaildeliverymethod,_businessunitid_value'
/** More people with one address than anybody chooses from. */
const MANY = 20

export const version = () => 'RetrieveVersion'

export const currentOrganization = () =>
  "RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'"

/** By primary address or sign-in name. */
export function usersByAddress(address: string): string {
  const value = odataString(address)
  const filter = `internalemailaddress eq ${value} or domainname eq ${value}`
  return `systemusers?$select=${USER}&$filter=${spaced(filter)}&$top=${MANY}`
}

/** By primary address, sign-in name or full name. */
export function usersByName(name: string): string {
  const value = odataString(name)
  const filter = `internalemailaddress eq ${value} or domainname eq ${value} or fullname eq ${value}`
  return `systemusers?$select=${USER}&$filter=${spaced(filter)}&$top=${MANY}`
}

export function userByObjectId(objectId: string): string {
  const filter = `azureactivedirectoryobjectid eq ${odataGuid(objectId)}`
  return `systemusers?$select=systemuserid,fullname,internalemailaddress&$filter=${spaced(filter)}&$top=2`
}

export function queuesByAddress(address: string): string {
  return `queues?$select=${QUEUE}&$filter=${spaced(`emailaddress eq ${odataString(address)}`)}&$top=${MANY}`
}

export const businessUnits = () => 'businessunits?$select=businessunitid,name,_parentbusinessunitid_value'

/** One row per user, under the user's id. */
export function userSettings(userId: string): string {
  return `usersettingscollection(${odataGuid(userId)})?$select=issendasallowed`
}

export function mailboxesOf(ownerId: string): string {
  const filter = `_regardingobjectid_value eq ${odataGuid(ownerId)}`
  return `mailboxes?$select=mailboxid,name,statecode,outgoingemaildeliverymethod&$filter=${spaced(filter)}&$top=${MANY}`
}

/**
 * The effective depth, teams included. RetrieveUserPrivileges tells Basic for whatever comes through a team.
 * https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrieveuserprivilegebyprivilegename
 */
export function sendAsPrivilege(userId: string): string {
  const name = 'Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName'
  return `systemusers(${odataGuid(userId)})/${name}(PrivilegeName=@p1)?@p1=${odataString('prvSendAsUser')}`
}

/** Count, oldest and newest of a sender's outgoing e-mails in Pending Send. createdon, because modifiedon moves with every attempt to send. */
export function pendingMails(senderId: string): string {
  return mails(senderId, { statuscode: 6, also: '', dates: true })
}

export function pendingMailsBefore(senderId: string, moment: string): string {
  return mails(senderId, { statuscode: 6, also: condition('createdon', 'lt', moment), dates: false })
}

/** Dataverse keeps whole seconds: a mail of the same second counts. */
export function mailsSentSince(senderId: string, moment: string): string {
  const second = `${moment.slice(0, 19)}Z`
  return mails(senderId, { statuscode: 3, also: condition('senton', 'ge', second), dates: false })
}

interface Mails {
  readonly statuscode: number
  readonly also: string
  readonly dates: boolean
}

function mails(senderId: string, { statuscode, also, dates }: Mails): string {
  const attributes = [
    '<attribute name="activityid" aggregate="count" alias="count"/>',
    ...(dates
      ? [
          '<attribute name="createdon" aggregate="min" alias="oldest"/>',
          '<attribute name="createdon" aggregate="max" alias="newest"/>',
        ]
      : []),
  ]
  const conditions = [
    condition('statuscode', 'eq', String(statuscode)),
    condition('directioncode', 'eq', '1'),
    condition('emailsender', 'eq', odataGuid(senderId)),
    also,
  ]
  const entity = `<entity name="email">${attributes.join('')}<filter>${conditions.join('')}</filter></entity>`
  return fetchXmlPath('emails', `<fetch aggregate="true">${entity}</fetch>`)
}

function condition(attribute: string, operator: string, value: string): string {
  return `<condition attribute="${attribute}" operator="${operator}" value="${xmlAttribute(value)}"/>`
}

function spaced(filter: string): string {
  return filter.replaceAll(' ', '%20')
}
