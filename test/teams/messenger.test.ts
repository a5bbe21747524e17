import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Screen } from '../../src/app/ports.js'
import type { Case, Surface } from '../../src/domain/case.js'
import { invoke, postActivity } from './activities.js'
import type { Answer, Connector } from './connector.js'
import { type Bot, notice, shownBy, startBot } from './harness.js'

/** A pause between updates that ends when the test says so. */
function manualPace() {
  const pauses: (() => void)[] = []
  const asked: number[] = []
  const watchers: (() => void)[] = []
  const sleep = (milliseconds: number, signal: AbortSignal) =>
    new Promise<void>(resolve => {
      asked.push(milliseconds)
      const end = () => {
        signal.removeEventListener('abort', end)
        resolve()
      }
      pauses.push(end)
      signal.addEventListener('abort', end)
      for (const watch of watchers.splice(0)) watch()
    })
  /** Waits until a pause has begun, and ends it. */
  const tick = async () => {
    while (pauses.length === 0) await new Promise<void>(resolve => watchers.push(resolve))
    pauses.shift()?.()
  }
  return { asked, tick, pace: { interval: 1000, sleep } }
}

function surfaceOf(connector: Connector, activityId?: string): Surface {
  return {
    audience: 'user',
    channelId: 'msteams',
    conversationId: 'a:1;messageid=7/8',
    conversationType: 'personal',
    serviceUrl: connector.url,
    tenantId: null,
    botId: '28:bot',
    botName: 'Pending Send',
    locale: 'de-DE',
    execute: true,
    ...(activityId && { activityId }),
  }
}

const inPhase = (name: string): Screen => ({ kind: 'case', case: { phase: { name } } as Case })

/** The notices or kinds of the screens that the channel was shown, in order. */
function shown(connector: Connector, method: 'POST' | 'PUT'): string[] {
  const calls = connector.calls.filter(call => call.method === method)
  return calls.map(({ activity }) => shownBy(activity?.attachments?.[0]?.content))
}

/** Answers the first requests as told, the channel answers the rest. */
function first(connector: Connector, answers: readonly Answer[]): void {
  const left = [...answers]
  connector.rule = () => left.shift() ?? null
}

describe('sending', () => {
  let bot: Bot
  before(async () => {
    bot = await startBot()
  })
  after(() => bot.close())
  afterEach(() => {
    bot.connector.rule = () => null
  })

  it('a card, a sentence for the notification, the bot as sender; answers with the message', async () => {
    const surface = surfaceOf(bot.connector)
    const sent = await bot.server.messenger.send(surface, notice('hello'))
    const [message] = bot.connector.activities
    assert.deepEqual(sent, { ...surface, activityId: message?.id })
    assert.equal(message?.conversationId, surface.conversationId)
    assert.deepEqual(message?.activity, {
      type: 'message',
      channelId: 'msteams',
      serviceUrl: bot.connector.url,
      from: { id: '28:bot', name: 'Pending Send' },
      conversation: { id: surface.conversationId },
      locale: 'de-DE',
      summary: 'hello in de-DE',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: { type: 'AdaptiveCard', version: '1.5', screen: notice('hello'), execute: true },
        },
      ],
    })
    assert.equal(bot.connector.calls[0]?.authorization, null)
  })

  it('is repeated after 429 and 503, as Retry-After says', async () => {
    const again = { 'Retry-After': '0' }
    first(bot.connector, [
      { status: 429, headers: again },
      { status: 503, headers: again },
    ])
    const { activityId } = await bot.server.messenger.send(surfaceOf(bot.connector), notice('patient'))
    assert.equal(bot.connector.activities.filter(({ id }) => id === activityId).length, 1)
  })

  it('fails when the channel refuses for good', async () => {
    first(bot.connector, [{ status: 403 }])
    await assert.rejects(bot.server.messenger.send(surfaceOf(bot.connector), notice('no')), { statusCode: 403 })
  })

  it('a card that is too large becomes a notice', async () => {
    first(bot.connector, [{ status: 413, body: { error: { code: 'MessageSizeTooBig' } } }])
    const { activityId } = await bot.server.messenger.send(surfaceOf(bot.connector), notice('long'))
    const message = bot.connector.activities.find(({ id }) => id === activityId)
    assert.equal(shownBy(message?.activity.attachments?.[0]?.content), 'notice.tooLarge')
  })
})

describe('opening the personal chat of somebody', () => {
  const tenantId = '2b7f0f5e-52f4-4f0e-8b39-5a5a6a1f5d11'
  const person = { tenantId, aadObjectId: '5f1a3c1e-7b1d-4d0a-9a55-0c6f2f1b0a20' }
  let bot: Bot
  before(async () => {
    bot = await startBot()
  })
  after(() => bot.close())
  afterEach(() => {
    bot.connector.rule = () => null
  })

  const here = (): Surface => ({ ...surfaceOf(bot.connector, 'message-7'), conversationType: 'channel', tenantId })

  it('names the person by the Entra object id, and gives a place for a card of its own', async () => {
    const surface = await bot.server.messenger.openPersonal(person, here())
    const [call] = bot.connector.calls
    assert.deepEqual(call?.opened, {
      isGroup: false,
      bot: { id: '28:bot', name: 'Pending Send' },
      members: [{ id: person.aadObjectId, name: '' }],
      tenantId,
      channelData: { tenant: { id: tenantId } },
    })
    const { activityId: _, ...place } = here()
    const chat = { conversationId: call?.conversationId, conversationType: 'personal', audience: 'sender' }
    assert.deepEqual(surface, { ...place, ...chat })
    const shown = surface && (await bot.server.messenger.send(surface, notice('asked')))
    assert.equal(bot.connector.activities.at(-1)?.id, shown?.activityId)
    assert.equal(bot.connector.activities.at(-1)?.conversationId, call?.conversationId)
  })

  it('has no answer where the app is not installed for them', async () => {
    for (const status of [400, 403, 404]) {
      first(bot.connector, [{ status, body: { error: { code: 'ForbiddenOperationException' } } }])
      assert.equal(await bot.server.messenger.openPersonal(person, here()), null, `${status}`)
    }
  })

  it('is not tried in another tenant, nor in a channel that knows nobody', async () => {
    const before = bot.connector.calls.length
    for (const place of [{ tenantId: null }, { tenantId: 'another' }, { channelId: 'webchat' }]) {
      assert.equal(await bot.server.messenger.openPersonal(person, { ...here(), ...place }), null)
    }
    assert.equal(bot.connector.calls.length, before)
  })

  it('fails when the channel is out of order', async () => {
    first(bot.connector, Array<Answer>(4).fill({ status: 503, headers: { 'Retry-After': '0' } }))
    await assert.rejects(bot.server.messenger.openPersonal(person, here()), { statusCode: 503 })
  })
})

describe('redrawing', () => {
  let bot: Bot
  let clock: ReturnType<typeof manualPace>
  before(async () => {
    clock = manualPace()
    bot = await startBot({}, { pace: clock.pace })
  })
  after(() => bot.close())
  afterEach(() => {
    bot.connector.rule = () => null
  })

  const puts = () => shown(bot.connector, 'PUT')
  const ask = (screen: Screen) => bot.server.messenger.send(surfaceOf(bot.connector), screen)

  it('one update at once, then the newest of those that came within the second, then the last', async () => {
    const { messenger } = bot.server
    const surface = await ask(notice('0'))
    await messenger.update(surface, notice('1'))
    const overtaken = messenger.update(surface, notice('2'))
    const newest = messenger.update(surface, notice('3'))
    assert.deepEqual(puts(), ['1'])
    await clock.tick()
    await Promise.all([overtaken, newest])
    assert.deepEqual(puts(), ['1', '3'])
    const last = messenger.update(surface, notice('4'))
    await clock.tick()
    await last
    await clock.tick()
    assert.deepEqual(puts(), ['1', '3', '4'])
    assert.ok(clock.asked.every(milliseconds => milliseconds === 1000))
  })

  it('messages do not wait for each other', async () => {
    const [one, other] = [await ask(notice('a')), await ask(notice('b'))]
    await bot.server.messenger.update(one, notice('a1'))
    await bot.server.messenger.update(other, notice('b1'))
    assert.deepEqual(puts().slice(-2), ['a1', 'b1'])
    await clock.tick()
    await clock.tick()
  })

  it('where messages cannot be changed, progress is left out and the result is sent', async () => {
    for (const status of [404, 405, 501]) {
      const surface = await ask(notice('asked'))
      const before = bot.connector.calls.length
      bot.connector.rule = ({ method }) => (method === 'PUT' ? { status } : null)
      await bot.server.messenger.update(surface, inPhase('diagnosing'))
      assert.equal(bot.connector.calls.length, before)
      const result = bot.server.messenger.update(surface, inPhase('diagnosed'))
      await clock.tick()
      await result
      assert.deepEqual(
        bot.connector.calls.slice(before).map(({ method }) => method),
        ['POST'],
      )
      await clock.tick()
      bot.connector.rule = () => null
    }
  })

  it('never rejects: what the channel does not take is in the log', async () => {
    const surface = await ask(notice('asked'))
    bot.connector.rule = () => ({ status: 403 })
    await bot.server.messenger.update(surface, notice('lost'))
    assert.equal(bot.lines.at(-1)?.message, 'A card could not be redrawn')
    await clock.tick()
  })

  it('a surface without a message is not redrawn', async () => {
    const before = bot.connector.calls.length
    await bot.server.messenger.update(surfaceOf(bot.connector), notice('nowhere'))
    assert.equal(bot.connector.calls.length, before)
  })

  it('a card too large to redraw becomes a notice', async () => {
    const surface = await ask(notice('asked'))
    first(bot.connector, [{ status: 413 }])
    await bot.server.messenger.update(surface, notice('long'))
    assert.equal(puts().at(-1), 'notice.tooLarge')
    await clock.tick()
  })
})

describe('a click and the updates behind it', () => {
  it('the answer to the click comes first, even when the work behind it is faster', async () => {
    const clock = manualPace()
    const order: string[] = []
    const bot: Bot = await startBot(
      {
        click: async ({ surface }) => {
          await bot.server.messenger.update(surface, notice('result'))
          return notice('working')
        },
      },
      { pace: clock.pace },
    )
    const { activityId } = await bot.server.messenger.send(surfaceOf(bot.connector), notice('asked'))
    const conversationId = surfaceOf(bot.connector).conversationId
    await postActivity(bot.url, invoke({ ...bot, conversationId }, { verb: 'start' }, activityId))
    order.push('answered', ...shown(bot.connector, 'PUT'))
    await clock.tick()
    await bot.connector.waitFor(({ method }) => method === 'PUT')
    order.push(...shown(bot.connector, 'PUT'))
    assert.deepEqual(order, ['answered', 'result'])
    await bot.close()
  })
})

describe('closing', () => {
  it('sends what waits', async () => {
    const clock = manualPace()
    const bot = await startBot({}, { pace: clock.pace })
    const surface = await bot.server.messenger.send(surfaceOf(bot.connector), notice('0'))
    await bot.server.messenger.update(surface, notice('1'))
    const last = bot.server.messenger.update(surface, notice('2'))
    await bot.server.close()
    await last
    assert.deepEqual(shown(bot.connector, 'PUT'), ['1', '2'])
    await bot.close()
  })
})
