import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { GatherResult, Organizations } from '../../../src/app/ports.js'
import { READS } from '../../../src/dataverse/facts/sight.js'
import type { Target } from '../../../src/domain/case/case.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { organizationsOf } from '../edge.js'
import { factIn, failed, NOW, ROUTER } from './asking.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => NOW })
})
after(() => simulator.close())

/** A program that asks repeatedly; its clock can be moved forward. */
function asker() {
  let now = NOW
  const organizations: Organizations = organizationsOf(simulator, { now: () => now })
  const [organization] = organizations.list()
  assert.ok(organization)
  return {
    later: (minutes: number) => {
      now = new Date(now.getTime() + minutes * 60_000)
    },
    ask: (sender: string, target: Target = {}): Promise<GatherResult> =>
      organizations.gather({
        target: { organization, sender, actingAccount: ROUTER, ...target },
        since: NOW.toISOString(),
        progress: () => {},
        signal: new AbortController().signal,
      }),
  }
}

const trips = ({ requests }: GatherResult) => requests.roundTrips

describe('a diagnosis', () => {
  for (const sender of ['sara@contoso.com', 'support@contoso.com', 'nobody@contoso.com', 'shared@contoso.com']) {
    it(`of ${sender} takes two trips when it is new and one when it was asked before, with the same facts`, async () => {
      const { ask } = asker()
      const cold = await ask(sender)
      const warm = await ask(sender.toUpperCase())
      assert.ok(trips(cold) <= 2)
      assert.equal(trips(warm), 1)
      assert.deepEqual(warm.facts, cold.facts)
      // Who the bot is, and how far it sees, is asked once.
      assert.equal(warm.requests.operations, cold.requests.operations - 1 - READS.length)
    })
  }

  it('does not trust what it remembers: another user has the address now', async () => {
    const { ask } = asker()
    const users = simulator.contoso.table('systemuser')
    const [nora, mia] = ['nora@contoso.com', 'mia@contoso.com'].map(address => simulator.contoso.control.user(address))
    assert.ok(nora && mia)
    await ask('nora@contoso.com')
    users.update(users.idOf(nora), { internalemailaddress: 'gone@contoso.com', domainname: 'gone@contoso.com' })
    users.update(users.idOf(mia), { internalemailaddress: 'nora@contoso.com' })
    const gathered = await ask('nora@contoso.com')
    assert.equal(trips(gathered), 2)
    assert.equal(factIn(gathered, 'senderMailbox')?.name, 'Mia Novak')
    assert.equal(trips(await ask('nora@contoso.com')), 1)
    users.update(users.idOf(mia), { internalemailaddress: 'mia@contoso.com' })
    users.update(users.idOf(nora), { internalemailaddress: 'nora@contoso.com', domainname: 'nora@contoso.com' })
  })

  it('of the same sender with another router account is a different one', async () => {
    const { ask } = asker()
    await ask('sara@contoso.com')
    const other = await ask('sara@contoso.com', { actingAccount: 'helen@contoso.com' })
    assert.deepEqual(factIn(other, 'rights')[0]?.sendAs, [])
  })

  it('forgets after ten minutes', async () => {
    const { ask, later } = asker()
    await ask('sara@contoso.com')
    later(9)
    assert.equal(trips(await ask('sara@contoso.com')), 1)
    later(11)
    assert.equal(trips(await ask('sara@contoso.com')), 2)
  })

  it('remembers nothing of an outage, and does not report what it remembers as seen', async () => {
    const { ask } = asker()
    await ask('sara@contoso.com')
    simulator.contoso.faults.set({ kind: 'malformed', next: 1 })
    const { facts } = await ask('sara@contoso.com')
    const seen = Object.keys(facts).filter(name => !(name in failed(facts)))
    // What the person said, and that no router account is configured.
    assert.deepEqual(seen.toSorted(), ['routerAccounts', 'statement'])
    assert.equal(trips(await ask('sara@contoso.com')), 2)
  })
})
