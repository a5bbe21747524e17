import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Delivery, Urgency } from '../../../src/app/ports.js'
import { type ManualClock, manualClock } from '../clocks.js'
import { type Bot, notice, placeOf, shownBy, startBot } from '../harness.js'
import { inPhase, surfaceOf } from './showing.js'

describe('messages that wait for the budget', () => {
  let bot: Bot
  let clock: ManualClock
  before(async () => {
    clock = manualClock()
    bot = await startBot({}, { pace: clock.pace })
  })
  after(() => bot.close())
  afterEach(() => {
    bot.connector.rule = () => null
    clock.advance(3_600_000)
  })

  const send = (conversationId: string, key: string, urgency: Urgency = 'answer') =>
    bot.server.messenger.send(surfaceOf(bot.connector, { conversationId }), notice(key), urgency)
  const keysOf = (conversationId: string) =>
    bot.connector.calls
      .filter(call => call.conversationId.startsWith(conversationId))
      .map(({ activity }) => shownBy(activity?.attachments?.[0]?.content))

  it('seven go at once, the eighth after a second, the ninth after two', async () => {
    const sent = Array.from({ length: 10 }, (_, i) => send('a:burst', `${i}`))
    await Promise.all(sent.slice(0, 7))
    assert.equal(keysOf('a:burst').length, 7)
    clock.advance(1_000)
    await sent[7]
    clock.advance(999)
    // Another conversation does not wait for this one.
    await send('a:other', 'other')
    assert.equal(keysOf('a:burst').length, 8)
    clock.advance(1)
    await sent[8]
    clock.advance(60_000)
    await sent[9]
    assert.deepEqual(keysOf('a:burst'), ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  })

  it('all threads of a channel are one conversation, and new messages count like changed ones', async () => {
    const thread = (n: number) => `19:team@thread.tacv2;messageid=${n}`
    const cards = await Promise.all([1, 2, 3, 4].map(n => send(thread(n), `card ${n}`)))
    const updates = cards.slice(0, 3).map(card => bot.server.messenger.update(placeOf(card), notice('changed')))
    await Promise.all(updates)
    const eighth = bot.server.messenger.update(placeOf(cards[3]!), notice('changed'))
    await send('a:marker', 'marker')
    assert.equal(keysOf('19:team').length, 7)
    clock.advance(1_000)
    await eighth
    assert.equal(keysOf('19:team').length, 8)
  })

  it('answers go before news, and news before progress; equals go in order', async () => {
    await Promise.all(Array.from({ length: 7 }, (_, i) => send('a:order', `${i}`)))
    const cards = await Promise.all(
      ['progress', 'news', 'answer', 'news', 'answer'].map(async (urgency, i) => {
        const sent = send('a:order', `${urgency} ${i}`, urgency as Urgency)
        clock.advance(0)
        return { sent }
      }),
    )
    for (const _ of cards) {
      clock.advance(2_000)
      await send('a:marker', 'marker')
    }
    clock.advance(60_000)
    await Promise.all(cards.map(({ sent }) => sent))
    assert.deepEqual(keysOf('a:order').slice(7), ['answer 2', 'answer 4', 'news 1', 'news 3', 'progress 0'])
  })

  it('only the newest state of a message is drawn, with the urgency of the most urgent one that waited', async () => {
    const card = placeOf(await send('a:newest', 'card'))
    await Promise.all(Array.from({ length: 7 }, (_, i) => send('a:newest', `${i}`)).slice(0, 6))
    const { messenger } = bot.server
    const news = send('a:newest', 'news', 'news')
    const drawn = [
      messenger.update(card, inPhase('diagnosing', 1), 'progress'),
      messenger.update(card, notice('newest'), 'progress'),
      messenger.update(card, notice('newest of all'), 'answer'),
    ]
    for (let i = 0; i < 4; i++) {
      clock.advance(2_000)
      await send('a:marker', 'marker')
    }
    clock.advance(60_000)
    await Promise.all([news, ...drawn])
    assert.deepEqual(await Promise.all(drawn), Array(3).fill({ result: 'shown', surface: card }))
    assert.deepEqual(keysOf('a:newest').slice(-2), ['newest of all', 'news'])
  })

  it('a throttled conversation waits as a whole, for as long as the channel says', async () => {
    const answers = [{ status: 429, headers: { 'Retry-After': '5' } }]
    bot.connector.rule = ({ conversationId }) => (conversationId === 'a:slow' ? (answers.shift() ?? null) : null)
    const throttled = send('a:slow', '1')
    while (clock.wakeUps().length === 0) await new Promise(setImmediate)
    const next = send('a:slow', '2')
    clock.advance(4_999)
    await send('a:marker', 'marker')
    assert.deepEqual(keysOf('a:slow'), [])
    clock.advance(1)
    await Promise.all([throttled, next])
    assert.deepEqual(keysOf('a:slow').toSorted(), ['1', '2'])
  })

  it('at most a hundred wait in one conversation; beyond that, the least important fail', async () => {
    const outcomes: string[] = []
    const note = (key: string, sent: Promise<Delivery>) =>
      void sent.then(delivery => {
        const wait = 'retryAfterMs' in delivery ? ` for ${delivery.retryAfterMs} ms` : ''
        outcomes.push(`${key} ${delivery.result}${wait}`)
      })
    for (let i = 0; i < 107; i++) note(`news ${i}`, send('a:full', `${i}`, 'news'))
    note('progress', send('a:full', 'progress', 'progress'))
    note('answer', send('a:full', 'answer', 'answer'))
    await send('a:marker', 'marker')
    assert.deepEqual(
      outcomes.filter(outcome => outcome.includes('failed')),
      ['progress failed for 30000 ms', 'news 106 failed for 30000 ms'],
    )
  })
})
