import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { inspect } from 'node:util'
import type { GatherResult } from '../../../src/app/ports.js'
import { checks } from '../../../src/checks/index.js'
import type { Progress } from '../../../src/domain/case/case.js'
import { diagnose } from '../../../src/domain/diagnosis/diagnosis.js'
import type { Why } from '../../../src/domain/diagnosis/facts.js'
import { createTokens } from '../../../src/entra/tokens.js'
import { healthy } from '../../fixtures/facts.js'
import { objectIdOf, type Simulator, startSimulator } from '../../simulator/index.js'
import { organizationsOf } from '../edge.js'
import { type Asked, failed, gatherIn } from '../facts/asking.js'

let simulator: Simulator
beforeEach(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
afterEach(() => simulator.close())

const gather = (asked?: Asked) => gatherIn(simulator, 'sara@contoso.com', asked)
const WRONG = { kind: 'secret', secret: 'wrong-7Q~x' }
const tokensWith = (changes: object) => ({ changes: { tokens: createTokens({ ...simulator, ...changes }) } })

interface Expected {
  readonly why: Why
  readonly detail: RegExp
}

/** What the person said, and that the configuration names no router account. */
const GIVEN = ['statement', 'routerAccounts']

/** Nothing was read: each fact says why, or which missing fact it needs; and nobody is called healthy. */
function allMissing({ facts }: GatherResult, { why, detail }: Expected): void {
  const missing = failed(facts)
  const read = Object.keys(healthy).filter(name => !GIVEN.includes(name))
  assert.deepEqual(Object.keys(missing).toSorted(), read.toSorted())
  for (const name of ['organization', 'hosting', 'mailSettings', 'senders', 'namedAccounts', 'businessUnits']) {
    assert.equal(missing[name]?.why, why, name)
    assert.match(missing[name].detail, detail)
    assert.equal(missing[name].privilege, undefined)
  }
  for (const name of ['senderConsent', 'senderMailbox', 'rights', 'backlog', 'pulse', 'jobs'])
    assert.equal(missing[name]?.why, 'notGathered', name)
  assert.equal(diagnose(facts, checks).verdict, 'undetermined')
}

describe('an outage is a sheet of missing facts', () => {
  it('when nobody listens at the address of the organization', async () => {
    await simulator.contoso.close()
    const gathered = await gather()
    allMissing(gathered, { why: 'unreachable', detail: /^ECONNREFUSED / })
    assert.equal(gathered.slowed, true)
  })

  it('when the sign-in service is not there', async () => {
    await simulator.entra.close()
    const gathered = await gather()
    allMissing(gathered, { why: 'unreachable', detail: /sign-in service cannot be reached/ })
    assert.deepEqual(gathered.requests, { roundTrips: 0, operations: 0 })
  })

  it('when the secret is wrong', async () => {
    allMissing(await gather(tokensWith({ credential: WRONG })), {
      why: 'forbidden',
      detail: /^The sign-in was refused: AADSTS7000215$/,
    })
  })

  it('when the application is not a user of the organization: no privilege would help', async () => {
    const users = simulator.contoso.table('systemuser')
    for (const bot of users.where(row => row.applicationid !== null))
      users.update(users.idOf(bot), { applicationid: null })
    allMissing(await gather(), { why: 'forbidden', detail: /^0x80072560 / })
  })

  it("when the application's user is disabled: no privilege would help", async () => {
    simulator.contoso.control.setDisabled('pending-send@contoso.com', true)
    allMissing(await gather(), { why: 'forbidden', detail: /^0x80040225 / })
  })

  it('when Dataverse throttles for too long', async () => {
    simulator.contoso.faults.set({ kind: 'throttle', retryAfterSeconds: 300, code: 'time' })
    allMissing(await gather(), { why: 'throttled', detail: /^0x80072321 / })
  })

  it('when every answer is cut off', async () => {
    simulator.contoso.faults.set({ kind: 'malformed' })
    allMissing(await gather(), { why: 'malformed', detail: /cut off/ })
  })

  it('when every connection breaks', async () => {
    simulator.contoso.faults.set({ kind: 'reset' })
    allMissing(await gather(), { why: 'unreachable', detail: /^ECONNRESET / })
  })

  it('when every token is refused', async () => {
    simulator.contoso.faults.set({ kind: 'unauthorized' })
    allMissing(await gather(), { why: 'forbidden', detail: /^0x80040220 / })
  })

  it('when the time limit for all of it is reached', async () => {
    simulator.contoso.faults.set({ kind: 'slow', ms: 400 })
    allMissing(await gather({ signal: AbortSignal.timeout(40) }), { why: 'timeout', detail: /too long/ })
  })

  it('but aborted work throws', async () => {
    const reason = new Error('the lease was lost')
    await assert.rejects(gather({ signal: AbortSignal.abort(reason) }), reason)
  })
})

describe('an organization that stumbles', () => {
  it('is asked again, and the person is told how long the wait is', async () => {
    simulator.contoso.faults.set({ kind: 'throttle', retryAfterSeconds: 2, next: 2 })
    const steps: Progress[] = []
    const waited: number[] = []
    const pause = async (delay: number) => waited.push(delay)
    const gathered = await gather({ changes: { client: { pause } }, progress: step => steps.push(step) })
    assert.deepEqual(failed(gathered.facts), {})
    assert.equal(gathered.slowed, true)
    assert.equal(gathered.requests.roundTrips, 4)
    assert.deepEqual(waited, [2000, 2000])
    assert.equal(steps.filter(({ waitingUntil }) => waitingUntil !== undefined).length, 2)
    assert.equal(steps.at(-1)?.waitingUntil, undefined)
  })

  it('has only the throttled part of a $batch retried, after the requested time', async () => {
    simulator.contoso.faults.set({ kind: 'throttlePart', retryAfterSeconds: 3, next: 1 })
    const waited: number[] = []
    const gathered = await gather({ changes: { client: { pause: async delay => waited.push(delay) } } })
    assert.deepEqual(failed(gathered.facts), {})
    assert.equal(gathered.slowed, true)
    assert.deepEqual(gathered.requests, { roundTrips: 3, operations: 52 })
    assert.deepEqual(waited, [3000])
  })

  it('loses only the part that stays throttled', async () => {
    simulator.contoso.faults.set({ kind: 'throttlePart', retryAfterSeconds: 300, next: 1 })
    const { organization, ...others } = failed((await gather()).facts)
    assert.equal(organization?.why, 'throttled')
    assert.deepEqual(others, {})
  })

  it('gets a new token when it refuses one, and the reads continue', async () => {
    simulator.contoso.faults.set({ kind: 'unauthorized', next: 1 })
    const gathered = await gather()
    assert.deepEqual(failed(gathered.facts), {})
    assert.equal(simulator.entra.issued(), 2)
    assert.equal(gathered.slowed, false)
  })
})

describe('secrets', () => {
  it('never appear in a failure: no token, no password', async () => {
    const tokens = createTokens(simulator)
    const token = await tokens.forOrganization(simulator.contoso.url)
    const outcomes: unknown[] = []
    for (const kind of ['unauthorized', 'reset', 'malformed', 'unavailable'] as const) {
      simulator.contoso.faults.set({ kind })
      outcomes.push(await gather({ changes: { tokens } }))
    }
    outcomes.push(await gather(tokensWith({ credential: WRONG })))
    await simulator.contoso.close()
    outcomes.push(await gather({ changes: { tokens } }))
    await simulator.entra.close()
    outcomes.push(await gather())
    const told = JSON.stringify(outcomes) + inspect(outcomes, { depth: 20, showHidden: true })
    for (const secret of [token, token.split('.')[2] ?? token, simulator.clientSecret, 'wrong-7Q~x', 'Bearer'])
      assert.ok(!told.includes(secret))
  })
})

describe('identifying a person', () => {
  it('is a value when there is nobody, and a missing fact when it could not be seen', async () => {
    const organizations = organizationsOf(simulator)
    const [organization] = organizations.list()
    assert.ok(organization)
    const { signal } = new AbortController()
    const identify = (oid: string) => organizations.identify(organization, oid, signal)
    const sara = simulator.contoso.control.user('sara@contoso.com')
    const found = await identify(objectIdOf('sara').toUpperCase())
    assert.deepEqual(found.ok && found.value, {
      id: sara.systemuserid,
      name: 'Sara Davis',
      address: 'sara@contoso.com',
    })
    for (const nobody of [objectIdOf('nobody'), "' or true", '']) {
      const none = await identify(nobody)
      assert.ok(none.ok && none.value === null)
    }
    simulator.contoso.control.removePrivilege('Pending Send Reader', 'prvReadUser')
    const refused = await identify(objectIdOf('sara'))
    assert.ok(!refused.ok && refused.why === 'forbidden' && refused.privilege === 'prvReadUser')
    await simulator.contoso.close()
    const gone = await identify(objectIdOf('sara'))
    assert.ok(!gone.ok && gone.why === 'unreachable')
  })
})
