import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { TableClient } from '@azure/data-tables'
import { openTable } from '../../../src/storage/table.js'
import { createDigests } from '../../../src/storage/triage/digestDay.js'
import { type Azurite, emptied, startAzurite } from '../azurite.js'
import { startWithholding } from '../withholding.js'

const [MONDAY, TUESDAY] = ['2026-11-23', '2026-11-24']

describe('the digest of a day on Azure Table', () => {
  let azurite: Azurite
  let table: TableClient
  before(async () => {
    azurite = await startAzurite()
    table = await openTable(azurite)
  })
  after(() => azurite.close())
  beforeEach(() => emptied(table))

  const claims = (day: string, count: number) =>
    Promise.all(Array.from({ length: count }, () => createDigests(table).claim(day)))

  it('is claimed by one of several instances, each day anew, and by none for a day that is past', async () => {
    for (const day of [MONDAY, TUESDAY]) {
      assert.equal((await claims(day, 5)).filter(Boolean).length, 1, day)
      assert.deepEqual(await claims(day, 2), [false, false], day)
    }
    assert.deepEqual(await claims(MONDAY, 1), [false])
    const one = createDigests(table)
    const twice = await Promise.all([one.claim('2026-11-25'), one.claim('2026-11-25')])
    assert.deepEqual(twice.toSorted(), [false, true])
  })

  it('is claimed again after it was given back, which only whoever claimed it can do', async () => {
    const [one, other] = [createDigests(table), createDigests(table)]
    assert.ok(await one.claim(MONDAY))
    await other.giveBack(MONDAY)
    await one.giveBack(TUESDAY)
    assert.equal(await other.claim(MONDAY), false)
    await one.giveBack(MONDAY)
    assert.deepEqual([await other.claim(MONDAY), await one.claim(MONDAY)], [true, false])
    await one.giveBack(MONDAY)
    assert.equal(await one.claim(MONDAY), false)
  })

  it('belongs to the instance whose write came through although its answer was lost', async () => {
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
      assert.ok(await createDigests(late).claim(MONDAY))
      assert.equal(proxy.withheld, 1)
      assert.equal(await createDigests(table).claim(MONDAY), false)
    } finally {
      await proxy.close()
    }
  })
})
