import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Incoming } from '../../src/app/ports.js'
import { ALEX, BOT, invoke, message, type Place, postActivity } from './activities.js'
import { type Bot, notice, placeOf, startBot } from './harness.js'

const CHANNEL = '19:triage@thread.tacv2'

describe('where an activity comes from', () => {
  let bot: Bot
  before(async () => {
    bot = await startBot()
  })
  after(() => bot.close())

  async function call(body: Record<string, unknown>) {
    const from = bot.calls.length
    const { status } = await postActivity(bot.url, body)
    assert.equal(status, 200)
    return bot.calls[from]!
  }
  const incoming = async (parts: object, place: Partial<Place> = {}): Promise<Incoming> =>
    (await call(message({ ...bot, ...place }, 'stuck', { ...parts }))).incoming

  describe('the channel', () => {
    const channel = async (parts: object, place: Partial<Place> = {}) =>
      (await incoming(parts, { conversationId: CHANNEL, conversationType: 'channel', ...place })).channel
    const ofType = (type: unknown) => ({ channelData: { channel: { id: CHANNEL, type } } })

    it('is private if its type says so, and only then', async () => {
      for (const [type, isPrivate] of [
        ['private', true],
        ['Private', true],
        ['standard', false],
        ['shared', false],
        ['a type of the future', false],
        [1, false],
        [null, false],
      ] as const) {
        assert.deepEqual(await channel(ofType(type)), { isPrivate }, `${type}`)
      }
      for (const channelData of [undefined, null, {}, { channel: null }, { channel: 'private' }, 'private']) {
        assert.deepEqual(await channel({ channelData }), { isPrivate: false })
      }
    })

    it('is none in a chat, nor on a channel that is not Teams', async () => {
      for (const place of [
        { conversationType: 'personal' },
        { conversationType: 'groupChat' },
        { conversationType: null },
        { channelId: 'webchat' },
      ] as const) {
        assert.equal(await channel(ofType('private'), place), undefined)
      }
    })

    it('is there for a click as well', async () => {
      const place = { ...bot, conversationId: CHANNEL, conversationType: 'channel' } as const
      const { incoming } = await call({ ...invoke(place, { verb: 'start' }, 'message-1'), ...ofType('private') })
      assert.deepEqual(incoming.channel, { isPrivate: true })
    })
  })

  describe('the time zone', () => {
    const zone = async (...entities: unknown[]) => (await incoming({ entities })).surface.timeZone
    const info = (timezone: unknown) => ({ type: 'clientInfo', locale: 'de-DE', country: 'DE', timezone })

    it('is that of the client, in the spelling of the IANA', async () => {
      assert.equal(await zone(info('Europe/Berlin')), 'Europe/Berlin')
      assert.equal(await zone({ type: 'mention' }, null, 'x', info('america/LOS_angeles')), 'America/Los_Angeles')
      assert.equal(await zone(info('UTC')), 'UTC')
    })

    it('is unknown where the client says none, or one that is none', async () => {
      const none = [
        '',
        'W. Europe Standard Time',
        '+01:00',
        'Europe/Berlin ',
        'Mars/Phobos',
        `Europe/${'x'.repeat(100)}`,
      ]
      for (const timezone of [...none, undefined, null, 60, {}]) {
        assert.equal(await zone(info(timezone)), undefined, `${timezone}`)
        // The answer of before is remembered.
        assert.equal(await zone(info(timezone)), undefined, `${timezone}`)
      }
      assert.equal(await zone(), undefined)
      assert.equal(await zone({ type: 'other', timezone: 'Europe/Berlin' }), undefined)
    })
  })

  describe('a message that nobody else sees', () => {
    const recipient = { ...BOT, isTargeted: true }
    const inChannel = { conversationId: CHANNEL, conversationType: 'channel' } as const

    it('is answered to that person alone', async () => {
      const { surface } = await incoming({ recipient }, inChannel)
      assert.deepEqual(surface.onlyFor, { id: ALEX.id, name: ALEX.name })
      placeOf(await bot.server.messenger.send(surface, notice('private')))
      assert.equal(bot.connector.activities.at(-1)?.onlyFor, ALEX.id)
    })

    it('may be a slash command', async () => {
      for (const text of ['/triage', 'triage', '/ triage']) {
        assert.equal((await call(message({ ...bot, ...inChannel }, text, { recipient }))).text, 'triage')
      }
      assert.equal((await call(message({ ...bot, ...inChannel }, '/triage'))).text, '/triage')
    })

    it('is none in a personal chat, outside Teams, and without the mark', async () => {
      for (const [parts, place] of [
        [{ recipient }, { conversationType: 'personal' }],
        [{ recipient }, { ...inChannel, channelId: 'webchat' }],
        [{ recipient: { ...BOT, isTargeted: false } }, inChannel],
        [{ recipient: { ...BOT, isTargeted: null } }, inChannel],
        [{}, inChannel],
      ] as const) {
        assert.equal((await incoming(parts, place)).surface.onlyFor, undefined)
      }
    })
  })
})
