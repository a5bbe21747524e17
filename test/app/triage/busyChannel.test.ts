import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { Delivery } from '../../../src/app/ports.js'
import { type Case, type Surface, stepOf } from '../../../src/domain/case/case.js'
import { personIn, startWorld, type World } from '../world.js'
import { askedBy, CHANNEL, chooseChannel, desk, inChannel, queueButton, threadIn } from './desk.js'

describe('a channel that takes messages slowly', () => {
  let world: World
  before(async () => {
    world = await startWorld(undefined, { helpdesk: ['helen'] })
  })
  after(() => world.close())

  it('holds up no card elsewhere: what was drawn there counts at once, and is not drawn again', async () => {
    const instance = desk(world)
    const { app, chat } = instance
    const helen = personIn('helen')
    await chooseChannel(instance, helen)
    const { who, check } = await askedBy(world, instance, 'omar')
    const release = holdUpdates(chat, ({ conversationId }) => conversationId === CHANNEL)
    await app.click(inChannel(helen, threadIn(check)), queueButton(check, 'take'))
    const own = ({ surfaces }: Case) => surfaces.find(({ audience }) => audience === 'user')
    let now = await world.stored(check)
    for (let tries = 0; own(now)?.drawn !== now.revision; tries++) {
      assert.ok(tries < 500, 'it waits for the channel')
      await setTimeout(20)
      now = await world.stored(check)
    }
    assert.ok(
      now.pending.some(({ kind, lease }) => kind === 'draw' && lease),
      'the channel is still being drawn',
    )
    const drawn = () => chat.drawn.filter(({ surface }) => surface.conversationId === who.surface.conversationId).length
    const before = drawn()
    await app.click(who, { verb: 'refresh', case: check.id, step: stepOf(now) })
    release()
    await app.idle()
    assert.equal(drawn(), before)
    const after = await world.stored(check)
    assert.deepEqual(
      after.pending.filter(({ kind }) => kind === 'draw'),
      [],
    )
  })
})

/** Holds redraws at these places until the returned function is called. */
function holdUpdates(
  chat: { update(...args: never[]): Promise<Delivery> },
  isHeld: (place: Surface) => boolean,
): () => void {
  const update = chat.update.bind(chat) as (surface: Surface, ...rest: unknown[]) => Promise<Delivery>
  let release = () => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  const slow = async (surface: Surface, ...rest: unknown[]): Promise<Delivery> => {
    if (isHeld(surface)) await held
    return update(surface, ...rest)
  }
  Object.assign(chat, { update: slow })
  return release
}
