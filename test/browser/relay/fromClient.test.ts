import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { CHANNEL, type Harness, openHarness, TENANT } from './harness.js'

let harness: Harness
beforeEach(async () => {
  harness = await openHarness()
})
afterEach(() => harness.close())

describe('what the bot hears', () => {
  it('of a post, which others see with the name of who wrote it, under one id of the relay', async () => {
    const text = '<at>Pending Send</at> my mail is stuck'
    const answer = await harness.act(harness.helen, `${CHANNEL};messageid=5`, {
      type: 'message',
      text,
      channelData: { source: {} },
    })
    assert.deepEqual(answer, { status: 200, body: { answered: '/api/messages' } })
    const [message] = harness.relay.messages()
    assert.equal(harness.heard[0]?.id, message?.id)
    assert.equal(harness.heard[0]?.serviceUrl, harness.relay.url)
    const conversation = { id: `${CHANNEL};messageid=${message?.id}`, conversationType: 'channel' }
    assert.deepEqual(harness.heard[0]?.conversation, conversation)
    assert.equal(harness.adele.calls[0]?.activity.text, 'Helen Park: @Pending Send my mail is stuck')
    assert.equal(harness.helen.calls.length, 0)

    await harness.act(harness.adele, `${CHANNEL};messageid=admin-1`, { type: 'message', text: 'mine, too' })
    assert.deepEqual(harness.heard[1]?.conversation, conversation)
    assert.notEqual(harness.heard[1]?.id, harness.heard[0]?.id)
    assert.equal(harness.helen.calls[0]?.path, `${CHANNEL};messageid=5/activities`)
    assert.equal(harness.relay.messages().length, 1)
  })

  it('of a click is the thread and the message as the bot knows them', async () => {
    const id = await harness.send(CHANNEL, { type: 'message', text: 'a card' })
    await harness.act(harness.adele, `${CHANNEL};messageid=admin-1`, { type: 'invoke', replyToId: 'admin-1' })
    assert.deepEqual(harness.heard[0]?.conversation, { id: `${CHANNEL};messageid=${id}`, conversationType: 'channel' })
    assert.equal(harness.heard[0]?.replyToId, id)
    assert.deepEqual(harness.helen.calls.length, 1)
  })

  it('names tenant, team and channel, and whether that is private', async () => {
    for (const isPrivate of [false, true]) {
      await harness.close()
      harness = await openHarness(isPrivate)
      await harness.act(harness.helen, CHANNEL, { type: 'installationUpdate', action: 'add' })
      const { tenant, team, channel } = (harness.heard[0]?.channelData ?? {}) as Record<string, object>
      assert.deepEqual(tenant, { id: TENANT })
      assert.deepEqual(Object.keys(team ?? {}), ['id', 'name', 'aadGroupId'])
      assert.deepEqual(channel, { id: CHANNEL, name: 'Help desk', type: isPrivate ? 'private' : 'standard' })
    }
  })

  it('comes once if each client adds the bot to the channel, and each time in personal chats', async () => {
    for (const seat of [harness.helen, harness.adele, harness.helen]) {
      for (const place of [CHANNEL, seat.chatId])
        await harness.act(seat, place, { type: 'installationUpdate', action: 'add' })
    }
    const places = harness.heard.map(({ conversation }) => (conversation as { id: string }).id)
    assert.deepEqual(places, [CHANNEL, harness.helen.chatId, harness.adele.chatId, harness.helen.chatId])
  })

  it('is nothing from a client that nobody sits at', async () => {
    assert.equal(
      (await harness.act({ ...harness.helen, serviceUrl: 'http://other' }, CHANNEL, { type: 'message' })).status,
      400,
    )
    assert.deepEqual(harness.heard, [])
  })
})
