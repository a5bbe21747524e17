import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { personIn, startWorld, type World } from '../world.js'

describe('a channel that is chosen in a message nobody else sees', () => {
  let world: World
  before(async () => {
    world = await startWorld()
  })
  after(() => world.close())

  it('gets its cards for everybody, and the answer comes to who chose it alone', async () => {
    const { app, chat } = world.instance('one')
    const onlyFor = { id: '29:helen', name: 'Helen' }
    const conversationId = '19:triage@thread.tacv2'
    const thread = `${conversationId};messageid=17`
    const helen = personIn('helen', { conversationId: thread, conversationType: 'channel', onlyFor })
    await app.say({ ...helen, channel: { isPrivate: false } }, 'use this channel for triage', false)
    const chosen = await world.triageSettings.channel()
    assert.deepEqual([chosen?.surface.conversationId, chosen?.surface.onlyFor], [conversationId, undefined])
    const [answer] = chat.drawn
    assert.deepEqual([answer?.surface.conversationId, answer?.surface.onlyFor], [thread, onlyFor])
  })
})
