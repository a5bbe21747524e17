import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Incoming, Screen } from '../../../src/app/ports.js'
import type { Case } from '../../../src/domain/case/case.js'
import { view } from '../../fixtures/library.js'
import { nodesOf, textsOf } from '../../view/nodes.js'
import { button, caseOf, noteOn, signerIn, startWorld, type World } from '../world.js'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world.close())

/** Somebody has agreed to a repair, and is asked to sign in. */
async function asked(key: string, address: string) {
  const { app, chat } = world.instance('first')
  const who = signerIn(key)
  await app.say(who, `${address} is stuck in Contoso`, false)
  await app.idle()
  await app.click(who, button(caseOf(chat.screen), 'repair', { value: 'senderConsent' }))
  await app.idle()
  const offered = caseOf(chat.screen)
  assert.ok(offered.phase.name === 'offered', offered.phase.name)
  const { activityId = '' } = (await world.stored(offered)).surfaces[0] ?? {}
  const clicked: Incoming = { ...who, surface: { ...who.surface, activityId } }
  const plan = offered.phase.plans[0]?.hash ?? ''
  const consent = button(offered, 'consent', { value: plan, knowsOld: 'true' })
  const drawn = chat.drawn.length
  const screen = await app.click(clicked, consent)
  await app.idle()
  assert.equal(screen.kind, 'signIn')
  assert.deepEqual(chat.drawn.slice(drawn), [], 'the answer to the click is not drawn over')
  return { who, offered, plan, consent }
}

/** The program was restarted, and the chat was loaded again. */
const restarted = () => world.instance('second')

const isWaiting = (screen: Screen, plan: string) => screen.kind === 'signIn' && screen.plan === plan

describe('the card that asks somebody to sign in', () => {
  it('comes back with "status", with any other text, and is drawn for a click on an old card', async () => {
    const { who, plan, offered } = await asked('sara', 'sara@contoso.com')
    const { app, chat } = restarted()
    for (const text of ['status', 'what now?']) {
      await app.say(who, text, false)
      await app.idle()
      assert.ok(isWaiting(chat.screen, plan), text)
    }
    const before = { ...offered, phase: { ...offered.phase, run: offered.phase.run - 1 } } as Case
    const late = await app.click(who, button(before, 'checkAgain'))
    assert.deepEqual([isWaiting(late, plan), noteOn(late)], [true, 'notes.stale'])
    assert.ok(isWaiting(await app.click(who, { verb: 'refresh', case: offered.id }), plan))
  })

  it('comes back from the list of checks', async () => {
    const { who, plan, offered } = await asked('omar', 'omar@contoso.com')
    const { app, chat } = restarted()
    await app.click(who, { verb: 'show', case: offered.id })
    await app.idle()
    assert.ok(isWaiting(chat.screen, plan))
  })

  it('goes on with "Continue", which says what was agreed to, and is gone afterwards', async () => {
    const { who, offered } = await asked('obrien', "aine.o'brien@contoso.com")
    const { app, chat } = restarted()
    await app.say(who, 'status', false)
    await app.idle()
    const card = view.card(chat.screen, who.surface)
    assert.match(textsOf(card).join('\n'), /You agreed to this\.[\s\S]*Press "Continue"/)
    const goOn = nodesOf(card).find(({ title }) => title === 'Continue')?.data
    world.signIn('obrien')
    await app.click(who, goOn)
    await app.idle()
    const { phase } = await world.stored(offered)
    assert.notEqual(phase.name, 'offered')
    await app.say(who, 'status', false)
    await app.idle()
    assert.equal(chat.screen.kind, 'case')
  })

  it('comes when somebody has typed their code, and is not spoken of when there is none', async () => {
    const { who, plan } = await asked('sara', 'sara@contoso.com')
    const { app, chat } = restarted()
    await app.signedIn(who)
    await app.idle()
    assert.deepEqual([isWaiting(chat.screen, plan), noteOn(chat.screen)], [true, 'notice.signedIn.goOn'])

    const other = signerIn('grace')
    await app.signedIn(other)
    const notice = chat.screen
    assert.equal(noteOn(notice), 'notice.signedIn.elsewhere')
    assert.doesNotMatch(textsOf(view.card(notice, other.surface)).join(), /Continue/)
  })

  it('is not shown in another conversation, or to others', async () => {
    const { who, offered, plan } = await asked('omar', 'omar@contoso.com')
    const { app, chat } = restarted()
    const group = {
      ...who,
      surface: { ...who.surface, conversationId: 'sales', conversationType: 'groupChat' } as const,
    }
    await app.say(group, 'status', false)
    await app.idle()
    assert.ok(!isWaiting(chat.screen, plan))
    const helen = signerIn('helen')
    const read = await app.click(helen, { verb: 'refresh', case: offered.id })
    assert.equal(read.kind, 'case')
  })
})
