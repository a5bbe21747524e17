import assert from 'node:assert/strict'
import { beforeEach, describe, it, type TestContext } from 'node:test'
import type { Incoming, Person365, Screen } from '../../../src/app/ports.js'
import type { Case } from '../../../src/domain/case/case.js'
import { DAY_MS, MINUTE_MS } from '../../../src/domain/durations.js'
import { view } from '../../fixtures/library.js'
import { nodesOf, textsOf } from '../../view/nodes.js'
import { CHANNEL, chooseChannel, desk, press as pressInChannel, threadIn } from '../triage/desk.js'
import { HandClock } from '../work/handClock.js'
import { caseOf, type Instance, noteOn, personIn, signerIn, startWorld, type World } from '../world.js'
import { begin, look, onPage, placesOf, press } from './page.js'

let world: World
// Storage of its own, so that nobody has been asked before, and nobody has a chat.
beforeEach(async () => {
  world = await startWorld()
})
const closing = (t: TestContext) => t.after(() => world.close())

/** Somebody's check in Contoso with its result. */
async function checked(instance: Instance, key: string, address = `${key}@contoso.com`): Promise<Case> {
  return world.stored(caseOf(await begin(instance, onPage(key), { text: `${address} is stuck in Contoso` })))
}

/** The person has written to the bot in Teams before. */
async function hasChat({ app }: Instance, key: string): Promise<Incoming> {
  const who = signerIn(key)
  await app.say(who, 'help', false)
  await app.idle()
  return who
}

const inChat = ({ chat }: Instance, { surface }: Incoming) =>
  chat.drawn.filter(({ surface: { conversationId } }) => conversationId === surface.conversationId)
const drawnAnywhereElse = ({ chat }: Instance) =>
  chat.drawn.filter(({ surface }) => !surface.conversationId.startsWith(CHANNEL))

async function withQueue(clock = new HandClock()) {
  const instance = desk(world, 'a', { clock })
  await chooseChannel(instance, personIn('helen'))
  return { instance, clock }
}

/** Their check is with the helpdesk, which has taken it. */
async function askedHelpdesk(instance: Instance, key: string): Promise<Case> {
  await press(instance, onPage(key), await checked(instance, key), 'askHelpdesk')
  const [{ id = '' } = {}] = await world.store.open(onPage(key).by)
  const thisCase = await world.stored({ id })
  await pressInChannel(instance, personIn('helen'), thisCase, 'take')
  return world.stored(thisCase)
}

describe('somebody who is only on the page', () => {
  it('has their check brought to the helpdesk, whose channel is where it was chosen', async t => {
    closing(t)
    const { instance } = await withQueue()
    const thisCase = await askedHelpdesk(instance, 'omar')
    assert.ok(threadIn(thisCase).startsWith(CHANNEL))
    assert.deepEqual(placesOf(thisCase), ['chat of helpdesk', 'page of user'])
  })

  it('is not told by the helpdesk to look, who is told that they cannot be', async t => {
    closing(t)
    const { instance } = await withQueue()
    const thisCase = await askedHelpdesk(instance, 'omar')
    await pressInChannel(instance, personIn('helen'), thisCase, 'askSender')
    const said = instance.chat.drawn.findLast(({ how }) => how === 'whisper')
    assert.equal(said && noteOn(said.screen), 'triage.notes.senderUnreached')
    assert.deepEqual((await world.stored(thisCase)).triage?.turn, thisCase.triage?.turn)
  })

  it('who has a chat gets the card there when the helpdesk asks them to look', async t => {
    closing(t)
    const { instance } = await withQueue()
    const omar = await hasChat(instance, 'omar')
    const thisCase = await askedHelpdesk(instance, 'omar')
    await pressInChannel(instance, personIn('helen'), thisCase, 'askSender')
    const last = inChat(instance, omar).at(-1)
    assert.deepEqual([last?.how, last && noteOn(last.screen)], ['send', 'triage.told.look'])
    assert.deepEqual(placesOf(await world.stored(thisCase)), ['chat of helpdesk', 'chat of user', 'page of user'])
  })

  it('is reminded in their chat, and without one the helpdesk hears that they have not acted', async t => {
    closing(t)
    for (const [key, chat] of [
      ['omar', true],
      ['sara', false],
    ] as const) {
      const { instance, clock } = await withQueue()
      const who = chat ? await hasChat(instance, key) : null
      const thisCase = await askedHelpdesk(instance, key)
      assert.equal(thisCase.triage?.turn, 'sender')
      clock.forward(5 * DAY_MS)
      await instance.app.recover('watch')
      await instance.app.recover('urgent')
      await instance.app.idle()
      if (who) assert.equal(noteOn(inChat(instance, who).at(-1)!.screen), 'triage.told.remind.self')
      const told = instance.chat.drawn.filter(({ screen }) => noteOn(screen) === 'triage.told.remind.sender')
      assert.equal(told.length, chat ? 0 : 1, key)
      placesOf(await world.stored(thisCase))
    }
  })

  it('is told that the helpdesk closed their check in their chat, where its card comes', async t => {
    closing(t)
    const { instance } = await withQueue()
    const omar = await hasChat(instance, 'omar')
    const thisCase = await askedHelpdesk(instance, 'omar')
    await pressInChannel(instance, personIn('helen'), thisCase, 'close', { value: 'solved', reason: '', ask: 'form' })
    const last = inChat(instance, omar).at(-1)
    assert.deepEqual([last?.how, last && noteOn(last.screen)], ['send', 'triage.told.closed'])
    const closed = await world.stored(thisCase)
    assert.deepEqual(closed.notices ?? [], [])
    assert.deepEqual(placesOf(closed), ['chat of helpdesk', 'chat of user', 'page of user'])
    const sara = await askedHelpdesk(instance, 'sara')
    await pressInChannel(instance, personIn('helen'), sara, 'close', { value: 'solved', reason: '', ask: 'form' })
    const over = await world.stored(sara)
    assert.deepEqual([over.notices ?? [], placesOf(over)], [[], ['chat of helpdesk', 'page of user']])
    assert.ok(!drawnAnywhereElse(instance).some(({ surface }) => surface.page))
  })
})

describe('a consent that is asked for on the page', () => {
  const askFor = async (instance: Instance) => {
    const found = await checked(instance, 'helen', 'omar@contoso.com')
    await press(instance, onPage('helen'), found, 'repair', { value: 'senderConsent' })
    return world.stored(found)
  }
  const reached = ({ phase }: Case) => phase.name === 'asking' && phase.reached

  it('reaches a sender who has a chat', async t => {
    closing(t)
    const instance = world.instance('a')
    const omar = await hasChat(instance, 'omar')
    const asking = await askFor(instance)
    assert.equal(reached(asking), 'card')
    assert.equal(inChat(instance, omar).at(-1)?.screen.kind, 'case')
  })

  it('opens a chat with a sender from where the asker has one, or from the channel of the helpdesk', async t => {
    closing(t)
    const instance = world.instance('a')
    await hasChat(instance, 'helen')
    assert.equal(reached(await askFor(instance)), 'card')
  })

  it('reaches nobody from a page alone, whose text can be forwarded; the sender finds it on their own page', async t => {
    closing(t)
    const instance = world.instance('a')
    const asking = await askFor(instance)
    assert.equal(reached(asking), 'none')
    const card = view.card(await look(instance, onPage('helen'), asking), onPage('helen').surface)
    assert.match(textsOf(card).join('\n'), /could not write to .* Send them this text/)
    const listed = await instance.app.cases(onPage('omar'))
    assert.deepEqual(listed.kind === 'cases' && [listed.cases, listed.asking?.map(({ id }) => id)], [[], [asking.id]])
    assert.match(textsOf(view.card(listed, onPage('omar').surface)).join('\n'), /helen asks for your consent/)
    for (const other of ['sara', 'helen']) {
      const theirs = await instance.app.cases(onPage(other))
      assert.equal(theirs.kind === 'cases' && theirs.asking, undefined, other)
    }
    const shown = await instance.app.click(onPage('omar'), { verb: 'show', case: asking.id })
    assert.equal(shown.kind === 'case' && shown.audience, 'sender')
    const offer = await press(instance, onPage('omar'), asking, 'repair', { value: 'senderConsent' })
    assert.equal(caseOf(offer).phase.name === 'planning' || caseOf(offer).phase.name === 'offered', true)
    assert.equal((await world.stored(asking)).phase.name, 'offered')
    // A page on which the sender did something is no message to them.
    await press(instance, onPage('omar'), await world.stored(asking), 'back')
    const listedAfter = await instance.app.cases(onPage('omar'))
    assert.equal(listedAfter.kind === 'cases' && listedAfter.asking, undefined)
  })
})

describe('a consent on the page that needs a sign-in', () => {
  async function agreed() {
    const instance = world.instance('a')
    const found = await checked(instance, 'omar')
    await press(instance, onPage('omar'), found, 'repair', { value: 'senderConsent' })
    const offered = await world.stored(found)
    assert.ok(offered.phase.name === 'offered', offered.phase.name)
    const value = offered.phase.plans[0]?.hash ?? ''
    const screen = await press(instance, onPage('omar'), offered, 'consent', { value, knowsOld: 'true' })
    return { instance, offered, screen }
  }
  const LINK = 'https://bot.example/check/consent'
  const cardOf = (screen: Screen) =>
    view.card(screen.kind === 'signIn' ? { ...screen, link: LINK } : screen, onPage('omar').surface)
  const kinds = (card: object) => nodesOf(card).flatMap(({ type }) => (type === 'Input.Text' ? [type] : []))

  /** They have signed in and gone on, and the mail has left. */
  async function left() {
    const { offered } = await agreed()
    world.signIn('omar')
    const clock = new HandClock()
    const instance = world.instance('b', { clock })
    const shown = await look(instance, onPage('omar'), offered)
    await instance.app.click(onPage('omar'), nodesOf(cardOf(shown)).find(({ title }) => title === 'Continue')?.data)
    await instance.app.idle()
    assert.equal((await world.stored(offered)).phase.name, 'watching')
    world.simulator.contoso.router.poll()
    clock.forward(2 * MINUTE_MS)
    for (const lane of ['watch', 'urgent', 'urgent'] as const) await instance.app.recover(lane)
    await instance.app.idle()
    const resolved = await world.stored(offered)
    assert.equal(resolved.phase.name, 'resolved')
    return { instance, resolved }
  }

  it('asks to sign in with a link and no code, keeps that on the case, and shows it again', async t => {
    closing(t)
    const { offered, screen } = await agreed()
    for (const shown of [screen, await look(world.instance('b'), onPage('omar'), offered)]) {
      assert.deepEqual([shown.kind, shown.kind === 'signIn' && shown.need], ['signIn', 'signIn'])
      const card = cardOf(shown)
      assert.deepEqual(kinds(card), [])
      assert.ok(JSON.stringify(card).includes(LINK))
      assert.doesNotMatch(textsOf(card).join('\n'), /code|chat/i)
    }
    // In the chat it is an offer: whoever agrees there signs in there.
    assert.equal(
      (await world.instance('c').app.click(signerIn('omar'), { verb: 'refresh', case: offered.id })).kind,
      'case',
    )
    assert.ok(screen.kind === 'signIn')
    assert.deepEqual(kinds(view.card({ ...screen, link: LINK }, signerIn('omar').surface)), ['Input.Text'])
  })

  it('goes on with one press after the sign-in, which the card says', async t => {
    closing(t)
    const { offered } = await agreed()
    world.signIn('omar')
    const instance = world.instance('b')
    const before = await world.store.load(offered.id)
    const shown = await look(instance, onPage('omar'), offered)
    assert.equal((await world.store.load(offered.id))?.version, before?.version)
    const card = cardOf(shown)
    assert.ok(!JSON.stringify(card).includes(LINK))
    assert.match(textsOf(card).join('\n'), /You are signed in[\s\S]*You agreed to this/)
    const goOn = nodesOf(card).find(({ title }) => title === 'Continue')?.data
    await instance.app.click(onPage('omar'), goOn)
    await instance.app.idle()
    assert.ok(!['offered', 'diagnosed'].includes((await world.stored(offered)).phase.name))
  })

  it('is followed by the news that the mail has left, once and in their chat, if they have one', async t => {
    closing(t)
    const who = await hasChat(world.instance('z'), 'omar')
    const { instance, resolved } = await left()
    const told = instance.chat.drawn.filter(({ screen }) => noteOn(screen) === 'notes.allLeft')
    assert.deepEqual(
      told.map(({ surface }) => surface.conversationId),
      [who.surface.conversationId],
    )
    assert.deepEqual(resolved.pending, [])
  })

  it('is followed by no message to somebody who has no chat, and by nothing that is owed', async t => {
    closing(t)
    const { instance, resolved } = await left()
    assert.deepEqual([resolved.pending, instance.chat.drawn], [[], []])
  })
})

it('a chat is never the page of somebody', async t => {
  closing(t)
  const instance = world.instance('a')
  await checked(instance, 'omar')
  const { tenantId, aadObjectId } = onPage('omar').by
  assert.equal(await world.conversations.of({ tenantId, aadObjectId } as Person365), null)
})
