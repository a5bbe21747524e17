import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Case } from '../../../src/domain/case/case.js'
import { type Azurite, startAzurite } from '../../storage/azurite.js'
import { startWithholding, type Withholding } from '../../storage/withholding.js'
import { button, caseOf, type Instance, noteOn, startWorld, type World } from '../world.js'
import { begin, look, onPage, placesOf, press, somebody } from './page.js'

let azurite: Azurite
let proxy: Withholding
let world: World
before(async () => {
  azurite = await startAzurite()
  proxy = await startWithholding(azurite)
  world = await startWorld(proxy)
})
after(async () => {
  await world.close()
  await proxy.close()
  await azurite.close()
})

const symptom = (value: string) => ({ ask: 'symptom', value })

/** Somebody's check that was begun in the chat. */
async function saidInChat(instance: Instance, who = somebody()) {
  await instance.app.say(who.chat, 'start over', false)
  await instance.app.idle()
  return { who, thisCase: await world.stored(caseOf(instance.chat.screen)) }
}

/** What was drawn in the chat since. */
const drawnSince = ({ chat }: Instance, before: number) => chat.drawn.slice(before).map(({ how }) => how)

describe('one check in the chat and on the page', () => {
  it('is redrawn in the chat by a click on the page, and shown anew on the page after one in the chat', async () => {
    const instance = world.instance('a')
    const { who, thisCase } = await saidInChat(instance)
    const before = instance.chat.drawn.length
    const first = caseOf(await press(instance, who.page(), thisCase, 'answer', symptom('draft')))
    assert.deepEqual(drawnSince(instance, before), ['update'])
    assert.deepEqual(placesOf(await world.stored(first)), ['chat of user', 'page of user'])

    const card = { ...who.chat, surface: thisCase.surfaces[0]! }
    const second = caseOf(
      await press(instance, card, first, 'answer', { ask: 'organization', value: world.list[0]!.url }),
    )
    const seen = caseOf(await look(instance, who.page(), second))
    assert.deepEqual(
      [seen.revision, seen.phase],
      [(await world.stored(second)).revision, (await world.stored(second)).phase],
    )
    assert.deepEqual(placesOf(await world.stored(second)), ['chat of user', 'page of user'])
    assert.ok(
      drawnSince(instance, before).every(how => how === 'update'),
      'there is no second card',
    )
  })

  it('goes through a whole conversation with clicks here and there, on two instances', async () => {
    const [one, two] = [world.instance('a'), world.instance('b')]
    const { who, thisCase } = await saidInChat(one)
    const card = { ...who.chat, surface: thisCase.surfaces[0]! }
    await press(two, who.page(), thisCase, 'answer', symptom('stuck'))
    const asked = await world.stored(thisCase)
    await press(one, card, asked, 'previous')
    const back = await world.stored(thisCase)
    await press(two, who.page(), back, 'answer', symptom('draft'))
    await press(one, card, await world.stored(thisCase), 'cancel')
    const closed = await world.stored(thisCase)
    assert.equal(closed.phase.name, 'closed')
    placesOf(closed)
    const sent = [...one.chat.drawn, ...two.chat.drawn].filter(({ how }) => how === 'send')
    assert.equal(sent.length, 1)
  })

  it('takes one of two clicks at once, and refuses the late one with the card as it is now', async () => {
    const [one, two] = [world.instance('a'), world.instance('b')]
    const { who, thisCase } = await saidInChat(one)
    const card = { ...who.chat, surface: thisCase.surfaces[0]! }
    await Promise.all([
      press(one, card, thisCase, 'answer', symptom('draft')),
      press(two, who.page(), thisCase, 'answer', symptom('stuck')),
    ])
    const late = await press(two, who.page(), thisCase, 'answer', symptom('notSure'))
    assert.equal(noteOn(late), 'notes.stale')
    const stored = await world.stored(thisCase)
    assert.deepEqual(caseOf(late).target, stored.target)
    assert.equal(stored.audit.filter(({ what }) => what === 'answered symptom').length, 1)
    placesOf(stored)
  })

  it('is started over from either place without a trace of the old check at the other', async () => {
    const instance = world.instance('a')
    const { who, thisCase } = await saidInChat(instance)
    await press(instance, who.page(), thisCase, 'answer', symptom('draft'))
    const next = caseOf(await press(instance, who.page(), await world.stored(thisCase), 'startOver'))
    assert.notEqual(next.id, thisCase.id)
    assert.equal((await world.stored(thisCase)).phase.name, 'closed')
    assert.deepEqual(placesOf(await world.stored(next)), ['page of user'])
    placesOf(await world.stored(thisCase))
  })
})

describe('a check that is only on the page', () => {
  it('is reached with "status" in the chat, which brings it there, and not by other text', async () => {
    const [instance, who] = [world.instance('a'), somebody()]
    const { id } = caseOf(await begin(instance, who.page(), { text: 'sara@contoso.com is stuck' }))
    const say = async (text: string) => {
      await instance.app.say(who.chat, text, false)
      await instance.app.idle()
      return instance.chat.screen
    }
    const revision = (await world.stored({ id })).revision
    assert.equal((await say('cancel')).kind, 'welcome')
    assert.equal(noteOn(instance.chat.screen), 'notes.nothingToCancel')
    assert.notEqual(caseOf(await say('stuck')).id, id)
    assert.equal((await world.stored({ id })).revision, revision)
    await say('cancel')
    assert.equal(caseOf(await say('status')).id, id)
    assert.deepEqual(placesOf(await world.stored({ id })), ['chat of user', 'page of user'])
  })

  it("is not somebody's chat: nothing is sent to the page", async () => {
    const [instance, who] = [world.instance('a'), somebody()]
    await begin(instance, who.page(), { symptom: 'stuck' })
    const { tenantId, aadObjectId } = who.page().by
    assert.equal(await world.conversations.of({ tenantId: tenantId ?? '', aadObjectId: aadObjectId ?? '' }), null)
    assert.deepEqual(instance.chat.drawn, [])
  })
})

describe('a page that looks again', () => {
  it('changes nothing, and costs one read of the store', async () => {
    const [instance, who] = [world.instance('a'), somebody()]
    const opened = caseOf(await begin(instance, who.page(), { symptom: 'draft' }))
    const before = await world.store.load(opened.id)
    proxy.requests.length = 0
    for (const _ of [1, 2]) await look(instance, who.page(), opened)
    await instance.app.idle()
    assert.deepEqual(proxy.requests, ['GET c', 'GET c'])
    assert.equal((await world.store.load(opened.id))?.version, before?.version)
  })

  it('costs no more where the case is shown in a chat, too', async () => {
    const instance = world.instance('a')
    const { who, thisCase } = await saidInChat(instance)
    proxy.requests.length = 0
    const seen = await look(instance, who.page(), thisCase)
    assert.equal(caseOf(seen).id, thisCase.id)
    assert.equal(proxy.requests.length, 1)
    assert.deepEqual(placesOf(await world.stored(thisCase)), ['chat of user'])
  })
})

describe("the list of somebody's checks", () => {
  const list = async (instance: Instance, who = somebody()) => {
    const screen = await instance.app.cases(who.page())
    return screen.kind === 'cases' ? screen : assert.fail(screen.kind)
  }

  it("has none, one or many, in the chat or on the page, and nobody else's", async () => {
    const [instance, who] = [world.instance('a'), somebody()]
    await saidInChat(instance)
    assert.deepEqual([(await list(instance, who)).cases, (await list(instance, who)).more], [[], 0])
    const { thisCase } = await saidInChat(instance, who)
    assert.deepEqual(
      (await list(instance, who)).cases.map(({ id }) => id),
      [thisCase.id],
    )
    const begun: Case[] = []
    for (let i = 0; i < 12; i++) begun.push(caseOf(await instance.app.begin(who.page(), { symptom: 'draft' })))
    await instance.app.idle()
    const { cases, more } = await list(instance, who)
    assert.deepEqual(
      cases.map(({ id }) => id),
      begun
        .toReversed()
        .slice(0, 10)
        .map(({ id }) => id),
    )
    assert.equal(more, 3)
  })

  it('goes to a check that is chosen, and draws nothing in the chat', async () => {
    const instance = world.instance('a')
    const { who, thisCase } = await saidInChat(instance)
    const before = instance.chat.drawn.length
    assert.equal(caseOf(await press(instance, who.page(), thisCase, 'show')).id, thisCase.id)
    assert.equal(instance.chat.drawn.length, before)
    assert.deepEqual(placesOf(await world.stored(thisCase)), ['chat of user'])
  })
})

describe('what somebody sees on the page', () => {
  it("is their own, and nobody else's, wherever that was begun", async () => {
    const instance = world.instance('a')
    const { who, thisCase } = await saidInChat(instance)
    await press(instance, who.page(), thisCase, 'answer', symptom('stuck'))
    const now = await world.stored(thisCase)
    const strangers = [somebody('sara').page(), somebody('omar').page(), onPage('grace')]
    for (const stranger of strangers) {
      for (const verb of [
        'refresh',
        'cancel',
        'answer',
        'show',
        'startOver',
        'export',
        'checkAgain',
        'askHelpdesk',
      ] as const) {
        const screen = await instance.app.click(stranger, button(now, verb, symptom('draft')))
        assert.equal(screen.kind, 'notice', verb)
        assert.equal(noteOn(screen), 'notes.notYourCase', verb)
      }
    }
    await instance.app.idle()
    assert.deepEqual(await world.stored(thisCase), now)
  })
})
