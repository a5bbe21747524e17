import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { withMemory } from '../../src/app/caseMemory.js'
import { type Dependencies, handle } from '../../src/app/caseUpdates.js'
import { noScope } from '../../src/app/ports/logScope.js'
import { opened } from '../fixtures/cases.js'
import { startWorld, type World } from './world.js'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world.close())

let cases = 0

/** A case that a store remembers, and to which another process has since added pending work. */
async function promisedElsewhere() {
  const store = withMemory(world.store)
  const thisCase = { ...opened(), id: `case-in-memory-${++cases}`, pending: [] }
  const saved = await store.insert(thisCase)
  assert.ok(saved !== 'conflict')
  const work = { id: 'gather.1', kind: 'gather', attempts: 0 } as const
  await world.store.replace({ ...thisCase, pending: [work] }, saved.version)
  // Deciding and saving need no other dependencies.
  return { thisCase, store, deps: { store, checks: [], scope: noScope } as unknown as Dependencies }
}

describe('what a process remembers of a case', () => {
  it('is never a reason to refuse an event: the case is loaded first', async () => {
    const { thisCase, deps } = await promisedElsewhere()
    const lease = { owner: 'me', until: '2026-11-23T10:00:05.000Z' }
    const event = { type: 'leased', at: '2026-11-23T10:00:00.000Z', work: 'gather.1', ...lease } as const
    const handled = await handle(deps, thisCase.id, () => event)
    assert.equal(handled?.refused, undefined)
    assert.deepEqual(handled?.case.pending[0]?.lease, lease)
  })

  it('is what was saved last, and is dropped after a failed save', async () => {
    const { thisCase, store } = await promisedElsewhere()
    const stale = store.recall(thisCase.id)
    assert.ok(stale)
    assert.equal(await store.replace({ ...thisCase, waited: 1 }, stale.version), 'conflict')
    assert.equal(store.recall(thisCase.id), null)
    const loaded = await store.load(thisCase.id)
    assert.deepEqual(store.recall(thisCase.id), loaded)
    await store.replace({ ...thisCase, waited: 2 }, loaded?.version ?? '')
    assert.deepEqual(store.recall(thisCase.id), await world.store.load(thisCase.id))
  })

  it('is changed by one event at a time, whether or not the one before succeeded', async () => {
    const { thisCase, store } = await promisedElsewhere()
    const order: string[] = []
    const first = store.inTurn(thisCase.id, async () => {
      await new Promise(resolve => setImmediate(resolve))
      order.push('first')
      throw new Error('the store is away')
    })
    const second = store.inTurn(thisCase.id, async () => order.push('second'))
    await assert.rejects(first)
    await second
    assert.deepEqual(order, ['first', 'second'])
  })
})
