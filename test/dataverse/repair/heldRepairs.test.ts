import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { WriteResult } from '../../../src/app/ports.js'
import type { Plan } from '../../../src/domain/repair/plan.js'
import { createTokens, type Tokens } from '../../../src/entra/tokens.js'
import { seedOnlineContoso } from '../../simulator/seeds/synchronized/onlineContoso.js'
import { type OnlineWorld, startOnlineWorld } from '../../simulator/seeds/synchronized/onlineWorld.js'
import { STATUS } from '../../simulator/sending/mails.js'
import { type OnlineDesk, onlineDesk } from './onlineRepairs.js'
import { factValue } from './repairing.js'

const [GRACE, OMAR, TOM, NORA] = ['grace', 'omar', 'tom', 'nora'].map(key => `${key}@contoso.com`) as [
  string,
  string,
  string,
  string,
]
const [DANA, FLOWS] = ['dana@contoso.com', 'flows@contoso.com'] as const

let world: OnlineWorld
before(async () => {
  world = await startOnlineWorld()
})
after(() => world.simulator.close())
beforeEach(() => world.org.load(seedOnlineContoso(world.now)))
afterEach(() => world.org.faults.clear())

const made = (carried: WriteResult) => (carried.result === 'done' ? carried.made : carried)
const idsOf = (plan: Plan) => plan.writes.flatMap(write => ('id' in write ? write.id : []))
const jobStates = (ids: readonly string[]) => ids.map(id => world.org.table('asyncoperation').find(id)?.statecode)
const touch = (table: string, id: string) => {
  const row = world.org.table(table).find(id) ?? assert.fail(id)
  world.org.table(table).update(id, { ...row })
}
/** Edits an e-mail once the first write was made: the bot reads with a token of its own before each of them. */
function editingAfterFirstWrite(id = ''): Tokens {
  const tokens = createTokens(world.simulator)
  let edited = false
  return {
    forOrganization: url => {
      if (world.org.written.length === 1 && !edited) {
        edited = true
        touch('email', id)
      }
      return tokens.forOrganization(url)
    },
    forget: (url, token) => tokens.forget(url, token),
  }
}
const writers = () => world.org.written.map(({ by, byApplication }) => [by, byApplication])

describe('jobs that wait', () => {
  let desk: OnlineDesk
  let ids: readonly string[]
  let plan: Plan
  beforeEach(async () => {
    desk = onlineDesk(world, [DANA])
    ids = factValue((await desk.prepare('resumeJobs', GRACE)).jobs).map(({ id }) => id)
    plan = await desk.plan('resumeJobs', GRACE, { chosen: [ids[0] ?? '', ids[2] ?? ''] })
  })

  it('are those of the owners who made mail for the sender that were refused, the oldest first', async () => {
    const rows = ids.map(id => world.org.table('asyncoperation').find(id))
    assert.deepEqual(
      rows.map(row => row?.name),
      ['Order confirmation', 'Payment reminder', 'Order confirmation'],
    )
    assert.ok(rows.every(row => row?.statecode === 1 && row?.iswaitingforevent === false))
    const none = await desk.prepare('resumeJobs', GRACE, { parties: { ...desk.parties(GRACE), jobOwnerIds: [] } })
    assert.deepEqual(factValue(none.jobs), [])
  })

  it('are resumed by an administrator, each once', async () => {
    world.org.control.setConsent(GRACE, true)
    assert.equal(made(await desk.carryOut(plan, 'admin')), 2)
    assert.deepEqual(writers(), [
      ['Adele Admin', false],
      ['Adele Admin', false],
    ])
    assert.deepEqual(jobStates(idsOf(plan)), [0, 0])
    assert.equal(made(await desk.carryOut(plan, 'admin')), 0, 'the same plan again')
    world.pass(1)
    assert.deepEqual(jobStates(idsOf(plan)), [3, 3])
    assert.deepEqual(await desk.carryOut(plan, 'admin'), { result: 'changed' }, 'they have come to their end')
    assert.equal(world.org.written.length, 2)
  })

  it('are resumed once if the connection is cut after the first write', async () => {
    world.org.faults.set({ kind: 'resetAfter', writes: true, next: 1 })
    await desk.carryOut(plan, 'admin')
    world.org.faults.clear()
    await desk.carryOut(plan, 'admin')
    assert.deepEqual(jobStates(idsOf(plan)), [0, 0])
    assert.equal(world.org.written.length, 2)
  })

  it('are left alone, all of them, if one of them does not wait any more', async () => {
    const [first = '', second = ''] = idsOf(plan)
    world.org.table('asyncoperation').update(second, { statecode: 3, statuscode: 32 })
    assert.deepEqual(await desk.carryOut(plan, 'admin'), { result: 'changed' })
    assert.deepEqual(jobStates([first]), [1])
    const again = await desk.plan('resumeJobs', GRACE, { chosen: [first, second] })
    assert.deepEqual(idsOf(again), [first], 'the next plan leaves it out')
  })

  it('are not resumed by somebody who may not', async () => {
    const carried = await desk.carryOut(plan, 'grace')
    assert.deepEqual(carried.result === 'refused' && carried.privilege, 'prvWriteAsyncOperation')
    assert.deepEqual(jobStates(idsOf(plan)), [1, 1])
  })

  it('that have failed are not offered: only a suspended job can go on', async () => {
    for (const id of ids) world.org.table('asyncoperation').update(id, { statecode: 3, statuscode: 31 })
    assert.deepEqual(factValue((await desk.prepare('resumeJobs', GRACE)).jobs), [])
  })
})

describe('drafts that a flow made', () => {
  let desk: OnlineDesk
  let ids: readonly string[]
  let plan: Plan
  beforeEach(async () => {
    desk = onlineDesk(world, [FLOWS])
    ids = factValue((await desk.prepare('sendDrafts', OMAR)).drafts).map(({ id }) => id)
    plan = await desk.plan('sendDrafts', OMAR, { chosen: ids })
  })

  it('are shown with their maker, attachments, subject and recipients, and the last two only to the sender', async () => {
    const [own] = factValue((await desk.prepare('sendDrafts', OMAR)).drafts)
    assert.deepEqual(
      [own?.maker, own?.attachments, own?.subject, own?.to],
      [String(world.sender(FLOWS).systemuserid), 0, 'How was our visit?', 'purchasing@fabrikam.example'],
    )
    const [others] = factValue((await desk.prepare('sendDrafts', OMAR, { own: false })).drafts)
    assert.deepEqual([others?.subject, others?.to], ['', ''])
  })

  it('are sent by the sender, each once, and leave', async () => {
    assert.equal(ids.length, 2)
    assert.equal(made(await desk.carryOut(plan, 'omar')), 2)
    assert.deepEqual(writers(), [
      ['Omar Haddad', false],
      ['Omar Haddad', false],
    ])
    assert.equal(made(await desk.carryOut(plan, 'omar')), 0, 'the same plan again')
    world.pass(1)
    assert.ok(ids.every(id => world.mails(OMAR, STATUS.sent).some(mail => mail.activityid === id)))
    assert.equal(made(await desk.carryOut(plan, 'omar')), 0, 'they have left')
    assert.equal(world.org.written.length, 2)
  })

  it('are sent once if the connection is cut after the first', async () => {
    world.org.faults.set({ kind: 'resetAfter', writes: true, next: 1 })
    await desk.carryOut(plan, 'omar')
    world.org.faults.clear()
    await desk.carryOut(plan, 'omar')
    assert.equal(world.org.written.length, 2)
  })

  it('are not sent by a sender who may not change what others own', async () => {
    world.org.control.removePrivilege('Shared Mail', 'prvWriteActivity')
    const carried = await desk.carryOut(plan, 'omar')
    assert.equal(carried.result === 'refused' && carried.privilege, 'prvWriteActivity')
    assert.deepEqual(world.org.written, [])
  })

  it('are not sent if somebody has edited one of them since', async () => {
    touch('email', ids[1] ?? '')
    assert.deepEqual(await desk.carryOut(plan, 'omar'), { result: 'changed' })
    assert.deepEqual(world.org.written, [])
  })

  it('that are edited while the first is sent stay drafts', async () => {
    const tokens = editingAfterFirstWrite(ids[1])
    const carried = await onlineDesk(world, [FLOWS], { tokens }).carryOut(plan, 'omar')
    assert.deepEqual(carried, { result: 'changed' })
    assert.equal(world.org.written.length, 1)
  })

  it('that somebody has sent since are not sent again', async () => {
    world.org.table('email').update(ids[0] ?? '', { statecode: 1, statuscode: STATUS.sent })
    assert.equal(made(await desk.carryOut(plan, 'omar')), 1)
    assert.equal(world.org.written.length, 1)
  })

  it('of the last 30 days count, and imported ones never', async () => {
    const [first = '', second = ''] = ids
    world.org.table('email').update(first, { importsequencenumber: 7 })
    world.org.table('email').update(second, { createdon: '2026-05-01T10:00:00Z' })
    assert.deepEqual(factValue((await desk.prepare('sendDrafts', OMAR)).drafts), [])
  })

  it('of nobody are none, where nobody acted', async () => {
    assert.deepEqual(factValue((await onlineDesk(world, []).prepare('sendDrafts', NORA)).drafts), [])
  })
})

describe('e-mails whose status was only set', () => {
  let desk: OnlineDesk
  let ids: readonly string[]
  let plan: Plan
  beforeEach(async () => {
    desk = onlineDesk(world, [])
    ids = factValue((await desk.prepare('submitMails', TOM)).notSubmitted).map(({ id }) => id)
    plan = await desk.plan('submitMails', TOM, { chosen: ids })
  })

  it('are made drafts and sent, each once, and leave; an imported one is never among them', async () => {
    assert.equal(ids.length, 2)
    assert.equal(made(await desk.carryOut(plan, 'tom')), 4)
    assert.equal(made(await desk.carryOut(plan, 'tom')), 0, 'the same plan again')
    world.pass(1)
    assert.ok(ids.every(id => world.mails(TOM, STATUS.sent).some(mail => mail.activityid === id)))
    assert.equal(made(await desk.carryOut(plan, 'tom')), 0, 'they have left')
    assert.equal(world.org.written.length, 4)
  })

  for (const cut of [1, 2, 3, 4])
    it(`are sent once if the program ends after ${cut} of its 4 writes`, async () => {
      const begun = { ...plan, writes: plan.writes.slice(0, cut) }
      await desk.carryOut(begun, 'tom')
      assert.equal(world.org.written.length, cut)
      world.pass(1)
      assert.equal(made(await desk.carryOut(plan, 'tom')), 4 - cut)
      assert.equal(world.org.written.length, 4)
    })

  it('stay drafts if they are edited once they are drafts', async () => {
    const tokens = editingAfterFirstWrite(ids[0])
    assert.deepEqual(await onlineDesk(world, [], { tokens }).carryOut(plan, 'tom'), { result: 'changed' })
    assert.equal(world.org.written.length, 1)
    assert.ok(world.mails(TOM, STATUS.draft).some(({ activityid }) => activityid === ids[0]))
  })

  it('are left alone if one of them has been edited since', async () => {
    touch('email', ids[1] ?? '')
    assert.deepEqual(await desk.carryOut(plan, 'tom'), { result: 'changed' })
    assert.deepEqual(world.org.written, [])
  })
})
