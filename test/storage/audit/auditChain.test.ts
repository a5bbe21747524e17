import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { TableClient } from '@azure/data-tables'
import type { CaseStore } from '../../../src/app/ports.js'
import type { Case } from '../../../src/domain/case/case.js'
import { listAudit } from '../../../src/storage/audit/auditLog.js'
import { createCaseStore } from '../../../src/storage/caseStore.js'
import { openTable } from '../../../src/storage/table.js'
import { auditRowsOf, caseWithRecords, change, listed, type RawRow, recorded, second } from '../auditing.js'
import { type Azurite, emptied, startAzurite } from '../azurite.js'

describe('the chain of a case', () => {
  let azurite: Azurite
  let table: TableClient
  let store: CaseStore
  let c: Case
  let rows: readonly RawRow[]

  before(async () => {
    azurite = await startAzurite()
    table = await openTable(azurite)
    store = createCaseStore(table)
  })
  after(() => azurite.close())
  beforeEach(async () => {
    await emptied(table)
    await caseWithRecords(store, 'another', 2)
    c = await caseWithRecords(store, 'a', 5)
    rows = (await auditRowsOf(table)).filter(({ rowKey }) => rowKey.includes(c.id))
  })

  const row = (n: number): RawRow => rows[n - 1] ?? assert.fail(`no record ${n}`)
  const remove = (...records: readonly number[]) =>
    Promise.all(records.map(n => table.deleteEntity('cases', row(n).rowKey)))
  /** What somebody with the key of the storage account can do; `chain` is computed from the other properties. */
  const put = async ({ rowKey, previous, before, json0 }: Record<string, unknown>) => {
    const chain = createHash('sha256')
      .update(JSON.stringify([before, previous, rowKey, json0]))
      .digest('hex')
    await table.upsertEntity(
      { partitionKey: 'cases', rowKey: String(rowKey), previous, before, json0, chain },
      'Replace',
    )
  }
  /** The faults reported for this case's records, by number; none is ever reported for the other case's. */
  const told = async (range = {}) => {
    const all = await listed(table, range)
    const broken = all.filter(it => it.broken !== null)
    assert.deepEqual(new Set(broken.map(({ caseId }) => caseId)), new Set(broken.length > 0 ? [c.id] : []))
    return broken.map(({ n, broken }) => [n, broken])
  }

  it('is intact if nobody touched it, wherever the listing begins and ends', async () => {
    for (const [from, to] of [
      [0, 9],
      [3, 9],
      [0, 3],
      [2, 4],
      [5, 9],
      [6, 9],
      [0, 1],
    ] as const) {
      assert.deepEqual(
        await told({ since: new Date(second(from)), until: new Date(second(to)) }),
        [],
        `${from} to ${to}`,
      )
    }
  })

  it('reveals a record that was changed, in any property, or that can no longer be read', async () => {
    const changes = {
      json0: String(row(3).json0).replace('sendasallowed: false', 'sendasallowed: true'),
      chain: 'f'.repeat(64),
      before: 'f'.repeat(64),
      previous: row(1).rowKey,
    }
    for (const [name, value] of Object.entries(changes)) {
      await table.updateEntity({ ...row(3), [name]: value }, 'Replace')
      const [first, ...more] = await told()
      assert.deepEqual(first, [3, 'changed'], name)
      assert.ok(
        more.every(([n]) => n === 3 || n === 4),
        `${name}: ${JSON.stringify(more)}`,
      )
    }
    await table.updateEntity({ ...row(3), json0: '{"n":3', extra: true }, 'Replace')
    const third = (await listed(table)).find(({ n, caseId }) => n === 3 && caseId === c.id)
    assert.deepEqual([third?.entry, third?.broken, third?.at], [null, 'changed', second(3)])
  })

  it('reveals a record that was changed together with its chain', async () => {
    await put({ ...row(3), json0: String(row(3).json0).replace('person', 'application') })
    assert.deepEqual(await told(), [[4, 'unlinked']])
    await put({ ...row(5), json0: String(row(5).json0).replace('person', 'application') })
    assert.deepEqual(await told(), [
      [4, 'unlinked'],
      [5, 'unlinked'],
    ])
  })

  it('reveals a record that was removed: the first, one between, two in a row, the last', async () => {
    const told1 = async (...records: readonly number[]) => {
      await remove(...records)
      const found = await told()
      for (const n of records) await table.createEntity(row(n))
      return found
    }
    assert.deepEqual(await told1(1), [[1, 'missing']])
    assert.deepEqual(await told1(3), [[3, 'missing']])
    assert.deepEqual(await told1(2, 3), [[3, 'missing']])
    assert.deepEqual(await told1(5), [[5, 'missing']])
    assert.deepEqual(await told1(2, 5), [
      [2, 'missing'],
      [5, 'missing'],
    ])
    assert.deepEqual(await told(), [])
  })

  it('reveals it even if the listing begins after it, or ends before the record that shows it', async () => {
    await remove(2, 5)
    assert.deepEqual(await told({ since: new Date(second(3)), until: new Date(second(4)) }), [[2, 'missing']])
    assert.deepEqual(await told({ since: new Date(second(4)) }), [[5, 'missing']])
    assert.deepEqual(await told({ since: new Date(second(2)), until: new Date(second(3)) }), [[2, 'missing']])
    assert.deepEqual(await told({ since: new Date(second(2)), caseId: c.id }), [
      [2, 'missing'],
      [5, 'missing'],
    ])
  })

  it('reveals it even if no record of the case is left, or the row of the case is gone', async () => {
    await remove(1, 2, 3, 4, 5)
    assert.deepEqual(await told(), [[5, 'missing']])
    for (const n of [1, 2, 3, 4, 5]) await table.createEntity(row(n))
    await table.deleteEntity('cases', `c~${c.id}`)
    assert.deepEqual(await told(), [[5, 'unlinked']])
  })

  it('reveals a record that was added: beside another, after the last, as the first of a case', async () => {
    const added = (seconds: number) => ({
      rowKey: `a~${second(seconds)}~${c.id}~00000009`,
      json0: String(row(3).json0).replace('"n":3', '"n":9'),
    })
    const places = {
      beside: { ...added(2.5), previous: row(2).rowKey, before: row(2).chain },
      behind: { ...added(7), previous: row(5).rowKey, before: row(5).chain },
      first: { ...added(0.5), previous: '', before: c.id },
    }
    for (const [place, forged] of Object.entries(places)) {
      await put(forged)
      assert.deepEqual(await told(), [[9, 'unlinked']], place)
      await table.deleteEntity('cases', forged.rowKey)
    }
    assert.deepEqual(await told(), [])
  })

  it('is not reported as broken while the bot keeps writing', async () => {
    const seen: (string | null)[] = []
    for await (const { broken, caseId } of listAudit(table, { since: new Date(0) })) {
      seen.push(broken)
      if (seen.length > 4 || caseId !== c.id) continue
      // After what has been listed, and before what has not.
      await change(store, c.id, stored => recorded(stored, second(0)))
      await change(store, c.id, stored => recorded(stored, second(60)))
    }
    assert.ok(seen.length >= 7)
    assert.ok(seen.every(broken => broken === null))
    assert.deepEqual(await told(), [])
  })

  it('skips rows that are not records', async () => {
    for (const rowKey of ['a~2026', 'a~2026-11-23T10:00:00.000Z~x', 'a~x', 'a~2026-11-23T10:00:00.000Z~x~y~00000001']) {
      await table.createEntity({ partitionKey: 'cases', rowKey })
    }
    assert.equal((await listed(table)).length, 7)
  })
})
