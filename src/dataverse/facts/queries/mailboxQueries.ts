import { odataGuid } from '../../http/literals.js'
import { spaced } from './fetchXml.js'

/** Mailboxes, their profiles and their alerts. */

const MAILBOX = [
  'mailboxid,name,emailaddress,statecode,outgoingemaildeliverymethod,emailrouteraccessapproval',
  'outgoingemailstatus,enabledforoutgoingemail,testemailconfigurationscheduled',
  'postponesendinguntil,postponemailboxprocessinguntil,transientfailurecount',
  'lastsyncerror,lastsyncerrorcode,lastsyncerroroccurredon,lastsuccessfulsynccompletedon',
  '_emailserverprofile_value,_regardingobjectid_value',
].join(',')
/** Columns that only organizations hosted by Microsoft have. */
const MAILBOX_ONLINE = 'isemailaddressapprovedbyo365admin,acsenabledforoutgoingemail,acsoutgoingemailstatus'
const PROFILE = 'emailserverprofileid,name,statecode,servertype,outgoingcredentialretrieval'
const PROFILE_ONLINE = 'acsenabledforoutgoingemail'

export interface Hosted {
  readonly online: boolean
}

export function mailboxesOf(ownerId: string, hosted: Hosted): string {
  return `mailboxes?$select=${mailboxColumns(hosted)}&$filter=${spaced(`_regardingobjectid_value eq ${odataGuid(ownerId)}`)}`
}

/** The mailboxes of several users. */
export function mailboxesOfUsers(userIds: readonly string[], hosted: Hosted): string {
  const filter = userIds.map(id => `_regardingobjectid_value eq ${odataGuid(id)}`).join(' or ')
  return `mailboxes?$select=${mailboxColumns(hosted)}&$filter=${spaced(filter)}`
}

function mailboxColumns({ online }: Hosted): string {
  return online ? `${MAILBOX},${MAILBOX_ONLINE}` : MAILBOX
}

/** All of them: an organization has a handful. */
export function serverProfiles({ online }: Hosted): string {
  return `emailserverprofiles?$select=${online ? `${PROFILE},${PROFILE_ONLINE}` : PROFILE}`
}

/** When synchronization last looked at any mailbox. */
export function lastProcessed(): string {
  const newest = `$orderby=${spaced('processinglastattemptedon desc')}&$top=1`
  return `mailboxes?$select=processinglastattemptedon&$filter=${spaced('processinglastattemptedon ne null')}&${newest}`
}

/**
 * Alerts of level Error, newest first: all of a mailbox, because a known one may hide an unknown one, and those of the
 * profiles.
 */
export function alertsOf(mailboxId: string): string {
  const filter = `_regardingobjectid_value eq ${odataGuid(mailboxId)} and level eq 3`
  const newest = `$orderby=${spaced('createdon desc')}`
  return `tracelogs?$select=text,errordetails,createdon&$filter=${spaced(filter)}&${newest}`
}

/** The newest alerts of level Error that hang on any email server profile. */
export function alertsOfProfiles(): string {
  const filter = 'regardingobjectid_emailserverprofile/emailserverprofileid ne null and level eq 3'
  const newest = `$orderby=${spaced('createdon desc')}&$top=50`
  const columns = 'text,errordetails,createdon,_regardingobjectid_value'
  return `tracelogs?$select=${columns}&$filter=${spaced(filter)}&${newest}`
}
