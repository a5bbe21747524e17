import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Plan } from '../../../src/domain/repair/plan.js'
import { SignInNeeded } from '../../../src/entra/onBehalfOf.js'
import { SignInFailed } from '../../../src/entra/signInFailed.js'
import { createTokens, tokensFrom } from '../../../src/entra/tokens.js'
import { personToken, userId } from '../../simulator/api/callers.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { seedContoso } from '../../simulator/seeds/contoso.js'
import { READER } from '../facts/asking.js'
import { appliedOf, type Desk, deskOf } from './repairing.js'

const SARA = 'sara@contoso.com'

let simulator: Simulator
let desk: Desk
let plan: Plan
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  desk = deskOf(simulator)
})
after(() => simulator.close())
beforeEach(async () => {
  simulator.contoso.load(seedContoso(() => new Date()))
  plan = await desk.plan('allowSendAs', SARA)
})
afterEach(() => simulator.contoso.faults.clear())

const settings = () => simulator.contoso.table('usersettings')
const sara = () => userId(simulator.contoso, SARA)
const allowed = () => settings().find(sara())?.issendasallowed
const written = () => simulator.contoso.written.map(({ method, by, byApplication }) => [method, by, byApplication])
/** Does something once, when the person's token is fetched: after the writes were checked, and before the first is made. */
function meanwhile(happens: () => unknown): Desk {
  let happened = false
  const tokens = tokensFrom(async url => {
    const token = await personToken(simulator, 'sara', { url })
    if (!happened) happens()
    happened = true
    return token
  })
  return deskOf(simulator, { tokensOf: () => tokens })
}

describe('a consent', () => {
  it('is written once, by the sender, and the mails leave', async () => {
    const carried = await desk.carryOut(plan.writes, 'sara')
    assert.equal(carried.result === 'done' && carried.made, 1)
    assert.deepEqual(written(), [['PATCH', 'Sara Davis', false]])
    simulator.contoso.router.poll()
    assert.equal(desk.waiting(SARA), 0)
  })

  it('is not written a second time: a repeated plan is already done', async () => {
    const first = await desk.carryOut(plan.writes, 'sara')
    const second = await desk.carryOut(plan.writes, 'sara')
    assert.ok(first.result === 'done' && second.result === 'done')
    assert.deepEqual([first.made, second.made], [1, 0])
    assert.deepEqual(second.writes, first.writes)
    assert.equal(written().length, 1)
  })

  it('returns the new ETag of the row, and can be undone with it', async () => {
    const carried = await desk.carryOut(plan.writes, 'sara')
    const applied = appliedOf(plan, carried)
    const [write] = applied.writes
    assert.ok(write?.kind === 'update' && plan.writes[0]?.kind === 'update')
    assert.notEqual(write.etag, plan.writes[0].etag)
    const back = await desk.plan('undo', SARA, { applied })
    assert.equal((await desk.carryOut(back.writes, 'sara')).result, 'done')
    assert.equal(allowed(), false)
    assert.equal(written().length, 2)
  })

  it('cannot be undone if somebody has written since', async () => {
    const applied = appliedOf(plan, await desk.carryOut(plan.writes, 'sara'))
    settings().update(sara(), { uilanguageid: 1031 })
    assert.deepEqual(await desk.plans('undo', SARA, { applied }), [])
  })
})

describe('somebody who may not', () => {
  it('is refused, with the privilege that is needed: a colleague', async () => {
    const carried = await desk.carryOut(plan.writes, 'nora')
    assert.ok(carried.result === 'refused')
    assert.equal(carried.privilege, 'prvWriteUserSettings')
    assert.match(carried.detail, /0x80040220/)
    assert.deepEqual([allowed(), written()], [false, []])
  })

  it('is refused: the application, which may read only', async () => {
    const application = createTokens(simulator)
    const carried = await deskOf(simulator, { tokensOf: () => application }).carryOut(plan.writes, 'sara')
    assert.equal(carried.result, 'refused')
    assert.deepEqual(written(), [])
  })

  it('is refused without naming a privilege if their account is disabled', async () => {
    simulator.contoso.table('systemuser').update(sara(), { isdisabled: true })
    const refused = await desk.carryOut(plan.writes, 'sara')
    assert.ok(refused.result === 'refused' && refused.privilege === undefined)
    assert.match(refused.detail, /0x80040225/)
  })
})

describe('a change in between', () => {
  it('is noticed before anything is written', async () => {
    settings().update(sara(), { uilanguageid: 1031 })
    assert.deepEqual(await desk.carryOut(plan.writes, 'sara'), { result: 'changed' })
    assert.deepEqual(written(), [])
  })

  it('is noticed by the organization, at the last moment', async () => {
    const late = meanwhile(() => settings().update(sara(), { uilanguageid: 1031 }))
    assert.deepEqual(await late.carryOut(plan.writes, 'sara'), { result: 'changed' })
    const [last] = simulator.contoso.requests.log.filter(({ method }) => method === 'PATCH').slice(-1)
    assert.equal(last?.status, 412)
    assert.deepEqual([allowed(), written()], [false, []])
  })

  it('may be the row itself: it is gone', async () => {
    settings().remove(sara())
    assert.deepEqual(await desk.carryOut(plan.writes, 'sara'), { result: 'changed' })
  })

  it('is reported even if it came right after the write', async () => {
    const { contoso } = simulator
    let asked = 0
    const application = createTokens(simulator)
    const undoes = deskOf(simulator, {
      tokens: {
        ...application,
        async forOrganization(url) {
          asked += 1
          if (asked === 2) contoso.control.setConsent(SARA, false)
          return application.forOrganization(url)
        },
      },
    })
    assert.deepEqual(await undoes.carryOut(plan.writes, 'sara'), { result: 'changed' })
  })
})

describe('an answer that was lost', () => {
  it('after the write does not lead to a second write', async () => {
    simulator.contoso.faults.set({ kind: 'resetAfter', next: 1, writes: true })
    const carried = await desk.carryOut(plan.writes, 'sara')
    assert.equal(carried.result === 'done' && carried.made, 1)
    assert.equal(written().length, 1)
  })

  it('before the write is a failure, and the same plan continues', async () => {
    const { faults } = simulator.contoso
    const cut = meanwhile(() => faults.set({ kind: 'reset', next: 1 }))
    const failed = await cut.carryOut(plan.writes, 'sara')
    assert.deepEqual([failed.result, failed.result === 'failed' && failed.why], ['failed', 'unreachable'])
    assert.deepEqual(written(), [])
    assert.equal((await desk.carryOut(plan.writes, 'sara')).result, 'done')
  })

  it('may be a proxy page instead of an outage', async () => {
    const { faults } = simulator.contoso
    const away = meanwhile(() => faults.set({ kind: 'unavailable', next: 1 }))
    const failed = await away.carryOut(plan.writes, 'sara')
    assert.deepEqual([failed.result, failed.result === 'failed' && failed.why], ['failed', 'unreachable'])
  })

  it('because of a timeout is checked anyway', async () => {
    const limit = new AbortController()
    const late = meanwhile(() => limit.abort(new DOMException('too late', 'TimeoutError')))
    const failed = await late.carryOut(plan.writes, 'sara', { signal: limit.signal })
    assert.deepEqual([failed.result, failed.result === 'failed' && failed.why], ['failed', 'timeout'])
  })

  it('is not checked for aborted work', async () => {
    const stop = new AbortController()
    const stopped = meanwhile(() => stop.abort(new Error('the program ends')))
    await assert.rejects(stopped.carryOut(plan.writes, 'sara', { signal: stop.signal }), /the program ends/)
  })

  it('leaves a repair alone if its state could not be read', async () => {
    simulator.contoso.control.removePrivilege(READER, 'prvReadUserSettings')
    const failed = await desk.carryOut(plan.writes, 'sara')
    assert.deepEqual([failed.result, failed.result === 'failed' && failed.why], ['failed', 'forbidden'])
    assert.deepEqual(written(), [])
  })
})

describe('a throttled organization', () => {
  it('gets the write when it has time', async () => {
    const { faults } = simulator.contoso
    const throttled = meanwhile(() => faults.set({ kind: 'throttle', next: 2, retryAfterSeconds: 1 }))
    const carried = await throttled.carryOut(plan.writes, 'sara')
    assert.equal(carried.result === 'done' && carried.made, 1)
    assert.equal(written().length, 1)
  })
})

describe('the token of the person', () => {
  it('is renewed once where the organization refuses it', async () => {
    const { faults } = simulator.contoso
    const refused = meanwhile(() => faults.set({ kind: 'unauthorized', next: 1 }))
    const carried = await refused.carryOut(plan.writes, 'sara')
    assert.equal(carried.result === 'done' && carried.made, 1)
  })

  it('has expired if it is refused again: they have to sign in', async () => {
    const { faults } = simulator.contoso
    const refused = meanwhile(() => faults.set({ kind: 'unauthorized' }))
    assert.deepEqual(await refused.carryOut(plan.writes, 'sara'), { result: 'signIn', need: 'expired' })
    assert.deepEqual(written(), [])
  })

  const failing = (error: unknown): Desk =>
    deskOf(simulator, { tokensOf: () => tokensFrom(() => Promise.reject(error)) })

  for (const need of ['signIn', 'consent', 'proof', 'declined', 'otherPerson', 'unavailable'] as const)
    it(`is missing, and the failure says what has to happen first: ${need}`, async () => {
      assert.deepEqual(await failing(new SignInNeeded(need)).carryOut(plan.writes, 'sara'), { result: 'signIn', need })
    })

  it('is missing without a known reason: they sign in again, or the service cannot be reached', async () => {
    const refused = new SignInFailed('AADSTS50076', false, undefined)
    assert.deepEqual(await failing(refused).carryOut(plan.writes, 'sara'), { result: 'signIn', need: 'expired' })
    const away = new SignInFailed('network_error', true, undefined)
    assert.deepEqual(await failing(away).carryOut(plan.writes, 'sara'), { result: 'signIn', need: 'unreachable' })
  })

  it("is never somebody else's", async () => {
    await desk.carryOut((await desk.plan('allowSendAs', 'omar@contoso.com')).writes, 'omar')
    await desk.carryOut(plan.writes, 'sara')
    assert.deepEqual(
      written().map(([, by]) => by),
      ['Omar Haddad', 'Sara Davis'],
    )
  })
})
