import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Target } from '../../../src/domain/case/case.js'
import type { FactName } from '../../../src/domain/diagnosis/facts.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { organizationsOf } from '../edge.js'
import { factIn, NOW } from './asking.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => NOW })
})
after(() => simulator.close())

/** What concerns the sender's mail or mailbox. */
const PRIVATE: readonly FactName[] = [
  ...(['backlog', 'pendingMails', 'sentSince', 'departures', 'failedMails'] as const),
  ...(['senderMailbox', 'alerts', 'serverProfiles', 'pulse'] as const),
]

/** A program that somebody asks about their own right to send for Sara. */
function asker() {
  const organizations = organizationsOf(simulator, { now: () => NOW })
  const [organization] = organizations.list()
  assert.ok(organization)
  return (more: Target = {}) =>
    organizations.gather({
      target: { organization, sender: 'sara@contoso.com', actingAccount: 'mia@contoso.com', scope: 'right', ...more },
      since: NOW.toISOString(),
      progress: () => {},
      signal: new AbortController().signal,
    })
}

describe('a question about the own right to send for somebody', () => {
  it('reads nothing of their mail or mailbox, the first time or later', async () => {
    const ask = asker()
    for (const time of ['first', 'second']) {
      const { facts } = await ask()
      assert.deepEqual(
        PRIVATE.filter(name => name in facts),
        [],
        time,
      )
      assert.equal(facts.senderConsent?.ok, true)
    }
  })

  it('looks up no account that a pasted text names', async () => {
    const { contoso } = simulator
    const nora = contoso.control.user('nora@contoso.com')
    assert.ok(nora)
    const id = contoso.table('systemuser').idOf(nora)
    const clue = { verdict: 'sendAs', fault: 'sendAs', count: 1, proof: [], accountIds: [id] } as const
    const gathered = await asker()({ clue })
    assert.deepEqual(factIn(gathered, 'accounts'), [])
    assert.ok(!factIn(gathered, 'rights').some(({ accountId }) => accountId === id))
  })
})
