import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterEach, describe, it } from 'node:test'
import { inspect } from 'node:util'
import { ConnectorError, type ConnectorPort, connectorFaultOf } from '../../../src/teams/posting/connector.js'
import { close, listen } from '../connector.js'
import { createAdapter } from '../harness.js'

interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

let server: Server
afterEach(() => close(server))

/** A client of a channel that answers like this, what it was asked, and how many connections it took. */
async function channel(answer: (response: ServerResponse) => void) {
  const asked: Asked[] = []
  const connections = { count: 0 }
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { method = '', url = '', headers } = request
    asked.push({ method, path: url, headers, body })
    answer(response)
  })
  server.on('connection', () => {
    connections.count += 1
  })
  const port: ConnectorPort = await createAdapter(null).connector(`http://127.0.0.1:${await listen(server)}/emea/`)
  return { port, asked, connections }
}

const signal = () => ({ abortSignal: new AbortController().signal })

describe('a call of the channel', () => {
  it('goes to the path of the API, with the activity as it is', async () => {
    const { port, asked } = await channel(response => response.end('{"id":"made"}'))
    const card = { body: [{ type: 'TextBlock', text: 'ä', unknown: null }] }
    const activity = { type: 'message', attachments: [{ contentType: 'c', content: card }], more: { a: [1] } }
    const { conversations } = port
    const start = { isGroup: false, bot: { id: 'b', name: '' }, members: [], tenantId: 't' } as const
    const answers = [
      await conversations.sendToConversation('a:1;messageid=2', activity, signal()),
      await conversations.updateActivity('a:1', 'm/1', activity, signal()),
      await conversations.sendToConversation('19:b;messageid=2', activity, { ...signal(), isTargeted: true }),
      await conversations.updateActivity('19:b', 'm/1', activity, { ...signal(), isTargeted: true }),
      await conversations.createConversation({ ...start, channelData: { tenant: { id: 't' } } }, signal()),
    ]
    assert.deepEqual(
      asked.map(({ method, path }) => `${method} ${path}`),
      [
        'POST /emea/v3/conversations/a%3A1%3Bmessageid%3D2/activities',
        'PUT /emea/v3/conversations/a%3A1/activities/m%2F1',
        'POST /emea/v3/conversations/19%3Ab%3Bmessageid%3D2/activities?isTargetedActivity=true',
        'PUT /emea/v3/conversations/19%3Ab/activities/m%2F1?isTargetedActivity=true',
        'POST /emea/v3/conversations',
      ],
    )
    for (const { body } of asked.slice(0, 4)) assert.deepEqual(JSON.parse(body), activity)
    for (const { headers } of asked) {
      assert.match(headers['content-type'] ?? '', /^application\/json/)
      assert.match(headers['user-agent'] ?? '', /Microsoft-BotFramework|agents-sdk/i)
    }
    assert.deepEqual(
      answers.map(({ id }) => id),
      ['made', 'made', 'made', 'made', 'made'],
    )
  })

  it('reads a page of members without a body, from any place in the list', async () => {
    const { port, asked } = await channel(response => response.end('{"members":[]}'))
    const { conversations } = port
    await conversations.getPagedMembers('19:b@thread.tacv2', { ...signal(), pageSize: 500 })
    await conversations.getPagedMembers('19:b@thread.tacv2', { ...signal(), pageSize: 500, continuationToken: 'a b&c' })
    const path = 'GET /emea/v3/conversations/19%3Ab%40thread.tacv2/pagedmembers?pageSize=500'
    assert.deepEqual(
      asked.map(({ method, path, body }) => `${method} ${path}${body}`),
      [path, `${path}&continuationToken=a+b%26c`],
    )
  })

  it('is a single request, whose refusal tells the code and when to come again', async () => {
    const { port, asked } = await channel(response => {
      response.writeHead(429, { 'Retry-After': '2' })
      response.end('{"error":{"code":"TooMany","message":"Slow down"}}')
    })
    const fault = await port.conversations.sendToConversation('a', {}, signal()).then(
      () => assert.fail('It was refused'),
      error => connectorFaultOf(error, new Date()),
    )
    assert.deepEqual(fault, {
      ...{ status: 429, code: 'TooMany', refusal: 'TooMany' },
      ...{ retryAfterMs: 2_000, broken: false },
    })
    assert.equal(asked.length, 1)
  })

  it('is a broken one when the connection ends, and none when nobody listens', async () => {
    const { port } = await channel(response => response.destroy())
    const fault = () =>
      port.conversations.sendToConversation('a', {}, signal()).then(
        () => assert.fail('There was no answer'),
        error => connectorFaultOf(error, new Date()),
      )
    const { code, ...broken } = await fault()
    assert.deepEqual(broken, { status: null, broken: true })
    assert.match(code, /^(ECONNRESET|UND_ERR_SOCKET)$/)
    await close(server)
    assert.equal((await fault()).broken, true)
  })

  it('fails with an error that keeps nothing of what was sent', async () => {
    const refuse = (response: ServerResponse) => {
      response.writeHead(403)
      response.end('{"error":{"code":"Forbidden"}}')
    }
    const breakOff = (response: ServerResponse) => response.destroy()
    for (const answer of [refuse, breakOff]) {
      const { port } = await channel(answer)
      const sent = port.conversations.sendToConversation('a', { text: 'what Sara wrote' }, signal())
      const error: unknown = await sent.then(
        () => assert.fail('It was sent'),
        given => given,
      )
      assert.ok(error instanceof ConnectorError)
      assert.doesNotMatch(
        inspect(error, { depth: null, showHidden: true }),
        /what Sara wrote|authorization|user-agent/i,
      )
      await close(server)
    }
  })

  it('has an answer without an id where the channel sends nothing, or something else', async () => {
    for (const text of ['', '<html>', 'null']) {
      const { port } = await channel(response => response.end(text))
      assert.deepEqual(await port.conversations.sendToConversation('a', {}, signal()), {})
      await close(server)
    }
  })

  it('uses the connection of the one before', async () => {
    const { port, connections } = await channel(response => response.end('{}'))
    for (let i = 0; i < 10; i++) await port.conversations.sendToConversation('a', {}, signal())
    // Node's fetch may open a second one before the first one is free.
    assert.ok(connections.count <= 2, `${connections.count} connections`)
  })

  it('ends with its signal, and its connection with it', async () => {
    const ended = new AbortController()
    let isClosed = () => {}
    const closed = new Promise<void>(resolve => {
      isClosed = resolve
    })
    const { port } = await channel(response => {
      response.on('close', isClosed)
      ended.abort()
    })
    const call = port.conversations.sendToConversation('a', {}, { abortSignal: ended.signal })
    await assert.rejects(call, { name: 'AbortError' })
    await closed
  })
})
