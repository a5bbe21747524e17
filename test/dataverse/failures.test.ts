import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import type { DataverseClient } from '../../src/dataverse/client.js'
import type { Call } from '../../src/dataverse/transport.js'
import { serve } from '../simulator/http.js'
import { type Edge, failsWith, startEdge } from './edge.js'

let edge: Edge
before(async () => {
  edge = await startEdge()
})
after(() => edge.close())

type Answer = (response: ServerResponse) => void

const ok: Answer = response => response.end('{"value":[]}')
const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  response =>
    response.writeHead(code, headers).end(body)
const reset: Answer = response => response.socket?.destroy()
const silence: Answer = () => {}
const cutOff: Answer = response => {
  response.writeHead(200, { 'Content-Length': '100' })
  response.write('{"value":[', () => response.socket?.destroy())
}

interface Scripted {
  readonly client: DataverseClient
  /** Methods of the requests that came, and tokens that they carried. */
  readonly asked: { readonly method: string; readonly token: string }[]
  /** Milliseconds that were waited between the attempts. */
  readonly waited: number[]
}

/** An organization that answers like this in turn, and like the last one ever after. */
async function answering(...answers: readonly Answer[]): Promise<Scripted> {
  const silent = answers.filter(answer => answer === silence).length
  // Who waits in vain waits for the time limit; who does not has time enough on a busy machine.
  const timeoutMs = silent === 0 ? 60_000 : silent < answers.length ? 500 : 30
  const asked: Scripted['asked'] = []
  const waited: number[] = []
  const client = await edge.client(
    (request, _body, response) => {
      asked.push({ method: request.method ?? '', token: request.headers.authorization ?? '' })
      answers[Math.min(asked.length, answers.length) - 1]?.(response)
    },
    { timeoutMs, random: () => 0, pause: async delay => waited.push(delay) },
  )
  return { client, asked, waited }
}

const read = ({ client }: Scripted, call?: Call) => client.get('WhoAmI', call)
const write = ({ client }: Scripted) => client.patch('usersettingscollection(1)', { etag: 'W/"1"', values: {} })

describe('a read', () => {
  for (const [what, answer] of Object.entries({ 503: status(503), 'a reset': reset, 'a cut-off': cutOff, silence })) {
    it(`is repeated after ${what}`, async () => {
      const scripted = await answering(answer, answer, ok)
      await read(scripted)
      assert.deepEqual(scripted.waited, [200, 400])
    })
  }

  it('waits as long as Retry-After says: seconds, or until a date', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString()
    const scripted = await answering(status(429, { 'Retry-After': '7' }), status(503, { 'Retry-After': date }), ok)
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

  it('is throttled, and told so, when the wait would be too long', async () => {
    const body = '{"error":{"code":"0x80072321","message":"Combined execution time exceeded."}}'
    const scripted = await answering(status(429, { 'Retry-After': '300' }, body))
    await failsWith(read(scripted), { why: 'throttled', status: 429, code: '0x80072321' })
    assert.equal(scripted.asked.length, 1)
  })

  it('ends after six attempts as what it last was', async () => {
    for (const [answer, failure] of [
      [silence, { why: 'timeout', status: 0, code: 'ETIMEDOUT' }],
      [reset, { why: 'unreachable', code: 'ECONNRESET' }],
      [cutOff, { why: 'malformed', message: 'the answer was cut off' }],
      [status(504), { why: 'timeout', status: 504 }],
      [status(502, {}, '<html>proxy</html>'), { why: 'unreachable', status: 502, code: '', message: 'HTTP 502' }],
    ] as const) {
      const scripted = await answering(answer)
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
    it(`is not repeated after ${what}: it may have been done`, async () => {
      const scripted = await answering(answer)
      await failsWith(write(scripted), failure)
      assert.deepEqual(scripted.waited, [])
    })
  }

  it('is repeated on 429, after the time that it asks for', async () => {
    const scripted = await answering(status(429, { 'Retry-After': '3' }), status(204))
    await write(scripted)
    assert.deepEqual(scripted.waited, [3000])
    assert.equal(scripted.asked.length, 2)
  })

  it('is repeated when nothing was sent', async () => {
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

describe('a token', () => {
  for (const [what, send] of Object.entries({ read, write })) {
    it(`is renewed once when it is refused, and the ${what} goes on`, async () => {
      const scripted = await answering(status(401), ok)
      await send(scripted)
      const [first, second] = scripted.asked
      assert.notEqual(first?.token, second?.token)
      assert.deepEqual(scripted.waited, [])
    })

    it(`that is refused again ends the ${what} as forbidden`, async () => {
      const scripted = await answering(status(401))
      await failsWith(send(scripted), { why: 'forbidden', status: 401 })
      assert.equal(scripted.asked.length, 2)
    })
  }

  it('is never carried to another host by a redirect', async () => {
    let visits = 0
    const other = await edge.serve((_request, _body, response) => {
      visits += 1
      response.end('{}')
    })
    for (const code of [301, 302, 303, 307, 308]) {
      const scripted = await answering(status(code, { Location: `${other.url}/api/data/v9.2/WhoAmI` }))
      await failsWith(read(scripted), { why: 'malformed', status: code })
      await failsWith(write(scripted), { why: 'malformed', status: code })
      assert.equal(scripted.asked.length, 2)
    }
    assert.equal(visits, 0)
  })

  it('is in no property, text or cause of a failure', async () => {
    for (const answer of [status(403), reset, cutOff]) {
      const scripted = await answering(answer)
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
      const scripted = await answering(status(200, {}, body))
      await failsWith(read(scripted), { why: 'malformed' })
      await failsWith(scripted.client.batch(['WhoAmI']), { why: 'malformed' })
      assert.equal(scripted.asked.length, 2)
    })
  }

  it('without rows is no empty set', async () => {
    for (const body of ['{}', '{"value":{}}', '{"value":[null]}', '{"value":["x"]}']) {
      const scripted = await answering(status(200, {}, body))
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
      const scripted = await answering(status(code, {}, body))
      const failure = { why, status: code, code: '0x80040217', message: 'role With Id = 1 Does Not Exist' }
      await failsWith(read(scripted), failure)
      assert.equal(scripted.asked.length, 1)
    })
  }
})
