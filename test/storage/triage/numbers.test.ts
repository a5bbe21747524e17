import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { TableClient } from '@azure/data-tables'
import { openTable } from '../../../src/storage/table.js'
import { createNumbers } from '../../../src/storage/triage/caseNumbers.js'
import { type Azurite, emptied, startAzurite } from '../azurite.js'
import { startWithholding } from '../withholding.js'

describe('the numbers of cases on Azure Table', () => {
  let azurite: Azurite
  let table: TableClient
  before(async () => {
    azurite = await startAzurite()
    table = await openTable(azurite)
  })
  after(() => azurite.close())
  beforeEach(() => emptied(table))

  it('begin with 1, go up, and each names its case', async () => {
    const numbers = createNumbers(table)
    assert.equal(await numbers.caseOf(1), null)
    assert.deepEqual([await numbers.next('case-a'), await numbers.next('case-b')], [1, 2])
    // Another instance goes on from there.
    assert.equal(await createNumbers(table).next('case-c'), 3)
    const named = await Promise.all([1, 2, 3, 4].map(number => createNumbers(table).caseOf(number)))
    assert.deepEqual(named, ['case-a', 'case-b', 'case-c', null])
  })

  it('stay with their case if it takes another one', async () => {
    const numbers = createNumbers(table)
    const [first, second] = [await numbers.next('case-a'), await numbers.next('case-a')]
    assert.notEqual(first, second)
    assert.deepEqual([await numbers.caseOf(first), await numbers.caseOf(second)], ['case-a', 'case-a'])
  })

  it('are never given twice, however many instances take them at once', async () => {
    const instances = Array.from({ length: 4 }, () => createNumbers(table))
    const cases = Array.from({ length: 100 }, (_, i) => `case-${i}`)
    const given = await Promise.all(cases.map((id, i) => instances[i % 4]?.next(id) ?? 0))
    assert.equal(new Set(given).size, cases.length)
    const named = await Promise.all(given.map(number => createNumbers(table).caseOf(number)))
    assert.deepEqual(named, cases)
  })

  it('may leave a gap, but name one case each, if the answer to a write is lost', async () => {
    const proxy = await startWithholding(azurite)
    try {
      const late = await openTable(proxy, { patienceMs: 300 })
      let losses = 1
      late.pipeline.addPolicy({
        name: 'losing',
        sendRequest: (request, next) => {
          if (request.method === 'POST' && losses-- > 0) proxy.withhold(1)
          return next(request)
        },
      })
      const numbers = createNumbers(late)
      const [first, second] = [await numbers.next('case-a'), await numbers.next('case-b')]
      assert.equal(proxy.withheld, 1)
      assert.deepEqual([await numbers.caseOf(first), await numbers.caseOf(second)], ['case-a', 'case-b'])
    } finally {
      await proxy.close()
    }
  })

  it('are none if nobody could have been given them', async () => {
    const numbers = createNumbers(table)
    await numbers.next('case-a')
    for (const number of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e300, 99]) {
      assert.equal(await numbers.caseOf(number), null, String(number))
    }
  })
})
