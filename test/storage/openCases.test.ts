import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createCaseStore } from '../../src/storage/caseStore.js'
import { openTable } from '../../src/storage/table.js'
import { caseOf, second } from './auditing.js'
import { type Azurite, startAzurite } from './azurite.js'

describe("the list of a person's open cases", () => {
  let azurite: Azurite
  before(async () => {
    azurite = await startAzurite()
  })
  after(() => azurite.close())

  it('has the newest two hundred', async () => {
    const store = createCaseStore(await openTable(azurite))
    const agent = caseOf(store, 'agent')
    const all = Array.from({ length: 203 }, (_, i) => ({
      ...agent,
      id: store.idOf(agent.owner, String(i)),
      openedAt: second(i),
    }))
    for (const c of all) assert.notEqual(await store.insert(c), 'conflict')
    const listed = await store.open(agent.owner)
    assert.deepEqual(
      listed.map(({ id }) => id),
      all
        .map(({ id }) => id)
        .toReversed()
        .slice(0, 200),
    )
  })
})
