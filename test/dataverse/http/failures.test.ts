import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { serve } from '../../simulator/http.js'
import { type Edge, failsWith, startEdge } from '../edge.js'
import { answering, cutOff, ok, read, reset, silence, status, write } from './scripted.js'

let edge: Edge
before(async () => {
  edge = await startEdge()
})
after(() => edge.close())

describe('a read', () => {
  for (const [what, answer] of Object.entries({ 503: status(503), 'a reset': reset, 'a cut-off': cutOff, silence })) {
    it(`is retried after ${what}`, async () => {
      const scripted = await answering(edge, answer, answer, ok)
      await read(scripted)
      assert.deepEqual(scripted.waited, [200, 400])
    })
  }

  it('waits as long as Retry-After says: seconds, or until a date', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString()
    const scripted = await answering(
      edge,
      status(429, { 'Retry-After': '7' }),
      status(503, { 'Retry-After': date }),
      ok,
    )
    const until: string[] = []
    const cost = { roundTrips: 0, operations: 0, waits: 0 }
    await read(scripted, { cost, onWait: moment => until.push(moment) })
    const [seconds, toDate = 0] = scripted.waited
    assert.equal(seconds, 7000)
    assert.ok(toDate > 30_000 && toDate <= 60_000)
    assert.deepEqual(cost, { roundTrips: 3, operations: 3, waits: 2 })
    assert.deepEqual(
      until.map(moment => Number.isNaN(Date.parse(moment))),
      [false, false],
    )
  })

  it('is reported as throttled when the wait would be too long', async () => {
    const body = '{"error":{"code":"0x80072321","message":"Combined execution time exceeded."}}'
    const scripted = await answering(edge, status(429, { 'Retry-After': '300' }, body))
    await failsWith(read(scripted), { why: 'throttled', status: 429, code: '0x80072321' })
    assert.equal(scripted.asked.length, 1)
  })

  it('ends after six attempts with the last failure', async () => {
    for (const [answer, failure] of [
      [silence, { why: 'timeout', status: 0, code: 'ETIMEDOUT' }],
      [reset, { why: 'unreachable', code: 'ECONNRESET' }],
      [cutOff, { why: 'malformed', message: 'the answer was cut off' }],
      [status(504), { why: 'timeout', status: 504 }],
      [status(502, {}, '<html>proxy</html>'), { why: 'unreachable', status: 502, code: '', message: 'HTTP 502' }],
    ] as const) {
      const scripted = await answering(edge, answer)
      await failsWith(read(scripted), failure)
      assert.equal(scripted.waited.length, 5)
    }
  })

  it('is unreachable when nobody listens', async () => {
    const { url, close } = await edge.serve(() => {})
    await close()
    const waited: number[] = []
    const client = edge.clientAt(url, { random: () => 1, pause: async delay => waited.push(delay) })
    await failsWith(client.get('WhoAmI'), { why: 'unreachable', status: 0, code: 'ECONNREFUSED' })
    assert.deepEqual(waited, [400, 800, 1600, 3200, 6400])
  })

  it('has a time limit for the whole answer, not only for its beginning', async () => {
    let dripping: NodeJS.Timeout | undefined
    const client = await edge.client(
      (_request, _body, response) => {
        clearInterval(dripping)
        response.writeHead(200)
        dripping = setInterval(() => response.write(' '), 5)
      },
      { timeoutMs: 100, pause: async () => {} },
    )
    await failsWith(client.get('WhoAmI'), { why: 'timeout', status: 0 }).finally(() => clearInterval(dripping))
  })
})

describe('a write', () => {
  for (const [what, answer, failure] of [
    ['a reset', reset, { why: 'unreachable' }],
    ['a cut-off answer', cutOff, { why: 'malformed' }],
    ['silence', silence, { why: 'timeout' }],
    ['500', status(500), { why: 'unreachable', status: 500 }],
    ['503', status(503, { 'Retry-After': '1' }), { why: 'unreachable', status: 503 }],
  ] as const) {
    it(`is not retried after ${what}: it may have succeeded`, async () => {
      const scripted = await answering(edge, answer)
      await failsWith(write(scripted), failure)
      assert.deepEqual(scripted.waited, [])
    })
  }

  it('is retried on 429, after the requested time', async () => {
    const scripted = await answering(edge, status(429, { 'Retry-After': '3' }), status(204))
    await write(scripted)
    assert.deepEqual(scripted.waited, [3000])
    assert.equal(scripted.asked.length, 2)
  })

  it('is retried when nothing was sent', async () => {
    const gone = await edge.serve(() => {})
    await gone.close()
    const methods: string[] = []
    let back: { close(): Promise<void> } | undefined
    const client = edge.clientAt(gone.url, {
      pause: async () => {
        back = await serve(Number(new URL(gone.url).port), (request, _body, response) => {
          methods.push(request.method ?? '')
          response.writeHead(204).end()
        })
      },
    })
    await client.patch('usersettingscollection(1)', { etag: 'W/"1"', values: {} })
    assert.deepEqual(methods, ['PATCH'])
    await back?.close()
  })
})
