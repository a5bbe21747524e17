import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Case } from '../../../src/domain/case/case.js'
import { seedOnlineContoso } from '../../simulator/seeds/synchronized/onlineContoso.js'
import { button, caseOf, loner, noteOn, startWorld, type World } from '../world.js'

let world: World
before(async () => {
  world = await startWorld(undefined, { contoso: seedOnlineContoso(() => new Date()), helpdesk: ['helen'] })
})
after(() => world.close())

/** What a person types, one text after the other, and the case that is shown after each. */
async function shownAfter(...texts: readonly string[]) {
  const { app, chat } = world.instance('asked again')
  const who = loner('helen')
  const cases: Case[] = []
  for (const [index, text] of texts.entries()) {
    await app.say({ ...who, activity: `${who.surface.conversationId}-${index}` }, text, false)
    await app.idle()
    cases.push(caseOf(chat.screen))
  }
  const open = await world.store.open(who.by)
  return { cases, open: open.length, app, who, chat }
}

type Talking = Pick<Awaited<ReturnType<typeof shownAfter>>, 'app' | 'who'>

/** Answers the questions of the newest card with its buttons, the sender last; without a sender, up to that question. */
async function walk({ app, who }: Talking, symptom: string, sender?: string): Promise<Case> {
  const [newest] = await world.store.open(who.by)
  const asking = async () => (await world.store.load(newest?.id ?? ''))?.case ?? assert.fail('it is gone')
  const answer = async (ask: string, value: string) => {
    const current = await asking()
    const place = { ...who, surface: { ...who.surface, activityId: current.surfaces[0]?.activityId ?? 'none' } }
    await app.click(place, button(current, 'answer', { ask, value }))
    await app.idle()
  }
  await answer('symptom', symptom)
  await answer('organization', world.list[0]?.url ?? '')
  const before = await asking()
  if (sender !== undefined) await answer('sender', sender)
  return before
}

const isSame = ([first, second]: readonly Case[]) => first?.id === second?.id

describe('what is asked again', () => {
  it('is answered by the open check, which looks again and comes to the end of the conversation', async () => {
    const { cases, open } = await shownAfter('grace@contoso.com is stuck in Contoso', 'GRACE@contoso.com is stuck')
    const [first, second] = cases
    assert.ok(isSame(cases))
    assert.equal(open, 1)
    assert.ok(first && second && second.phase.name === 'diagnosed')
    assert.ok(second.phase.run > first.phase.run, 'the facts are read again')
    assert.notEqual(second.surfaces[0]?.activityId, first.surfaces[0]?.activityId)
  })

  it('is found behind a check about somebody else', async () => {
    const { cases, open } = await shownAfter(
      'grace@contoso.com is stuck in Contoso',
      'omar@contoso.com is stuck in Contoso',
      'grace@contoso.com in Contoso is stuck',
    )
    assert.equal(cases[2]?.id, cases[0]?.id)
    assert.equal(open, 2)
  })

  it('is said to be asked already, where the check waits for somebody', async () => {
    const failed = 'grace@contoso.com in Contoso: the workflow failed'
    const { app, chat, who, cases } = await shownAfter(failed)
    const [found] = cases
    assert.ok(found)
    await app.click(who, button(found, 'repair', { value: 'senderConsent' }))
    await app.idle()
    const asking = (await world.store.load(found.id))?.case
    assert.equal(asking?.phase.name, 'asking')
    await app.say({ ...who, activity: `${who.surface.conversationId}-again` }, failed, false)
    await app.idle()
    const shown = caseOf(chat.screen)
    assert.deepEqual([shown.id, shown.phase.name, shown.phase.run], [found.id, 'asking', asking?.phase.run])
    assert.equal(noteOn(chat.screen) ?? shown.surfaces.find(({ note }) => note)?.note?.key, 'notes.sameCheck')
    assert.equal((await world.store.open(who.by)).length, 1)
  })

  it('is answered by the open check, too, where the questions are answered with buttons', async () => {
    const { cases, app, chat, who } = await shownAfter('grace@contoso.com in Contoso: the workflow failed')
    const [found] = cases
    assert.ok(found)
    await app.click(who, { verb: 'start' })
    await app.idle()
    const walked = await walk({ app, who }, 'draft', 'grace@contoso.com')
    const shown = caseOf(chat.screen)
    assert.deepEqual([shown.id, shown.phase.name], [found.id, 'diagnosed'])
    assert.ok(shown.phase.run > found.phase.run, 'the facts are read again')
    assert.equal((await world.store.load(walked.id))?.case.phase.name, 'closed')
    assert.equal((await world.store.open(who.by)).length, 1)
    // The card that asked is the check's card now, and the one before says so.
    assert.equal(shown.surfaces.length, 1)
    assert.equal(shown.surfaces[0]?.activityId, walked.surfaces[0]?.activityId)
  })

  it('is answered by the open check, too, where the last answer is typed', async () => {
    const { cases, app, chat, who } = await shownAfter('grace@contoso.com in Contoso: the workflow failed')
    await app.click(who, { verb: 'start' })
    await app.idle()
    const walked = await walk({ app, who }, 'draft')
    await app.say({ ...who, activity: `${who.surface.conversationId}-typed` }, 'grace@contoso.com', false)
    await app.idle()
    assert.equal(caseOf(chat.screen).id, cases[0]?.id)
    assert.equal((await world.store.load(walked.id))?.case.phase.name, 'closed')
  })

  it('opens a check of its own for somebody who starts over and answers with buttons, or differently', async () => {
    const text = 'grace@contoso.com in Contoso: the workflow failed'
    for (const [start, symptom] of [
      ['startOver', 'draft'],
      ['start', 'stuck'],
    ] as const) {
      const { cases, app, chat, who } = await shownAfter(text)
      const [found] = cases
      assert.ok(found)
      await app.click(who, start === 'start' ? { verb: 'start' } : button(found, 'startOver'))
      await app.idle()
      const walked = await walk({ app, who }, symptom, 'grace@contoso.com')
      assert.equal(caseOf(chat.screen).id, walked.id, start)
      assert.equal((await world.store.open(who.by)).length, 2, start)
    }
  })

  const others: Readonly<Record<string, string>> = {
    'another sender': 'omar@contoso.com is stuck in Contoso',
    'another organization': 'grace@contoso.com is stuck in Contoso Field Service',
    'something else that is seen': 'grace@contoso.com in Contoso: the workflow failed',
    'an account that is named': 'erp@contoso.com cannot send as grace@contoso.com in Contoso',
    'an error code': 'grace@contoso.com in Contoso 0x80040220',
    'somebody who starts over': 'start over with grace@contoso.com',
  }
  for (const [name, text] of Object.entries(others)) {
    it(`opens a check of its own for ${name}`, async () => {
      const { cases, open } = await shownAfter('grace@contoso.com is stuck in Contoso', text)
      assert.equal(isSame(cases), false)
      assert.equal(open, 2)
    })
  }
})
