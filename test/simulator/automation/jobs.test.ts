import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type Ask, asPerson, type Json } from '../api/callers.js'
import { BOUNDARY, changeset, multipart, type Operation } from '../api/multipart.js'
import type { Row } from '../rows/database.js'
import { type OnlineWorld, startOnlineWorld } from '../seeds/synchronized/onlineWorld.js'

let world: OnlineWorld
let admin: Ask
beforeEach(async () => {
  world = await startOnlineWorld()
  admin = await asPerson(world.simulator, 'admin')
})
afterEach(() => world.simulator.close())

const GRACE = 'grace@contoso.com'
const jobsOf = (name: string) => world.org.table('asyncoperation').where(job => job.name === name)
const pathOf = (job: Row | undefined) => `asyncoperations(${job?.asyncoperationid})`
const patch = (job: Row | undefined, body: Json, ask = admin) => ask(pathOf(job), { method: 'PATCH', body })
const stateOf = (job: Row | undefined) => [job?.statecode, job?.statuscode]

describe('a job that waits', () => {
  it('sends the e-mail that it has made, once it is resumed and the rights are there', async () => {
    const [job] = jobsOf('Order confirmation')
    const drafts = world.mails(GRACE, 1).length
    world.org.control.setConsent(GRACE, true)
    world.pass(1)
    assert.deepEqual(stateOf(job), [1, 10], 'it does not resume by itself')
    assert.equal((await patch(job, { statecode: 0 })).status, 204)
    assert.deepEqual(stateOf(job), [0, 0])
    const sent = world.mails(GRACE, 3).length
    world.pass(1)
    assert.deepEqual([...stateOf(job), job?.errorcode], [3, 30, null])
    assert.deepEqual([world.mails(GRACE, 1).length, world.mails(GRACE, 3).length], [drafts - 1, sent + 1])
  })

  it('waits again if the rights are still missing, with no second draft', async () => {
    const [job] = jobsOf('Order confirmation')
    const drafts = world.mails(GRACE, 1).length
    await patch(job, { statecode: 0, statuscode: 0 })
    world.pass(1)
    assert.deepEqual([...stateOf(job), job?.retrycount, job?.errorcode], [1, 10, 1, -2147203059])
    assert.equal(world.mails(GRACE, 1).length, drafts)
  })

  it('stays ready until the moment that it is postponed to', async () => {
    const [job] = jobsOf('Order confirmation')
    await patch(job, { statecode: 0, postponeuntil: '2026-06-15T10:30:00Z' })
    world.pass(29)
    assert.deepEqual(stateOf(job), [0, 0])
    world.pass(1)
    assert.deepEqual(stateOf(job), [1, 10])
  })

  it('can be canceled, and not resumed after that', async () => {
    const [job] = jobsOf('Order confirmation')
    assert.equal((await patch(job, { statecode: 3, statuscode: 32 })).status, 204)
    assert.deepEqual(stateOf(job), [3, 32])
    assert.equal((await patch(job, { statecode: 0 })).status, 400)
  })

  it('can have no other state, and no other column changed', async () => {
    const [job] = jobsOf('Order confirmation')
    const before = { ...job }
    const bodies = [
      { statecode: 1 },
      { statecode: 2 },
      { statecode: 3, statuscode: 30 },
      { name: 'Mine' },
      { friendlymessage: '' },
    ]
    for (const body of bodies) {
      const { status, error } = await patch(job, body)
      assert.equal(status, 400, JSON.stringify(body))
      assert.match(String(error?.message), 'statecode' in body ? /state of the system job/ : /cannot be updated/)
    }
    assert.deepEqual({ ...job }, before)
  })
})

describe('a change set', () => {
  it('of which one part is refused resumes no job, sends no e-mail, and keeps no audit of it', async () => {
    const [job] = jobsOf('Order confirmation')
    const [failed] = jobsOf('Invoices: send to the customer')
    const [draft] = world.mails('rosa@contoso.com', 8)
    const before = [{ ...job }, { ...draft }, world.org.table('audit').all().length]
    const headers = { 'Content-Type': `multipart/mixed; boundary="${BOUNDARY}"` }
    const resume = (one: Row | undefined) => ({ method: 'PATCH', path: pathOf(one), body: { statecode: 0 } })
    const path = `emails(${draft?.activityid})/Microsoft.Dynamics.CRM.SendEmail`
    const send = { method: 'POST', path, body: { IssueSend: true } }
    world.org.control.setConsent('rosa@contoso.com', true)
    const body = (parts: readonly Operation[]) => multipart([changeset(...parts)])
    const refused = await admin('$batch', { method: 'POST', headers, body: body([resume(job), send, resume(failed)]) })
    assert.equal(refused.status, 400)
    assert.deepEqual([{ ...job }, { ...draft }, world.org.table('audit').all().length], before)
    const done = await admin('$batch', { method: 'POST', headers, body: body([resume(job), send]) })
    assert.equal(done.status, 200)
    assert.deepEqual([stateOf(job), draft?.statuscode], [[0, 0], 6])
  })
})

describe('a job that has failed', () => {
  it('is that of an asynchronous plug-in which was refused: it does not wait', () => {
    const { org } = world
    const sender = String(world.sender('obrien@contoso.com').systemuserid)
    const task = { sender, to: 'anna@fabrikam.example', subject: 'Invoice' }
    org.background.automation.runPlugin('Invoices', world.sender('invoice-integration@contoso.com'), task)
    world.pass(1)
    const [job] = jobsOf('Invoices')
    assert.deepEqual([job?.operationtype, ...stateOf(job)], [1, 3, 31])
    assert.deepEqual([job?.errorcode, job?.completedon], [-2147203059, '2026-06-15T10:01:00Z'])
  })

  it('cannot be resumed', async () => {
    const [job] = jobsOf('Invoices: send to the customer')
    assert.deepEqual(stateOf(job), [3, 31])
    const { status, error } = await patch(job, { statecode: 0 })
    assert.equal(status, 400)
    assert.match(String(error?.message), /Current state: 3, current status: 31, target state: 0/)
  })
})

describe('the jobs of others', () => {
  it('are seen only with prvReadAsyncOperation in the whole organization', async () => {
    const { control } = world.org
    const dana = await asPerson(world.simulator, 'dana')
    assert.match(String((await dana('asyncoperations')).error?.message), /prvReadAsyncOperation/)
    control.grantPrivilege('Salesperson', 'prvReadAsyncOperation', 'Basic')
    const owners = async () => {
      const { rows } = await dana('asyncoperations?$select=_ownerid_value')
      return new Set(rows.map(row => row._ownerid_value)).size
    }
    assert.equal(await owners(), 1)
    control.grantPrivilege('Salesperson', 'prvReadAsyncOperation', 'Global')
    assert.equal(await owners(), 4)
  })

  it('are resumed only with prvWriteAsyncOperation', async () => {
    const [job] = jobsOf('Order confirmation')
    const dana = await asPerson(world.simulator, 'dana')
    const { status, error } = await patch(job, { statecode: 0 }, dana)
    assert.equal(status, 403)
    assert.match(String(error?.message), /prvWriteAsyncOperation/)
  })
})
