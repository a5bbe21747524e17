import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Surface } from '../../../src/domain/case/case.js'
import { ALEX } from '../activities.js'
import { manualClock } from '../clocks.js'
import { type Answer, startConnector } from '../connector.js'
import { type Bot, notice, placeOf, shownBy, startBot } from '../harness.js'
import { first, surfaceOf } from './showing.js'

const CHANNEL = '19:triage@thread.tacv2'
const to = { ...ALEX, tenantId: null }

describe('a message for one member of a channel', () => {
  let bot: Bot
  before(async () => {
    bot = await startBot()
  })
  after(() => bot.close())
  afterEach(() => {
    bot.connector.rule = () => null
    bot.connector.rosters.clear()
    bot.connector.forget()
  })

  const channel = (changes: Partial<Surface> = {}) =>
    surfaceOf(bot.connector, { conversationId: CHANNEL, conversationType: 'channel', ...changes })

  it('is a new one that names them, whatever message the surface is about', async () => {
    const { messenger } = bot.server
    const delivery = await messenger.whisper(channel({ activityId: 'a-card' }), to, notice('taken'))
    const [message, ...others] = bot.connector.activities
    assert.deepEqual(others, [])
    assert.equal(message?.onlyFor, ALEX.id)
    assert.deepEqual(message?.activity.recipient, { id: ALEX.id, name: ALEX.name })
    assert.equal(shownBy(message?.activity.attachments?.[0]?.content), 'taken')
    const onlyFor = { id: ALEX.id, name: ALEX.name }
    assert.deepEqual(placeOf(delivery), channel({ onlyFor, activityId: message!.id }))
    assert.equal(bot.connector.calls[0]?.isTargeted, true)
  })

  it('stays in its thread', async () => {
    const conversationId = `${CHANNEL};messageid=17`
    placeOf(await bot.server.messenger.whisper(channel({ conversationId }), to, notice('taken')))
    assert.equal(bot.connector.activities[0]?.conversationId, conversationId)
  })

  it('can be changed, still for them alone; a message for everybody stays one', async () => {
    const { messenger } = bot.server
    const open = placeOf(await messenger.send(channel(), notice('open')))
    const surface = placeOf(await messenger.whisper(channel(), to, notice('taken')))
    assert.deepEqual(await messenger.update(surface, notice('given back')), { result: 'shown', surface })
    assert.deepEqual(await messenger.update(open, notice('still open')), { result: 'shown', surface: open })
    const { activities, calls } = bot.connector
    assert.deepEqual(
      activities.map(({ activity, onlyFor }) => [shownBy(activity.attachments?.[0]?.content), onlyFor]),
      [
        ['still open', undefined],
        ['given back', ALEX.id],
      ],
    )
    // The channel refuses a change that names the recipient.
    assert.equal(calls[2]?.activity?.recipient, undefined)
  })

  it('after a day it is gone, as one that was deleted', async () => {
    const { messenger } = bot.server
    const surface = placeOf(await messenger.whisper(channel(), to, notice('taken')))
    bot.connector.forget()
    assert.deepEqual(await messenger.update(surface, notice('given back')), { result: 'gone' })
  })

  it('is refused for somebody who is no member, with the word of the channel', async () => {
    bot.connector.rosters.set(CHANNEL, [{ id: '29:somebody-else' }])
    const delivery = await bot.server.messenger.whisper(channel(), to, notice('taken'))
    assert.deepEqual(delivery, { result: 'refused', status: 403, code: 'UserNotInConversationRoster' })
    bot.connector.rosters.set(CHANNEL, [{ id: '29:somebody-else' }, { id: ALEX.id }])
    placeOf(await bot.server.messenger.whisper(channel(), to, notice('taken')))
  })

  it('is refused without a call in a personal chat, and on a channel that would show it to everybody', async () => {
    for (const surface of [channel({ conversationType: 'personal' }), channel({ channelId: 'webchat' })]) {
      const delivery = await bot.server.messenger.whisper(surface, to, notice('taken'))
      assert.deepEqual(delivery, { result: 'refused', status: 405 })
    }
    assert.deepEqual(bot.connector.calls, [])
  })

  it('is tried again after a passing failure, and shortened where it is too large', async () => {
    const answers: readonly Answer[] = [{ status: 412 }, { status: 413 }]
    first(bot.connector, answers)
    placeOf(await bot.server.messenger.whisper(channel(), to, notice('taken')))
    assert.deepEqual(bot.connector.activities[0]?.activity.attachments?.[0]?.content, {
      ...{ type: 'AdaptiveCard', version: '1.5', screen: notice('taken'), execute: true, size: 'short' },
    })
  })

  it('never rejects, even where nobody listens', async () => {
    const gone = await startConnector()
    await gone.close()
    const delivery = await bot.server.messenger.whisper(channel({ serviceUrl: gone.url }), to, notice('taken'))
    assert.deepEqual(delivery, { result: 'failed', status: null })
  })
})

describe('the budget of a channel', () => {
  it('counts messages for one person, in all threads', async () => {
    const clock = manualClock()
    const bot = await startBot({}, { pace: clock.pace })
    const whisper = (n: number) =>
      bot.server.messenger.whisper(
        surfaceOf(bot.connector, { conversationId: `${CHANNEL};messageid=${n}`, conversationType: 'channel' }),
        to,
        notice(`${n}`),
      )
    const sent = Array.from({ length: 8 }, (_, n) => whisper(n))
    await Promise.all(sent.slice(0, 7))
    assert.equal(bot.connector.activities.length, 7)
    clock.advance(1_000)
    await sent[7]
    assert.equal(bot.connector.activities.length, 8)
    await bot.close()
  })
})
