import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { checks } from '../../../src/checks/index.js'
import { blockingIn, type Diagnosis, missingFacts } from '../../../src/domain/diagnosis/diagnosis.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { causesOf, diagnoseIn, verdictOf } from '../diagnosing.js'
import { now } from '../situation.js'
import type { BotRights } from './botRights.js'
import { anyPlan, organizationOf, type Plan } from './routerOrganization.js'
import { synchronizedOf } from './synchronizedOrganization.js'
import { anySynchronizedPlan, type SynchronizedPlan } from './synchronizedPlan.js'
import { draftIn, truthOf } from './truth.js'

/** RUNS=100 npm test: fewer runs, during development. */
const RUNS = Number(process.env.RUNS || 1000)
/** Printed, so that a failure can be repeated: SEED=… npm test */
const SEED = Number(process.env.SEED || Date.now() % 0x7fffffff)

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())

const tally = { left: 0, stayed: 0, refused: 0, unseen: 0, incomplete: 0, unexplained: 0, healthy: 0 }
const causes = new Set<string>()

/** What the simulator does, and how much the bot can know about it. */
interface Seen {
  readonly truth: ReturnType<typeof verdictOf>
  /** E-mail that should have left waits. */
  readonly waits: boolean
  readonly left: boolean
  readonly refused: boolean
  readonly visible: boolean
  readonly complete: boolean
  readonly bot: BotRights
}

async function withRouter(plan: Plan): Promise<void> {
  const { seeded, router, sender, visible, complete } = organizationOf(plan, now)
  const { contoso } = simulator
  contoso.load(seeded)
  const diagnosis = await diagnoseIn(simulator, sender, { router })
  const { held, refused } = draftIn(seeded, plan)
  contoso.router.poll()
  const left = contoso.table('email').where(({ statuscode }) => statuscode === 6).length === 0
  const waits = plan.waited >= 15
  const truth = !left || refused ? 'causeFound' : held || waits ? 'unexplained' : 'healthy'
  assertAgree(diagnosis, { truth, waits, left, refused, visible, complete, bot: plan.bot })
}

async function withSynchronization(wanted: SynchronizedPlan): Promise<void> {
  const random = synchronizedOf(wanted, now)
  const { plan, seeded, visible, complete } = random
  simulator.contoso.load(seeded)
  const diagnosis = await diagnoseIn(simulator, 'sender@contoso.com')
  const { verdict: truth, stuck, ...fate } = truthOf(simulator.contoso, random)
  if (visible && complete) assertGates(diagnosis, { refused: fate.refused, stuck })
  // Without the e-mails, nobody sees that newer ones have left, so a setting that is wrong counts as the cause.
  const unclear = plan.overtaken && plan.bot.prvReadActivity !== 'Global' && diagnosis.verdict === 'causeFound'
  assertAgree(diagnosis, { ...fate, truth: unclear ? 'causeFound' : truth, visible, complete, bot: plan.bot })
}

/** What blocks at gate 1 is what is refused, and whatever else blocks is what never leaves. */
function assertGates(diagnosis: Diagnosis, truth: { readonly refused: boolean; readonly stuck: boolean }): void {
  const blocking = blockingIn(diagnosis).map(({ checkId }) => checks.find(({ id }) => id === checkId)?.gate)
  const judged = { refused: blocking.includes(1), stuck: blocking.some(gate => gate !== 1) }
  assert.deepEqual(judged, truth, causesOf(diagnosis).join(', '))
}

function assertAgree(diagnosis: Diagnosis, seen: Seen): void {
  const { truth, visible, complete, bot } = seen
  const verdict = verdictOf(diagnosis)
  const summary = `${verdict}: ${causesOf(diagnosis).join(', ') || 'no cause'}; in truth ${JSON.stringify(seen)}`
  count(seen, diagnosis)
  if (seen.waits) assert.notEqual(verdict, 'healthy', summary)
  if (verdict === truth) return
  // The verdict may only be undetermined, and must name what is missing.
  assert.equal(verdict, 'undetermined', summary)
  assert.ok(!visible || !complete, summary)
  const missing = missingFacts(diagnosis)
  const unread = missing.filter(({ privilege }) => privilege !== undefined && bot[privilege] !== 'Global')
  const empty = missing.filter(({ why }) => why === 'absent' || why === 'malformed')
  assert.ok(
    (!visible && unread.length > 0) || (!complete && empty.length > 0),
    `${summary}; ${JSON.stringify(missing)}`,
  )
}

function count({ left, refused, visible, complete }: Seen, diagnosis: Diagnosis): void {
  tally[left ? 'left' : 'stayed'] += 1
  if (refused) tally.refused += 1
  if (!visible) tally.unseen += 1
  if (!complete) tally.incomplete += 1
  if (diagnosis.unexplained) tally.unexplained += 1
  if (diagnosis.verdict === 'healthy') tally.healthy += 1
  for (const cause of causesOf(diagnosis)) causes.add(cause)
}

const anyOrganization = fc.oneof(
  anyPlan.map(plan => ({ channel: 'router' as const, plan })),
  anySynchronizedPlan.map(plan => ({ channel: 'synchronization' as const, plan })),
)

describe(`${RUNS} random organizations, seed ${SEED}`, () => {
  it('are judged by the checks as the router or synchronization treats them, or undetermined with what is missing', async () => {
    const agree = fc.asyncProperty(anyOrganization, one =>
      one.channel === 'router' ? withRouter(one.plan) : withSynchronization(one.plan),
    )
    await fc.assert(agree, { numRuns: RUNS, seed: SEED })
  })

  it('vary: mail leaves or stays, and every cause that a random organization can have occurs', () => {
    for (const [kind, times] of Object.entries(tally)) assert.ok(times > RUNS / 50, `${kind}: ${times}`)
    assert.deepEqual(
      checks.map(({ id }) => id).filter(id => !causes.has(id)),
      ['senderUnknown', 'actingAccountUnknown', 'queueOwnerWithoutRole', 'routerRefused', 'routerRetired'],
    )
  })
})
