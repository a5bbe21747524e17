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
