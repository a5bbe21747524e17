import { isDefinition, isFlow } from './automation/processes.js'
import { isDelegated } from './background/delegation.js'
import { SERVER_IS_DOWN } from './background/environment.js'
import { html } from './html.js'
import { button, labelled, row, table, toggle } from './pageParts.js'
import type { Row } from './rows/database.js'
import type { SimulatedOrganization } from './rows/organization.js'
import { senderOf } from './sending/mails.js'

type Changes = Readonly<Record<string, () => void>>

/** The changes of this part of the page, as far as what the form names is there. */
export function backgroundChanges(org: SimulatedOrganization, form: URLSearchParams): Changes {
  const { background, backgroundControl } = org
  const [id, on] = [form.get('user') ?? '', form.get('to') === 'on']
  const process = org.table('workflow').find(id)
  const waits = org.table('asyncoperation').find(id)?.statecode === 1
  const hasMailbox = (['systemuser', 'queue'] as const).some(name => org.table(name).find(id)?._defaultmailbox_value)
  return {
    operations: () => backgroundControl.setBackgroundOperations(on),
    delegation: () => backgroundControl.setDelegation(on),
    ...(hasMailbox && {
      schedule: () => backgroundControl.scheduleTest(id),
      server: () => backgroundControl.setServerFault(id, on ? null : SERVER_IS_DOWN),
    }),
    ...(process && { run: () => background.automation.run(String(process.name)) }),
    ...(waits && { resume: () => backgroundControl.resume(id) }),
  }
}

/** What the platform does in the background. Empty where no mailbox sends through synchronization. */
export function backgroundSection(org: SimulatedOrganization): string {
  if (org.table('emailserverprofile').all().length === 0) return ''
  const { backgroundOperations } = org.background.environment
  const mailboxes = org
    .table('mailbox')
    .where(mailbox => mailbox._emailserverprofile_value != null && senderIn(org, mailbox) !== undefined)
  const processes = org.table('workflow').where(isDefinition)
  const jobs = org.table('asyncoperation').all()
  return `<section><h2>Background operations</h2>
<p>${toggle('operations', { user: '', on: backgroundOperations, label: 'background operations run' })}</p>
<p>Delegation, so that the mailbox of whoever submits an e-mail sends it: ${toggle('delegation', { user: '', on: isDelegated(org), label: 'delegation' })}</p>
<h3>Mailboxes</h3>${table(
    MAILBOXES,
    mailboxes.map(mailbox => rowOfMailbox(org, mailbox)),
  )}
<h3>Workflows and flows</h3>${table(
    PROCESSES,
    processes.map(process => rowOfProcess(org, process)),
  )}
<h3>System jobs</h3>${table(
    JOBS,
    jobs.map(job => rowOfJob(org, job)),
  )}</section>`
}

const MAILBOXES = ['Mailbox', 'Enabled for sending', 'Test', 'Mail server works']
const PROCESSES = ['Name', 'Kind', 'Owner', 'Run']
const JOBS = ['Name', 'Runs as', 'State', 'Message']

function senderIn(org: SimulatedOrganization, mailbox: Row): Row | undefined {
  return senderOf(org, mailbox._regardingobjectid_value)
}

function rowOfMailbox(org: SimulatedOrganization, mailbox: Row): string {
  const { systemuserid, queueid } = senderIn(org, mailbox) ?? {}
  const [user, id] = [String(systemuserid ?? queueid), String(mailbox.mailboxid)]
  const name = String(mailbox.name)
  const enabled = mailbox.enabledforoutgoingemail === true && mailbox.outgoingemailstatus === 1
  const test = button('schedule', 'Test and enable', { user }, labelled(`Test and enable: ${name}, in a few seconds`))
  const works = !org.background.environment.serverFaults.has(id)
  return row({ id, name }, [
    enabled ? 'Yes' : '<b class="no">No</b>',
    mailbox.testemailconfigurationscheduled === true ? 'Queued' : test,
    toggle('server', { user, on: works, label: `the mail server of ${name} works` }),
  ])
}

function rowOfProcess(org: SimulatedOrganization, process: Row): string {
  const [id, name] = [String(process.workflowid), String(process.name)]
  const kind = isFlow(process) ? 'Flow' : 'Workflow'
  const run = button('run', 'Run', { user: id }, labelled(`Run: ${name}`))
  return row({ id, name }, [kind, html(nameOf(org, process._ownerid_value)), run])
}

const STATES: Readonly<Record<number, string>> = {
  0: 'Ready',
  10: 'Waiting',
  30: 'Succeeded',
  31: 'Failed',
  32: 'Canceled',
}

function rowOfJob(org: SimulatedOrganization, job: Row): string {
  const [id, name] = [String(job.asyncoperationid), String(job.name)]
  const resume = button('resume', 'Resume', { user: id }, labelled(`Resume: ${name}, ${id.slice(0, 8)}`))
  const state = STATES[Number(job.statuscode)] ?? String(job.statuscode)
  const cells = [html(nameOf(org, job._ownerid_value)), job.statecode === 1 ? `${state} ${resume}` : state]
  return row({ id, name }, [...cells, html(String(job.friendlymessage ?? ''))])
}

function nameOf(org: SimulatedOrganization, id: Row[string] | undefined): string {
  return String(org.table('systemuser').find(String(id))?.fullname ?? '')
}
