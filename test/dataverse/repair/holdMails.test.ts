import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Plan } from '../../../src/domain/repair/plan.js'
import { userId } from '../../simulator/api/callers.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { seedContoso } from '../../simulator/seeds/contoso.js'
import { appliedOf, type Desk, deskOf, factValue } from './repairing.js'

const OMAR = 'omar@contoso.com'

let simulator: Simulator
let desk: Desk
let chosen: readonly string[]
let plan: Plan
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  desk = deskOf(simulator)
})
after(() => simulator.close())
beforeEach(async () => {
  simulator.contoso.load(seedContoso(() => new Date()))
  const { mails } = await desk.prepare('senderConsent', OMAR, { own: true })
  chosen = factValue(mails)
    .slice(0, 3)
    .map(({ id }) => id)
  plan = await desk.plan('holdMails', OMAR, { chosen, own: true })
})

const emails = () => simulator.contoso.table('email')
const states = () => chosen.map(id => [emails().find(id)?.statecode, emails().find(id)?.statuscode])
const CANCELED = [2, 5]
const PENDING = [1, 6]

describe('e-mails that are held back', () => {
  it('are canceled by the sender, each once, and do not leave with the others', async () => {
    const carried = await desk.carryOut(plan.writes, 'omar')
    assert.equal(carried.result === 'done' && carried.made, 3)
    assert.deepEqual(
      simulator.contoso.written.map(({ method, by }) => [method, by]),
      chosen.map(() => ['PATCH', 'Omar Haddad']),
    )
    simulator.contoso.control.setConsent(OMAR, true)
    simulator.contoso.router.poll()
    assert.deepEqual(states(), [CANCELED, CANCELED, CANCELED])
    assert.equal(desk.waiting(OMAR), 0)
    const sent = emails().where(
      one => one._emailsender_value === userId(simulator.contoso, OMAR) && one.statuscode === 3,
    )
    assert.equal(sent.length, 34)
  })

  it('are at most a hundred at a time, and the next ones follow', async () => {
    const [like] = emails().where(one => one.activityid === chosen[0])
    for (let n = 0; n < 90; n++) {
      const activityid = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
      emails().insert({ ...like, activityid, subject: 'Very long, '.repeat(30), createdon: '2026-11-20T10:00:00Z' })
    }
    assert.equal(desk.waiting(OMAR), 127)
    const { mails } = await desk.prepare('senderConsent', OMAR, { own: true })
    const listed = factValue(mails)
    assert.equal(listed.length, 100)
    assert.ok(
      listed.every(({ subject, to }) => subject.length <= 81 && to.length <= 81),
      'no more than is shown is kept',
    )
    const all = await desk.plan('holdMails', OMAR, { chosen: listed.map(({ id }) => id), own: true })
    assert.equal(all.writes.length, 100)
    const carried = await desk.carryOut(all.writes, 'omar')
    assert.equal(carried.result === 'done' && carried.made, 100)
    const next = await desk.prepare('senderConsent', OMAR, { own: true })
    assert.equal(factValue(next.mails).length, 27)
  })

  it('cannot be undone', async () => {
    const applied = appliedOf(plan, await desk.carryOut(plan.writes, 'omar'))
    assert.deepEqual(await desk.plans('undo', OMAR, { applied }), [])
  })

  it('are all left alone if one of them has left in between', async () => {
    emails().update(chosen[1] ?? '', { statuscode: 3 })
    assert.deepEqual(await desk.carryOut(plan.writes, 'omar'), { result: 'changed' })
    assert.deepEqual(states(), [PENDING, [1, 3], PENDING])
    assert.deepEqual(simulator.contoso.written, [])
  })

  it('are left alone if the router has tried one of them in between', async () => {
    emails().update(chosen[2] ?? '', { deliveryattempts: 1 })
    assert.deepEqual(await desk.carryOut(plan.writes, 'omar'), { result: 'changed' })
    assert.deepEqual(states(), [PENDING, PENDING, PENDING])
  })

  it('cannot be held back by anybody else', async () => {
    const carried = await desk.carryOut(plan.writes, 'nora')
    assert.equal(carried.result, 'refused')
    assert.deepEqual(states(), [PENDING, PENDING, PENDING])
  })
})
