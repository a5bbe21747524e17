import { randomUUID } from 'node:crypto'
import { Refusal } from '../api/errors.js'
import type { Environment } from '../background/environment.js'
import { type Database, iso, type Row } from '../rows/database.js'
import { principalOf } from '../rows/security.js'
import { isFuture, organizationOf, senderOf } from '../sending/mails.js'
import { insertDraft } from '../sending/newMail.js'
import { sendEmail } from '../sending/sendEmail.js'
import { insertJob, JOB, OPERATION, refusedJob, type Task, taskOf } from './jobs.js'
import { isDefinition, isFlow, REAL_TIME, runsAsCaller, type Step, stepOf } from './processes.js'

export interface AutomationOptions {
  readonly db: Database
  readonly environment: Environment
  readonly now: () => Date
  readonly newId?: () => string
}

interface Run {
  /** Who started it by hand, or triggered it. */
  readonly by?: Row
  /** The record that it is about; default: a new one. */
  readonly record?: string
  /** See `Task`; default: true. */
  readonly hasErrorCode?: boolean
}

/** Workflows, flows and plug-ins that make an e-mail and send it. */
export class Automation {
  readonly #newId: () => string

  constructor(private readonly options: AutomationOptions) {
    this.#newId = options.newId ?? randomUUID
  }

  /** An event: a background workflow runs as its owner, a real-time one at once, as its owner or as the caller. */
  trigger(name: string, run: Run = {}): void {
    const workflow = this.process(name)
    const owner = this.#user(workflow._ownerid_value)
    if (workflow.mode === REAL_TIME) this.#runAtOnce(workflow, runsAsCaller(workflow) ? (run.by ?? owner) : owner)
    else this.#queue(workflow, owner, { ...run, message: 'Create' })
  }

  /** "Run Workflow": a background workflow runs as the person who starts it. */
  start(name: string, by: Row, run: Omit<Run, 'by'> = {}): void {
    this.#queue(this.process(name), by, { ...run, message: 'ExecuteWorkflow' })
  }

  /** A flow acts as the user of its connection. A refusal leaves the draft, and the run if runs are kept. */
  runFlow(name: string): void {
    const { db, environment, now } = this.options
    const flow = this.process(name)
    const account = this.#user(environment.connections.get(String(flow.workflowid)) ?? flow._ownerid_value)
    const starttime = iso(now())
    const refusal = this.#refusalOf(account, this.#draft(account, { ...stepOf(flow) }))
    if (Number(organizationOf(db).flowruntimetoliveinseconds ?? 0) === 0) return
    db.table('flowrun').insert({
      flowrunid: this.#newId(),
      name: this.#newId(),
      status: refusal ? 'Failed' : 'Succeeded',
      errorcode: refusal ? 'ActionFailed' : null,
      // The text of the action itself is not in Dataverse.
      errormessage: refusal ? 'An action failed. No dependent actions succeeded.' : null,
      starttime,
      endtime: iso(now()),
      triggertype: 'Automated',
      workflowid: flow.workflowid ?? null,
      _workflow_value: flow.workflowid ?? null,
      _ownerid_value: flow._ownerid_value ?? null,
      _owninguser_value: flow._ownerid_value ?? null,
      _owningbusinessunit_value: flow._owningbusinessunit_value ?? null,
    })
  }

  /** An integration that makes an e-mail and sends it in the name of a user. A refusal leaves the draft. */
  impersonate(integration: Row, account: Row, step: Step): Refusal | null {
    return this.#refusalOf(account, this.#draft(account, { ...step, impersonator: integration }), integration)
  }

  /** An asynchronous plug-in step that sends as an account; `name` is that of the step. */
  runPlugin(name: string, account: Row, task: Omit<Task, 'record' | 'hasErrorCode'> & Omit<Run, 'by'>): void {
    const { record = this.#newId(), hasErrorCode = true } = task
    const at = iso(this.options.now())
    const job = { name, operationtype: OPERATION.plugin, owner: account, message: 'Create', at, id: this.#newId() }
    insertJob(this.options.db, { ...job, task: { ...task, record, hasErrorCode } })
  }

  /** The asynchronous service: runs the jobs that are ready, oldest first. */
  tick(): void {
    const { db, now } = this.options
    const jobs = db.table('asyncoperation')
    const ready = [...jobs.having('statecode', JOB.ready.statecode)].filter(job => !isFuture(job.postponeuntil, now()))
    for (const job of ready.toSorted((a, b) => String(a.createdon).localeCompare(String(b.createdon))))
      this.#runJob(job)
  }

  process(name: string): Row {
    const found = [...this.options.db.table('workflow').having('name', name)].find(isDefinition)
    if (!found) throw new Error(`There is no workflow or flow ${name}`)
    return found
  }

  run(name: string): void {
    if (isFlow(this.process(name))) this.runFlow(name)
    else this.trigger(name)
  }

  #queue(workflow: Row, owner: Row, { record = this.#newId(), hasErrorCode = true, message }: Queued): void {
    const task = { ...stepOf(workflow), record, hasErrorCode }
    const job = {
      name: String(workflow.name),
      operationtype: OPERATION.workflow,
      owner,
      task,
      message,
      id: this.#newId(),
    }
    const activationId = workflow._activeworkflowid_value ?? null
    insertJob(this.options.db, { ...job, activationId, at: iso(this.options.now()) })
  }

  /** A refusal rolls everything back, the e-mail included, and reaches the person whose change triggered it. */
  #runAtOnce(workflow: Row, account: Row): void {
    const { db, now } = this.options
    db.transaction(() => {
      const mail = this.#draft(account, { ...stepOf(workflow), byWorkflow: true })
      sendEmail({ db, caller: principalOf(db, account), now: now() }, mail)
    })
  }

  #runJob(job: Row): void {
    const { db, now } = this.options
    const task = taskOf(job)
    const account = this.#user(job._ownerid_value)
    const byWorkflow = job.operationtype === OPERATION.workflow
    const kept = task.mail === undefined ? undefined : db.table('email').find(task.mail)
    const mail = kept ?? this.#draft(account, { ...task, byWorkflow })
    const rootexecutioncontext = JSON.stringify({ ...task, mail: mail.activityid })
    const refusal = this.#refusalOf(account, mail)
    const done = { ...JOB.succeeded, errorcode: null, message: null, friendlymessage: null, completedon: iso(now()) }
    const result = refusal ? refusedJob(job, refusal, now()) : { ...done, startedon: iso(now()) }
    db.table('asyncoperation').update(String(job.asyncoperationid), { ...result, rootexecutioncontext })
  }

  #draft(maker: Row, { sender, to, subject, record, impersonator, byWorkflow = false }: Draft): Row {
    const { db, now } = this.options
    const from = senderOf(db, sender)
    if (!from) throw new Error(`There is no user or queue ${sender}`)
    return insertDraft(
      db,
      {
        maker,
        sender: from,
        to,
        subject,
        regarding: record ?? null,
        impersonator,
        byWorkflow,
        activityid: this.#newId(),
      },
      now(),
    )
  }

  #refusalOf(account: Row, mail: Row, integration?: Row): Refusal | null {
    const { db, now } = this.options
    const impersonator = integration && principalOf(db, integration)
    try {
      sendEmail({ db, caller: principalOf(db, account), impersonator, now: now() }, mail)
      return null
    } catch (error) {
      if (error instanceof Refusal) return error
      throw error
    }
  }

  #user(id: Row[string] | undefined): Row {
    const user = this.options.db.table('systemuser').find(String(id))
    if (!user) throw new Error(`There is no user ${id}`)
    return user
  }
}

interface Queued extends Omit<Run, 'by'> {
  readonly message: string
}

interface Draft extends Omit<Task, 'record' | 'hasErrorCode' | 'mail'> {
  readonly record?: string
  readonly impersonator?: Row
  readonly byWorkflow?: boolean
}
