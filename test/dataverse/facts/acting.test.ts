import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { GatherResult, Organizations } from '../../../src/app/ports.js'
import { checks } from '../../../src/checks/index.js'
import type { Target } from '../../../src/domain/case/case.js'
import { diagnose } from '../../../src/domain/diagnosis/diagnosis.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { organizationsOf } from '../edge.js'
import { factIn, failed, NOW } from './asking.js'
import { addDrafts, addJob, addWorkflow, minutesAgo, synchronize } from './organizations.js'

const [NORA, HELEN, GRACE] = ['nora@contoso.com', 'helen@contoso.com', 'grace@contoso.com']

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => NOW })
})
after(() => simulator.close())
beforeEach(() => synchronize(simulator.contoso))

/** A program that asks repeatedly, without a router account. */
function asker(): (sender?: string, target?: Target) => Promise<GatherResult> {
  const organizations: Organizations = organizationsOf(simulator, { now: () => NOW })
  const [organization] = organizations.list()
  assert.ok(organization)
  return (sender = NORA, target = {}) =>
    organizations.gather({
      target: { organization, sender, ...target },
      since: NOW.toISOString(),
      progress: () => {},
      signal: new AbortController().signal,
    })
}

const idOf = (address: string) => String(simulator.contoso.control.user(address).systemuserid)
const namesIn = (gathered: GatherResult) => factIn(gathered, 'accounts').map(({ name }) => name)
const rightsIn = (gathered: GatherResult) => factIn(gathered, 'rights').map(({ accountId }) => accountId)
const trips = ({ requests }: GatherResult) => requests.roundTrips

/** A workflow of Helen's was refused: two drafts and a job. */
function refuseWorkflow(): void {
  const { contoso } = simulator
  addDrafts(contoso, NORA, { by: HELEN, count: 2, isworkflowcreated: true })
  const activation = addWorkflow(contoso, 'Order confirmation', HELEN)
  addJob(contoso, HELEN, { _workflowactivationid_value: activation.workflowid ?? null })
}

/** Delegation is on, the organization is audited, and Nora has one e-mail waiting that the synchronization wrote last. */
function delegate(submitter?: string): void {
  const { contoso } = simulator
  const orgdborgsettings =
    '<OrgSettings><EnableMailboxDelegationForOutgoingEmail>true</EnableMailboxDelegationForOutgoingEmail></OrgSettings>'
  contoso.control.setOrganizationColumns({ orgdborgsettings, isauditenabled: true })
  contoso.control.addPending(NORA, 60)
  const [mail] = contoso.table('email').where(row => row._emailsender_value === idOf(NORA) && row.statuscode === 6)
  if (!submitter) return
  contoso.table('audit').insert({
    _objectid_value: mail?.activityid ?? null,
    objecttypecode: 'email',
    createdon: minutesAgo(60),
    changedata: JSON.stringify({ changedAttributes: [{ logicalName: 'statuscode', oldValue: '1', newValue: '6' }] }),
    _userid_value: idOf(submitter),
  })
}

describe('the trips of a diagnosis with server-side synchronization', () => {
  it('are two if nobody else acts, and one from then on', async () => {
    const ask = asker()
    const [cold, warm] = [await ask(), await ask()]
    assert.deepEqual([trips(cold), trips(warm)], [2, 1])
    assert.deepEqual(failed(cold.facts), {})
    assert.deepEqual(warm.facts, cold.facts)
    assert.equal(warm.requests.operations, 34)
  })

  it('are three if somebody acts who was never seen, and one from then on, with the same facts', async () => {
    refuseWorkflow()
    const ask = asker()
    const [cold, warm] = [await ask(), await ask()]
    assert.deepEqual([trips(cold), trips(warm)], [3, 1])
    assert.deepEqual(failed(cold.facts), {})
    assert.deepEqual(warm.facts, cold.facts)
    assert.deepEqual([namesIn(warm), rightsIn(warm)], [['Helen Park'], [idOf(HELEN)]])
    assert.deepEqual(factIn(warm, 'jobOwnersOfSender'), [idOf(HELEN)])
    // Users, rights, roles, teams, all roles with the privilege, the makers of the sender's mail, the workflow.
    assert.equal(warm.requests.operations, 34 + 7)
  })

  it('are two when somebody new acts, and then one again', async () => {
    const ask = asker()
    await ask()
    refuseWorkflow()
    assert.deepEqual([trips(await ask()), trips(await ask())], [2, 1])
    addDrafts(simulator.contoso, NORA, { by: GRACE })
    const [again, warm] = [await ask(), await ask()]
    assert.deepEqual([trips(again), trips(warm)], [2, 1])
    assert.deepEqual(namesIn(warm).toSorted(), ['Grace Kim', 'Helen Park'])
  })

  it('are not more because somebody acts no longer', async () => {
    refuseWorkflow()
    const ask = asker()
    await ask()
    const emails = simulator.contoso.table('email')
    for (const row of emails.where(({ statuscode }) => statuscode === 1)) emails.remove(emails.idOf(row))
    assert.equal(trips(await ask()), 1)
  })

  it('include the audit with those for accounts, and one more only for whom nothing but the audit names', async () => {
    delegate(NORA)
    const own = asker()
    const [cold, warm] = [await own(), await own()]
    assert.deepEqual([trips(cold), trips(warm)], [3, 1])
    assert.deepEqual(warm.facts, cold.facts)
    assert.equal(factIn(warm, 'submission')?.accountId, idOf(NORA))
    synchronize(simulator.contoso)
    delegate(HELEN)
    const other = asker()
    const [first, second] = [await other(), await other()]
    assert.deepEqual([trips(first), trips(second)], [4, 1])
    assert.deepEqual(second.facts, first.facts)
    const mailboxes = factIn(second, 'submitterMailboxes').map(({ mailbox }) => mailbox?.name)
    assert.deepEqual(mailboxes.toSorted(), ['Helen Park', 'Nora Lindqvist'])
  })

  it('are the same for an account that a person names', async () => {
    const ask = asker()
    assert.equal(trips(await ask(NORA, { actingAccount: GRACE })), 2)
    const warm = await ask(NORA, { actingAccount: GRACE })
    assert.deepEqual([trips(warm), rightsIn(warm)], [1, [idOf(GRACE)]])
  })

  it('answer with little more than the rows that are shown', async () => {
    refuseWorkflow()
    const ask = asker()
    await ask()
    const small = await bytesOf(ask)
    assert.ok(small < 64_000, `${small} bytes`)
    addDrafts(simulator.contoso, NORA, { by: HELEN, count: 300, isworkflowcreated: true })
    for (let i = 0; i < 300; i++) simulator.contoso.control.addPending(NORA, 100 + i)
    const large = await bytesOf(ask)
    assert.ok(large < small + 4_000, `${large} bytes instead of ${small}`)
  })
})

async function bytesOf(ask: () => Promise<GatherResult>): Promise<number> {
  const before = simulator.contoso.traffic()
  await ask()
  return simulator.contoso.traffic() - before
}

describe('the accounts whose rights are read', () => {
  it('are at most five: workflows first, then those with the most drafts; owners of jobs that may concern others come last', async () => {
    const { contoso } = simulator
    const people = ['sara', 'omar', 'mia', 'lena', 'tom'].map(name => `${name}@contoso.com`)
    for (const owner of ['ute@contoso.com', 'ivan@contoso.com', 'yamada@contoso.com']) addJob(contoso, owner)
    for (const [i, by] of people.entries()) addDrafts(contoso, NORA, { by, count: i + 1 })
    addDrafts(contoso, NORA, { by: HELEN, isworkflowcreated: true })
    const gathered = await asker()()
    const expected = [HELEN, ...people.toReversed()].slice(0, 5).map(idOf)
    assert.deepEqual(rightsIn(gathered), expected)
    assert.equal(namesIn(gathered).length, 9)
  })

  it('are not those of the platform, though it may have made a draft', async () => {
    const { contoso } = simulator
    const users = contoso.table('systemuser')
    const { systemuserid: _, ...copy } = contoso.control.user(HELEN)
    users.insert({ ...copy, fullname: 'SYSTEM', internalemailaddress: 'system@contoso.com', domainname: null })
    addDrafts(contoso, NORA, { by: 'system@contoso.com', count: 9 })
    const people = ['sara', 'omar', 'mia', 'lena', 'tom'].map(name => `${name}@contoso.com`)
    for (const by of people) addDrafts(contoso, NORA, { by })
    const ask = asker()
    await ask()
    const warm = await ask()
    assert.equal(trips(warm), 1)
    assert.deepEqual(rightsIn(warm).toSorted(), people.map(idOf).toSorted())
  })

  it('do not include the router account that the configuration names', async () => {
    const { url, name } = simulator.contoso
    const organization = { url, name, routerAccount: 'svc-router@contoso.com' }
    const gathered = await asker()(NORA, { organization })
    assert.deepEqual([rightsIn(gathered), factIn(gathered, 'routerAccounts')?.length], [[], 1])
  })

  it('include both where one account impersonates another', async () => {
    const caller = idOf('invoice-integration@contoso.com')
    addDrafts(simulator.contoso, NORA, { by: HELEN, _createdonbehalfby_value: caller })
    assert.deepEqual(rightsIn(await asker()()).toSorted(), [idOf(HELEN), caller].toSorted())
  })
})

describe('the roles that give the privilege', () => {
  it('are shown of those who act, not of those who only prepared drafts', async () => {
    addDrafts(simulator.contoso, NORA, { by: 'svc-router@contoso.com', isworkflowcreated: true })
    addDrafts(simulator.contoso, NORA, { by: 'admin@contoso.com', count: 3 })
    const gathered = await asker()()
    assert.equal(factIn(gathered, 'roles').length, 2)
    const found = diagnose(gathered.facts, checks).findings.find(({ checkId }) => checkId === 'sendAsPrivilege')
    const roles = found?.outcome === 'ok' ? found.evidence.filter(({ label }) => label.startsWith('role')) : []
    assert.deepEqual(roles, [{ label: 'roleOfTeam', value: 'Mail Services (Mail Services)' }])
  })
})

describe('the workflow of a refused job', () => {
  it('is shown with its name and its owner, and the account that acts names it, too', async () => {
    refuseWorkflow()
    const { acting, findings } = diagnose((await asker()()).facts, checks)
    const shown = [
      { label: 'workflow', value: 'Order confirmation' },
      { label: 'workflowOwnedBy', value: 'Helen Park', sensitive: true },
    ]
    const jobs = findings.find(({ checkId }) => checkId === 'heldJobs')
    assert.ok(jobs?.outcome === 'problem')
    for (const evidence of [jobs.evidence, acting[0]?.evidence ?? []])
      assert.deepEqual(
        evidence.filter(({ label }) => label.startsWith('workflow') && label !== 'workflowOwner'),
        shown,
      )
    const [definition] = simulator.contoso.table('workflow').where(({ type }) => type === 1)
    assert.equal(jobs.links?.workflowId, definition?.workflowid)
  })

  it('is that of a flow that failed beside a draft', async () => {
    const { contoso } = simulator
    addDrafts(contoso, NORA, { by: HELEN })
    const flow = contoso.table('workflow').insert({ name: 'Send offers', type: 1, category: 5 })
    const run = { name: '08585287', status: 'Failed', _workflow_value: flow.workflowid ?? null }
    contoso.table('flowrun').insert({ ...run, starttime: minutesAgo(62) })
    const [acting] = diagnose((await asker()()).facts, checks).acting
    assert.equal(acting?.as, 'flow')
    assert.deepEqual(
      acting.evidence.find(({ label }) => label === 'flowFailed'),
      { label: 'flowFailed', value: 'Send offers' },
    )
  })
})
