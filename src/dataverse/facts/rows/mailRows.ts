import type {
  DraftGroup,
  FlowFailure,
  PendingMail,
  SendAsJob,
  Submission,
  Workflow,
} from '../../../domain/diagnosis/facts.js'
import { isGuid } from '../../../domain/guid.js'
import { type Json, malformed } from '../../http/responses.js'
import { boolean, date, idOrNull, key, number, objectIn, text } from '../rowFields.js'

/** Rows about e-mails, and about what tried to send them. */

export function pendingMailOf(row: Json): PendingMail {
  return {
    id: key(row, 'activityid'),
    createdAt: requiredDate(row, 'createdon'),
    submittedAt: date(row.actualend),
    scheduledFor: date(row.delayedemailsendtime),
    createdBy: key(row, '_createdby_value'),
    createdOnBehalfBy: idOrNull(row._createdonbehalfby_value),
    byWorkflow: boolean(row.isworkflowcreated) ?? false,
    modifiedBy: key(row, '_modifiedby_value'),
    modifiedOnBehalfBy: idOrNull(row._modifiedonbehalfby_value),
    deliveryAttempts: number(row.deliveryattempts),
    hasTrackingToken: text(row.trackingtoken) !== null,
  }
}

/** One group of an aggregate; `newest`: rows of the newest drafts that no workflow made. */
export function draftGroupOf(row: Json, newest: readonly Json[]): DraftGroup {
  const count = number(row.count)
  if (count === null) throw malformed('a group without a count')
  const makers = { createdBy: key(row, 'maker'), onBehalfBy: idOrNull(row.caller) }
  const byWorkflow = boolean(row.workflow) ?? false
  const own = newest.filter(
    draft =>
      !byWorkflow &&
      key(draft, '_createdby_value') === makers.createdBy &&
      idOrNull(draft._createdonbehalfby_value) === makers.onBehalfBy,
  )
  return {
    ...makers,
    byWorkflow,
    times: own.map(draft => requiredDate(draft, 'createdon')),
    count,
    oldest: requiredDate(row, 'oldest'),
    newest: requiredDate(row, 'newest'),
  }
}

/** asyncoperation.statuscode: Waiting. */
const WAITING = 10

/** null: a job that waits for an event, as workflows do that are not in trouble. */
export function sendAsJobOf(row: Json): SendAsJob | null {
  if (row.iswaitingforevent === true && number(row.errorcode) === null) return null
  const regarding = idOrNull(row._regardingobjectid_value)
  return {
    id: key(row, 'asyncoperationid'),
    name: text(row.name) ?? '',
    state: row.statuscode === WAITING ? 'waiting' : 'failed',
    ownerId: key(row, '_ownerid_value'),
    activationId: idOrNull(row._workflowactivationid_value),
    regarding: regarding === null ? null : { table: text(row.primaryentitytype), id: regarding },
    at: requiredDate(row, 'createdon'),
  }
}

export function flowFailureOf(row: Json): FlowFailure {
  // UNCONFIRMED: which of the two columns has the flow. flowrun.name is the id of the run, which tells people nothing.
  const flowId = idOrNull(row._workflow_value) ?? idOrNull(row.workflowid)
  return { flowId: isGuid(flowId ?? '') ? flowId : null, at: requiredDate(row, 'starttime') }
}

export function workflowOf(row: Json): Workflow {
  const definition = objectIn(row.parentworkflowid)
  return {
    id: key(row, 'workflowid'),
    definitionId: idOrNull(definition.workflowid) ?? key(row, 'workflowid'),
    name: text(definition.name) ?? text(row.name) ?? '',
    owner: text(objectIn(row.owninguser).fullname),
  }
}

/** The status Pending Send, as the audit history writes it. */
const PENDING_SEND = '6'

/** Who set the status, if this row says so: audit.changedata is a JSON text. */
export function submissionOf(row: Json, mailId: string): Submission | null {
  const changes = changesIn(text(row.changedata))
  const submitted = changes.some(
    ({ logicalName, newValue }) => logicalName === 'statuscode' && String(newValue) === PENDING_SEND,
  )
  const accountId = idOrNull(row._userid_value)
  return submitted && accountId !== null ? { mailId, accountId, callerId: idOrNull(row._callinguserid_value) } : null
}

interface Change {
  readonly logicalName?: unknown
  readonly newValue?: unknown
}

function changesIn(json: string | null): readonly Change[] {
  try {
    const { changedAttributes } = JSON.parse(json ?? '{}') as { readonly changedAttributes?: readonly Change[] }
    return Array.isArray(changedAttributes) ? changedAttributes : []
  } catch {
    return []
  }
}

function requiredDate(row: Json, column: string): string {
  const at = date(row[column])
  if (at === null) throw malformed(`a row without ${column}`)
  return at
}
