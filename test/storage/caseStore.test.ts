import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { CaseStore } from '../../src/app/ports.js'
import { checks } from '../../src/checks/index.js'
import type { Case } from '../../src/domain/case/case.js'
import { createCaseStore } from '../../src/storage/caseStore.js'
import { openTable } from '../../src/storage/table.js'
import { casesByPhase, opened, saraActor } from '../fixtures/cases.js'
import { collect } from '../tools/collect.js'
import { type Azurite, startAzurite } from './azurite.js'
import { outcomeOf } from './outcome.js'

async function dueIn(due: ReturnType<CaseStore['due']>): Promise<readonly string[]> {
  return (await collect(due)).map(({ id }) => id)
}

describe('the case store on Azure Table', () => {
  let azurite: Azurite
  let store: CaseStore
  let time = Date.parse('2026-11-23T10:00:00Z')

  before(async () => {
    azurite = await startAzurite()
    store = createCaseStore(await openTable(azurite))
  })
  after(() => azurite.close())

  const owner = (id: string) => ({ ...saraActor, id, aadObjectId: null })
  const fresh = (id: string, from: Case = opened()): Case => {
    time += 1000
    return {
      ...from,
      id: store.idOf(owner(id), String(time)),
      owner: owner(id),
      openedAt: new Date(time).toISOString(),
    }
  }
  const openOf = async (id: string) => (await store.open(owner(id))).map(one => one.id)

  it('gives back what was saved', async () => {
    const c = fresh('a')
    assert.equal(outcomeOf(await store.insert(c)), 'saved')
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

  it('tells the second writer that the case has changed', async () => {
    const c = fresh('b')
    await store.insert(c)
    const version = (await store.load(c.id))?.version ?? ''
    const results = await Promise.all([1, 2, 3].map(waited => store.replace({ ...c, waited }, version)))
    assert.deepEqual(results.map(outcomeOf).toSorted(), ['conflict', 'conflict', 'saved'])
    assert.equal(await store.replace({ ...c, id: store.idOf(owner('nobody'), 'x') }, version), 'conflict')
  })

  it('returns with a save what is stored now, so that the next one needs no read', async () => {
    const c = fresh('next')
    let saved = await store.insert(c)
    for (const waited of [1, 2, 3]) {
      assert.ok(saved !== 'conflict')
      saved = await store.replace({ ...saved.case, waited }, saved.version)
    }
    assert.deepEqual(saved, await store.load(c.id))
  })

  it('puts a new case first in the list, even if the listing is out of date', async () => {
    const [a, b] = [fresh('dated'), fresh('dated')]
    const listed = await store.open(owner('dated'))
    for (const c of [a, { ...b, openedAt: a.openedAt }]) assert.equal(outcomeOf(await store.insert(c, listed)), 'saved')
    assert.deepEqual(await openOf('dated'), [b.id, a.id])
  })

  it("lists a person's open cases, the newest first, and nobody else's", async () => {
    const [first, second, other] = [fresh('c'), fresh('c'), fresh('d')]
    for (const c of [first, second, other]) await store.insert(c)
    assert.deepEqual(await openOf('c'), [second.id, first.id])
    assert.deepEqual(await openOf('nobody'), [])
    assert.deepEqual(await store.open({ ...owner('c'), channelId: 'webchat' }), [])
    assert.deepEqual(await store.open({ ...owner('c'), tenantId: 'elsewhere', aadObjectId: saraActor.aadObjectId }), [])
  })

  it('keeps the order in which cases were opened when the clock goes back an hour', async () => {
    const earlier = fresh('clock')
    const later = { ...fresh('clock'), openedAt: new Date(Date.parse(earlier.openedAt) - 3_600_000).toISOString() }
    const latest = { ...fresh('clock'), openedAt: later.openedAt }
    for (const c of [earlier, later, latest]) assert.equal(outcomeOf(await store.insert(c)), 'saved')
    assert.deepEqual(await openOf('clock'), [latest.id, later.id, earlier.id])
  })

  it('opens cases at the same moment side by side, and the same case once', async () => {
    const [a, b] = [fresh('once'), fresh('once')]
    const results = await Promise.all([a, b, { ...b, openedAt: a.openedAt }, a].map(c => store.insert(c)))
    assert.deepEqual(results.map(outcomeOf).toSorted(), ['conflict', 'conflict', 'saved', 'saved'])
    assert.deepEqual((await openOf('once')).toSorted(), [a.id, b.id].toSorted())
  })

  it('takes a case off the list when it is over, and puts it back when it continues', async () => {
    const c = fresh('over')
    await store.insert(c)
    const save = async (phase: Case['phase']) => {
      const stored = await store.load(c.id)
      assert.ok(stored)
      await store.replace({ ...stored.case, phase }, stored.version)
    }
    const { resolved, planning } = casesByPhase(checks)
    await save(resolved.phase)
    assert.deepEqual(await openOf('over'), [])
    await save(planning.phase)
    assert.deepEqual(await openOf('over'), [c.id])
  })

  it('knows in which conversations a case is shown', async () => {
    const c = fresh('places')
    await store.insert(c)
    const stored = await store.load(c.id)
    const group = { ...c.surfaces[0], conversationId: 'group' } as Case['surfaces'][number]
    await store.replace({ ...c, surfaces: [...c.surfaces, group] }, stored?.version ?? '')
    const [listed] = await store.open(owner('places'))
    assert.deepEqual(listed?.conversations, [c.surfaces[0]?.conversationId, 'group'])
  })

  it('accepts an activity that no case remembers once, however often and from however many instances it comes', async () => {
    const heard = await Promise.all(['x', 'x', 'x'].map(activity => store.hear(owner('ears'), activity)))
    assert.deepEqual(heard.toSorted(), [false, false, true])
    assert.equal(await store.hear(owner('ears'), 'y'), true)
    assert.equal(await store.hear(owner('ears'), 'y'), false)
  })

  it('keeps work that can wait apart from work that somebody waits for', async () => {
    const lanes = async (c: Case) => {
      const [urgent, watch] = [await dueIn(store.due('9999', 'urgent')), await dueIn(store.due('9999', 'watch'))]
      return [urgent.includes(c.id), watch.includes(c.id)]
    }
    const c = fresh('lanes', casesByPhase(checks).diagnosing)
    await store.insert(c)
    assert.deepEqual(await lanes(c), [true, false])
    const { watching } = casesByPhase(checks)
    const waiting = watching.pending.filter(({ kind }) => kind === 'watch')
    const stored = await store.load(c.id)
    await store.replace({ ...watching, id: c.id, owner: c.owner, pending: waiting }, stored?.version ?? '')
    assert.deepEqual(await lanes(c), [false, true])
  })

  it('knows whose work is due: unleased at once, leased when the lease ends, done never', async () => {
    const { diagnosing } = casesByPhase(checks)
    const c = fresh('e', { ...diagnosing, pending: diagnosing.pending.filter(({ kind }) => kind === 'gather') })
    const isDue = async (now: string) => (await dueIn(store.due(now, 'urgent'))).includes(c.id)
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

  it('keeps a promise that is made while an earlier save of the case is in progress', async () => {
    const table = await openTable(azurite)
    const slow = createCaseStore(table)
    let release = () => {}
    const released = new Promise<void>(resolve => {
      release = resolve
    })
    // The save that withdraws a promise arrives late.
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
    assert.equal(outcomeOf(await store.replace({ ...saved.case, pending }, saved.version)), 'saved')
    release()
    assert.equal(outcomeOf(await saving), 'saved')
    assert.ok((await dueIn(store.due('2026-11-23T10:00:00Z', 'urgent'))).includes(c.id))
  })

  it('finds nothing by an invalid id, whatever is in it', async () => {
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
