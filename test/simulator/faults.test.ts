import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { readBatch, writeBatch } from '../../src/dataverse/http/batchRequest.js'
import { type Ask, asBot, asPerson, userId } from './api/callers.js'
import { type Simulator, startSimulator } from './index.js'

let simulator: Simulator
let bot: Ask
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  bot = await asBot(simulator)
})
after(() => simulator.close())
afterEach(() => simulator.contoso.faults.clear())

async function statuses(count: number): Promise<number[]> {
  const statuses: number[] = []
  for (let i = 0; i < count; i++) statuses.push((await bot('WhoAmI')).status)
  return statuses
}

describe('faults on demand', () => {
  const codes = [
    ['requests', '0x80072322', /Number of requests exceeded/],
    ['time', '0x80072321', /Combined execution time/],
    ['concurrency', '0x80072326', /Number of concurrent requests/],
  ] as const
  for (const [code, hex, message] of codes) {
    it(`throttle: ${code}`, async () => {
      simulator.contoso.faults.set({ kind: 'throttle', next: 1, retryAfterSeconds: 7, code })
      const { status, headers, error } = await bot('WhoAmI')
      assert.deepEqual([status, headers.get('retry-after'), error?.code], [429, '7', hex])
      assert.match(error?.message ?? '', message)
      assert.equal((await bot('WhoAmI')).status, 200)
    })
  }

  it('hit the next requests, every n-th one, or all, until they are cleared', async () => {
    const { faults } = simulator.contoso
    faults.set({ kind: 'throttle', next: 2, retryAfterSeconds: 1 })
    assert.deepEqual(await statuses(4), [429, 429, 200, 200])
    faults.set({ kind: 'throttle', every: 3, retryAfterSeconds: 1 })
    assert.deepEqual(await statuses(6), [200, 200, 429, 200, 200, 429])
    faults.set({ kind: 'throttle', retryAfterSeconds: 1 })
    assert.deepEqual(await statuses(2), [429, 429])
    faults.clear()
    assert.deepEqual(await statuses(2), [200, 200])
  })

  it('do not affect the other organization', async () => {
    simulator.contoso.faults.set({ kind: 'unavailable' })
    assert.equal((await (await asBot(simulator, simulator.field))('WhoAmI')).status, 200)
    assert.equal((await bot('WhoAmI')).status, 503)
  })

  it('answer 503 like a proxy: with a page, not JSON', async () => {
    simulator.contoso.faults.set({ kind: 'unavailable', retryAfterSeconds: 3 })
    const { status, headers, text } = await bot('WhoAmI')
    assert.deepEqual([status, headers.get('retry-after'), headers.get('content-type')], [503, '3', 'text/html'])
    assert.match(text, /Service Unavailable/)
  })

  it('reset the connection', async () => {
    simulator.contoso.faults.set({ kind: 'reset', next: 1 })
    await assert.rejects(bot('WhoAmI'), TypeError)
    assert.equal((await bot('WhoAmI')).status, 200)
  })

  it('carry out the request and cut the connection before the response, for writes only if so set', async () => {
    const { contoso } = simulator
    const sara = await asPerson(simulator, 'sara')
    const settings = `usersettingscollection(${userId(contoso, 'sara@contoso.com')})`
    contoso.faults.set({ kind: 'resetAfter', next: 1, writes: true })
    assert.equal((await sara('WhoAmI')).status, 200)
    await assert.rejects(sara(settings, { method: 'PATCH', body: { issendasallowed: true } }), TypeError)
    assert.equal((await sara(settings)).json.issendasallowed, true)
    assert.equal(contoso.written.length, 1)
    contoso.faults.set({ kind: 'resetAfter', next: 1 })
    await assert.rejects(sara('WhoAmI'), TypeError)
  })

  it('truncate a response', async () => {
    simulator.contoso.faults.set({ kind: 'malformed', next: 1 })
    await assert.rejects(bot('WhoAmI'), SyntaxError)
  })

  it('refuse a good token', async () => {
    simulator.contoso.faults.set({ kind: 'unauthorized', next: 1 })
    const { status, headers } = await bot('WhoAmI')
    assert.deepEqual([status, headers.get('www-authenticate')], [401, 'Bearer'])
    assert.equal((await bot('WhoAmI')).status, 200)
  })

  it('throttle some parts of a batch, and the rest continues', async () => {
    simulator.contoso.faults.set({ kind: 'throttlePart', every: 2, retryAfterSeconds: 4 })
    const { requests } = simulator.contoso
    requests.reset()
    const paths = Array.from({ length: 4 }, () => '/api/data/v9.2/RetrieveVersion')
    const { status, headers, text } = await bot('$batch', {
      method: 'POST',
      headers: { 'Content-Type': 'multipart/mixed; boundary=b', Prefer: 'odata.continue-on-error' },
      body: writeBatch(paths, 'b'),
    })
    const answers = readBatch(headers.get('content-type') ?? '', text) ?? []
    assert.equal(status, 200)
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 429, 200, 429],
    )
    assert.equal(answers[1]?.headers['retry-after'], '4')
    assert.match(answers[1]?.body ?? '', /0x80072326/)
    assert.deepEqual([requests.operations, requests.log.filter(({ status }) => status === 429).length], [4, 2])
  })

  it('delay a response, so that later ones overtake it', async () => {
    simulator.contoso.faults.set({ kind: 'slow', next: 1, ms: 300 })
    assert.deepEqual(await order(bot('WhoAmI'), () => bot('RetrieveVersion')), ['others', 'first'])
  })

  it('add latency, but not to the page of the organization', async () => {
    const slow = await startSimulator({ routerIntervalMs: 0, latencyMs: 300 })
    try {
      const ask = await asBot(slow)
      assert.deepEqual(await order(ask('WhoAmI'), () => fetch(slow.contoso.url)), ['others', 'first'])
    } finally {
      await slow.close()
    }
  })
})

/** Which one ends first: a request under way, or three others one after another. */
async function order(first: Promise<unknown>, other: () => Promise<unknown>): Promise<string[]> {
  const ended: string[] = []
  const three = async () => {
    for (let i = 0; i < 3; i++) await other()
  }
  await Promise.all([first.then(() => ended.push('first')), three().then(() => ended.push('others'))])
  return ended
}
