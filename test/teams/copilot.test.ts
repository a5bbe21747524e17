import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Surface } from '../../src/domain/case/case.js'
import { ALEX, COPILOT, message, postActivity } from './activities.js'
import { type Bot, notice, placeOf, startBot } from './harness.js'

describe('an activity from Microsoft 365 Copilot', () => {
  let bot: Bot
  before(async () => {
    bot = await startBot()
  })
  after(() => bot.close())

  async function surfaceOf(parts: Record<string, unknown>): Promise<Surface | undefined> {
    const from = bot.calls.length
    await postActivity(bot.url, message(bot, 'my mail is stuck', parts))
    return bot.calls[from]?.incoming.surface
  }

  it('comes from the channel of Teams, where messages stay as they are', async () => {
    const surface = await surfaceOf(COPILOT)
    assert.deepEqual([surface?.channelId, surface?.immutable, surface?.execute], ['msteams', true, true])
  })

  it('with both names in one is the same', async () => {
    for (const channelId of ['msteams:COPILOT', 'msteams:Copilot']) {
      const surface = await surfaceOf({ channelId })
      assert.deepEqual([surface?.channelId, surface?.immutable], ['msteams', true])
    }
  })

  it('comes from the same person as in Teams', async () => {
    const from = bot.calls.length
    await postActivity(bot.url, message(bot, 'status', { channelId: 'msteams:COPILOT' }))
    await postActivity(bot.url, message(bot, 'status'))
    const [copilot, teams] = bot.calls.slice(from).map(({ incoming }) => incoming.by)
    assert.deepEqual(copilot, teams)
    assert.equal(teams?.aadObjectId, ALEX.aadObjectId)
  })

  it('is told from other products, and from other channels that say so', async () => {
    for (const parts of [
      {},
      { entities: [{ type: 'ProductInfo', id: 'ELSE' }] },
      { entities: [{ type: 'clientInfo', id: 'COPILOT' }, null, 'COPILOT', { type: 'ProductInfo', id: 7 }] },
      { ...COPILOT, channelId: 'webchat' },
      { channelId: 'webchat:COPILOT' },
      { channelId: 'msteams:COPILOT:more' },
    ]) {
      assert.equal((await surfaceOf(parts))?.immutable, undefined, JSON.stringify(parts))
    }
  })

  it('what is new comes as a new message, with a sentence beside the card; progress and "it moved" do not come', async () => {
    const surface = await surfaceOf(COPILOT)
    assert.ok(surface)
    const { messenger } = bot.server
    const first = placeOf(await messenger.send(surface, notice('first')))
    const from = bot.connector.calls.length
    const welcome = placeOf(await messenger.update(first, { kind: 'welcome' }))
    placeOf(await messenger.update(first, notice('moved')))
    const calls = bot.connector.calls.slice(from)
    assert.deepEqual(
      calls.map(({ method, activity }) => [method, (activity as { text?: string }).text]),
      [['POST', 'welcome in en-US']],
    )
    assert.notEqual(welcome.activityId, first.activityId)
  })

  it('in Teams, a message changes in place and has no sentence beside its card', async () => {
    const surface = await surfaceOf({})
    assert.ok(surface)
    const { messenger } = bot.server
    const first = placeOf(await messenger.send(surface, notice('first')))
    const from = bot.connector.calls.length
    await messenger.update(first, { kind: 'welcome' })
    const calls = bot.connector.calls.slice(from)
    assert.deepEqual(
      calls.map(({ method, activity }) => [method, 'text' in (activity as object)]),
      [['PUT', false]],
    )
  })
})
