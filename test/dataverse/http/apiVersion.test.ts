import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Organizations } from '../../../src/app/ports.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { seedContoso } from '../../simulator/seeds/contoso.js'
import { clientOf, organizationsOf } from '../edge.js'
import { factIn, failed, gatherIn, NOW, ROUTER } from '../facts/asking.js'
import { deskOf } from '../repair/repairing.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => NOW })
})
after(() => simulator.close())
afterEach(() => simulator.contoso.load(seedContoso(() => NOW)))

const load = (version: string) => simulator.contoso.load({ ...seedContoso(() => NOW), version })
/** The API versions used, including each operation's. */
const asked = () => new Set(simulator.contoso.requests.log.map(({ path }) => /\/data\/(v[\d.]+)\//.exec(path)?.[1]))

describe('an organization', () => {
  for (const [version, path] of [
    ['8.1.1.1042', 'v8.1'],
    ['8.2.2.112', 'v8.2'],
    ['9.0.46.7', 'v9.0'],
    ['9.1.18.22', 'v9.1'],
  ] as const) {
    it(`of ${version} is asked as ${path}, and gives the same facts as others`, async () => {
      load(version)
      const gathered = await gatherIn(simulator, 'sara@contoso.com')
      assert.deepEqual(failed(gathered.facts), {})
      assert.equal(factIn(gathered, 'organization').version, version)
      assert.equal(factIn(gathered, 'senderConsent'), false)
      assert.ok(asked().has(path))
    })
  }

  it('of 9.2 is asked as v9.2 from the first request on', async () => {
    simulator.contoso.requests.reset()
    const { requests } = await gatherIn(simulator, 'sara@contoso.com')
    assert.deepEqual([...asked()], ['v9.2'])
    assert.equal(requests.roundTrips, 2)
  })

  it('is asked for its version once', async () => {
    load('8.2.2.112')
    const organizations: Organizations = organizationsOf(simulator, { now: () => NOW })
    const [organization] = organizations.list()
    assert.ok(organization)
    const ask = (sender: string) =>
      organizations.gather({
        target: { organization, sender, actingAccount: ROUTER },
        since: NOW.toISOString(),
        progress: () => {},
        signal: new AbortController().signal,
      })
    await ask('nora@contoso.com')
    simulator.contoso.requests.reset()
    assert.equal((await ask('sara@contoso.com')).requests.roundTrips, 2)
    assert.deepEqual([...asked()], ['v8.2'])
  })

  it('of an older version is read page by page, and written', async () => {
    load('9.0.46.7')
    const client = clientOf(simulator)
    const emails = await client.getAll('emails?$select=subject', { pageSize: 7 })
    assert.equal(emails.length, simulator.contoso.table('email').all().length)
    assert.equal(client.addressOf('roles(1)'), `${simulator.contoso.url}/api/data/v9.0/roles(1)`)
    const desk = deskOf(simulator, { now: () => NOW })
    for (const [way, sender, by] of [
      ['allowSendAs', 'sara@contoso.com', 'sara'],
      ['giveRole', 'grace@contoso.com', 'admin'],
    ] as const) {
      const plan = await desk.plan(way, sender)
      assert.equal((await desk.carryOut(plan.writes, by)).result, 'done')
    }
  })
})
