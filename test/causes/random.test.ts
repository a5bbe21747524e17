import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { checks } from '../../src/checks/index.js'
import { type Diagnosis, missingFacts } from '../../src/domain/diagnosis/diagnosis.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { causesOf, diagnoseIn } from './diagnosing.js'
import { anyPlan, organizationOf, type Plan } from './randomOrganization.js'

/** RUNS=100 npm test: fewer runs, during development. */
const RUNS = Number(process.env.RUNS || 1000)
/** Printed, so that a failure can be repeated: SEED=… npm test */
const SEED = Number(process.env.SEED || Date.now() % 0x7fffffff)

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())

/** Whether the simulated router sends the one waiting e-mail. */
function leaves(): boolean {
  const { contoso } = simulator
  contoso.router.poll()
  return contoso.table('email').where(({ statuscode }) => statuscode === 6).length === 0
}

const tally = { left: 0, stayed: 0, unseen: 0, incomplete: 0, unexplained: 0, causes: new Set<string>() }

async function agree(plan: Plan): Promise<void> {
  const { seeded, router, sender, visible, complete } = organizationOf(plan, () => new Date())
  const { contoso } = simulator
  contoso.load(seeded)
  const diagnosis = await diagnoseIn(simulator, sender, router)
  const causes = causesOf(diagnosis)
  const left = leaves()
  const summary = `${verdictOf(diagnosis)}: ${causes.join(', ') || 'no cause'}; the e-mail ${left ? 'left' : 'stayed'}`
  const truth = left ? (plan.waited < 15 ? 'healthy' : 'unexplained') : 'causeFound'
  count({ left, visible, complete }, diagnosis)
  if (verdictOf(diagnosis) === truth) return
  // The verdict may only be undetermined, and must name what is missing.
  assert.equal(verdictOf(diagnosis), 'undetermined', summary)
  assert.ok(!visible || !complete, summary)
  const missing = missingFacts(diagnosis)
  const unread = missing.filter(({ privilege }) => privilege !== undefined && plan.bot[privilege] !== 'Global')
  const empty = missing.filter(({ why }) => why === 'absent' || why === 'malformed')
  assert.ok(
    (!visible && unread.length > 0) || (!complete && empty.length > 0),
    `${summary}; ${JSON.stringify(missing)}`,
  )
}

function verdictOf({ verdict, unexplained }: Diagnosis): string {
  return unexplained ? 'unexplained' : verdict
}

function count(of: { left: boolean; visible: boolean; complete: boolean }, diagnosis: Diagnosis): void {
  tally[of.left ? 'left' : 'stayed'] += 1
  if (!of.visible) tally.unseen += 1
  if (!of.complete) tally.incomplete += 1
  if (diagnosis.unexplained) tally.unexplained += 1
  for (const cause of causesOf(diagnosis)) tally.causes.add(cause)
}

describe(`${RUNS} random organizations, seed ${SEED}`, () => {
  it('are judged by the checks as the router judges them, or undetermined with what is missing', async () => {
    await fc.assert(fc.asyncProperty(anyPlan, agree), { numRuns: RUNS, seed: SEED })
  })

  it('vary: mail leaves or stays, and every cause that a random organization can have occurs', () => {
    const { causes: _, ...kinds } = tally
    for (const [kind, times] of Object.entries(kinds)) assert.ok(times > RUNS / 50, `${kind}: ${times}`)
    const never = ['senderUnknown', 'actingAccountUnknown', 'otherMailboxError', 'routerRetired']
    assert.deepEqual(
      checks.map(({ id }) => id).filter(id => !tally.causes.has(id)),
      never,
    )
  })
})
