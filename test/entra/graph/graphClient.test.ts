import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { GraphClient } from '../../../src/entra/graph/graphClient.js'
import { type Handler, type Listening, serve } from '../../simulator/http.js'

let server: Listening | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

/** A client of a Graph that answers with these, one after the other, and then with the last one again. */
async function clientOf(...answers: readonly (readonly [status: number, body: string])[]) {
  const asked: { method: string; url: string; authorization: string; body: string }[] = []
  const handler: Handler = ({ method = '', url = '', headers }, body, response) => {
    const [status, text] = answers[Math.min(asked.length, answers.length - 1)] ?? [200, '{}']
    asked.push({ method, url, authorization: headers.authorization ?? '', body })
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(text)
  }
  server = await serve(0, handler)
  const token = async () => 'the-token'
  const client = new GraphClient({ url: server.url, token, userAgent: 'test/1', pause: async () => {} })
  return { client, asked, url: server.url }
}

const POST = { method: 'POST', path: 'oauth2PermissionGrants', body: { scope: 'x' } } as const
const PATCH = { method: 'PATCH', path: "applications(appId='1')", body: { displayName: 'x' } } as const

describe('a request to Graph', () => {
  it('is repeated when the service could not answer, unless it might create something twice', async () => {
    const patch = await clientOf([503, ''], [502, ''], [204, ''])
    assert.deepEqual(await patch.client.send(PATCH), {})
    assert.equal(patch.asked.length, 3)
    await server?.close()
    const post = await clientOf([503, ''], [201, '{}'])
    await assert.rejects(post.client.send(POST), { name: 'GraphError', status: 503 })
    assert.equal(post.asked.length, 1)
    await server?.close()
    const throttled = await clientOf([429, ''], [201, '{}'])
    await throttled.client.send(POST)
    assert.deepEqual(
      throttled.asked.map(({ body }) => body),
      ['{"scope":"x"}', '{"scope":"x"}'],
    )
  })

  it('gives up after a few attempts', async () => {
    const { client, asked } = await clientOf([503, ''])
    await assert.rejects(client.send(PATCH), { status: 503 })
    assert.equal(asked.length, 6)
  })

  it('fails with the code of the service, and without the token', async () => {
    const { client } = await clientOf([
      403,
      '{"error":{"code":"Authorization_RequestDenied","message":"Insufficient"}}',
    ])
    await assert.rejects(client.send(PATCH), (error: Error) => {
      assert.equal(error.message, 'Microsoft Graph answered: Authorization_RequestDenied Insufficient')
      return !JSON.stringify(error).includes('the-token')
    })
  })

  it('fails when what comes is no JSON, and when nothing comes', async () => {
    const { client } = await clientOf([200, '<html>a proxy'])
    await assert.rejects(client.find('x'), { name: 'GraphError', status: 200 })
    await server?.close()
    await assert.rejects(client.send(POST), { status: 0, code: 'unreachable' })
  })

  it('does not follow a redirect', async () => {
    const { client, asked } = await clientOf([302, ''])
    await assert.rejects(client.find('x'), { status: 302 })
    assert.equal(asked.length, 1)
  })
})

describe('a collection', () => {
  it('never leads the token to another host', async () => {
    const next = '"@odata.nextLink":"https://graph.microsoft.com.evil.example/v1.0/x"'
    const { client, asked } = await clientOf([200, `{"value":[],${next}}`])
    await assert.rejects(client.list('x'), /the next page is on another host/)
    assert.equal(asked.length, 1)
  })

  it('ends, even if there is always a next page', async () => {
    let pages = 0
    server = await serve(0, ({ headers }, _body, response) => {
      pages += 1
      response.end(JSON.stringify({ value: [pages], '@odata.nextLink': `http://${headers.host}/v1.0/x` }))
    })
    const client = new GraphClient({ url: server.url, token: async () => 'the-token', userAgent: 'test/1' })
    await assert.rejects(client.list('x'), /a collection was cut off/)
    assert.equal(pages, 101)
  })
})
