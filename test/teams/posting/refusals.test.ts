import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Delivery, Messenger } from '../../../src/app/ports.js'
import type { Surface } from '../../../src/domain/case/case.js'
import { ALEX } from '../activities.js'
import { refusal } from '../channelRules/answer.js'
import { type Bot, notice, placeOf, startBot } from '../harness.js'
import { surfaceOf } from './showing.js'

type Way = (messenger: Messenger, surface: Surface) => Promise<Delivery>

const WAYS: Readonly<Record<string, Way>> = {
  'a new message': (messenger, surface) => messenger.send(surface, notice('news')),
  'a changed message': (messenger, surface) => messenger.update(surface, notice('news')),
  'a message for one person': (messenger, surface) =>
    messenger.whisper(surface, { ...ALEX, tenantId: null }, notice('news')),
}

/** Refusals that Teams documents as final. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages */
const FINAL = [
  [403, 'ConversationBlockedByUser'],
  [403, 'BotNotInConversationRoster'],
  [403, 'BotDisabledByAdmin'],
  // A team that the bot was removed from, and a channel that was deleted.
  [404, 'ConversationNotFound'],
] as const

describe('a refusal', () => {
  let bot: Bot
  let surface: Surface
  before(async () => {
    bot = await startBot()
    const channel = { conversationId: '19:triage@thread.tacv2', conversationType: 'channel' } as const
    surface = placeOf(await bot.server.messenger.send(surfaceOf(bot.connector, channel), notice('first')))
  })
  after(() => bot.close())
  afterEach(() => {
    bot.connector.rule = () => null
  })

  for (const [name, way] of Object.entries(WAYS)) {
    for (const [status, code] of FINAL) {
      it(`of ${name} with ${status} ${code} is final, and says why`, async () => {
        let requests = 0
        bot.connector.rule = () => {
          requests++
          return refusal(status, code)
        }
        assert.deepEqual(await way(bot.server.messenger, surface), { result: 'refused', status, code })
        assert.equal(requests, 1)
      })
    }
  }

  it('of a change, because the message was deleted, is none: the message is gone', async () => {
    bot.connector.rule = () => refusal(404, 'ActivityNotFoundInConversation')
    assert.deepEqual(await bot.server.messenger.update(surface, notice('news')), { result: 'gone' })
  })

  it('with something else than a word keeps its status only', async () => {
    bot.connector.rule = () => refusal(403, 'the conversation of Sara with the bot')
    const delivery = await bot.server.messenger.send(surface, notice('news'))
    assert.deepEqual(delivery, { result: 'refused', status: 403 })
  })

  it('of a gateway or because of too many calls is none: it is tried again', async () => {
    for (const status of [412, 429, 502, 504]) {
      let requests = 0
      bot.connector.rule = () => (++requests === 1 ? refusal(status, 'PreconditionFailed') : null)
      placeOf(await bot.server.messenger.send(surface, notice('news')))
      assert.equal(requests, 2, `${status}`)
    }
  })
})
