import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { TableClient } from '@azure/data-tables'
import type { CaseStore } from '../../../src/app/ports.js'
import { checks } from '../../../src/checks/index.js'
import { withAuditLine } from '../../../src/domain/repair/auditTrail.js'
import { createCaseStore } from '../../../src/storage/caseStore.js'
import { openTable } from '../../../src/storage/table.js'
import { casesByPhase } from '../../fixtures/cases.js'
import { auditRowsOf, caseOf, caseWithRecords, change, listed, recorded, second, written } from '../auditing.js'
import { type Azurite, emptied, startAzurite } from '../azurite.js'
import { outcomeOf } from '../outcome.js'

describe('the permanent audit', () => {
  let azurite: Azurite
  let table: TableClient
  let store: CaseStore

  before(async () => {
    azurite = await startAzurite()
    table = await openTable(azurite)
    store = createCaseStore(table)
  })
  after(() => azurite.close())
  beforeEach(() => emptied(table))

  it('has every record from the first save of a case on, and no other lines', async () => {
    const c = recorded(caseOf(store, 'a'), second(1), { kind: 'consent', token: null, changes: [] })
    await store.insert(c)
    await change(store, c.id, before => withAuditLine(before, { at: second(2), by: 'bot', what: 'no record' }))
    await change(store, c.id, before => recorded(recorded(before, second(3)), second(3), { kind: 'result' }))
    const all = await listed(table)
    assert.deepEqual(
      all.map(({ n, entry }) => [n, entry?.record.kind]),
      [
        [1, 'consent'],
        [3, 'write'],
        [4, 'result'],
      ],
    )
    assert.deepEqual(all[1]?.entry, { n: 3, at: second(3), by: c.owner.id, what: 'repair', record: written })
    assert.ok(all.every(({ broken, caseId }) => broken === null && caseId === c.id))
  })

  it('is written in one transaction with the case: of several writers one succeeds, with its record', async () => {
    const c = caseOf(store, 'a')
    await store.insert(c)
    const { version = '' } = (await store.load(c.id)) ?? {}
    const save = async (i: number) =>
      outcomeOf(await store.replace(recorded(c, second(i), { detail: `writer ${i}` }), version))
    const results = await Promise.all([1, 2, 3, 4, 5].map(save))
    assert.deepEqual(results.toSorted(), ['conflict', 'conflict', 'conflict', 'conflict', 'saved'])
    const [only, ...more] = await listed(table)
    assert.deepEqual(more, [])
    assert.equal(only?.entry?.record.detail, `writer ${results.indexOf('saved') + 1}`)
    assert.deepEqual(only?.entry, (await store.load(c.id))?.case.audit.at(-1))
  })

  it('lets writers that try again follow each other without a gap', async () => {
    const c = caseOf(store, 'a')
    await store.insert(c)
    const write = async (i: number) => {
      while ((await change(store, c.id, before => recorded(before, second(i)))) === 'conflict');
    }
    await Promise.all([5, 3, 1, 4, 2].map(write))
    const all = await listed(table)
    // Their clocks differ from the order in which they were saved: the chain holds anyway.
    assert.deepEqual(
      all.map(({ at, broken }) => [at, broken]),
      [1, 2, 3, 4, 5].map(i => [second(i), null]),
    )
    assert.deepEqual(all.map(({ n }) => n).toSorted(), [1, 2, 3, 4, 5])
  })

  it('refuses a save whose record already exists, and leaves the case as it was', async () => {
    const c = caseOf(store, 'a')
    const rowKey = `a~${second(1)}~${c.id}~00000001`
    await table.createEntity({ partitionKey: 'cases', rowKey, planted: true })
    assert.equal(await store.insert(recorded(c, second(1))), 'conflict')
    assert.equal(await store.load(c.id), null)
    await store.insert(c)
    assert.equal(await change(store, c.id, before => recorded({ ...before, waited: 7 }, second(1))), 'conflict')
    assert.deepEqual((await store.load(c.id))?.case, c)
    const [planted] = await auditRowsOf(table)
    assert.equal(planted?.planted, true)
  })

  it('continues beyond the newest fifty lines that a case keeps: 300 records, one chain', async () => {
    const c = await caseWithRecords(store, 'a', 300)
    assert.equal((await store.load(c.id))?.case.audit.length, 50)
    const all = await listed(table)
    assert.deepEqual(
      all.map(({ n, broken }) => [n, broken]),
      Array.from({ length: 300 }, (_, i) => [i + 1, null]),
    )
  })

  it('does not save a case that dropped lines before they were saved, nor one too large for a transaction', async () => {
    const c = caseOf(store, 'a')
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ n: i + 1, at: second(i), by: 'x', what: 'y', record: written }))
    await store.insert(c)
    const cut = { ...c, audit: many(60).slice(-50) }
    await assert.rejects(
      change(store, c.id, () => cut),
      /Lines 1 to 10 of the audit/,
    )
    await assert.rejects(
      change(store, c.id, () => ({ ...c, audit: many(100) })),
      /cannot hold 102 actions/,
    )
    assert.deepEqual([(await store.load(c.id))?.case, await listed(table)], [c, []])
    assert.equal(await change(store, c.id, () => ({ ...c, audit: many(98) })), 'saved')
    assert.equal((await listed(table)).length, 98)
  })

  it('keeps every character, in a record of any length', async () => {
    const c = caseOf(store, 'a')
    const changes = ['a/b\\c#d?e\u0000\u001b[2J\u2028"\'', '山田 太郎 🗻'.repeat(9000), `x${'🗻'.repeat(40_000)}`]
    await store.insert(recorded(c, '2026-11-23T10:00:01+01:00', { changes }))
    const [all] = await listed(table)
    assert.deepEqual([all?.entry?.record.changes, all?.at, all?.broken], [changes, '2026-11-23T09:00:01.000Z', null])
  })

  it('can be listed from a time, up to a time, and for one case', async () => {
    const a = await caseWithRecords(store, 'a', 5)
    const b = await caseWithRecords(store, 'b', 5)
    const range = { since: new Date(second(2)), until: new Date(second(4)) }
    const times = (all: Awaited<ReturnType<typeof listed>>) => all.map(({ caseId, at }) => [caseId, at])
    assert.deepEqual(
      times(await listed(table, range)).toSorted(),
      [a, b].flatMap(c => [2, 3].map(i => [c.id, second(i)])).toSorted(),
    )
    assert.deepEqual(
      times(await listed(table, { ...range, caseId: b.id })),
      [2, 3].map(i => [b.id, second(i)]),
    )
    assert.ok([...(await listed(table, range)), ...(await listed(table))].every(({ broken }) => broken === null))
    assert.deepEqual(await listed(table, { since: new Date(second(6)) }), [])
  })

  it('is not changed by anything the store does', async () => {
    const c = await caseWithRecords(store, 'a', 3)
    const before = await auditRowsOf(table)
    assert.equal(before.length, 3)
    const { pending } = casesByPhase(checks).diagnosing
    await change(store, c.id, stored => ({ ...stored, pending }))
    for await (const id of store.due(second(1000), 'urgent')) assert.ok(id)
    await change(store, c.id, stored => ({ ...stored, pending: [] }))
    await change(store, c.id, stored => ({ ...stored, audit: [] }))
    await change(store, c.id, stored => ({
      ...stored,
      audit: stored.audit.map(entry => ({ ...entry, what: 'other' })),
    }))
    await store.open(c.owner)
    await store.insert(recorded(c, second(1), { detail: 'again' }))
    await store.replace(recorded(c, second(1), { detail: 'again' }), (await store.load(c.id))?.version ?? '')
    await listed(table)
    const now = await auditRowsOf(table)
    // The service gives a row another ETag and time stamp whenever it is written.
    assert.deepEqual(
      now.filter(({ rowKey }) => before.some(row => row.rowKey === rowKey)),
      before,
    )
  })

  it('lists 2,000 records of many cases page by page, by time', async () => {
    const cases = Array.from({ length: 40 }, (_, i) => caseOf(store, `person ${i}`))
    const withRecords = cases.map((c, i) => {
      const at = (n: number) => second(n * 40 + i)
      return Array.from({ length: 50 }, (_, n) => at(n)).reduce((before, time) => recorded(before, time), c)
    })
    for (const c of withRecords) assert.equal(outcomeOf(await store.insert(c)), 'saved')
    const requests: string[] = []
    table.pipeline.addPolicy({
      name: 'seen',
      sendRequest: (request, next) => {
        requests.push(request.url)
        return next(request)
      },
    })
    const all = await listed(table)
    table.pipeline.removePolicy({ name: 'seen' })
    assert.equal(all.length, 2000)
    assert.deepEqual(
      all.map(({ at }) => at),
      Array.from({ length: 2000 }, (_, i) => second(i)),
    )
    assert.ok(all.every(({ broken }) => broken === null))
    // The ends of the chains, two full pages of the records, and perhaps one empty page.
    assert.ok(requests.length >= 3 && requests.length <= 4, requests.join('\n'))
  })
})
