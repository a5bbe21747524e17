import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Incoming, Screen } from '../../src/app/ports.js'
import type { Case } from '../../src/domain/case/case.js'
import { MINUTE_MS } from '../../src/domain/durations.js'
import { HandClock } from './work/handClock.js'
import { button, caseOf, type Instance, signerIn, startWorld, type World } from './world.js'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world.close())

async function offered({ app, chat }: Instance, who: Incoming, sender: string): Promise<Case> {
  await app.say(who, `${sender} is stuck in Contoso`, false)
  await app.idle()
  await app.click(who, button(caseOf(chat.screen), 'repair', { value: 'senderConsent' }))
  await app.idle()
  return caseOf(chat.screen)
}

function consent(thisCase: Case) {
  assert.ok(thisCase.phase.name === 'offered', thisCase.phase.name)
  return button(thisCase, 'consent', { value: thisCase.phase.plans[0]?.hash ?? '', knowsOld: 'true' })
}

const needOf = (screen: Screen) => (screen.kind === 'signIn' ? screen.need : null)

describe('a consent in the application', () => {
  it('waits for the person to sign in, and changes nothing until then', async () => {
    const instance = world.instance('a')
    const who = signerIn('omar')
    const thisCase = await offered(instance, who, 'omar@contoso.com')
    assert.equal(needOf(await instance.app.click(who, consent(thisCase))), 'signIn')
    await instance.app.idle()
    assert.equal((await world.stored(thisCase)).phase.name, 'offered')
    assert.deepEqual(world.simulator.contoso.written, [])
  })

  it('is carried out once for two clicks on two instances', async () => {
    const [first, second] = [world.instance('a'), world.instance('b')]
    const who = signerIn('sara')
    const thisCase = await offered(first, who, 'sara@contoso.com')
    world.signIn('sara')
    const before = world.simulator.contoso.written.length
    await Promise.all([first.app.click(who, consent(thisCase)), second.app.click(who, consent(thisCase))])
    await Promise.all([first.app.idle(), second.app.idle()])
    assert.equal((await world.stored(thisCase)).phase.name, 'watching')
    assert.equal(world.simulator.contoso.written.length - before, 1)
  })
})

describe('the watch in the application', () => {
  // Uses storage of its own, so that no other case is due.
  let world: World
  before(async () => {
    world = await startWorld()
  })
  after(() => world.close())

  it('counts after a minute, then less often, with one request each, on any instance, and notifies once', async () => {
    const { contoso } = world.simulator
    const clock = new HandClock()
    const first = world.instance('first', { clock })
    const who = signerIn('obrien')
    world.signIn('obrien')
    const thisCase = await offered(first, who, "aine.o'brien@contoso.com")
    await first.app.click(who, consent(thisCase))
    await first.app.idle()
    assert.equal((await world.stored(thisCase)).phase.name, 'watching')

    // The first instance is gone; another one finds the work that it promised.
    const second = world.instance('second', { clock })
    const waits: number[] = []
    for (let round = 0; round < 12; round++) {
      const { pending, phase } = await world.stored(thisCase)
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
    const standing = await world.stored(thisCase)
    assert.ok(standing.phase.name === 'watching' && standing.phase.watch.stalled)

    contoso.router.poll()
    clock.forward(11 * MINUTE_MS)
    await second.app.recover('watch')
    await second.app.recover('urgent')
    assert.equal((await world.stored(thisCase)).phase.name, 'resolved')
    const told = second.chat.drawn.filter(({ screen }) => screen.kind === 'notice')
    assert.deepEqual(
      told.map(({ screen }) => screen.kind === 'notice' && screen.message.key),
      ['notes.allLeft'],
    )
  })
})

describe('asking the sender in the application', () => {
  it('writes to the chat that they have used before', async () => {
    const instance = world.instance('a')
    const shared = signerIn('twinB')
    await instance.app.greet(shared)
    await instance.app.idle()
    const helen = signerIn('helen')
    await instance.app.say(helen, 'omar@contoso.com is stuck in Contoso', false)
    await instance.app.idle()
    await instance.app.click(helen, button(caseOf(instance.chat.screen), 'repair', { value: 'senderConsent' }))
    await instance.app.idle()
    const thisCase = await world.stored(caseOf(instance.chat.screen))
    assert.ok(thisCase.phase.name === 'asking' && thisCase.phase.reached === 'card')
    const theirs = thisCase.surfaces.find(({ audience }) => audience === 'sender')
    // Omar has used his personal chat with the bot in an earlier test.
    assert.match(theirs?.conversationId ?? '', /^conversation-\d+$/)
  })

  it('asks a sender who clicks in a group in their own chat, and gives them a button there', async () => {
    const instance = world.instance('a')
    const omar = signerIn('omar')
    const place = { conversationId: `team of ${omar.surface.conversationId}`, conversationType: 'groupChat' } as const
    const among: Incoming = { ...omar, surface: { ...omar.surface, ...place } }
    await instance.app.say(among, 'omar@contoso.com is stuck in Contoso', false)
    await instance.app.idle()
    const found = caseOf(instance.chat.screen)
    assert.equal(found.phase.name, 'diagnosed')
    await instance.app.click(among, button(found, 'repair', { value: 'senderConsent' }))
    await instance.app.idle()
    const asking = await world.stored(found)
    assert.equal(asking.phase.name, 'asking')
    const theirs = instance.chat.drawn.findLast(({ surface }) => surface.audience === 'sender')
    assert.equal(theirs?.surface.conversationType, 'personal')
    const alone: Incoming = { ...omar, surface: { ...omar.surface, conversationId: theirs.surface.conversationId } }
    await instance.app.click(alone, button(asking, 'repair', { value: 'senderConsent' }))
    await instance.app.idle()
    const offer = await world.stored(found)
    assert.ok(offer.phase.name === 'offered' && offer.phase.mails.length > 0)
  })
})
