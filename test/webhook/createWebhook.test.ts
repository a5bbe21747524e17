import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { NewsBody } from '../../src/domain/triage/news/newsBody.js'
import { createWebhook } from '../../src/webhook/createWebhook.js'
import { endless, never, type Receiver, reset, startReceiver, status, stuck } from './receiver.js'
import { verifier } from './verifyExample.js'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const key = Buffer.from(SECRET.slice(6), 'base64')
const news: NewsBody = {
  version: 1,
  id: 'a-case-1',
  type: 'case.opened',
  timestamp: '2026-11-23T10:00:00.000Z',
  data: {
    case: 'a-case',
    sequence: 1,
    number: 7,
    organization: { name: 'Contoso', url: 'https://contoso.crm4.dynamics.com' },
    cause: null,
    turn: 'helpdesk',
    taken: false,
    waiting: null,
    held: null,
    outcome: null,
  },
}

let receiver: Receiver
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(() => receiver.close())

const running = new AbortController().signal

function webhook({ deadlineMs = 60_000, now = () => new Date(), url = receiver.url, keys = [key] } = {}) {
  return createWebhook({ url, keys, userAgent: 'pending-send/test', now, deadlineMs })
}

describe('an event', { timeout: 30_000 }, () => {
  it('arrives signed, and who knows the secret can tell', async () => {
    const isFromPendingSend = await verifier()
    const answer = await webhook({ keys: [Buffer.from('a new secret in plain text'), key] }).deliver(news, running)
    assert.deepEqual(answer, { result: 'delivered' })
    const [{ path, headers, body } = assert.fail('Nothing arrived')] = receiver.received
    assert.deepEqual([path, JSON.parse(body)], ['/hooks/pending-send', news])
    assert.deepEqual([headers['content-type'], headers['webhook-id']], ['application/json', 'a-case-1'])
    for (const secret of [SECRET, 'a new secret in plain text']) assert.ok(isFromPendingSend(headers, body, secret))
    assert.ok(!isFromPendingSend(headers, body.replace('opened', 'closed'), SECRET))
    assert.ok(!isFromPendingSend(headers, body, 'another secret in plain text'))
    assert.ok(!isFromPendingSend({ ...headers, 'webhook-id': 'a-case-2' }, body, SECRET))
    assert.ok(!isFromPendingSend({}, body, SECRET))
  })

  it('is signed with the time at which it is sent, so that it cannot be replayed later', async () => {
    const isFromPendingSend = await verifier()
    const early = new Date(Date.now() - 6 * 60_000)
    await webhook({ now: () => early }).deliver(news, running)
    const [{ headers, body } = assert.fail('Nothing arrived')] = receiver.received
    assert.equal(headers['webhook-timestamp'], String(Math.floor(early.getTime() / 1000)))
    assert.ok(!isFromPendingSend(headers, body, SECRET))
  })

  it('is delivered if any status of success comes back', async () => {
    for (const code of [200, 201, 202, 204, 299]) {
      receiver.replies.push(status(code))
      assert.deepEqual(await webhook().deliver(news, running), { result: 'delivered' }, `${code}`)
    }
  })

  it('follows no redirect, and names no more of it than the host', async () => {
    const elsewhere = await startReceiver()
    try {
      for (const code of [301, 302, 303, 307, 308]) {
        receiver.replies.push(status(code, { Location: `${elsewhere.url}?key=the-secret` }))
        const host = new URL(elsewhere.url).host
        assert.deepEqual(await webhook().deliver(news, running), {
          result: 'refused',
          status: code,
          reason: `It answered with ${code}, a redirect to ${host}, which is not followed: set TRIAGE_WEBHOOK to the final address`,
        })
      }
      receiver.replies.push(status(302, { Location: '/login' }), status(304))
      for (const code of [302, 304]) {
        const answer = await webhook().deliver(news, running)
        assert.match(JSON.stringify(answer), new RegExp(`"refused","status":${code},.* a redirect elsewhere, which`))
      }
      assert.deepEqual(elsewhere.received, [])
      assert.equal(receiver.received.length, 7)
    } finally {
      await elsewhere.close()
    }
  })

  it('is refused for good by 410 and its like, and not now by 429, 500 and their like', async () => {
    for (const code of [400, 401, 403, 404, 410, 422]) {
      receiver.replies.push(status(code))
      const refused = { result: 'refused', status: code, reason: `It answered with ${code}` }
      assert.deepEqual(await webhook().deliver(news, running), refused)
    }
    for (const code of [408, 425, 429, 500, 503]) {
      receiver.replies.push(status(code))
      const failed = { result: 'failed', status: code, reason: `It answered with ${code}` }
      assert.deepEqual(await webhook().deliver(news, running), failed)
    }
  })

  it('is not waited for beyond the deadline, and what arrived of an answer counts', async () => {
    receiver.replies.push(never, stuck)
    const late = { result: 'failed', status: null, reason: 'It did not answer within 0.2 seconds' }
    assert.deepEqual(await webhook({ deadlineMs: 200 }).deliver(news, running), late)
    assert.deepEqual(await webhook({ deadlineMs: 200 }).deliver(news, running), { result: 'delivered' })
  })

  it('is delivered though the answer never ends: only its beginning is read', async () => {
    let ended = () => {}
    const cut = new Promise<void>(resolve => {
      ended = resolve
    })
    receiver.replies.push(endless(ended))
    assert.deepEqual(await webhook().deliver(news, running), { result: 'delivered' })
    await cut
  })

  it('fails with the code of what broke, and no address', async () => {
    receiver.replies.push(reset)
    const broken = await webhook().deliver(news, running)
    assert.match(
      JSON.stringify(broken),
      /^{"result":"failed","status":null,"reason":"It could not be reached \(\w+\)"}$/,
    )
    await receiver.close()
    const away = await webhook({ url: `${receiver.url}?key=the-secret` }).deliver(news, running)
    assert.deepEqual(away, { result: 'failed', status: null, reason: 'It could not be reached (ECONNREFUSED)' })
    receiver = await startReceiver()
    const blocked = await webhook({ url: 'https://127.0.0.1:6000/' }).deliver(news, running)
    assert.match(JSON.stringify(blocked), /"reason":"Its port is one that is never called: /)
  })

  it('is not waited for by a program that stops', async () => {
    receiver.replies.push(never)
    const stopping = new AbortController()
    const answer = webhook().deliver(news, stopping.signal)
    while (receiver.received.length === 0) await new Promise(resolve => setImmediate(resolve))
    stopping.abort()
    assert.deepEqual(await answer, {
      result: 'failed',
      status: null,
      reason: 'It was not waited for: the program stops',
    })
  })
})

describe('a ticket system that does not answer', () => {
  it('is left alone for ten seconds, so that events do not wait for it one after another', async () => {
    let time = Date.now()
    const events = webhook({ now: () => new Date(time) })
    receiver.replies.push(reset)
    assert.equal((await events.deliver(news, running)).result, 'failed')
    time += 4_000
    assert.deepEqual(await events.deliver(news, running), { result: 'paused', retryAfterMs: 6_000 })
    assert.equal(receiver.received.length, 1)
    time += 6_000
    assert.deepEqual(await events.deliver(news, running), { result: 'delivered' })
    assert.deepEqual(await events.deliver(news, running), { result: 'delivered' })
  })

  it('is left alone for as long as it asks, but no longer than an hour', async () => {
    let time = Date.now()
    const events = webhook({ now: () => new Date(time) })
    receiver.replies.push(status(429, { 'Retry-After': '120' }), status(503, { 'Retry-After': '999999' }))
    const asked = { result: 'failed', status: 429, reason: 'It answered with 429', retryAfterMs: 120_000 }
    assert.deepEqual(await events.deliver(news, running), asked)
    assert.deepEqual(await events.deliver(news, running), { result: 'paused', retryAfterMs: 120_000 })
    time += 120_000
    assert.equal((await events.deliver(news, running)).result, 'failed')
    assert.deepEqual(await events.deliver(news, running), { result: 'paused', retryAfterMs: 3_600_000 })
  })

  it('is not left alone because it could not take one event, or because a program stopped', async () => {
    const events = webhook()
    receiver.replies.push(status(500), status(410))
    assert.equal((await events.deliver(news, running)).result, 'failed')
    assert.equal((await events.deliver(news, running)).result, 'refused')
    assert.equal((await events.deliver(news, AbortSignal.abort())).result, 'failed')
    assert.deepEqual(await events.deliver(news, running), { result: 'delivered' })
  })
})
