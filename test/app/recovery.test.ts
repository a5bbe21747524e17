import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { CaseStore } from '../../src/app/ports.js'
import { checks } from '../../src/checks/index.js'
import type { Case } from '../../src/domain/case/case.js'
import { casesByPhase } from '../fixtures/cases.js'
import { outcomeOf } from '../storage/outcome.js'
import { caseOf, loner, startWorld, type World } from './world.js'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world.close())

/** Cases with a watch over a backlog, all due for a count. */
async function watches(count: number): Promise<readonly Case[]> {
  const instance = world.instance('first')
  const who = loner('helen')
  await instance.app.say(who, 'omar@contoso.com is stuck in Contoso', false)
  await instance.app.idle()
  const seen = caseOf(instance.chat.screen)
  const stored = (await world.store.load(seen.id))?.case
  const { watching } = casesByPhase(checks)
  assert.ok(stored && watching.phase.name === 'watching')
  const { watch } = watching.phase
  const at = new Date().toISOString()
  const phase = { ...watching.phase, watch: { ...watch, since: at, movedAt: at } }
  const pending = [{ id: `watch.${phase.run}.0`, kind: 'watch', attempts: 0, notBefore: at }] as const
  const all = Array.from({ length: count }, (_, index) => ({
    ...stored,
    id: `${stored.id}-${index}`,
    phase,
    pending,
    surfaces: [],
  }))
  for (const thisCase of all) assert.equal(outcomeOf(await world.store.insert(thisCase)), 'saved')
  return all
}

/** A store that records how many cases are worked on at the same time. */
function counting(): CaseStore & { most(): number; readonly seen: string[] } {
  const under = new Map<string, number>()
  const seen: string[] = []
  let most = 0
  return {
    ...world.store,
    seen,
    async load(id) {
      under.set(id, (under.get(id) ?? 0) + 1)
      most = Math.max(most, under.size)
      if (!seen.includes(id)) seen.push(id)
      try {
        return await world.store.load(id)
      } finally {
        const left = (under.get(id) ?? 1) - 1
        if (left === 0) under.delete(id)
        else under.set(id, left)
      }
    },
    most: () => most,
  }
}

describe('recovery', () => {
  it('works on a bounded number of cases at a time, on each once, and in shared requests', async () => {
    const due = await watches(60)
    const store = counting()
    const heir = world.instance('heir', { store })
    const asked = { ...world.simulator.contoso.requests }
    await heir.app.recover('watch')
    assert.ok(store.most() <= 24, `${store.most()} at once`)
    const { roundTrips } = world.simulator.contoso.requests
    // Those that are counted within the same moment share a request; how many do depends on the machine.
    assert.ok(roundTrips - asked.roundTrips < due.length, `${roundTrips - asked.roundTrips} requests for sixty watches`)
    for (const { id } of due) {
      const thisCase = (await world.store.load(id))?.case
      assert.ok(thisCase?.phase.name !== 'watching' || thisCase.phase.watch.round === 1, id)
    }
  })

  it('does not make urgent work wait behind watches', async () => {
    await watches(30)
    const store = counting()
    const heir = world.instance('heir', { store })
    await heir.app.recover('urgent')
    assert.equal(store.seen.length, 0, 'a watch that is due is not urgent')
  })
})
