import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { withMemory } from '../../src/app/caseMemory.js'
import { type Dependencies, handle } from '../../src/app/caseUpdates.js'
import { opened } from '../fixtures/cases.js'
import { startWorld, type World } from './world.js'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world.close())

let cases = 0

/** A case that a store remembers, and that somebody else has promised work for since. */
async function promisedElsewhere() {
  const store = withMemory(world.store)
  const c = { ...opened(), id: `case-in-memory-${++cases}`, pending: [] }
  const saved = await store.insert(c)
  assert.ok(saved !== 'conflict')
  const work = { id: 'gather.1', kind: 'gather', attempts: 0 } as const
  await world.store.replace({ ...c, pending: [work] }, saved.version)
  // Nothing else of them is needed to decide and to save.
  return { c, store, deps: { store, checks: [] } as unknown as Dependencies }
}

describe('what a process remembers of a case', () => {
  it('refuses nothing: the case is loaded first', async () => {
    const { c, deps } = await promisedElsewhere()
    const lease = { owner: 'me', until: '2026-11-23T10:00:05.000Z' }
    const event = { type: 'leased', at: '2026-11-23T10:00:00.000Z', work: 'gather.1', ...lease } as const
    const handled = await handle(deps, c.id, () => event)
    assert.equal(handled?.refused, undefined)
    assert.deepEqual(handled?.case.pending[0]?.lease, lease)
  })

  it('is what was saved last, and nothing after a save of which nobody knows what became', async () => {
    const { c, store } = await promisedElsewhere()
    const stale = store.recall(c.id)
    assert.ok(stale)
    assert.equal(await store.replace({ ...c, waited: 1 }, stale.version), 'conflict')
    assert.equal(store.recall(c.id), null)
    const loaded = await store.load(c.id)
    assert.deepEqual(store.recall(c.id), loaded)
    await store.replace({ ...c, waited: 2 }, loaded?.version ?? '')
    assert.deepEqual(store.recall(c.id), await world.store.load(c.id))
  })

  it('changes one after the other, whatever became of the one before', async () => {
    const { c, store } = await promisedElsewhere()
    const order: string[] = []
    const first = store.inTurn(c.id, async () => {
      await new Promise(resolve => setImmediate(resolve))
      order.push('first')
      throw new Error('the store is away')
    })
    const second = store.inTurn(c.id, async () => order.push('second'))
    await assert.rejects(first)
    await second
    assert.deepEqual(order, ['first', 'second'])
  })
})
