import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Delivery, Screen } from '../../../src/app/ports.js'
import type { Surface } from '../../../src/domain/case/case.js'
import { TeamsMessenger } from '../../../src/teams/posting/teamsMessenger.js'
import { invoke, postActivity } from '../activities.js'
import { type ManualClock, manualClock, quickPace } from '../clocks.js'
import { type Connector, type SentActivity, startConnector } from '../connector.js'
import { type Bot, createAdapter, notice, placeOf, recordingLog, startBot, view } from '../harness.js'
import { inPhase, shown, surfaceOf } from './showing.js'

/** The result so far; null: it waits. */
function outcomeOf(promise: Promise<Delivery>): () => Delivery | null {
  let outcome: Delivery | null = null
  void promise.then(delivery => {
    outcome = delivery
  })
  return () => outcome
}

function screenOf(activity: SentActivity | null | undefined): unknown {
  const content = activity?.attachments?.[0]?.content
  return content && (content as { screen: Screen }).screen
}

/** Answers calls when the test says so. */
function gate(connector: Connector) {
  const arrived: (() => void)[] = []
  const watchers: (() => void)[] = []
  connector.rule = () =>
    new Promise(resolve => {
      arrived.push(() => resolve(null))
      for (const watch of watchers.splice(0)) watch()
    })
  return async () => {
    while (arrived.length === 0) await new Promise<void>(resolve => watchers.push(resolve))
    return arrived.shift()!
  }
}

describe('redrawing', () => {
  let bot: Bot
  let clock: ManualClock
  before(async () => {
    clock = manualClock()
    bot = await startBot({}, { pace: clock.pace })
  })
  after(() => bot.close())
  afterEach(() => {
    bot.connector.rule = () => null
    clock.advance(60_000)
  })

  const puts = () => shown(bot.connector, 'PUT')
  const ask = async (screen: Screen) => placeOf(await bot.server.messenger.send(surfaceOf(bot.connector), screen))
  const update = (surface: Surface, screen: Screen) => bot.server.messenger.update(surface, screen)

  it('one update at once, then the newest of those that came within the second, then the last', async () => {
    const surface = await ask(notice('0'))
    const before = puts().length
    await update(surface, notice('1'))
    const waiting = [update(surface, notice('2')), update(surface, notice('3'))]
    assert.deepEqual(clock.wakeUps().length, 1)
    clock.advance(999)
    assert.deepEqual(puts().slice(before), ['1'])
    clock.advance(1)
    const shownThere = { result: 'shown', surface }
    assert.deepEqual(await Promise.all(waiting), [shownThere, shownThere])
    assert.deepEqual(puts().slice(before), ['1', '3'])
    const last = update(surface, notice('4'))
    clock.advance(1_000)
    await last
    assert.deepEqual(puts().slice(before), ['1', '3', '4'])
  })

  it('progress comes every two seconds, and its end does not wait for the second one', async () => {
    const surface = await ask(notice('0'))
    const before = puts().length
    await update(surface, inPhase('diagnosing', 1))
    const progress = outcomeOf(update(surface, inPhase('diagnosing', 1)))
    clock.advance(1_999)
    assert.equal(progress(), null)
    assert.equal(puts().length, before + 1)
    await update(surface, inPhase('diagnosed', 2))
    assert.deepEqual(progress(), { result: 'shown', surface })
    assert.equal(puts().length, before + 2)
  })

  it('several that wait get the result of the newest', async () => {
    const surface = await ask(notice('0'))
    await update(surface, notice('1'))
    bot.connector.rule = () => ({ status: 403 })
    const waiting = ['2', '3', '4'].map(key => update(surface, notice(key)))
    const lines = bot.lines.length
    clock.advance(1_000)
    assert.deepEqual(await Promise.all(waiting), Array(3).fill({ result: 'refused', status: 403 }))
    assert.equal(bot.lines.length, lines + 1)
  })

  it('one that has to be retried gives way to a newer one', async () => {
    const surface = await ask(notice('0'))
    const before = puts().length
    const arrived = gate(bot.connector)
    const older = update(surface, notice('older'))
    await arrived()
    const newer = update(surface, notice('newer'))
    // The call is in progress and fails: the connection breaks.
    const answers = [{ status: 503, headers: { 'Retry-After': '1' } }]
    bot.connector.rule = () => answers.shift() ?? null
    bot.connector.drop()
    clock.advance(10_000)
    while (puts().length === before) {
      await new Promise(setImmediate)
      clock.advance(1_000)
    }
    assert.deepEqual(await older, { result: 'shown', surface })
    assert.deepEqual(await newer, { result: 'shown', surface })
    assert.deepEqual(puts().slice(before), ['newer'])
  })

  it('a state older than the one that waits or is shown is not drawn', async () => {
    const surface = await ask(notice('0'))
    await update(surface, inPhase('intake', 1))
    const newer = update(surface, inPhase('closed', 5))
    const older = update(surface, inPhase('diagnosing', 4))
    clock.advance(1_000)
    await Promise.all([newer, older])
    const late = update(surface, inPhase('diagnosing', 4))
    clock.advance(60_000)
    assert.deepEqual(await late, { result: 'shown', surface })
    const drawn = bot.connector.calls.filter(({ activityId }) => activityId === surface.activityId).slice(1)
    assert.deepEqual(
      drawn.map(({ activity }) => screenOf(activity)),
      [inPhase('intake', 1), inPhase('closed', 5)],
    )
  })

  it('messages do not wait for each other', async () => {
    const [one, other] = [await ask(notice('a')), await ask(notice('b'))]
    await update(one, notice('a1'))
    await update(other, notice('b1'))
    assert.deepEqual(puts().slice(-2), ['a1', 'b1'])
  })

  it('a surface without a message is not redrawn', async () => {
    const before = bot.connector.calls.length
    assert.deepEqual(await update(surfaceOf(bot.connector), notice('nowhere')), { result: 'gone' })
    assert.equal(bot.connector.calls.length, before)
  })
})

describe('a click and the updates behind it', () => {
  it('the answer to the click comes first, even if the work that it starts is faster', async () => {
    const clock = manualClock()
    let background: Promise<Delivery> | null = null
    const bot: Bot = await startBot(
      {
        click: async ({ surface }) => {
          background = bot.server.messenger.update(surface, notice('result'))
          return notice('working')
        },
      },
      { pace: clock.pace },
    )
    const surface = placeOf(await bot.server.messenger.send(surfaceOf(bot.connector), notice('asked')))
    await postActivity(bot.url, invoke({ ...bot, conversationId: 'a:1' }, { verb: 'start' }, surface.activityId))
    // It did not count as shown before it was shown.
    const outcome = outcomeOf(background!)
    clock.advance(999)
    assert.deepEqual([shown(bot.connector, 'PUT'), outcome()], [[], null])
    clock.advance(1)
    assert.equal((await background!).result, 'shown')
    assert.deepEqual(shown(bot.connector, 'PUT'), ['result'])
    await bot.close()
  })

  it('a waiting state older than the answer is not drawn over it', async () => {
    let background: Promise<Delivery> | null = null
    const bot: Bot = await startBot({
      click: async ({ surface }) => {
        background = bot.server.messenger.update(surface, inPhase('diagnosing', 3))
        return inPhase('closed', 4)
      },
    })
    const surface = placeOf(await bot.server.messenger.send(surfaceOf(bot.connector), notice('asked')))
    await postActivity(bot.url, invoke({ ...bot, conversationId: 'a:1' }, { verb: 'cancel' }, surface.activityId))
    assert.equal((await background!).result, 'shown')
    await bot.server.close()
    assert.deepEqual(shown(bot.connector, 'PUT'), [])
    await bot.close()
  })

  it('a draw in progress before the click does not overwrite the answer', async () => {
    const bot: Bot = await startBot({ click: async () => inPhase('closed', 4) })
    const surface = placeOf(await bot.server.messenger.send(surfaceOf(bot.connector), notice('asked')))
    const arrived = gate(bot.connector)
    const slow = bot.server.messenger.update(surface, inPhase('diagnosing', 3))
    const answer = await arrived()
    await postActivity(bot.url, invoke({ ...bot, conversationId: 'a:1' }, { verb: 'cancel' }, surface.activityId))
    bot.connector.rule = () => null
    answer()
    await slow
    await bot.server.close()
    const [message] = bot.connector.activities
    assert.deepEqual(screenOf(message?.activity), inPhase('closed', 4))
    await bot.close()
  })

  it('a turn that waits for a draw of its own card is late, but does not wait for ever', async () => {
    const connector = await startConnector()
    const adapter = createAdapter(null)
    const messenger = new TeamsMessenger({
      ...{ connector: (url: string) => adapter.connector(url), view, log: recordingLog().log },
      ...{ pace: quickPace(), longestTurn: 20 },
    })
    const surface = placeOf(await messenger.send(surfaceOf(connector), notice('asked')))
    const delivery = await messenger.during(surface, () => messenger.update(surface, notice('result')))
    assert.deepEqual(delivery, { result: 'shown', surface })
    await messenger.close()
    await connector.close()
  })
})

describe('closing', () => {
  it('sends what waits, without pauses, regardless of the budget', async () => {
    const clock = manualClock()
    const bot = await startBot({}, { pace: clock.pace })
    const { messenger } = bot.server
    const surface = placeOf(await messenger.send(surfaceOf(bot.connector), notice('0')))
    await messenger.update(surface, notice('1'))
    const last = messenger.update(surface, notice('2'))
    const others = Array.from({ length: 20 }, (_, i) => messenger.send(surfaceOf(bot.connector), notice(`n${i}`)))
    await bot.server.close()
    for (const delivery of await Promise.all([last, ...others])) assert.equal(delivery.result, 'shown')
    assert.deepEqual(shown(bot.connector, 'PUT'), ['1', '2'])
    assert.equal(shown(bot.connector, 'POST').length, 21)
    await bot.close()
  })

  it('retries nothing: what the channel does not accept now fails', async () => {
    const clock = manualClock()
    const bot = await startBot({}, { pace: clock.pace })
    bot.connector.rule = () => ({ status: 503 })
    const sent = bot.server.messenger.send(surfaceOf(bot.connector), notice('0'))
    await bot.server.close()
    assert.deepEqual(await sent, { result: 'failed', status: 503 })
    await bot.close()
  })
})
