import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { createCaseStore } from '../../src/storage/caseStore.js'
import { openTable } from '../../src/storage/table.js'
import { opened } from '../fixtures/cases.js'
import { collect } from '../tools/collect.js'
import { type Azurite, startAzurite } from './azurite.js'
import { startWithholding, type Withholding } from './withholding.js'

/** Shorter than in production, so that tests do not wait as long. */
const PATIENCE_MS = 300
/** A request and its retries. */
const ALL = 3

describe('a store whose answer never comes', () => {
  let azurite: Azurite
  let proxy: Withholding
  let store: ReturnType<typeof createCaseStore>
  const c = opened()

  before(async () => {
    azurite = await startAzurite()
    proxy = await startWithholding(azurite)
    store = createCaseStore(await openTable(proxy, { patienceMs: PATIENCE_MS }))
    await store.insert(c)
  })
  beforeEach(() => proxy.withhold(0))
  after(async () => {
    await proxy.close()
    await azurite.close()
  })

  it('is asked again, and then works as if nothing had happened', async () => {
    proxy.withhold(1)
    assert.equal((await store.load(c.id))?.case.id, c.id)
  })

  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    load: () => store.load(c.id),
    insert: () => store.insert({ ...c, id: 'another-case' }),
    replace: async () => store.replace(c, JSON.stringify({ etag: 'W/"1"', audited: 9, head: { key: '', chain: '' } })),
    open: () => store.open(c.owner),
    caseOfThread: () => store.caseOfThread('msteams', '19:a@thread.tacv2;messageid=1'),
    hear: () => store.hear(c.owner, 'x'),
    due: () => collect(store.due('9999', 'urgent')),
  }
  for (const [name, call] of Object.entries(calls)) {
    it(`is reported as an outage, and the next call works: ${name}`, async () => {
      proxy.withhold(ALL)
      await assert.rejects(call(), /did not answer in time/)
      proxy.withhold(0)
      assert.equal((await store.load(c.id))?.case.id, c.id)
    })
  }

  it('does not lose a save whose answer was lost: it was made, and made once', async () => {
    const stored = await store.load(c.id)
    assert.ok(stored)
    proxy.withhold(1)
    assert.equal(await store.replace({ ...stored.case, waited: 7 }, stored.version), 'conflict')
    assert.equal((await store.load(c.id))?.case.waited, 7)
  })
})
