import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { CaseStore } from '../../src/app/ports.js'
import { checks } from '../../src/checks/index.js'
import type { Case } from '../../src/domain/case.js'
import { createCaseStore } from '../../src/storage/caseStore.js'
import { openTable } from '../../src/storage/table.js'
import { casesByPhase, opened, saraActor } from '../fixtures/cases.js'
import { type Azurite, startAzurite } from './azurite.js'

describe('the case store on Azure Table', () => {
  let azurite: Azurite
  let store: CaseStore
  let time = Date.parse('2026-11-23T10:00:00Z')

  before(async () => {
    azurite = await startAzurite()
    store = createCaseStore(await openTable(azurite))
  })
  after(() => azurite.close())

  const owner = (id: string) => ({ ...saraActor, id })
  const fresh = (id: string, from: Case = opened()): Case => {
    time += 1000
    return { ...from, id: store.newId(owner(id), new Date(time)), owner: owner(id) }
  }

  it('gives back what was saved', async () => {
    const c = fresh('a')
    assert.equal(await store.insert(c), 'saved')
    assert.deepEqual((await store.load(c.id))?.case, c)
    assert.equal(await store.insert(c), 'conflict')
  })

  it('keeps a case that is larger than one property of a table', async () => {
    const c = {
      ...fresh('big'),
      audit: Array.from({ length: 3000 }, (_, i) => ({ n: i + 1, at: '', by: '山田 太郎 🗻', what: `line ${i}` })),
    }
    await store.insert(c)
    assert.deepEqual((await store.load(c.id))?.case, c)
  })

  it('tells who writes second that the case has changed', async () => {
    const c = fresh('b')
    await store.insert(c)
    const version = (await store.load(c.id))?.version ?? ''
    const results = await Promise.all([1, 2, 3].map(waited => store.replace({ ...c, waited }, version)))
    assert.deepEqual(results.toSorted(), ['conflict', 'conflict', 'saved'])
    assert.equal(await store.replace({ ...c, id: store.newId(owner('nobody'), new Date(0)) }, version), 'conflict')
  })

  it('finds the newest case of a person, and of nobody else', async () => {
    const [older, newer] = [fresh('c'), fresh('c')]
    await store.insert(newer)
    await store.insert(older)
    await store.insert(fresh('d'))
    assert.equal((await store.latest(owner('c')))?.case.id, newer.id)
    assert.equal(await store.latest(owner('nobody')), null)
    assert.equal(await store.latest({ ...owner('c'), tenantId: 'another tenant' }), null)
  })

  it('knows whose work is due: unleased at once, leased when the lease ends, done never', async () => {
    const c = fresh('e', casesByPhase(checks).diagnosing)
    const isDue = async (now: string) => (await store.due(now)).includes(c.id)
    await store.insert(c)
    assert.equal(await isDue('2026-11-23T10:00:00Z'), true)

    const [work] = c.pending
    assert.ok(work)
    const lease = { owner: 'x', until: '2026-11-23T10:00:15.000Z' }
    await store.replace({ ...c, pending: [{ ...work, lease }] }, (await store.load(c.id))?.version ?? '')
    assert.equal(await isDue('2026-11-23T10:00:14.000Z'), false)
    assert.equal(await isDue('2026-11-23T10:00:15.000Z'), true)

    await store.replace({ ...c, pending: [] }, (await store.load(c.id))?.version ?? '')
    assert.equal(await isDue('2026-11-24T00:00:00.000Z'), false)
  })

  it('keeps a promise that is made while an earlier save of the case is still under way', async () => {
    const table = await openTable(azurite)
    const slow = createCaseStore(table)
    let release = () => {}
    const released = new Promise<void>(resolve => {
      release = resolve
    })
    // Whatever takes back a promise comes late.
    table.pipeline.addPolicy({
      name: 'late',
      sendRequest: async (request, next) => {
        if (request.method === 'DELETE') await released
        return next(request)
      },
    })
    const c = fresh('f')
    await store.insert(c)
    const version = (await store.load(c.id))?.version ?? ''
    const saving = slow.replace({ ...c, waited: 1 }, version)
    const { pending } = casesByPhase(checks).diagnosing
    let saved = await store.load(c.id)
    while (saved?.case.waited !== 1) saved = await store.load(c.id)
    assert.equal(await store.replace({ ...saved.case, pending }, saved.version), 'saved')
    release()
    assert.equal(await saving, 'saved')
    assert.ok((await store.due('2026-11-23T10:00:00Z')).includes(c.id))
  })

  it('finds nothing by an id that is none, whatever is in it', async () => {
    for (const id of ['', 'x', "a' or '1' eq '1", 'c~../..', '../../etc/passwd'.repeat(40)]) {
      assert.equal(await store.load(id), null)
    }
  })

  it('throws when the storage is out of reach, instead of finding nothing', async () => {
    const other = await startAzurite()
    const away = createCaseStore(await openTable(other))
    await other.close()
    await assert.rejects(away.load(opened().id))
  })
})
