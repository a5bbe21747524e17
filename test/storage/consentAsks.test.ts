import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { ConsentAsk, ConsentAsks } from '../../src/app/ports.js'
import { createConsentAsks } from '../../src/storage/consentAsks.js'
import { openTable } from '../../src/storage/table.js'
import { type Azurite, startAzurite } from './azurite.js'

const asked: ConsentAsk = {
  tenantId: '2b7f0f5e-52f4-4f0e-8b39-5a5a6a1f5d11',
  aadObjectId: '5f1a3c1e-7b1d-4d0a-9a55-0c6f2f1b0a20',
  organization: 'https://contoso.crm4.dynamics.com',
  remedy: 'senderConsent',
}

describe('who was asked for a consent last, on Azure Table', () => {
  let azurite: Azurite
  let asks: ConsentAsks
  before(async () => {
    azurite = await startAzurite()
    asks = createConsentAsks(await openTable(azurite))
  })
  after(() => azurite.close())

  it('is known for each person, organization and repair', async () => {
    assert.equal(await asks.last(asked), null)
    assert.equal(await asks.claim(asked, { case: 'first', times: ['2026-01-01', '2026-01-02'], before: null }), true)
    assert.deepEqual(await asks.last({ ...asked, aadObjectId: asked.aadObjectId.toUpperCase() }), {
      case: 'first',
      times: ['2026-01-01', '2026-01-02'],
    })
    for (const other of [
      { aadObjectId: 'another' },
      { organization: 'https://other.example' },
      { remedy: 'sendDrafts' },
    ])
      assert.equal(await asks.last({ ...asked, ...(other as Partial<ConsentAsk>) }), null)
  })

  it('is claimed by one of those who saw the same one before', async () => {
    const person = { ...asked, aadObjectId: 'several' }
    const claims = ['a', 'b', 'c'].map(id => asks.claim(person, { case: id, times: [], before: null }))
    assert.equal((await Promise.all(claims)).filter(Boolean).length, 1)
    const last = (await asks.last(person))?.case ?? null
    assert.equal(await asks.claim(person, { case: 'late', times: [], before: null }), false)
    assert.equal(await asks.claim(person, { case: 'next', times: [], before: last }), true)
    assert.deepEqual(await asks.last(person), { case: 'next', times: [] })
  })
})
