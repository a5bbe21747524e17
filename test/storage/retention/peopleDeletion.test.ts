import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { TableClient } from '@azure/data-tables'
import type { ConsentAsk } from '../../../src/app/ports.js'
import { createCaseStore } from '../../../src/storage/caseStore.js'
import { createConsentAsks } from '../../../src/storage/consentAsks.js'
import { createConversations } from '../../../src/storage/conversations.js'
import { openTable } from '../../../src/storage/table.js'
import { saraActor, surface } from '../../fixtures/cases.js'
import { collect } from '../../tools/collect.js'
import { type Azurite, emptied, startAzurite } from '../azurite.js'
import { DAYS, go, keysIn, retentionOn, watched } from './retaining.js'

const person = (aadObjectId: string) => ({ tenantId: 'tenant', aadObjectId })
const ask = (aadObjectId: string): ConsentAsk => ({
  ...person(aadObjectId),
  organization: 'https://contoso.crm4.dynamics.com',
  remedy: 'senderConsent',
})

describe('what is remembered of people', () => {
  let azurite: Azurite
  let table: TableClient

  before(async () => {
    azurite = await startAzurite()
    table = await openTable(azurite)
  })
  after(() => azurite.close())
  beforeEach(() => emptied(table))

  /** The store stamps its rows with the real time, so the retention's clock runs ahead of it. */
  const run = (written: Date, days: number) =>
    retentionOn(table, () => new Date(written.getTime() + days * 86_400_000)).run(go)
  const rememberAll = async (id: string) => {
    await createConversations(table, () => new Date()).remember(person(id), surface)
    await createConsentAsks(table).claim(ask(id), { case: 'c', times: [], before: null })
    await createCaseStore(table).hear({ ...saraActor, aadObjectId: id }, `activity of ${id}`)
  }
  const chatsBut = async (others: readonly string[]) => {
    const rows = await collect(table.listEntities())
    return rows.filter(({ rowKey = '', partitionKey }) => partitionKey === 'conversations' && !others.includes(rowKey))
  }

  it('goes when it was not used for so many days: chats, asks and activities', async () => {
    await rememberAll('sara')
    assert.equal((await run(new Date(), DAYS - 1)).people, 0)
    assert.equal((await keysIn(table)).length, 3)
    assert.deepEqual(await run(new Date(), DAYS + 1), { cases: 0, failed: 0, people: 3, more: false })
    assert.deepEqual(await keysIn(table), [])
    assert.equal(await createConversations(table, () => new Date()).of(person('sara')), null)
    assert.equal(await createConsentAsks(table).last(ask('sara')), null)
  })

  it('stays when it was used since', async () => {
    const conversations = createConversations(table, () => new Date())
    await conversations.remember(person('old'), surface)
    const [first] = await chatsBut([])
    const old = new Date(first?.timestamp ?? '')
    // Until the store's clock has gone on.
    for (let now = old, i = 0; now <= old; i++) {
      await conversations.remember(person('new'), { ...surface, locale: `${i}` })
      now = new Date((await chatsBut([first?.rowKey ?? '']))[0]?.timestamp ?? '')
    }
    const between = new Date(old.getTime() + 1)
    assert.equal((await run(between, DAYS)).people, 1)
    assert.deepEqual(await conversations.of(person('new')).then(chat => chat?.conversationId), surface.conversationId)
    assert.equal(await conversations.of(person('old')), null)
  })

  it('stays when it is used at the last moment', async () => {
    const conversations = createConversations(table, () => new Date())
    await conversations.remember(person('sara'), surface)
    const late = await openTable(azurite)
    late.pipeline.addPolicy({
      name: 'using',
      async sendRequest(request, next) {
        if (request.method === 'DELETE') await conversations.remember(person('sara'), { ...surface, locale: 'de-DE' })
        return next(request)
      },
    })
    const after = new Date(Date.now() + (DAYS + 1) * 86_400_000)
    assert.equal((await retentionOn(late, () => after).run(go)).people, 0)
    assert.equal((await conversations.of(person('sara')))?.locale, 'de-DE')
  })

  it('is looked at once a day, by one of all instances', async () => {
    await rememberAll('sara')
    await run(new Date(), 1)
    const requests = watched(table)
    const pages = () => requests.filter(url => url.includes('$select=PartitionKey,RowKey,Timestamp')).length
    await run(new Date(), 1)
    assert.equal(pages(), 0)
    await run(new Date(), 2)
    assert.equal(pages(), 3)
  })
})
