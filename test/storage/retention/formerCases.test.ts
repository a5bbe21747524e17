import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { TableClient } from '@azure/data-tables'
import type { CaseStore } from '../../../src/app/ports.js'
import type { Case } from '../../../src/domain/case/case.js'
import { createCaseStore } from '../../../src/storage/caseStore.js'
import { openTable } from '../../../src/storage/table.js'
import { caseOf, change } from '../auditing.js'
import { type Azurite, emptied, startAzurite } from '../azurite.js'
import { DAYS, day, endedCase, go, keysIn, retentionOn, watched } from './retaining.js'

describe('cases that an earlier version ended', () => {
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

  /** What the earlier version left: no row of its end, and no time of it apart from its last step. */
  const formerCase = async (id: string) => {
    const c = await endedCase(store, id)
    const row = await table.getEntity<{ json0: string }>('cases', `c~${c.id}`)
    const { endedAt: _, ...former } = JSON.parse(row.json0) as Case
    await table.updateEntity({ partitionKey: 'cases', rowKey: `c~${c.id}`, json0: JSON.stringify(former) }, 'Merge')
    await table.deleteEntity('cases', `e~2026-11-23~${c.id}`)
    return c
  }
  const run = (at: Date) => retentionOn(table, () => at).run(go)

  it('are found once, and deleted as the others', async () => {
    const former = [await formerCase('a'), await formerCase('b')]
    const open = caseOf(store, 'open')
    await store.insert(open)
    assert.equal((await run(day(1))).cases, 0)
    const hints = (await keysIn(table)).filter(key => key.startsWith('e~'))
    assert.deepEqual(hints, former.map(({ id }) => `e~2026-11-23~${id}`).toSorted())
    const requests = watched(table)
    assert.equal((await run(day(DAYS + 1))).cases, 2)
    assert.ok(
      requests.every(url => !url.includes("RowKey gt 'c~")),
      'nobody goes over all cases a second time',
    )
    assert.deepEqual(
      (await keysIn(table)).filter(key => key.startsWith('c~')),
      [`c~${open.id}`],
    )
  })

  it('are found a thousand at a time, by whichever instance runs', async () => {
    for (let from = 0; from < 1_100; from += 100) {
      const rows = Array.from({ length: 100 }, (_, i) => `c~${String(from + i).padStart(12, '0')}`)
      await table.submitTransaction(
        rows.map(rowKey => ['create', { partitionKey: 'cases', rowKey, auditKey: 'a', auditChain: 'b' }]),
      )
    }
    const requests = watched(table)
    const [one, other] = [retentionOn(table, () => day(1)), retentionOn(table, () => day(1))]
    const pages = () => requests.filter(url => url.includes("RowKey gt 'c~")).length
    assert.equal((await one.run(go)).more, true)
    assert.equal(pages(), 10)
    assert.equal((await other.run(go)).more, false)
    assert.ok(pages() <= 12, `${pages()}`)
  })

  it('get their row when somebody touches them, too', async () => {
    await run(day(0))
    const c = await formerCase('late')
    await change(store, c.id, stored => ({ ...stored, waited: 1 }))
    assert.ok((await keysIn(table)).includes(`e~2026-11-23~${c.id}`))
    assert.equal((await run(day(DAYS + 1))).cases, 1)
  })
})
