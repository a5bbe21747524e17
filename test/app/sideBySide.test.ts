import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Incoming } from '../../src/app/ports.js'
import type { Case } from '../../src/domain/case/case.js'
import { button, caseOf, type Instance, loner, noteOn, personIn, startWorld, type World } from './world.js'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world.close())

const load = async ({ id }: Case): Promise<Case> => {
  const stored = await world.store.load(id)
  assert.ok(stored)
  return stored.case
}

/** Types texts for a person, each as a new activity. */
function writer({ app, chat }: Instance, who: Incoming) {
  let activities = 0
  return async (text: string, activity = `${who.surface.conversationId}-${++activities}`) => {
    await app.say({ ...who, activity }, text, false)
    await app.idle()
    return chat.screen
  }
}

/** The same person in another conversation. */
function elsewhere(who: Incoming, conversationId: string, conversationType: 'personal' | 'groupChat' = 'groupChat') {
  return { ...who, surface: { ...who.surface, conversationId, conversationType } }
}

describe('many cases side by side', () => {
  it('may be about somebody else, and leave every other case and its cards as they are', async () => {
    const instance = world.instance('a')
    const helen = loner('helen')
    const type = writer(instance, helen)
    const omar = caseOf(await type('omar@contoso.com is stuck in Contoso'))
    await instance.app.click(helen, button(omar, 'repair', { value: 'senderConsent' }))
    await instance.app.idle()
    const before = await load(omar)
    assert.equal(before.phase.name, 'asking')
    const drawn = instance.chat.drawn.length
    const grace = caseOf(await type('grace@contoso.com is stuck in Contoso'))
    assert.notEqual(grace.id, omar.id)
    assert.deepEqual(await load(omar), before, 'the request for consent still stands')
    const touched = instance.chat.drawn.slice(drawn).map(({ screen }) => caseOf(screen).id)
    assert.ok(!touched.includes(omar.id))
  })

  it('belong to their conversations: typed text goes to the newest open case there', async () => {
    const instance = world.instance('a')
    const nora = loner('nora')
    const alone = writer(instance, nora)
    const among = writer(instance, elsewhere(nora, `group of ${nora.surface.conversationId}`))
    const first = caseOf(await alone('stuck in Contoso'))
    const second = caseOf(await among('stuck in Contoso'))
    assert.notEqual(first.id, second.id)
    assert.equal((await load(first)).phase.name, 'intake', 'a check in a group closes none in the personal chat')
    await alone('nora@contoso.com')
    assert.equal((await load(first)).phase.name, 'diagnosed')
    assert.equal((await load(second)).phase.name, 'intake')
    await among('cancel')
    assert.equal((await load(second)).phase.name, 'closed')
    assert.equal((await load(first)).phase.name, 'diagnosed')
  })

  it('are listed by "status": all in a personal chat, in a group only those that are shown there', async () => {
    const instance = world.instance('a')
    const nora = loner('nora')
    const group = elsewhere(nora, `team of ${nora.surface.conversationId}`)
    const alone = writer(instance, nora)
    const first = caseOf(await alone('stuck in Contoso'))
    const second = caseOf(await writer(instance, group)('stuck in Contoso'))
    const listed = await alone('status')
    assert.ok(listed.kind === 'cases')
    assert.deepEqual(
      listed.cases.map(({ id }) => id),
      [second.id, first.id],
    )
    const there = await writer(instance, group)('status', 'status in the group')
    assert.equal(caseOf(there).id, second.id)
    const click = { verb: 'show', case: first.id }
    const answer = await instance.app.click(nora, click)
    await instance.app.idle()
    assert.equal(answer.kind, 'cases', 'the list stays')
    assert.equal(caseOf(instance.chat.screen).id, first.id)
  })

  it('can start from the card of a finished case, which stays', async () => {
    const instance = world.instance('a')
    const nora = loner('nora')
    const found = caseOf(await writer(instance, nora)('nora@contoso.com is stuck in Contoso'))
    assert.equal(found.phase.name, 'diagnosed')
    const card = (await load(found)).surfaces[0]?.activityId
    assert.ok(card)
    const clicked = { ...nora, surface: { ...nora.surface, activityId: card } }
    const answer = await instance.app.click(clicked, button(found, 'startOver'))
    await instance.app.idle()
    assert.equal(caseOf(answer).id, found.id, 'its card keeps what it says')
    assert.notEqual(caseOf(instance.chat.screen).id, found.id)
    assert.equal((await load(found)).phase.name, 'diagnosed')
    const again = await instance.app.click(clicked, button(found, 'startOver'))
    await instance.app.idle()
    assert.equal(caseOf(again).id, found.id)
    assert.equal((await world.store.open(nora.by)).length, 2, 'pressed twice, it opens one')
  })

  it('leave no card behind: the one of a check that another one replaces says so before the turn has ended', async () => {
    const instance = world.instance('a')
    const write = writer(instance, loner('nora'))
    const replaced = caseOf(await write('stuck in Contoso'))
    await write('start over')
    const last = instance.chat.drawn.findLast(
      ({ how, screen }) => how === 'update' && screen.kind === 'case' && screen.case.id === replaced.id,
    )
    assert.ok(last)
    const { phase } = caseOf(last.screen)
    assert.equal(phase.name === 'closed' && phase.reason, 'replaced')
    assert.deepEqual((await load(replaced)).pending, [])
  })

  it('open only once if the button of a greeting is clicked twice, even on two instances', async () => {
    const nora = loner('nora')
    const greeting = { ...nora, surface: { ...nora.surface, activityId: `greeting of ${nora.surface.conversationId}` } }
    const [first, second] = [world.instance('a'), world.instance('b')]
    const screens = await Promise.all([
      first.app.click(greeting, { verb: 'start' }),
      second.app.click(greeting, { verb: 'start' }),
    ])
    await Promise.all([first.app.idle(), second.app.idle()])
    assert.equal(new Set(screens.map(screen => caseOf(screen).id)).size, 1)
    assert.equal((await world.store.open(nora.by)).length, 1)
  })

  it('start from one greeting in a group, with a card for each person who clicks', async () => {
    const instance = world.instance('a')
    const shared = `team ${loner('nora').surface.conversationId}`
    const [omar, nora] = [elsewhere(loner('omar'), shared), elsewhere(loner('nora'), shared)]
    for (const who of [omar, nora, omar]) {
      const greeting = { ...who, surface: { ...who.surface, activityId: 'greeting' } }
      assert.equal((await instance.app.click(greeting, { verb: 'start' })).kind, 'welcome', 'the greeting stays')
      await instance.app.idle()
    }
    const [his, hers] = await Promise.all([world.store.open(omar.by), world.store.open(nora.by)])
    assert.deepEqual([his.length, hers.length], [1, 1], 'pressed twice, it opens one')
    const cases = await Promise.all([...his, ...hers].map(({ id }) => load({ id } as Case)))
    const messages = cases.flatMap(({ surfaces }) => surfaces.map(({ activityId }) => activityId))
    assert.equal(new Set(messages).size, 2)
    assert.ok(!messages.includes('greeting') && !messages.includes(undefined))
  })

  it('can be moved to the end only by their owner, the helpdesk and the sender', async () => {
    const instance = world.instance('a')
    const shared = `team ${loner('nora').surface.conversationId}`
    const [omar, nora] = [elsewhere(loner('omar'), shared), elsewhere(loner('nora'), shared)]
    const his = caseOf(await writer(instance, omar)('stuck in Contoso'))
    const before = await load(his)
    const answer = await instance.app.click(nora, { verb: 'show', case: his.id })
    await instance.app.idle()
    assert.equal(noteOn(answer), 'notes.notYourCase')
    assert.deepEqual((await load(his)).surfaces, before.surfaces)
  })

  it('stay in order when the clock goes back by an hour', async () => {
    const nora = loner('nora')
    const late = { now: () => new Date(Date.now() - 3_600_000), every: () => () => {} }
    const first = caseOf(await writer(world.instance('a'), nora)('nora@contoso.com is stuck in Contoso'))
    const instance = world.instance('b', { clock: late })
    const second = caseOf(await writer(instance, nora)('grace@contoso.com is stuck', 'another activity'))
    assert.notEqual(first.id, second.id)
    assert.deepEqual(
      (await world.store.open(nora.by)).map(({ id }) => id),
      [second.id, first.id],
    )
  })
})

describe('a message that is delivered twice', () => {
  const texts = ['stuck', 'status', 'help', 'what?', 'cancel'] as const
  for (const text of texts) {
    it(`counts once, whether it comes later or at once on two instances: ${text}`, async () => {
      const nora = loner('nora')
      const [first, second] = [world.instance('a'), world.instance('b')]
      const both = () =>
        [...first.chat.drawn, ...second.chat.drawn].filter(({ screen }) => noteOn(screen) !== 'notes.movedDown')
      if (text !== 'stuck' && text !== 'help') await writer(first, nora)('stuck in Contoso')
      const before = both().filter(({ how }) => how === 'send').length
      const twice = { ...nora, activity: `twice ${text} ${nora.surface.conversationId}` }
      await Promise.all([first.app.say(twice, text, false), second.app.say(twice, text, false)])
      await Promise.all([first.app.idle(), second.app.idle()])
      await second.app.say(twice, text, false)
      await second.app.idle()
      const sent = both().filter(({ how }) => how === 'send').length
      assert.equal(sent - before, 1)
      assert.ok((await world.store.open(nora.by)).length <= 1)
    })
  }

  it('answers a question once', async () => {
    const nora = loner('nora')
    const [first, second] = [world.instance('a'), world.instance('b')]
    const asking = caseOf(await writer(first, nora)('stuck in Contoso'))
    const twice = { ...nora, activity: 'the answer' }
    await Promise.all([
      first.app.say(twice, 'nora@contoso.com', false),
      second.app.say(twice, 'nora@contoso.com', false),
    ])
    await Promise.all([first.app.idle(), second.app.idle()])
    const thisCase = await load(asking)
    assert.equal(thisCase.phase.name, 'diagnosed')
    assert.equal(thisCase.audit.filter(({ what }) => what === 'told').length, 1)
  })
})

describe('the same id in another tenant', () => {
  it('owns no case, is not asked and sees nothing', async () => {
    const instance = world.instance('a')
    const sara = personIn('sara')
    const thisCase = caseOf(await writer(instance, sara)('sara@contoso.com is stuck in Contoso'))
    const twin: Incoming = {
      by: { ...sara.by, tenantId: 'another tenant' },
      surface: { ...sara.surface, conversationId: 'a chat of the other tenant' },
    }
    assert.deepEqual(await instance.app.click(twin, button(thisCase, 'repair', { value: 'senderConsent' })), {
      kind: 'notice',
      message: { key: 'notes.notYourCase' },
    })
    const screen = await writer(instance, twin)('status')
    assert.equal(noteOn(screen), 'notes.noCase')
    assert.equal((await load(thisCase)).phase.name, 'diagnosed')
  })
})
