import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Clock, Incoming, Screen } from '../../src/app/ports.js'
import type { Case } from '../../src/domain/case/case.js'
import { TENANT_ID } from '../simulator/seeds/contoso.js'
import { button, caseOf, type Instance, personIn, startWorld, type World } from './world.js'

const MINUTE_MS = 60_000

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world.close())

/** A clock that is moved by hand; heartbeats still come by themselves. */
class HandClock implements Clock {
  #ahead = 0

  now(): Date {
    return new Date(Date.now() + this.#ahead)
  }

  forward(milliseconds: number): void {
    this.#ahead += milliseconds
  }

  every(milliseconds: number, tick: () => void): () => void {
    const timer = setInterval(tick, milliseconds)
    return () => clearInterval(timer)
  }
}

function person(key: string): Incoming {
  const who = personIn(key)
  return { ...who, by: { ...who.by, tenantId: TENANT_ID } }
}

async function offered({ app, chat }: Instance, who: Incoming, sender: string): Promise<Case> {
  await app.say(who, `${sender} is stuck in Contoso`, false)
  await app.idle()
  await app.click(who, button(caseOf(chat.screen), 'repair', { value: 'senderConsent' }))
  await app.idle()
  return caseOf(chat.screen)
}

function consent(c: Case) {
  assert.ok(c.phase.name === 'offered', c.phase.name)
  return button(c, 'consent', { value: c.phase.plans[0]?.hash ?? '', knowsOld: 'true' })
}

const needOf = (screen: Screen) => (screen.kind === 'signIn' ? screen.need : null)

/** The case as it is stored now. */
async function stored(c: Case, { store } = world): Promise<Case> {
  return (await store.load(c.id))?.case ?? assert.fail('the case is gone')
}

describe('a consent in the application', () => {
  it('waits for the person to sign in, and changes nothing until then', async () => {
    const instance = world.instance('a')
    const who = person('omar')
    const c = await offered(instance, who, 'omar@contoso.com')
    assert.equal(needOf(await instance.app.click(who, consent(c))), 'signIn')
    await instance.app.idle()
    assert.equal((await stored(c)).phase.name, 'offered')
    assert.deepEqual(world.simulator.contoso.written, [])
  })

  it('of two clicks, on two instances, is carried out once', async () => {
    const [a, b] = [world.instance('a'), world.instance('b')]
    const who = person('sara')
    const c = await offered(a, who, 'sara@contoso.com')
    world.signIn('sara')
    const before = world.simulator.contoso.written.length
    await Promise.all([a.app.click(who, consent(c)), b.app.click(who, consent(c))])
    await Promise.all([a.app.idle(), b.app.idle()])
    assert.equal((await stored(c)).phase.name, 'watching')
    assert.equal(world.simulator.contoso.written.length - before, 1)
  })
})

describe('the watch in the application', () => {
  // On storage of its own: no other case is looked at.
  let world: World
  before(async () => {
    world = await startWorld()
  })
  after(() => world.close())

  it('looks after a minute, then less often, in one request each, on whatever instance is there, and tells once', async () => {
    const { contoso } = world.simulator
    const clock = new HandClock()
    const first = world.instance('first', { clock })
    const who = person('obrien')
    world.signIn('obrien')
    const c = await offered(first, who, "aine.o'brien@contoso.com")
    await first.app.click(who, consent(c))
    await first.app.idle()
    assert.equal((await stored(c, world)).phase.name, 'watching')

    // The first instance is gone; another one finds what it promised.
    const second = world.instance('second', { clock })
    const waits: number[] = []
    for (let round = 0; round < 12; round++) {
      const { pending, phase } = await stored(c, world)
      assert.ok(phase.name === 'watching', phase.name)
      const due = Date.parse(pending[0]?.notBefore ?? '')
      waits.push(Math.round((due - clock.now().getTime()) / MINUTE_MS))
      clock.forward(due - clock.now().getTime() - 1000)
      const before = contoso.requests.roundTrips
      await second.app.recover('watch')
      assert.equal(contoso.requests.roundTrips, before, 'too early')
      clock.forward(1500)
      await second.app.recover('watch')
      if (round < 3) assert.equal(contoso.requests.roundTrips - before, 1)
    }
    assert.deepEqual(waits.slice(0, 4), [1, 2, 3, 4])
    assert.ok(Math.max(...waits) === 10, waits.join())
    const standing = await stored(c, world)
    assert.ok(standing.phase.name === 'watching' && standing.phase.watch.stalled)

    contoso.router.poll()
    clock.forward(11 * MINUTE_MS)
    await second.app.recover('watch')
    await second.app.recover('urgent')
    assert.equal((await stored(c, world)).phase.name, 'resolved')
    const told = second.chat.drawn.filter(({ screen }) => screen.kind === 'notice')
    assert.deepEqual(
      told.map(({ screen }) => screen.kind === 'notice' && screen.message.key),
      ['notes.allLeft'],
    )
  })
})

describe('asking the sender in the application', () => {
  it('writes to where they spoke with the bot before', async () => {
    const instance = world.instance('a')
    const shared = person('twinB')
    await instance.app.greet(shared)
    await instance.app.idle()
    const helen = person('helen')
    await instance.app.say(helen, 'omar@contoso.com is stuck in Contoso', false)
    await instance.app.idle()
    await instance.app.click(helen, button(caseOf(instance.chat.screen), 'repair', { value: 'senderConsent' }))
    await instance.app.idle()
    const c = await stored(caseOf(instance.chat.screen))
    assert.ok(c.phase.name === 'asking' && c.phase.reached === 'card')
    const theirs = c.surfaces.find(({ audience }) => audience === 'sender')
    // Omar spoke with the bot in an earlier test, in a chat of his own.
    assert.match(theirs?.conversationId ?? '', /^conversation-\d+$/)
  })

  it('asks somebody who presses among others in a chat of their own, and gives them a button there', async () => {
    const instance = world.instance('a')
    const omar = person('omar')
    const place = { conversationId: `team of ${omar.surface.conversationId}`, conversationType: 'groupChat' } as const
    const among: Incoming = { ...omar, surface: { ...omar.surface, ...place } }
    await instance.app.say(among, 'omar@contoso.com is stuck in Contoso', false)
    await instance.app.idle()
    const found = caseOf(instance.chat.screen)
    assert.equal(found.phase.name, 'diagnosed')
    await instance.app.click(among, button(found, 'repair', { value: 'senderConsent' }))
    await instance.app.idle()
    const asking = await stored(found)
    assert.equal(asking.phase.name, 'asking')
    const theirs = instance.chat.drawn.findLast(({ surface }) => surface.audience === 'sender')
    assert.equal(theirs?.surface.conversationType, 'personal')
    const alone: Incoming = { ...omar, surface: { ...omar.surface, conversationId: theirs.surface.conversationId } }
    await instance.app.click(alone, button(asking, 'repair', { value: 'senderConsent' }))
    await instance.app.idle()
    const offer = await stored(found)
    assert.ok(offer.phase.name === 'offered' && offer.phase.mails.length > 0)
  })
})
