import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createConnection, type Outcome } from '../../../src/web/client/connection.js'

const card = { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: { type: 'AdaptiveCard' } }
const answered = { ...card, case: { id: 'one', tag: '7' }, summary: 'A card' }
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(status === 304 || status === 204 ? null : JSON.stringify(body), { status, headers })

type Answer = Response | Error

/** A network that gives these answers, one after the other. */
function network(...answers: Answer[]) {
  const requests: { path: string; request: RequestInit }[] = []
  const waits: number[] = []
  const connection = createConnection({
    fetch: (path, request) => {
      requests.push({ path, request })
      const answer = answers.shift() ?? new Error('No more answers')
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    },
    wait: ms => {
      waits.push(ms)
      return Promise.resolve()
    },
  })
  return { requests, waits, connection }
}

const cut = new TypeError('Failed to fetch')
const sending = { path: '/check/act', body: '{"deed":"1"}' }

describe('the connection to the server', () => {
  it('sends what somebody did, with the header that no other site can send', async () => {
    const { connection, requests } = network(json(200, answered))
    const outcome = await connection.send(sending)
    const { type, value } = card
    assert.deepEqual(outcome, {
      kind: 'answer',
      answer: { type, value, summary: 'A card', case: { id: 'one', tag: '7' } },
    })
    const { path, request } = requests[0]!
    assert.equal(path, '/check/act')
    assert.deepEqual([request.method, request.body, request.credentials], ['POST', sending.body, 'same-origin'])
    assert.deepEqual(request.headers, { 'X-Pending-Send': 'page', 'Content-Type': 'application/json' })
    assert.equal(request.redirect, 'error')
  })

  it('sends a file as bytes', async () => {
    const { connection, requests } = network(json(200, answered))
    const body = new Blob(['log'])
    await connection.send({ path: '/check/begin?deed=1', body })
    assert.equal((requests[0]!.request.headers as Record<string, string>)['Content-Type'], 'application/octet-stream')
    assert.equal(requests[0]!.request.body, body)
  })

  it('sends the same again where nothing came back, and where the server could not answer', async () => {
    const { connection, requests, waits } = network(cut, json(503, {}), json(429, {}), json(200, answered))
    assert.equal((await connection.send(sending)).kind, 'answer')
    assert.deepEqual(new Set(requests.map(({ request }) => request.body)), new Set([sending.body]))
    assert.equal(requests.length, 4)
    assert.deepEqual(
      waits,
      waits.toSorted((a, b) => a - b),
    )
  })

  it('gives up in the end, and says what the server said', async () => {
    const gone = network(cut, cut, cut, cut)
    assert.deepEqual(await gone.connection.send(sending), { kind: 'unreached', sentence: null })
    assert.equal(gone.requests.length, 4)
    const busy = network(...[1, 2, 3, 4].map(() => json(429, { error: 'Too fast.' })))
    assert.deepEqual(await busy.connection.send(sending), { kind: 'unreached', sentence: 'Too fast.' })
  })

  it('waits as long as the server asks, and leaves it to the person if that is long', async () => {
    const short = network(json(429, {}, { 'Retry-After': '3' }), json(200, answered))
    assert.equal((await short.connection.send(sending)).kind, 'answer')
    assert.deepEqual(short.waits, [3_000])
    const long = network(json(429, { error: 'Wait a minute.' }, { 'Retry-After': '60' }))
    assert.deepEqual(await long.connection.send(sending), { kind: 'unreached', sentence: 'Wait a minute.' })
    assert.deepEqual(long.waits, [])
  })

  for (const [what, answer, expected] of [
    ['signed out', json(401, { signIn: '/check/sign-in?to=x' }), { kind: 'signedOut', signIn: '/check/sign-in?to=x' }],
    ['signed out, without a link', json(401, []), { kind: 'signedOut', signIn: null }],
    [
      'refused',
      json(404, { error: 'There is no such check.' }),
      { kind: 'refused', sentence: 'There is no such check.' },
    ],
    ['failed', json(500, { error: 3 }), { kind: 'refused', sentence: null }],
    ['a page of somebody else', new Response('<html>Log in to the Wi-Fi'), { kind: 'refused', sentence: null }],
    ['an answer without a card', json(200, { type: 'x', value: [1] }), { kind: 'refused', sentence: null }],
  ] as readonly (readonly [string, Response, Outcome])[]) {
    it(`does not send again what was answered: ${what}`, async () => {
      const { connection, requests } = network(answer)
      assert.deepEqual(await connection.send(sending), expected)
      assert.equal(requests.length, 1)
    })
  }

  it('has nothing to show where something was done and the server says no more', async () => {
    const { connection } = network(json(204, null))
    assert.deepEqual(await connection.send(sending), { kind: 'unchanged' })
  })

  it('reads once, and only what is new', async () => {
    const { connection, requests } = network(json(304, null), cut)
    assert.deepEqual(await connection.read('/check/state?case=1', '7'), { kind: 'unchanged' })
    assert.equal((requests[0]!.request.headers as Record<string, string>)['If-None-Match'], '"7"')
    assert.deepEqual(await connection.read('/check/list'), { kind: 'unreached', sentence: null })
    assert.deepEqual(requests[1]!.request.headers, { 'X-Pending-Send': 'page' })
    assert.equal(requests.length, 2)
  })

  it('sends again what breaks off', async () => {
    const broken = new Response(new ReadableStream({ pull: controller => controller.error(new Error('cut off')) }))
    const { connection } = network(broken, json(200, answered))
    assert.equal((await connection.send(sending)).kind, 'answer')
  })
})
