import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { Transport } from '../../../src/dataverse/http/transport.js'
import { userAgent } from '../../../src/packageInfo.js'
import { type Edge, failsWith, startEdge } from '../edge.js'
import { answering, cutOff, ok, read, reset, status, write } from './scripted.js'

let edge: Edge
before(async () => {
  edge = await startEdge()
})
after(() => edge.close())

describe('a token', () => {
  for (const [what, send] of Object.entries({ read, write })) {
    it(`is renewed once when it is refused, and the ${what} continues`, async () => {
      const scripted = await answering(edge, status(401), ok)
      await send(scripted)
      const [first, second] = scripted.asked
      assert.notEqual(first?.token, second?.token)
      assert.deepEqual(scripted.waited, [])
    })

    it(`that is refused again ends the ${what} as forbidden`, async () => {
      const scripted = await answering(edge, status(401))
      await failsWith(send(scripted), { why: 'forbidden', status: 401 })
      assert.equal(scripted.asked.length, 2)
    })
  }

  it('is never sent to another host by a redirect', async () => {
    let visits = 0
    const other = await edge.serve((_request, _body, response) => {
      visits += 1
      response.end('{}')
    })
    for (const code of [301, 302, 303, 307, 308]) {
      const scripted = await answering(edge, status(code, { Location: `${other.url}/api/data/v9.2/WhoAmI` }))
      await failsWith(read(scripted), { why: 'malformed', status: code })
      await failsWith(write(scripted), { why: 'malformed', status: code })
      assert.equal(scripted.asked.length, 2)
    }
    assert.equal(visits, 0)
  })

  it('is not sent to another host by a path that looks like a URL', async () => {
    const paths: string[] = []
    const { url } = await edge.serve((request, _body, response) => {
      paths.push(request.url ?? '')
      response.end('{}')
    })
    const other = await edge.serve((_request, _body, response) => void response.writeHead(500).end())
    const transport = new Transport({ url, tokens: edge.tokens, userAgent })
    for (const path of [`//${new URL(other.url).host}/x`, other.url])
      await transport.send({ method: 'GET', path, headers: {}, write: false })
    assert.equal(paths.length, 2)
  })

  it('is in no property, text or cause of a failure', async () => {
    for (const answer of [status(403), reset, cutOff]) {
      const scripted = await answering(edge, answer)
      const error = await read(scripted).catch((failure: unknown) => failure)
      const told = JSON.stringify(error) + inspect(error, { depth: 20, showHidden: true })
      for (const { token } of scripted.asked) {
        assert.match(token, /^Bearer ey/)
        assert.ok(!told.includes(token.slice('Bearer '.length)))
      }
    }
  })
})

describe('an answer', () => {
  const bodies = {
    'no JSON': '<html></html>',
    empty: '',
    'cut off': '{"value":[{"na',
    null: 'null',
    'a list': '[]',
    'a text': '"x"',
  }
  for (const [what, body] of Object.entries(bodies)) {
    it(`that is ${what} is malformed, and not asked for again`, async () => {
      const scripted = await answering(edge, status(200, {}, body))
      await failsWith(read(scripted), { why: 'malformed' })
      await failsWith(scripted.client.batch(['WhoAmI']), { why: 'malformed' })
      assert.equal(scripted.asked.length, 2)
    })
  }

  it('without rows is not an empty set', async () => {
    for (const body of ['{}', '{"value":{}}', '{"value":[null]}', '{"value":["x"]}']) {
      const scripted = await answering(edge, status(200, {}, body))
      await failsWith(scripted.client.getAll('systemusers', { pageSize: 10 }), { why: 'malformed' })
    }
  })

  it('above 20 MB is malformed and not asked for again, packed or not', async () => {
    const large = Buffer.alloc(21_000_000, ' ')
    for (const answer of [
      (response: ServerResponse) => response.end(large),
      (response: ServerResponse) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(large)),
    ]) {
      const asked: string[] = []
      const client = await edge.client((request, _body, response) => {
        asked.push(request.url ?? '')
        answer(response)
      })
      await failsWith(client.get('WhoAmI'), { why: 'malformed', message: 'the answer is too large' })
      assert.equal(asked.length, 1)
    }
  })

  for (const [code, why] of [
    [400, 'malformed'],
    [403, 'forbidden'],
    [404, 'malformed'],
    [412, 'malformed'],
    [501, 'unreachable'],
  ] as const) {
    it(`of ${code} is ${why}, with the code and the message of Dataverse`, async () => {
      const body = '{"error":{"code":"0x80040217","message":"role With Id = 1 Does Not Exist","innererror":{}}}'
      const scripted = await answering(edge, status(code, {}, body))
      const failure = { why, status: code, code: '0x80040217', message: 'role With Id = 1 Does Not Exist' }
      await failsWith(read(scripted), failure)
      assert.equal(scripted.asked.length, 1)
    })
  }
})
