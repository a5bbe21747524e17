import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { DeadLetter, DeadLetters } from '../../../src/app/ports/webhook.js'
import { announceWork } from '../../../src/app/work/announceWork.js'
import { checks } from '../../../src/checks/index.js'
import { DAY_MS } from '../../../src/domain/durations.js'
import type { TriageNews } from '../../../src/domain/triage/news/triageNews.js'
import type { Announced } from '../../../src/domain/triage/triageEvents.js'
import { createWebhook } from '../../../src/webhook/createWebhook.js'
import { casesByPhase } from '../../fixtures/cases.js'
import { type Receiver, reset, startReceiver, status } from '../../webhook/receiver.js'
import { triagedCase } from '../../webhook/triagedCase.js'
import { verifier } from '../../webhook/verifyExample.js'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const thisCase = triagedCase(casesByPhase(checks).diagnosed)
const START = Date.parse('2026-11-23T10:00:00.000Z')

function newsOf(...kinds: readonly TriageNews['kind'][]): readonly TriageNews[] {
  return kinds.map((kind, i) => ({ n: i + 1, kind, at: new Date(START).toISOString() }))
}

class Letters implements DeadLetters {
  readonly all: DeadLetter[] = []
  async add(letter: DeadLetter): Promise<void> {
    this.all.push(letter)
  }
  async *list(): AsyncIterable<DeadLetter> {
    yield* this.all
  }
  async remove(): Promise<void> {}
}

type Told = Omit<Announced, 'type' | 'at' | 'work'>

let receiver: Receiver
let time: number
let letters: Letters
let logged: string[]
let announce: (news: readonly TriageNews[], failed?: number, signal?: AbortSignal) => Promise<Told>
beforeEach(async () => {
  receiver = await startReceiver()
  time = START
  letters = new Letters()
  logged = []
  const now = () => new Date(time)
  const keep = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`)
  const webhook = createWebhook({
    url: `${receiver.url}?key=the-secret`,
    keys: [Buffer.from(SECRET.slice(6), 'base64')],
    userAgent: 'pending-send/test',
    now,
  })
  const deps = { webhook, deadLetters: letters, clock: { now }, log: { info: keep, warn: keep, error: keep } }
  announce = (news, failed = 0, signal = new AbortController().signal) =>
    announceWork(deps, { case: thisCase, news, failed, signal })
})
afterEach(() => receiver.close())

const arrived = () => receiver.received.map(({ headers }) => headers['webhook-id'])
const idOf = (n: number) => `${thisCase.id}-${n}`

/** Tells as the work is told again: after the time that it asked for. */
async function untilDone(news: readonly TriageNews[]): Promise<readonly Told[]> {
  const steps: Told[] = []
  for (let left = news; left.length > 0; ) {
    const step = await announce(left, steps.at(-1)?.failed)
    steps.push(step)
    left = left.filter(({ n }) => n > step.delivered)
    time += step.retryAfterMs ?? 0
  }
  return steps
}

describe('the news of a case', () => {
  it('arrive in order, each once', async () => {
    const announced = await announce(newsOf('opened', 'taken', 'closed'))
    assert.deepEqual(announced, { delivered: 3, failed: 0 })
    assert.deepEqual(arrived(), [1, 2, 3].map(idOf))
    const types = receiver.received.map(({ body }) => JSON.parse(body).type)
    assert.deepEqual(types, ['case.opened', 'case.taken', 'case.closed'])
  })

  it('are repeated under the same id to a receiver that fails three times, and then go on', async () => {
    const isFromPendingSend = await verifier()
    receiver.replies.push(status(503), status(500), reset, status(200))
    const steps = await untilDone(newsOf('opened', 'taken'))
    assert.deepEqual(arrived(), [1, 1, 1, 1, 2].map(idOf))
    assert.deepEqual(steps.at(-1), { delivered: 2, failed: 0 })
    const sent = receiver.received.map(({ headers }) => Number(headers['webhook-timestamp']))
    assert.deepEqual(sent, sent.toSorted())
    assert.equal(new Set(sent.slice(0, 4)).size, 4)
    // The real time is another one: only the time and the key are looked at here.
    for (const { headers, body } of receiver.received) {
      const now = Date.now
      Date.now = () => Number(headers['webhook-timestamp']) * 1000
      assert.ok(isFromPendingSend(headers, body, SECRET))
      Date.now = now
    }
    assert.equal(logged.filter(line => line.startsWith('The ticket system did not take an event')).length, 3)
    assert.deepEqual(letters.all, [])
  })

  it('stop at the first that fails, and what was delivered before is not sent again', async () => {
    receiver.replies.push(status(200), status(503))
    const { delivered, failed, retryAfterMs = 0 } = await announce(newsOf('opened', 'taken', 'closed'), 7)
    assert.deepEqual([delivered, failed], [1, 1])
    assert.ok(retryAfterMs >= 5_000 && retryAfterMs < 7_000)
    assert.deepEqual(arrived(), [1, 2].map(idOf))
  })

  it('that are refused become dead letters at once, and the next ones are told', async () => {
    receiver.replies.push(status(302, { Location: 'https://login.example/?key=the-secret' }), status(410), status(200))
    assert.deepEqual(await announce(newsOf('opened', 'taken', 'closed')), { delivered: 3, failed: 0 })
    assert.deepEqual(
      letters.all.map(({ news, status }) => [news.id, status]),
      [
        [idOf(1), 302],
        [idOf(2), 410],
      ],
    )
    assert.match(letters.all[0]?.reason ?? '', /redirect to login\.example, which is not followed/)
    assert.deepEqual(letters.all[1]?.news, JSON.parse(receiver.received[1]?.body ?? ''))
  })

  it('that nobody takes for a day become dead letters, the next ones soon after', async () => {
    await receiver.close()
    const news = newsOf('opened', 'taken', 'closed')
    const steps = await untilDone(news)
    assert.deepEqual(steps.at(-1), { delivered: 3, failed: 0 })
    assert.deepEqual(
      letters.all.map(({ news: { id }, status, reason }) => [id, status, reason]),
      [1, 2, 3].map(n => [idOf(n), null, 'It could not be reached (ECONNREFUSED)']),
    )
    const [first, , last] = letters.all.map(({ at }) => Date.parse(at) - START)
    assert.ok(first !== undefined && first >= DAY_MS && first < 1.25 * DAY_MS)
    assert.ok(last !== undefined && last - first < 5 * 60_000)
    receiver = await startReceiver()
  })

  it('that have to wait for others do not count as failed', async () => {
    receiver.replies.push(reset)
    const first = await announce(newsOf('opened'))
    assert.equal(first.failed, 1)
    const { delivered, failed, retryAfterMs = 0 } = await announce(newsOf('opened'), first.failed)
    assert.deepEqual([delivered, failed, receiver.received.length], [0, 1, 1])
    assert.ok(retryAfterMs >= 10_000 && retryAfterMs <= 12_500)
  })

  it('wait as long as the ticket system asks', async () => {
    receiver.replies.push(status(429, { 'Retry-After': '600' }))
    const { retryAfterMs = 0 } = await announce(newsOf('opened'))
    assert.ok(retryAfterMs >= 600_000 && retryAfterMs <= 750_000)
  })

  it('are left to another instance when this one stops, without counting that as a failure', async () => {
    const late = newsOf('opened')
    time = START + 9 * DAY_MS
    assert.deepEqual(await announce(late, 5, AbortSignal.abort()), { delivered: 0, failed: 5, retryAfterMs: 0 })
    assert.deepEqual([letters.all, logged], [[], []])
  })

  it('that were told but not saved are told again under the same ids: never lost', async () => {
    const news = newsOf('opened', 'taken')
    await announce(news)
    await announce(news)
    assert.deepEqual(arrived(), [1, 2, 1, 2].map(idOf))
  })

  it('are done where there is no ticket system any more', async () => {
    const deps = { webhook: null, deadLetters: letters, clock: { now: () => new Date(time) } }
    const silent = { info: () => {}, warn: () => {}, error: () => {} }
    const job = { case: thisCase, news: newsOf('opened', 'taken'), failed: 4, signal: new AbortController().signal }
    assert.deepEqual(await announceWork({ ...deps, log: silent }, job), { delivered: 2, failed: 0 })
  })

  it('leave nothing secret in the log', async () => {
    receiver.replies.push(status(503, {}, SECRET), status(404, {}, 'the-secret'))
    await untilDone(newsOf('opened', 'taken'))
    assert.ok(logged.length > 0)
    assert.doesNotMatch(logged.join(), /the-secret|whsec|MfKQ9r8|\/hooks/)
  })
})
