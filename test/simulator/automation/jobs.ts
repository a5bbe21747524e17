import { Refusal } from '../api/errors.js'
import { type Database, iso, type Row, type Value } from '../rows/database.js'

/** asyncoperation.operationtype */
export const OPERATION = { plugin: 1, workflow: 10 } as const

/** asyncoperation.statecode and statuscode. https://learn.microsoft.com/power-apps/developer/data-platform/asynchronous-service */
export const JOB = {
  ready: { statecode: 0, statuscode: 0 },
  waiting: { statecode: 1, statuscode: 10 },
  succeeded: { statecode: 3, statuscode: 30 },
  failed: { statecode: 3, statuscode: 31 },
  canceled: { statecode: 3, statuscode: 32 },
} as const

/** What a job has to do. The product keeps this in a column that cannot be read; here it is in rootexecutioncontext. */
export interface Task {
  readonly sender: string
  readonly to: string
  readonly subject: string
  /** The record that triggered it, for example a case. */
  readonly record: string
  /** The e-mail, once the step before has made it. */
  readonly mail?: string
  /** Whether errorcode is filled in if the job fails, or the code is in the message only. It is UNCONFIRMED which. */
  readonly hasErrorCode: boolean
}

interface NewJob {
  readonly id: string
  readonly name: string
  readonly operationtype: number
  /** The account that it runs as. */
  readonly owner: Row
  readonly task: Task
  /** Its activation, if it is a workflow. */
  readonly activationId?: Value
  readonly message: string
  readonly at: string
}

export function insertJob(db: Database, { name, operationtype, owner, task, at, ...job }: NewJob): Row {
  return db.table('asyncoperation').insert({
    asyncoperationid: job.id,
    name,
    operationtype,
    ...JOB.ready,
    messagename: job.message,
    primaryentitytype: 'incident',
    errorcode: null,
    message: null,
    friendlymessage: null,
    iswaitingforevent: false,
    retrycount: 0,
    postponeuntil: null,
    createdon: at,
    modifiedon: at,
    startedon: null,
    completedon: null,
    rootexecutioncontext: JSON.stringify(task),
    _regardingobjectid_value: task.record,
    _workflowactivationid_value: job.activationId ?? null,
    _createdby_value: owner.systemuserid ?? null,
    _modifiedby_value: owner.systemuserid ?? null,
    _ownerid_value: owner.systemuserid ?? null,
    _owninguser_value: owner.systemuserid ?? null,
    _owningbusinessunit_value: owner._businessunitid_value ?? null,
  })
}

export function taskOf({ rootexecutioncontext }: Row): Task {
  return JSON.parse(String(rootexecutioncontext)) as Task
}

/** The columns of a job whose step was refused: a workflow waits to be resumed, any other job has failed. */
export function refusedJob(job: Row, refusal: Refusal, now: Date): Row {
  const isWorkflow = job.operationtype === OPERATION.workflow
  return {
    ...(isWorkflow ? JOB.waiting : JOB.failed),
    // The codes of the product are unsigned in hexadecimal, and signed in this column.
    errorcode: taskOf(job).hasErrorCode ? Number(refusal.code) | 0 : null,
    message: `Microsoft.Crm.CrmException: ${refusal.message}. ErrorCode: ${refusal.code}`,
    friendlymessage: refusal.message,
    retrycount: Number(job.retrycount ?? 0) + (job.startedon ? 1 : 0),
    startedon: iso(now),
    completedon: isWorkflow ? null : iso(now),
  }
}

/** The only columns that may be written. */
const WRITABLE: readonly string[] = ['statecode', 'statuscode', 'postponeuntil']
const SUSPENDED = 1
const LOCKED = 2

/**
 * A change of a job through the Web API: Resume makes a suspended job ready, Cancel completes one that is not completed,
 * Pause suspends one that is running, Postpone sets postponeuntil. The codes of the refusals are not documented.
 * https://learn.microsoft.com/power-apps/developer/data-platform/asynchronous-service#manage-system-job-states
 */
export function changedJob(job: Row, written: Row): Row {
  const other = Object.keys(written).find(name => !WRITABLE.includes(name))
  if (other) throw new Refusal(400, '', `The column '${other}' of a system job cannot be updated.`)
  if (written.statecode === undefined && written.statuscode === undefined) return {}
  const state = Number(written.statecode ?? job.statecode)
  const target = TARGETS[state]
  if (!target?.from.includes(Number(job.statecode)) || ![undefined, target.statuscode].includes(statusIn(written)))
    throw new Refusal(
      400,
      '',
      `The state of the system job cannot be changed. Current state: ${job.statecode}, current status: ${job.statuscode}, target state: ${state}.`,
    )
  return { statecode: state, statuscode: target.statuscode }
}

function statusIn({ statuscode }: Row): number | undefined {
  return statuscode === undefined ? undefined : Number(statuscode)
}

/** By the state that is written: the status that comes with it, and the states that a job can have before. */
const TARGETS: Readonly<Record<number, { readonly statuscode: number; readonly from: readonly number[] }>> = {
  0: { statuscode: JOB.ready.statuscode, from: [SUSPENDED] },
  1: { statuscode: JOB.waiting.statuscode, from: [LOCKED] },
  3: { statuscode: JOB.canceled.statuscode, from: [0, SUSPENDED, LOCKED] },
}
