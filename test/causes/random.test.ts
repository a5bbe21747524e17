import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { checks } from '../../src/checks/index.js'
import { type Diagnosis, missingFacts } from '../../src/domain/diagnosis/diagnosis.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { causesOf, diagnoseIn } from './diagnosing.js'
import { organizationOf, type Plan, plan } from './randomOrganization.js'

/** RUNS=100 npm test: fewer, while something is being changed. */
const RUNS = Number(process.env.RUNS || 1000)
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

const met = { left: 0, stayed: 0, unseen: 0, spoilt: 0, unexplained: 0, causes: new Set<string>() }

async function agree(made: Plan): Promise<void> {
  const { seeded, router, sender, seen, whole } = organizationOf(made, () => new Date())
  const { contoso } = simulator
  contoso.load(seeded)
  const diagnosis = await diagnoseIn(simulator, sender, router)
  const causes = causesOf(diagnosis)
  const left = leaves()
  const said = `${verdictOf(diagnosis)}: ${causes.join(', ') || 'no cause'}; the e-mail ${left ? 'left' : 'stayed'}`
  const truth = left ? (made.waited < 15 ? 'healthy' : 'unexplained') : 'causeFound'
  count({ left, seen, whole }, diagnosis)
  if (verdictOf(diagnosis) === truth) return
  // Nobody knows, and says for want of what.
  assert.equal(verdictOf(diagnosis), 'undetermined', said)
  assert.ok(!seen || !whole, said)
  const missing = missingFacts(diagnosis)
  const named = missing.filter(({ privilege }) => privilege !== undefined && made.bot[privilege] !== 'Global')
  const empty = missing.filter(({ why }) => why === 'absent' || why === 'malformed')
  assert.ok((!seen && named.length > 0) || (!whole && empty.length > 0), `${said}; ${JSON.stringify(missing)}`)
}

function verdictOf({ verdict, unexplained }: Diagnosis): string {
  return unexplained ? 'unexplained' : verdict
}

function count(of: { left: boolean; seen: boolean; whole: boolean }, diagnosis: Diagnosis): void {
  met[of.left ? 'left' : 'stayed'] += 1
  if (!of.seen) met.unseen += 1
  if (!of.whole) met.spoilt += 1
  if (diagnosis.unexplained) met.unexplained += 1
  for (const cause of causesOf(diagnosis)) met.causes.add(cause)
}

describe(`${RUNS} random organizations, seed ${SEED}`, () => {
  it('are judged by the checks as the router judges them, or not for want of something that is named', async () => {
    await fc.assert(fc.asyncProperty(plan, agree), { numRuns: RUNS, seed: SEED })
  })

  it('are of many kinds: mail leaves or stays, for every cause that a random organization can have', () => {
    const { causes: _, ...kinds } = met
    for (const [kind, times] of Object.entries(kinds)) assert.ok(times > RUNS / 50, `${kind}: ${times}`)
    const never = ['senderUnknown', 'routerAccountUnknown', 'otherMailboxError', 'routerRetired']
    assert.deepEqual(
      checks.map(({ id }) => id).filter(id => !met.causes.has(id)),
      never,
    )
  })
})
