import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Instance, noteOn, personIn, startWorld, type World } from '../world.js'
import { askedBy, chooseChannel, desk, press, say, threadIn } from './desk.js'

let world: World
let instance: Instance
const helen = personIn('helen')
const grace = personIn('grace')

before(async () => {
  world = await startWorld(undefined, {
    helpdesk: ['helen', 'grace'],
    members: () => [helen, grace].map(({ by }) => ({ ...by, isGuest: false })),
  })
  instance = desk(world)
  await chooseChannel(instance, helen)
})
after(() => world.close())

/** Lets a conversation take no message from now on. */
function refusing({ chat }: Instance, conversationId: string) {
  const send = chat.send.bind(chat)
  chat.send = async (surface, screen) =>
    surface.conversationId === conversationId ? { result: 'failed', status: 503 } : send(surface, screen)
}

describe('a message to the helpdesk', () => {
  it('comes once, in the thread of the card, although a chat with an agent who opened the case fails', async () => {
    const away = desk(world, 'away')
    const { check } = await askedBy(world, away, 'omar')
    await say(away, helen, 'help')
    await press(away, helen, check, 'openHere')
    refusing(away, helen.surface.conversationId)
    await press(away, helen, check, 'assign', { value: grace.by.aadObjectId ?? '' })
    const told = away.chat.drawn.filter(({ screen }) => noteOn(screen) === 'triage.told.assigned')
    assert.deepEqual(
      told.map(({ surface }) => surface.conversationId),
      [threadIn(check)],
    )
    assert.equal((await world.stored(check)).notices, undefined, 'nothing is left to be sent')
  })

  it('comes once to the owner, although one of two chats with them fails', async () => {
    const away = desk(world, 'half')
    const { who, check } = await askedBy(world, away, 'omar')
    const group = {
      ...who,
      surface: { ...who.surface, conversationId: 'a group', conversationType: 'groupChat' },
    } as const
    await away.app.click(group, { verb: 'show', case: check.id })
    await away.app.idle()
    refusing(away, 'a group')
    await press(away, helen, check, 'close', { value: 'noFault', reason: 'It was a draft.' })
    const told = away.chat.drawn.filter(({ screen }) => noteOn(screen) === 'triage.told.closed')
    assert.deepEqual(
      told.map(({ surface }) => surface.conversationId),
      [who.surface.conversationId],
    )
    assert.equal((await world.stored(check)).notices, undefined, 'nothing is left to be sent')
  })
})
