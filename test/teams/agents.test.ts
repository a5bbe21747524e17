import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Activity } from '../../src/teams/activity.js'
import { TeamsAdapter } from '../../src/teams/adapter.js'
import { message } from './activities.js'
import { AgentsAdapter, type AgentsAdapterOptions } from './agents/adapter.js'
import { authAt } from './channel.js'
import { type Connector, startConnector } from './connector.js'
import { useAdapter } from './harness.js'

/** What went through the adapter in all tests of this file. */
const used = { turns: 0, calls: 0, signIns: 0 }

class CountingAdapter extends AgentsAdapter {
  override receive(...parameters: Parameters<AgentsAdapter['receive']>) {
    used.turns += 1
    return super.receive(...parameters)
  }

  override connector(serviceUrl: string) {
    used.calls += 1
    return super.connector(serviceUrl)
  }

  override userTokens() {
    used.signIns += 1
    return super.userTokens()
  }
}

const shipped = () => assert.fail('The adapter that ships has no part in these tests')
for (const method of ['receive', 'connector', 'userTokens'] as const) TeamsAdapter.prototype[method] = shipped
useAdapter((auth, tokenServiceUrl = null) => {
  const tokenOf = async () => (auth ? 'a-token-of-the-bot' : '')
  return new CountingAdapter({ auth, tokenServiceUrl, tokenOf })
})

/** The tests of a file, with their hooks, as a suite of this one. */
function suite(name: string, load: () => Promise<unknown>): void {
  describe(`on the Agents SDK: ${name}`, async () => {
    await load()
  })
}

suite('activities', () => import('./bot.test.js'))
suite('places', () => import('./incoming.test.js'))
suite('Copilot', () => import('./copilot.test.js'))
suite('attachments', () => import('./attachments.test.js'))
suite('requests', () => import('./http/server.test.js'))
suite('bodies', () => import('./http/bodies.test.js'))
suite('deadlines', () => import('./http/deadlines.test.js'))
suite('tokens of the channel', () => import('./http/auth.test.js'))
suite('tokens of Entra', () => import('./http/entraToken.test.js'))
suite('calls of the channel', () => import('./posting/connectorClient.test.js'))
suite('sending', () => import('./posting/teamsMessenger.test.js'))
suite('whispering', () => import('./posting/whisper.test.js'))
suite('mentions', () => import('./posting/mention.test.js'))
suite('refusals', () => import('./posting/refusals.test.js'))
suite('members', () => import('./roster/roster.test.js'))
suite('waiting', () => import('./posting/conversationQueue.test.js'))
suite('redrawing', () => import('./posting/redrawing.test.js'))
suite('signing in', () => import('./signIn/signIn.test.js'))
suite('exchanging tokens', () => import('./signIn/tokenExchange.test.js'))
suite('a process', () => import('./agents/builtBot.js'))

describe('the adapter on the Agents SDK', () => {
  let connector: Connector
  before(async () => {
    connector = await startConnector()
  })
  after(() => connector.close())

  const adapterWith = (options: Partial<AgentsAdapterOptions>) =>
    new AgentsAdapter({ auth: null, tokenServiceUrl: null, tokenOf: async () => '', ...options })
  const hosted = authAt('http://127.0.0.1:1/openid')
  const options = () => ({ abortSignal: new AbortController().signal })
  const from = (url: string) => message({ connector: { url } }, 'hi') as Activity

  it('has carried the turns, calls and sign-ins of the tests above', t => {
    t.diagnostic(
      `Through the Agents SDK went ${used.turns} turns, ${used.calls} calls and ${used.signIns} sign-in requests`,
    )
    assert.ok(used.turns > 150 && used.calls > 150 && used.signIns > 50, JSON.stringify(used))
  })

  it('signs each call with the token that is valid then, and asks for it for the channel only', async () => {
    const asked: string[] = []
    const tokenOf = async (resource: string) => `token-${asked.push(resource)}`
    const adapter = adapterWith({ auth: hosted, tokenOf })
    for (const conversation of ['a', 'b']) {
      const { conversations } = await adapter.connector(connector.url)
      await conversations.sendToConversation(conversation, { type: 'message' }, options())
    }
    await adapter.receive(from(connector.url), async () => null)
    assert.deepEqual(
      connector.calls.map(({ authorization }) => authorization),
      ['Bearer token-1', 'Bearer token-2'],
    )
    assert.deepEqual(new Set(asked), new Set(['https://api.botframework.com']))
    assert.equal(asked.length, 2, 'a turn needs none')
  })

  it('writes to no host but the channel’s, and takes no activity of another', async () => {
    const adapter = adapterWith({ auth: { appId: 'an-app' }, tokenOf: () => assert.fail('It asked for a token') })
    for (const url of ['https://evil.example/', 'https://smba.trafficmanager.net.evil.example/', connector.url]) {
      await assert.rejects(adapter.connector(url))
      const answer = await adapter.receive(from(url), () => assert.fail('It came through'))
      assert.equal(answer?.status, 400)
    }
  })

  it('tells nobody of an error: the turn fails', async () => {
    const adapter = adapterWith({})
    const before = connector.calls.length
    await assert.rejects(
      adapter.receive(from(connector.url), () => Promise.reject(new Error('a bug'))),
      /a bug/,
    )
    assert.equal(connector.calls.length, before)
  })
})
