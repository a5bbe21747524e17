import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { TableClient } from '@azure/data-tables'
import type { Session } from '../../src/app/ports/web.js'
import { createCaseStore } from '../../src/storage/caseStore.js'
import { createSessions } from '../../src/storage/sessions.js'
import { openTable } from '../../src/storage/table.js'
import { collect } from '../tools/collect.js'
import { type Azurite, emptied, startAzurite } from './azurite.js'
import { watched } from './retention/retaining.js'

const KEY = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c'
const at = (time: string) => new Date(`2026-11-23T${time}:00.000Z`)
const person = {
  tenantId: '2b7f0f5e-52f4-4f0e-8b39-5a5a6a1f5d11',
  aadObjectId: '5f1a3c1e-7b1d-4d0a-9a55-0c6f2f1b0a20',
  name: 'Zoë Müller',
}
const session = (until = '16:00'): Session => ({
  ...{ person, since: at('08:00').toISOString(), until: at(until).toISOString() },
})

describe('the sessions of the web page on Azure Table', () => {
  let azurite: Azurite
  let table: TableClient

  before(async () => {
    azurite = await startAzurite()
    table = await openTable(azurite)
  })
  after(() => azurite.close())
  beforeEach(() => emptied(table))

  it('are found by their key until their end, by any instance', async () => {
    const sessions = createSessions(table)
    assert.equal(await sessions.find(KEY, at('08:00')), null)
    await sessions.open(KEY, session())
    const elsewhere = createSessions(await openTable(azurite))
    assert.deepEqual(await elsewhere.find(KEY, at('15:59')), session())
    for (const other of [KEY.slice(1), KEY.toUpperCase(), "' or RowKey ne '"])
      assert.equal(await sessions.find(other, at('08:00')), null, other)
  })

  it('have ended at their end, although the row is still there', async () => {
    const sessions = createSessions(table)
    await sessions.open(KEY, session())
    assert.equal(await sessions.find(KEY, at('16:00')), null)
    assert.equal((await collect(table.listEntities())).length, 1)
  })

  it('end later when the person does something', async () => {
    const sessions = createSessions(table)
    await sessions.open(KEY, session())
    await sessions.extend(KEY, session('18:00').until)
    assert.deepEqual(await sessions.find(KEY, at('17:00')), session('18:00'))
    assert.equal((await collect(table.listEntities())).length, 1)
  })

  it('end when the person signs out, and nothing of the person stays', async () => {
    const sessions = createSessions(table)
    await sessions.open(KEY, session())
    await sessions.end(KEY)
    await sessions.end(KEY)
    await sessions.end('another')
    assert.equal(await sessions.find(KEY, at('09:00')), null)
    assert.deepEqual(await collect(table.listEntities()), [])
  })

  it('are not begun anew by a request that was under way while the person signed out', async () => {
    const late = await openTable(azurite)
    const sessions = createSessions(table)
    await sessions.open(KEY, session())
    let isBetween = true
    late.pipeline.addPolicy({
      name: 'signing out',
      async sendRequest(request, next) {
        if (request.method === 'PUT' && isBetween) {
          isBetween = false
          await sessions.end(KEY)
        }
        return next(request)
      },
    })
    await createSessions(late).extend(KEY, session('17:00').until)
    assert.equal(isBetween, false)
    assert.equal(await sessions.find(KEY, at('09:00')), null)
    assert.deepEqual(await collect(table.listEntities()), [])
  })

  it('are kept by requests that come at the same time, each of which succeeds', async () => {
    const sessions = createSessions(table)
    await sessions.open(KEY, session())
    const ends = ['16:01', '16:02', '16:03', '16:04', '16:05'].map(until => session(until).until)
    await Promise.all(ends.map(until => sessions.extend(KEY, until)))
    assert.deepEqual((await sessions.find(KEY, at('09:00')))?.person, person)
  })

  it('cost a single request to look at', async () => {
    const sessions = createSessions(table)
    await sessions.open(KEY, session())
    // The pipeline is copied when the sessions are created.
    const requests = watched(table)
    await createSessions(table).find(KEY, at('09:00'))
    assert.equal(requests.length, 1)
  })

  it('hold who it is and how long, and nothing else', async () => {
    const extra = { ...person, email: 'zoe@contoso.com', token: 'a-token' }
    await createSessions(table).open(KEY, { ...session(), person: extra })
    const [row] = await collect(table.listEntities())
    assert.ok(row)
    const { etag: _, timestamp: __, 'odata.metadata': ___, ...kept } = row
    assert.deepEqual(Object.keys(kept).toSorted(), ['partitionKey', 'person', 'rowKey', 'since', 'until'])
    assert.deepEqual(JSON.parse(String(kept.person)), person)
    assert.deepEqual([kept.partitionKey, kept.rowKey], ['sessions', KEY])
  })

  it('are not cases', async () => {
    await createSessions(table).open(KEY, session())
    assert.deepEqual(await collect(createCaseStore(table).due('9999', 'urgent')), [])
  })

  it('throw when the storage is out of reach, instead of finding nobody', async () => {
    const other = await startAzurite()
    const away = createSessions(await openTable(other))
    await other.close()
    await assert.rejects(away.find(KEY, at('09:00')))
    await assert.rejects(away.open(KEY, session()))
    await assert.rejects(away.extend(KEY, session().until))
    await assert.rejects(away.end(KEY))
  })
})
