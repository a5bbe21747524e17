import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { TableClient } from '@azure/data-tables'
import { type GuardedMail, unguarded } from '../../../src/domain/triage/guard/guardedMail.js'
import { openTable } from '../../../src/storage/table.js'
import { createGuardRows } from '../../../src/storage/triage/guardRows.js'
import { type Azurite, startAzurite } from '../azurite.js'
import { startWithholding, type Withholding } from '../withholding.js'

const URL = 'https://contoso.crm4.dynamics.com/ä?#'
const since = (at: string): GuardedMail => ({
  ...unguarded,
  standstill: { since: at, lastDeparture: at, seenAt: at, by: 'router', waiting: { senders: 2, mails: 3 } },
})

describe('what the guard of the mail knows, on Azure Table', () => {
  let azurite: Azurite
  let proxy: Withholding
  let table: TableClient
  before(async () => {
    azurite = await startAzurite()
    proxy = await startWithholding(azurite)
    table = await openTable(proxy)
  })
  after(async () => {
    await proxy.close()
    await azurite.close()
  })

  it('is kept for each organization, and read and written by its key', async () => {
    const rows = createGuardRows(table)
    assert.equal(await rows.load(URL), null)
    proxy.requests.length = 0
    const first = await rows.save(URL, since('2026-11-23T10:00:00Z'), null)
    assert.ok(first)
    const stored = await createGuardRows(table).load(URL)
    assert.deepEqual(stored, { mail: since('2026-11-23T10:00:00Z'), version: first })
    const second = await rows.save(URL, since('2026-11-23T11:00:00Z'), first)
    assert.deepEqual(await rows.load(URL), { mail: since('2026-11-23T11:00:00Z'), version: second })
    assert.equal(await rows.load('https://other.crm4.dynamics.com'), null)
    for (const request of proxy.requests) assert.match(request, /^(POST |GET .*RowKey=|PUT .*RowKey=)/)
  })

  it('is saved by one of two instances that read the same', async () => {
    const [one, other] = [createGuardRows(table), createGuardRows(table)]
    const url = 'https://race.crm4.dynamics.com'
    const first = await Promise.all([one, other].map(rows => rows.save(url, unguarded, null)))
    assert.equal(first.filter(version => version !== null).length, 1)
    const { version } = (await one.load(url)) ?? assert.fail()
    const second = await Promise.all([one, other].map(rows => rows.save(url, since('2026-11-23T10:00:00Z'), version)))
    assert.equal(second.filter(saved => saved !== null).length, 1)
    assert.equal(await one.save(url, unguarded, version), null)
  })
})
