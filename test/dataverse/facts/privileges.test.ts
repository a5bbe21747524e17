import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { GatherResult } from '../../../src/app/ports.js'
import { checks } from '../../../src/checks/index.js'
import { EVIDENCE_READS } from '../../../src/dataverse/facts/sight.js'
import { type Diagnosis, diagnose } from '../../../src/domain/diagnosis/diagnosis.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { schema } from '../../simulator/rows/schema.js'
import { type Changes, organizationsOf } from '../edge.js'
import { factIn, failed, gatherIn, NOW, READER } from './asking.js'
import { addDrafts, addJob, addWorkflow, minutesAgo, synchronize } from './organizations.js'

const [NORA, HELEN] = ['nora@contoso.com', 'helen@contoso.com']

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => NOW })
})
after(() => simulator.close())
beforeEach(() => synchronize(simulator.contoso))

const gather = (changes?: Changes) =>
  gatherIn(simulator, NORA, { target: { actingAccount: null }, ...(changes && { changes }) })
const diagnoseNow = async () => diagnose((await gather()).facts, checks)
const lack = (privilege: string) => simulator.contoso.control.removePrivilege(READER, privilege)

/** Everything that can point to an account: drafts of a workflow, its job, a failed flow, and an e-mail that waits. */
function arrange(): void {
  const { contoso } = simulator
  const activation = addWorkflow(contoso, 'Order confirmation', HELEN)
  addDrafts(contoso, NORA, { by: HELEN, isworkflowcreated: true })
  addJob(contoso, HELEN, { _workflowactivationid_value: activation.workflowid ?? null })
  contoso.table('flowrun').insert({ name: '08585287', status: 'Failed', starttime: minutesAgo(61) })
  contoso.control.addPending(NORA, 60)
}

/** The checks that do not know, and the privileges that they name. */
function unknownIn({ findings }: Diagnosis): Readonly<Record<string, readonly string[]>> {
  const unknown = findings.flatMap(finding =>
    finding.outcome === 'undetermined'
      ? [[finding.checkId, [...new Set(finding.missing.flatMap(({ privilege }) => privilege ?? []))]] as const]
      : [],
  )
  return Object.fromEntries(unknown)
}

const outcomesOf = ({ findings }: Diagnosis) => findings.map(({ checkId, outcome }) => `${checkId} ${outcome}`)

describe('without a privilege that only some checks need', () => {
  const needed: Readonly<Record<string, readonly string[]>> = {
    prvReadAsyncOperation: ['heldJobs'],
    prvReadEmailServerProfile: ['serverProfile'],
    prvReadTraceLog: ['otherMailboxError', 'everybodyWaits', 'notSubmitted'],
  }
  for (const [privilege, ids] of Object.entries(needed)) {
    it(`they do not know, by name, and the others go on: ${privilege}`, async () => {
      arrange()
      const before = await diagnoseNow()
      assert.deepEqual(unknownIn(before), {})
      lack(privilege)
      const after = await diagnoseNow()
      const unknown = unknownIn(after)
      for (const id of ids) assert.ok(id in unknown, `${id} is not among ${Object.keys(unknown)}`)
      for (const [id, named] of Object.entries(unknown)) assert.deepEqual(named, [privilege], id)
      const known = (outcomes: readonly string[]) => outcomes.filter(text => !((text.split(' ')[0] ?? '') in unknown))
      assert.deepEqual(known(outcomesOf(after)), known(outcomesOf(before)))
    })
  }

  it('nothing is healthy', async () => {
    assert.equal((await diagnoseNow()).verdict, 'healthy')
    for (const privilege of Object.keys(needed)) {
      synchronize(simulator.contoso)
      lack(privilege)
      assert.equal((await diagnoseNow()).verdict, 'undetermined', privilege)
    }
  })

  it('that counts e-mails, every check of e-mails names it', async () => {
    arrange()
    lack('prvReadActivity')
    const after = await diagnoseNow()
    assert.equal(after.verdict, 'undetermined')
    for (const id of ['justWaiting', 'failedMails', 'sendLater', 'slowlyLeaving', 'notSubmitted', 'everybodyWaits'])
      assert.deepEqual(unknownIn(after)[id], ['prvReadActivity'], id)
  })
})

describe('without a privilege for evidence', () => {
  for (const privilege of EVIDENCE_READS) {
    it(`every outcome and the verdict stay the same: ${privilege}`, async () => {
      arrange()
      const before = await diagnoseNow()
      lack(privilege)
      const after = await diagnoseNow()
      assert.deepEqual([after.verdict, outcomesOf(after)], [before.verdict, outcomesOf(before)])
    })
  }

  it('who submitted an e-mail is told by the e-mail itself', async () => {
    const { control } = simulator.contoso
    const on = '<EnableMailboxDelegationForOutgoingEmail>true</EnableMailboxDelegationForOutgoingEmail>'
    const orgdborgsettings = `<OrgSettings>${on}</OrgSettings>`
    control.setOrganizationColumns({ orgdborgsettings, isauditenabled: true })
    control.addPending(NORA, 60)
    control.setMailboxColumns(NORA, { statecode: 1 })
    const before = await diagnoseNow()
    lack('prvReadAuditSummary')
    const gathered = await gather()
    const after = diagnose(gathered.facts, checks)
    assert.equal(failed(gathered.facts).submission?.privilege, 'prvReadAuditSummary')
    assert.deepEqual([after.verdict, outcomesOf(after)], [before.verdict, outcomesOf(before)])
    assert.ok(outcomesOf(after).includes('delegatedSending problem'))
  })
})

describe('a list of jobs that was cut', () => {
  it('leaves open whether one of them concerns the sender', async () => {
    for (let i = 0; i < 50; i++) addJob(simulator.contoso, HELEN)
    const gathered = await gather()
    assert.deepEqual([factIn(gathered, 'jobs').jobs.length, factIn(gathered, 'jobs').cut], [50, true])
    const { verdict, findings } = diagnose(gathered.facts, checks)
    assert.equal(findings.find(({ checkId }) => checkId === 'heldJobs')?.outcome, 'undetermined')
    assert.equal(verdict, 'undetermined')
  })

  it('has only those with the error: by its code or by the message, waiting or failed, of the last 30 days', async () => {
    const { contoso } = simulator
    const none = { errorcode: null }
    const counted = [
      {},
      { errorcode: -2147203057 },
      { statecode: 3, statuscode: 31 },
      { ...none, message: 'Fault: 0x8004480d' },
      { ...none, message: 'The user has UserDoesNotHaveSendAs…' },
      { ...none, message: 'Unhandled exception: User does not have send-as privilege.' },
      { createdon: minutesAgo(29 * 24 * 60) },
    ]
    const others = [
      { errorcode: -2147220969 },
      { statecode: 3, statuscode: 30 },
      { statecode: 3, statuscode: 32 },
      none,
      { ...none, message: null, iswaitingforevent: true },
      { createdon: minutesAgo(31 * 24 * 60) },
    ]
    for (const columns of [...counted, ...others]) addJob(contoso, HELEN, columns)
    assert.equal(factIn(await gather(), 'jobs').jobs.length, counted.length)
  })
})

describe('what only organizations of Microsoft have', () => {
  const asked = () => simulator.contoso.requests.log.map(({ path }) => path).join('\n')
  const ONLINE_ONLY = /flowruns|acsenabledforoutgoingemail|acsoutgoingemailstatus|isemailaddressapprovedbyo365admin/

  for (const version of ['8.2.2.112', '9.0.46.7', '9.1.18.22', '9.2.26104.148']) {
    it(`is not asked of others: ${version} on premises`, async () => {
      synchronize(simulator.contoso, { online: false, version })
      simulator.contoso.requests.reset()
      const gathered = await gather()
      assert.doesNotMatch(asked(), ONLINE_ONLY)
      assert.deepEqual(failed(gathered.facts), {})
    })
  }

  it('is asked of them, at whatever address', async () => {
    simulator.contoso.requests.reset()
    const gathered = await gather()
    for (const name of ['flowruns?', 'acsoutgoingemailstatus', 'isemailaddressapprovedbyo365admin'])
      assert.ok(asked().includes(name), name)
    assert.equal(factIn(gathered, 'senderMailbox')?.approvedInMicrosoft365, true)
  })

  it('may be refused: what needs it is unknown, and everything else is read', async () => {
    const gathered = await without({ mailbox: ['acsenabledforoutgoingemail', 'acsoutgoingemailstatus'] }, gather)
    assert.deepEqual(failed(gathered.facts), {})
    const mailbox = factIn(gathered, 'senderMailbox')
    assert.deepEqual(mailbox?.outgoingAcs, { enabled: null, testStatus: null })
    assert.deepEqual(mailbox.outgoing, { enabled: true, testStatus: 1 })
    assert.equal(mailbox.approvedInMicrosoft365, true)
  })

  it('may be a table that is refused: nothing but evidence is missing', async () => {
    const gathered = await without({ flowrun: null }, gather)
    assert.deepEqual(Object.keys(failed(gathered.facts)), ['flowFailures'])
    assert.equal(diagnose(gathered.facts, checks).verdict, 'healthy')
  })
})

/** Works with an organization that lacks these columns, or whole tables (null). */
async function without(
  lacking: Readonly<Record<string, readonly string[] | null>>,
  work: () => Promise<GatherResult>,
): Promise<GatherResult> {
  const tables = schema as Record<string, (typeof schema)[string]>
  const kept = { ...tables }
  for (const [name, columns] of Object.entries(lacking)) {
    const table = tables[name]
    if (!table) throw new Error(`There is no table ${name}`)
    if (columns === null) delete tables[name]
    else {
      const properties = Object.entries(table.properties).filter(([column]) => !columns.includes(column))
      tables[name] = { ...table, properties: Object.fromEntries(properties) }
    }
  }
  try {
    return await work()
  } finally {
    Object.assign(tables, kept)
  }
}

/** Everything that was logged, and a program that logs it. */
function watched() {
  const lines: { readonly fields: object; readonly message: string }[] = []
  const warn = (fields: object, message: string) => void lines.push({ fields, message })
  const organizations = organizationsOf(simulator, { now: () => NOW, log: { info: () => {}, error: () => {}, warn } })
  const ask = async (sender: string) => {
    for (const organization of organizations.list())
      await organizations.gather({
        target: { organization, sender },
        since: NOW.toISOString(),
        progress: () => {},
        signal: new AbortController().signal,
      })
  }
  return { lines, ask }
}

describe('what the bot lacks', () => {
  it('is told to the operator once for each organization and privilege, without personal data', async () => {
    arrange()
    const { lines, ask } = watched()
    await ask(NORA)
    assert.equal(lines.length, 0)
    lack('prvReadAsyncOperation')
    for (const sender of [NORA, 'sara@contoso.com', NORA]) await ask(sender)
    simulator.contoso.control.grantPrivilege(READER, 'prvReadAsyncOperation', 'Global')
    lack('prvReadWorkflow')
    for (const sender of [NORA, NORA]) await ask(sender)
    assert.deepEqual(
      lines.map(({ fields }) => fields),
      ['prvReadAsyncOperation', 'prvReadWorkflow'].map(privilege => ({ organization: 'Contoso', privilege })),
    )
    assert.match(lines[0]?.message ?? '', /diagnoses need/)
    assert.match(lines[1]?.message ?? '', /more detailed/)
    for (const line of lines) assert.doesNotMatch(JSON.stringify(line), /nora|sara|@|helen|Park/i)
  })

  it('is told with the level at which the bot holds it, if that is not enough', async () => {
    simulator.contoso.control.grantPrivilege(READER, 'prvReadActivity', 'Local')
    const { lines, ask } = watched()
    for (const sender of [NORA, 'sara@contoso.com']) await ask(sender)
    assert.deepEqual(
      lines.map(({ fields }) => fields),
      [{ organization: 'Contoso', privilege: 'prvReadActivity', depth: 'Local' }],
    )
  })
})
