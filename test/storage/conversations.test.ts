import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { TableClient } from '@azure/data-tables'
import type { Surface } from '../../src/domain/case/case.js'
import { createCaseStore } from '../../src/storage/caseStore.js'
import { createConversations } from '../../src/storage/conversations.js'
import { openTable } from '../../src/storage/table.js'
import { collect } from '../tools/collect.js'
import { type Azurite, startAzurite } from './azurite.js'

const sara = { tenantId: '2b7f0f5e-52f4-4f0e-8b39-5a5a6a1f5d11', aadObjectId: '5f1a3c1e-7b1d-4d0a-9a55-0c6f2f1b0a20' }
const chat: Surface = {
  audience: 'user',
  channelId: 'msteams',
  conversationId: 'a:sara',
  conversationType: 'personal',
  serviceUrl: 'https://smba.trafficmanager.net/emea/',
  tenantId: sara.tenantId,
  botId: '28:bot',
  botName: 'Pending Send',
  locale: 'en-US',
  execute: true,
}

describe('the conversations on Azure Table', () => {
  let azurite: Azurite
  let table: TableClient
  let requests: string[] = []
  let day = 23
  const now = () => new Date(`2026-11-${day}T10:00:00Z`)
  before(async () => {
    azurite = await startAzurite()
    table = await openTable(azurite)
    table.pipeline.addPolicy({
      name: 'noting',
      sendRequest: (request, next) => {
        requests.push(request.method)
        return next(request)
      },
    })
  })
  after(() => azurite.close())

  it("return a person's own chat, and nobody else's", async () => {
    const conversations = createConversations(table, now)
    assert.equal(await conversations.of(sara), null)
    await conversations.remember(sara, { ...chat, activityId: 'the last card' })
    assert.deepEqual(await conversations.of(sara), chat)
    const shouted = { tenantId: sara.tenantId.toUpperCase(), aadObjectId: sara.aadObjectId.toUpperCase() }
    assert.deepEqual(await conversations.of(shouted), chat)
    for (const other of [{ tenantId: 'another' }, { aadObjectId: 'another' }, { aadObjectId: "a' or '1' eq '1" }]) {
      assert.equal(await conversations.of({ ...sara, ...other }), null)
    }
  })

  it('are written when they change, not at every turn', async () => {
    const omar = { ...sara, aadObjectId: 'omar' }
    const conversations = createConversations(table, now)
    requests = []
    for (const activityId of ['1', '2', '3']) await conversations.remember(omar, { ...chat, activityId })
    assert.deepEqual(requests, ['PUT'])
    await conversations.remember(omar, { ...chat, locale: 'de-DE' })
    assert.deepEqual(requests, ['PUT', 'PUT'])
    assert.equal((await conversations.of(omar))?.locale, 'de-DE')
  })

  it('are written anew once a day when they are used, so that their age is known', async () => {
    const conversations = createConversations(table, now)
    requests = []
    for (const today of [24, 24, 25]) {
      day = today
      await conversations.remember(sara, chat)
    }
    assert.deepEqual(requests, ['PUT', 'PUT'])
  })

  it('cost the next process a single request', async () => {
    await createConversations(table, now).remember(sara, chat)
    requests = []
    const next = createConversations(table, now)
    await next.remember(sara, chat)
    await next.remember(sara, chat)
    assert.deepEqual(requests, ['PUT'])
  })

  it('are personal chats only', async () => {
    const conversations = createConversations(table, now)
    const nora = { ...sara, aadObjectId: 'nora' }
    for (const conversationType of ['groupChat', 'channel'] as const) {
      await conversations.remember(nora, { ...chat, conversationType })
    }
    assert.equal(await conversations.of(nora), null)
  })

  it('name nobody in their keys, and are not cases', async () => {
    const keys: string[] = []
    for await (const { partitionKey, rowKey } of table.listEntities()) keys.push(`${partitionKey} ${rowKey}`)
    assert.ok(keys.length > 0)
    for (const key of keys) assert.match(key, /^conversations [0-9a-f]{32}$/)
    assert.deepEqual(await collect(createCaseStore(table).due('9999', 'urgent')), [])
  })

  it('throw when the storage is out of reach, instead of finding nobody', async () => {
    const other = await startAzurite()
    const away = createConversations(await openTable(other), now)
    await other.close()
    await assert.rejects(away.of(sara))
    await assert.rejects(away.remember(sara, chat))
  })
})
