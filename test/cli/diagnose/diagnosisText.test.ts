import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { readOptions } from '../../../src/cli/diagnose/diagnoseOptions.js'
import { TextReport } from '../../../src/cli/diagnose/diagnosisText.js'
import { resumeCommand } from '../../../src/cli/diagnose/resumeCommand.js'
import type { DiagnoseRequest } from '../../../src/cli/diagnose/runOne.js'
import { diagnose } from '../../../src/domain/diagnosis/diagnosis.js'
import {
  backlog,
  type Changes,
  healthy,
  job,
  mailbox,
  minutesAgo,
  pending,
  refusedWorkflow,
  rightsOf,
  sheet,
  synchronized,
} from '../../fixtures/facts.js'
import { view } from '../../fixtures/library.js'
import { several } from '../../fixtures/screens/accountScreens.js'

const organization = { name: 'Contoso', url: 'https://contoso.crm4.dynamics.com' }
const question: DiagnoseRequest = { organization, sender: 'sara@contoso.com', acting: undefined, symptom: undefined }
const report = new TextReport(view, false)

function resultOf(changes: Changes) {
  const facts = sheet(changes)
  const requests = { roundTrips: 1, operations: 20 }
  return { diagnosis: diagnose(facts, checks), gathered: { facts, requests, slowed: false }, elapsedMs: 5 }
}

const textOf = (changes: Changes) => report.whole(question, resultOf(changes))
const waiting: Changes = { ...synchronized, backlog: backlog(3, 60), pendingMails: [pending(60)] }
const outlaw = rightsOf('dana', { sendAs: [] })

describe('the report of an organization that synchronizes', () => {
  it('says that one of the accounts found can be named, where a card asks which was refused', () => {
    const named = /^If you know which of them was refused, name one with --as: .*$/m
    const said = (asked: Partial<DiagnoseRequest>) =>
      report.whole({ ...question, ...asked }, resultOf(several)).match(named)?.[0]
    assert.match(
      said({ symptom: 'draft' }) ?? '',
      /: dana@contoso\.com, ERP Connector, flows@contoso\.com,.* omar@contoso\.com$/,
    )
    assert.equal(said({ symptom: 'stuck' }), undefined)
    assert.equal(said({ symptom: 'draft', acting: 'dana@contoso.com' }), undefined)
  })

  it('says that the mail was never handed over, who was refused, and what is held', () => {
    const text = textOf({ ...refusedWorkflow, rights: [outlaw] })
    assert.match(
      text,
      /^The mail was never handed over: a workflow tried to send it in the sender's name and was refused\.$/m,
    )
    assert.match(text, /^Channel: server-side synchronization$/m)
    assert.match(text, /^Sends for this sender: Workflow "Order confirmation", run for Dana Reed$/m)
    assert.match(
      text,
      /^2 drafts and one job are held back\. The oldest is from 2026-11-23 08:00 UTC, .* but not both\.$/m,
    )
    assert.match(text, /^ {2}Waiting job: Order confirmation\. Since 2026-11-23 09:00 UTC$/m)
    assert.doesNotMatch(text, /Router|\{\{|⟦/)
  })

  it('says that the mailbox does not send', () => {
    const text = textOf({ ...waiting, senderMailbox: { ...mailbox, active: false } })
    assert.match(text, /^The mail was handed over; the sender's mailbox does not send it\.$/m)
    assert.match(text, /^3 e-mails are waiting\. .+ They leave by themselves after the repair\.$/m)
  })

  it('says what was ruled out, who else is stuck, and where to look', () => {
    const pulse = { ...healthy.pulse, waitingSenders: 4, lastDeparture: minutesAgo(300) }
    const text = textOf({ ...waiting, pulse })
    assert.match(text, /^- mail is waiting, and we do not see why; in order: Sender, /m)
    assert.match(text, /^- Mail of 3 other senders waits, too\. .* left on 2026-11-23 05:00 UTC\.$/m)
    assert.match(text, /^Next: .*"Alerts".*admin\.powerplatform\.microsoft\.com.*"Background operations"/m)
    assert.doesNotMatch(text, /Email Router/)
  })

  it('asks to send again what was refused and may be sent now', () => {
    const text = textOf({ ...refusedWorkflow, jobs: { jobs: [], cut: false } })
    assert.match(text, /^- the mail can be sent again; in order: /m)
    assert.match(text, /^Next: Have the drafts sent again/m)
  })

  it('says when the last e-mail left, and what happens to mail that waits', () => {
    const departures = { lastHour: 0, lastDay: 7, newest: { sentAt: minutesAgo(90), submittedAt: minutesAgo(95) } }
    const text = textOf({ ...synchronized, departures })
    assert.match(text, /^The last e-mail left Dynamics 365 on 2026-11-23 08:30 UTC\. 7 left in the last day\.$/m)
    assert.match(text, /^Next: If an e-mail did not arrive although it left, ask the Exchange administrator/m)
  })

  it('writes times in one way, and nothing for what is not there', () => {
    for (const changes of [synchronized, waiting, { ...refusedWorkflow, rights: [outlaw] }]) {
      assert.doesNotMatch(textOf(changes), /\d\dT\d\d:|[ ,]-(,|$)/m)
    }
    assert.match(textOf(synchronized), /^No e-mail is waiting\.$/m)
  })

  it('tells last, in one line, what may concern others, which is no cause', () => {
    const jobs = { jobs: [job, { ...job, id: 'another' }], cut: false }
    const text = textOf({ ...waiting, jobs, senderMailbox: { ...mailbox, active: false } })
    const told = text.split('\n').filter(line => line.includes('heldJobs'))
    assert.equal(told.length, 1)
    assert.match(told[0] ?? '', /^Also seen: 2 jobs .+ Nothing shows that this concerns the sender\.$/)
    assert.ok(text.indexOf('Also seen') > text.indexOf('e-mails are waiting'))
    const departures = { lastHour: 0, lastDay: 7, newest: { sentAt: minutesAgo(90), submittedAt: minutesAgo(95) } }
    assert.match(textOf({ ...synchronized, jobs, departures }), /^Next: If an e-mail did not arrive/m)
  })

  it('names in the line of one of many senders only what blocks, and what accounts for late mail', () => {
    const jobs = { jobs: [job], cut: false }
    const lineOf = (changes: Changes) => report.line('sara@contoso.com', resultOf(changes))
    const inactive = { ...waiting, jobs, senderMailbox: { ...mailbox, active: false } }
    assert.equal(
      lineOf(inactive),
      'sara@contoso.com  cause found  The mailbox is inactive (mailboxInactive)  3 waiting',
    )
    assert.equal(lineOf({ ...synchronized, jobs }), 'sara@contoso.com  healthy')
    const departures = { lastHour: 0, lastDay: 1, newest: { sentAt: minutesAgo(30), submittedAt: minutesAgo(31) } }
    const failedMails = { count: 2, oldest: minutesAgo(90), newest: minutesAgo(80) }
    const failed = { ...synchronized, failedMails }
    assert.equal(lineOf(failed), 'sara@contoso.com  cause found  2 e-mails have failed (failedMails)')
    assert.equal(lineOf({ ...failed, departures }), 'sara@contoso.com  healthy', 'mail has left since')
  })

  it('counts what is held in the line of one of many senders', () => {
    assert.match(report.line('sara@contoso.com', resultOf(refusedWorkflow)), /2 drafts and 1 job held$/)
    const unlinked = { ...synchronized, jobs: { jobs: [job], cut: false } }
    assert.doesNotMatch(report.line('sara@contoso.com', resultOf(unlinked)), / held$/)
  })
})

describe('the options about the account and the symptom', () => {
  const base = ['--org', 'Contoso', '--sender', 'sara@contoso.com']

  it('are read, with the older spelling of --as', () => {
    assert.equal(readOptions([...base, '--as', 'dana@contoso.com']).acting, 'dana@contoso.com')
    assert.equal(readOptions([...base, '--router', 'Email Router Service']).acting, 'Email Router Service')
    assert.equal(readOptions(base).acting, undefined)
    const symptoms = ['stuck', 'draft', 'dialog', 'log', 'unsure'].map(
      word => readOptions([...base, '--symptom', word]).symptom,
    )
    assert.deepEqual(symptoms, ['stuck', 'draft', 'cannotSendAs', 'errorText', 'notSure'])
  })

  it('are continued with', () => {
    const many = ['--org', 'Contoso', '--all-senders', 'a.txt', '--as', 'dana@contoso.com', '--symptom', 'dialog']
    const options = readOptions(many)
    assert.ok(options.what.kind === 'many')
    const summary = { senders: 1, verdicts: {}, causes: {}, badLines: 0, last: 'x@y.z', exitCode: 130 }
    const { what } = options
    const command = resumeCommand('diagnose', { ...options, what }, { ...summary, stopped: 'interrupted' })
    assert.equal(
      command,
      'diagnose --org Contoso --all-senders a.txt --as dana@contoso.com --symptom dialog --start-after x@y.z',
    )
  })
})
