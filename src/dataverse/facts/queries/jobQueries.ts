import { odataGuid, odataString } from '../../http/literals.js'
import { spaced } from './fetchXml.js'

/** What ran, and what it left behind: system jobs, runs of flows, the audit history. */

/** The send-as errors as a system job may hold them: 0x8004480D and 0x8004480F. UNCONFIRMED: whether `errorcode` has them, so the message counts too. */
const SEND_AS_ERRORS = [-2147203059, -2147203057] as const
const SEND_AS_TEXTS = [
  ...['8004480D', '8004480F', '-2147203059', '-2147203057', 'UserDoesNotHaveSendAs'],
  'does not have send-as privilege',
] as const

/** More jobs than this with one error are an outage. */
export const MOST_JOBS = 50

const JOB = [
  'asyncoperationid,name,statecode,statuscode,errorcode,iswaitingforevent,createdon,primaryentitytype',
  '_ownerid_value,_regardingobjectid_value,_workflowactivationid_value',
].join(',')
/** asyncoperation.statuscode: Waiting (of Suspended), Failed (of Completed). */
export const JOB_WAITING = 10
const JOB_FAILED = 31

/** Jobs since `moment` that wait or failed with a send-as error, newest first. */
export function sendAsJobs(moment: string): string {
  const states = `(statuscode eq ${JOB_WAITING} or statuscode eq ${JOB_FAILED})`
  const filter = `${states} and createdon ge ${moment} and ${sendAsError()}`
  return `asyncoperations?$select=${JOB}&$filter=${spaced(filter)}&$orderby=${spaced('createdon desc')}&$top=${MOST_JOBS}`
}

/** The condition that a job holds a send-as error. */
export function sendAsError(): string {
  const errors = SEND_AS_ERRORS.map(code => `errorcode eq ${code}`)
  const texts = SEND_AS_TEXTS.map(text => `contains(message,${odataString(text)})`)
  return `(${[...errors, ...texts].join(' or ')})`
}

/** Runs of solution flows that failed since `moment`, newest first. Status texts other than Failed vary, so only that one is compared. */
export function failedFlowRuns(moment: string): string {
  const filter = `status eq 'Failed' and starttime ge ${moment}`
  return `flowruns?$select=flowrunid,starttime,workflowid,_workflow_value&$filter=${spaced(filter)}&$orderby=${spaced('starttime desc')}&$top=50`
}

/**
 * Classic workflows and cloud flows, with their owners. A job names the activation of a workflow (type 2), which names the
 * definition that people know.
 */
export function workflowsById(ids: readonly string[]): string {
  const filter = ids.map(id => `workflowid eq ${odataGuid(id)}`).join(' or ')
  const around = 'parentworkflowid($select=workflowid,name),owninguser($select=fullname)'
  return `workflows?$select=workflowid,name&$filter=${spaced(filter)}&$expand=${around}`
}

/** Changes of one e-mail, newest first. https://learn.microsoft.com/power-apps/developer/data-platform/auditing/retrieve-audit-data */
export function auditsOf(mailId: string): string {
  const filter = `_objectid_value eq ${odataGuid(mailId)} and objecttypecode eq 'email'`
  const columns = 'auditid,createdon,changedata,_userid_value,_callinguserid_value'
  return `audits?$select=${columns}&$filter=${spaced(filter)}&$orderby=${spaced('createdon desc')}&$top=20`
}
