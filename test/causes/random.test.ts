import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { checks } from '../../src/checks/index.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { causesOf, diagnoseIn } from './diagnosing.js'
import { organizationOf, type Plan, plan } from './randomOrganization.js'

const RUNS = 1000
/** Printed, so that a failure can be seen again: SEED=… npm test */
const SEED = Number(process.env.SEED || Date.now() % 0x7fffffff)

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())

/** Whether the simulated router sends the one e-mail that waits. */
function leaves(): boolean {
  const { contoso } = simulator
  contoso.router.poll()
  return contoso.table('email').where(({ statuscode }) => statuscode === 6).length === 0
}

const met = { left: 0, stayed: 0, causes: new Set<string>() }

async function agree(made: Plan): Promise<void> {
  const { seeded, router, sender } = organizationOf(made, () => new Date())
  simulator.contoso.load(seeded)
  const diagnosis = await diagnoseIn(simulator, sender, router)
  const causes = causesOf(diagnosis)
  const left = leaves()
  met[left ? 'left' : 'stayed'] += 1
  for (const cause of causes) met.causes.add(cause)
  const said = `${diagnosis.verdict}: ${causes.join(', ') || 'no cause'}; the e-mail ${left ? 'left' : 'stayed'}`
  assert.equal(diagnosis.verdict, left ? 'healthy' : 'causeFound', said)
}

describe(`${RUNS} random organizations, seed ${SEED}`, () => {
  it('are judged by the checks as the router judges them', async () => {
    await fc.assert(fc.asyncProperty(plan, agree), { numRuns: RUNS, seed: SEED })
  })

  it('are of many kinds: mail leaves or stays, for every cause that a random organization can have', () => {
    assert.ok(met.left > RUNS / 10 && met.stayed > RUNS / 10, JSON.stringify({ left: met.left, stayed: met.stayed }))
    const never = ['senderUnknown', 'routerAccountUnknown', 'otherMailboxError', 'justWaiting', 'routerRetired']
    assert.deepEqual(
      checks.map(({ id }) => id).filter(id => !met.causes.has(id)),
      never,
    )
  })
})
