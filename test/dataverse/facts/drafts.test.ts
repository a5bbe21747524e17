import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { diagnose } from '../../../src/domain/diagnosis/diagnosis.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { factIn, gatherIn, NOW } from './asking.js'
import { addDrafts, minutesAgo, synchronize } from './organizations.js'

const [NORA, HELEN, GRACE] = ['nora@contoso.com', 'helen@contoso.com', 'grace@contoso.com']

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => NOW })
})
after(() => simulator.close())
beforeEach(() => synchronize(simulator.contoso))

const idOf = (address: string) => String(simulator.contoso.control.user(address).systemuserid)
const gather = () => gatherIn(simulator, NORA, { target: { actingAccount: null } })

/** Helen's drafts in Nora's name, an hour apart. */
function addHourly(hours: readonly number[], columns: Readonly<Record<string, string | number | boolean>> = {}): void {
  for (const hour of hours)
    addDrafts(simulator.contoso, NORA, { by: HELEN, createdon: minutesAgo(60 * hour), ...columns })
}

describe('the drafts that others made', () => {
  it('are grouped by maker, each with its times', async () => {
    addHourly([1, 2, 3])
    addDrafts(simulator.contoso, NORA, { by: GRACE, createdon: minutesAgo(30) })
    addDrafts(simulator.contoso, NORA, { by: HELEN, createdon: minutesAgo(40), _createdonbehalfby_value: idOf(GRACE) })
    addDrafts(simulator.contoso, NORA, { by: NORA, createdon: minutesAgo(20) })
    const groups = factIn(await gather(), 'drafts')?.groups ?? []
    const seen = groups.map(({ createdBy, onBehalfBy, times }) => [createdBy, onBehalfBy, times])
    const expected = [
      [idOf(HELEN), null, [1, 2, 3].map(hour => minutesAgo(60 * hour))],
      [idOf(GRACE), null, [minutesAgo(30)]],
      [idOf(HELEN), idOf(GRACE), [minutesAgo(40)]],
    ]
    assert.deepEqual(new Set(seen.map(one => JSON.stringify(one))), new Set(expected.map(one => JSON.stringify(one))))
  })

  it('are listed one by one up to fifty, and counted beyond', async () => {
    addHourly(Array.from({ length: 60 }, (_, i) => i + 1))
    const [group] = factIn(await gather(), 'drafts')?.groups ?? []
    assert.deepEqual([group?.count, group?.times.length, group?.times[0]], [60, 50, minutesAgo(60)])
  })

  it('are those of the last 30 days, and imported ones are counted apart', async () => {
    addHourly([29 * 24, 31 * 24])
    addHourly([2], { importsequencenumber: 7 })
    addHourly([3], { overriddencreatedon: minutesAgo(9000) })
    const drafts = factIn(await gather(), 'drafts')
    assert.deepEqual(
      drafts?.groups.map(({ count, times }) => [count, times.length]),
      [[1, 1]],
    )
    assert.equal(drafts?.imported, 2)
  })

  it('of a workflow are only counted', async () => {
    addHourly([1, 2], { isworkflowcreated: true })
    const [group] = factIn(await gather(), 'drafts')?.groups ?? []
    assert.deepEqual([group?.count, group?.times], [2, []])
  })

  it('between the oldest and the newest count beside the failed run of a flow', async () => {
    addHourly([1, 2, 3])
    simulator.contoso.table('flowrun').insert({ status: 'Failed', starttime: minutesAgo(122) })
    const { acting, held } = diagnose((await gather()).facts, checks)
    assert.deepEqual([acting.map(({ account, as }) => [account.id, as]), held?.drafts], [[[idOf(HELEN), 'flow']], 1])
    assert.deepEqual([held?.oldest, held?.newest], [minutesAgo(120), minutesAgo(120)])
  })

  it('on premises, where no run of a flow is known, are only counted', async () => {
    synchronize(simulator.contoso, { online: false })
    addHourly([1, 2, 3])
    const [group] = factIn(await gather(), 'drafts')?.groups ?? []
    assert.deepEqual([group?.count, group?.times], [3, []])
  })
})
