import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { message } from '../teams/activities.js'
import { authAt, type Publisher, publishKeys } from '../teams/channel.js'
import { type Bot, startBot } from '../teams/harness.js'

/** Every kind of answer: of a route, of restify itself, a refusal, a picture with and without a body, a page. */
const ASKED: readonly (readonly [path: string, status: number, init?: RequestInit])[] = [
  ['/health', 200],
  ['/readyz', 200],
  ['/check/privacy', 200],
  ['/privacy', 308, { redirect: 'manual' }],
  ['/images/senderConsent/1.png', 200],
  ['/images/none.png', 404],
  ['/nowhere', 404],
  ['/api/messages', 405],
  ['/api/messages', 401, { method: 'POST', body: JSON.stringify(message({ connector: { url: 'https://x' } }, 'hi')) }],
]

describe('every answer', () => {
  let [local, hosted]: Bot[] = []
  let keys: Publisher
  before(async () => {
    keys = await publishKeys()
    local = await startBot()
    hosted = await startBot({}, { auth: authAt(keys.url), host: '127.0.0.1' })
  })
  after(() => Promise.all([local?.close(), hosted?.close(), keys.close()]))

  for (const [path, status, init = {}] of ASKED) {
    it(`keeps browsers from guessing, framing and telling: ${init.method ?? 'GET'} ${path}`, async () => {
      const answer = await fetch(`${hosted?.url}${path}`, init)
      await answer.text()
      assert.equal(answer.status, status)
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
      assert.equal(answer.headers.get('referrer-policy'), 'no-referrer')
      assert.match(
        answer.headers.get('content-security-policy') ?? '',
        /^default-src 'none';.* frame-ancestors 'none'$/,
      )
      assert.match(answer.headers.get('cross-origin-resource-policy') ?? '', /^(same|cross)-origin$/)
      assert.match(answer.headers.get('strict-transport-security') ?? '', /^max-age=31536000/)
      assert.equal(answer.headers.get('server'), null)
    })
  }

  /** As it is written, since no client of Node writes such a request. */
  const written = ({ port }: URL, head: string) =>
    new Promise<string>((resolve, reject) => {
      let said = ''
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(`${head}Connection: close\r\n\r\n`))
      socket.on('data', text => {
        said += text
      })
      socket.on('error', reject).on('close', () => resolve(said))
    })

  it('comes, whatever stands where the address of the request should be', async () => {
    const heads = [
      ...['[', 'a b', 'x:y', 'x/health?', 'x#', 'u:p@x', '%', '[::1', 'x:99999', '\\'].map(
        host => `GET /nowhere HTTP/1.1\r\nHost: ${host}\r\n`,
      ),
      ...['GET http://[', 'POST http://[', 'POST http://x:99999/api/messages', 'PUT http://'].map(
        line => `${line} HTTP/1.1\r\nHost: x\r\n`,
      ),
    ]
    for (const head of heads) {
      for (const body of ['', 'Content-Length: 5\r\n']) {
        const said = await written(new URL(hosted?.url ?? ''), head + body)
        assert.match(said, /^HTTP\/1\.1 400 Bad Request\r\n/, head)
        assert.match(said, /\r\nX-Content-Type-Options: nosniff\r\n/)
        assert.match(said, /"The address of the request cannot be read\."/)
      }
    }
    assert.equal((await fetch(`${hosted?.url}/health`)).status, 200)
  })

  it('of a bot without https asks nobody for https', async () => {
    const answer = await fetch(`${local?.url}/health`)
    assert.equal(answer.headers.get('strict-transport-security'), null)
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  })

  it('about its state is never kept by anybody', async () => {
    for (const path of ['/health', '/readyz']) {
      assert.equal((await fetch(`${hosted?.url}${path}`)).headers.get('cache-control'), 'no-store')
    }
  })
})
