import {
  allOf,
  combined,
  condition,
  draftsBy,
  draftsOf,
  JOB_WAITING,
  MAIL,
  MOST_JOBS,
  madeBy,
  mailsOf,
  notSubmittedOf,
  sendAsError,
  spaced,
} from '../facts/queries.js'
import { fetchXmlPath } from '../http/dataverseClient.js'
import { odataGuid } from '../http/literals.js'

/** The questions asked before and after a repair. Paths are below /api/data/vX.Y/. */

const ROLE = 'roleid,name,ismanaged,iscustomizable,_roletemplateid_value,_businessunitid_value,_parentrootroleid_value'
/** The most people to list by name; nobody reads a longer list. */
export const MOST_HOLDERS = 250
/** How many e-mails the offer to cancel lists; when those are canceled, it lists the next ones. */
const MOST_MAILS = 100

export function rolesHeldBy(userId: string): string {
  return `systemusers(${odataGuid(userId)})/systemuserroles_association?$select=${ROLE}`
}

export function teamRolesOf(userId: string): string {
  const roles = `$expand=teamroles_association($select=${ROLE})`
  return `systemusers(${odataGuid(userId)})/teammembership_association?$select=teamid&${roles}`
}

export function rolesIn(businessUnitId: string): string {
  return `roles?$select=${ROLE}&$filter=${spaced(`_businessunitid_value eq ${odataGuid(businessUnitId)}`)}`
}

/** https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrieveroleprivilegesrole */
export function privilegesOf(roleId: string): string {
  return `RetrieveRolePrivilegesRole(RoleId=@p1)?@p1=${odataGuid(roleId)}`
}

/** All holders of a role except one user, in any business unit; `masterId`: the role that the others are copies of. */
export function holdersOf(masterId: string, butUserId: string): string {
  return holders(butUserId, linked('systemuserroles', 'systemuserid', theRole(masterId)))
}

/** Those who hold it as members of a team. */
export function holdersThroughTeams(masterId: string, butUserId: string): string {
  const teams = linked('teamroles', 'teamid', theRole(masterId))
  return holders(butUserId, linked('teammembership', 'systemuserid', teams))
}

function holders(butUserId: string, link: string): string {
  const columns = ['systemuserid', 'fullname', 'applicationid', 'accessmode']
  const attributes = columns.map(name => `<attribute name="${name}"/>`).join('')
  const filter = `<filter>${condition('systemuserid', 'ne', odataGuid(butUserId))}</filter>`
  const entity = `<entity name="systemuser">${attributes}${filter}${link}</entity>`
  return fetchXmlPath('systemusers', `<fetch distinct="true" top="${MOST_HOLDERS}">${entity}</fetch>`)
}

/** An intersect table, and the tables that it links. */
function linked(table: string, by: string, inner: string): string {
  return `<link-entity name="${table}" from="${by}" to="${by}" intersect="true">${inner}</link-entity>`
}

function theRole(masterId: string): string {
  const filter = `<filter>${condition('parentrootroleid', 'eq', odataGuid(masterId))}</filter>`
  return `<link-entity name="role" from="roleid" to="roleid">${filter}</link-entity>`
}

const MAIL_TEXT = 'subject,torecipients'
const WAITING_MAIL = `${MAIL_TEXT},createdon`

/** The sender's oldest e-mails in Pending Send. */
export function oldestMails(senderId: string): string {
  return `emails?$select=${WAITING_MAIL}&$filter=${spaced(waiting(senderId))}&${inOrder}&$top=${MOST_MAILS}`
}

/** Which of these e-mails the sender still has in Pending Send; with their personal content only where it may be seen. */
export function waitingMails(senderId: string, ids: readonly string[], personal: boolean): string {
  const any = ids.map(id => `activityid eq ${odataGuid(id)}`).join(' or ')
  const filter = spaced(`${waiting(senderId)} and (${any})`)
  return `emails?$select=${personal ? WAITING_MAIL : 'createdon'}&$filter=${filter}&${inOrder}`
}

/** One row of the sender's mailbox, with the columns that a repair may write. */
export function mailboxById(mailboxId: string): string {
  return `mailboxes(${odataGuid(mailboxId)})?$select=testemailconfigurationscheduled,outgoingemaildeliverymethod,emailrouteraccessapproval`
}

/** Jobs of these accounts that wait with a send-as error, the oldest first. */
export function waitingJobs(ownerIds: readonly string[]): string {
  const owners = ownerIds.map(id => `_ownerid_value eq ${odataGuid(id)}`).join(' or ')
  const filter = spaced(`statecode eq 1 and statuscode eq ${JOB_WAITING} and ${sendAsError()} and (${owners})`)
  return `asyncoperations?$select=name,createdon,primaryentitytype&$filter=${filter}&${inOrder}&$top=${MOST_JOBS}`
}

export function jobsById(ids: readonly string[]): string {
  const filter = spaced(ids.map(id => `asyncoperationid eq ${odataGuid(id)}`).join(' or '))
  return `asyncoperations?$select=asyncoperationid&$filter=${filter}&$top=${MOST_JOBS}`
}

const DRAFT_MAIL = 'createdon,attachmentcount,_createdby_value'

export interface DraftsAsked {
  readonly senderId: string
  readonly makerIds: readonly string[]
  readonly since: string
  /** With their personal content. */
  readonly own: boolean
}

/** Drafts that these accounts made in the sender's name, the oldest first. Imported rows are never among them. */
export function draftsMadeBy({ senderId, makerIds, since, own }: DraftsAsked): string {
  const { odata } = combined(draftsOf(senderId, since), madeBy(makerIds))
  return `emails?$select=${own ? `${DRAFT_MAIL},${MAIL_TEXT}` : DRAFT_MAIL}&$filter=${spaced(odata)}&${inOrder}&$top=${MOST_MAILS}`
}

/** More senders than this are not listed. */
export const MOST_SENDERS = 50

/** The users in whose name an account made drafts. */
export function sendersOf(accountId: string, since: string): string {
  const drafts = allOf(...draftsBy(accountId, since).xml)
  const mails = `<link-entity name="email" from="emailsender" to="systemuserid">${drafts}</link-entity>`
  const attributes = ['systemuserid', 'fullname', 'businessunitid'].map(name => `<attribute name="${name}"/>`)
  const entity = `<entity name="systemuser">${attributes.join('')}${mails}</entity>`
  return fetchXmlPath('systemusers', `<fetch distinct="true" top="${MOST_SENDERS}">${entity}</fetch>`)
}

/** E-mails whose status was set without the Send request. */
export function notSubmitted(senderId: string, personal: boolean): string {
  const { odata } = notSubmittedOf(senderId)
  return `emails?$select=${personal ? `${DRAFT_MAIL},${MAIL_TEXT}` : DRAFT_MAIL}&$filter=${spaced(odata)}&${inOrder}&$top=${MOST_MAILS}`
}

const inOrder = `$orderby=${spaced('createdon asc')}`

function waiting(senderId: string): string {
  return mailsOf(senderId, MAIL.pendingSend).odata
}

/** A set with the row of this id, or an empty one. */
export function roleById(roleId: string): string {
  return `roles?$select=roleid&$filter=${spaced(`roleid eq ${odataGuid(roleId)}`)}`
}

/** The role, if the user holds it directly; a set of one row, or an empty one. */
export function roleHeldBy(userId: string, roleId: string): string {
  const filter = spaced(`roleid eq ${odataGuid(roleId)}`)
  return `systemusers(${odataGuid(userId)})/systemuserroles_association?$select=roleid&$filter=${filter}`
}
