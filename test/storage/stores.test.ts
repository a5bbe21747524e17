import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { TableServiceClient } from '@azure/data-tables'
import { openStores } from '../../src/storage/stores.js'
import { StoreUnavailable } from '../../src/storage/table.js'
import { surface } from '../fixtures/cases.js'
import { close, listen } from '../teams/connector.js'
import { collect } from '../tools/collect.js'
import { caseOf } from './auditing.js'
import { type Azurite, startAzurite } from './azurite.js'
import { entryOf } from './triage/entries.js'

describe('all that the bot keeps', () => {
  let azurite: Azurite
  before(async () => {
    azurite = await startAzurite()
  })
  after(() => azurite.close())

  it('is in two tables, of which the second one holds the board alone', async () => {
    const stores = await openStores(azurite)
    const { store, board, numbers, triageSettings, conversations, asks, sessions } = await openStores(azurite)
    const c = caseOf(store, 'a')
    await store.insert(c)
    await board.put(entryOf(1))
    assert.equal(await numbers.next(c.id), 1)
    await triageSettings.choose({ surface, isPrivate: false })
    const sara = { tenantId: 'tenant', aadObjectId: 'sara' }
    await conversations.remember(sara, { ...surface, conversationType: 'personal' })
    const asked = { ...sara, organization: 'https://contoso.crm4.dynamics.com', remedy: 'senderConsent' } as const
    await asks.claim(asked, { case: c.id, times: [], before: null })
    const session = {
      ...{ person: { ...sara, name: 'Sara Davis' }, since: '2026-11-23T08:00:00.000Z' },
      until: '2026-11-23T16:00:00.000Z',
    }
    await sessions.open('a-hash', session)

    // Another instance has all of it.
    assert.deepEqual((await stores.store.load(c.id))?.case, c)
    assert.deepEqual(await stores.board.list(), [entryOf(1)])
    assert.equal(await stores.numbers.caseOf(1), c.id)
    assert.equal((await stores.triageSettings.channel())?.isPrivate, false)
    assert.equal((await stores.conversations.of(sara))?.conversationId, surface.conversationId)
    assert.equal((await stores.asks.last(asked))?.case, c.id)
    assert.deepEqual(await stores.sessions.find('a-hash', new Date(session.since)), session)

    const service = TableServiceClient.fromConnectionString(azurite.connectionString, { allowInsecureConnection: true })
    const names = (await collect(service.listTables())).map(({ name }) => name)
    assert.deepEqual(names.toSorted(), ['PendingSendBoard', 'PendingSendCases'])
  })

  it('cannot be opened if one of the tables may not be used, and the reason is a sentence', async () => {
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', chunk => {
        body += chunk
      })
      request.on('end', () => response.writeHead(body.includes('PendingSendBoard') ? 403 : 204).end())
    })
    const there = `127.0.0.1:${await listen(server)}`
    const connectionString = azurite.connectionString.replace(/127\.0\.0\.1:\d+/, there)
    try {
      await assert.rejects(openStores({ connectionString }), (error: unknown) => {
        assert.ok(error instanceof StoreUnavailable)
        assert.match(error.message, /refuses the bot.*AZURE_STORAGE_CONNECTION_STRING/)
        return true
      })
    } finally {
      await close(server)
    }
  })
})
