import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import type { Clock, Incoming } from '../../../src/app/ports.js'
import type { Case, Surface } from '../../../src/domain/case/case.js'
import { DAY_MS } from '../../../src/domain/durations.js'
import { button, caseOf, type Instance, signerIn, startWorld, type World } from '../world.js'

let ahead = 0
const clock: Clock = {
  now: () => new Date(Date.now() + ahead),
  every(milliseconds, tick) {
    const timer = setInterval(tick, milliseconds)
    return () => clearInterval(timer)
  },
}

let world: World
// Storage of its own, so that nobody has been asked before.
beforeEach(async () => {
  world = await startWorld(undefined, { helpdesk: ['helen', 'nora'] })
})
const stop = () => world.close()

const theirs = (thisCase: Case): Surface =>
  thisCase.surfaces.find(({ audience }) => audience === 'sender') ?? assert.fail('the sender has no card')

async function click({ app }: Instance, who: Incoming, ...data: Parameters<typeof button>): Promise<Case> {
  await app.click(who, button(...data))
  await app.idle()
  return world.stored(data[0])
}

/** Asks the sender for their consent in a check of one's own. */
async function ask(instance: Instance, who: Incoming): Promise<Case> {
  await instance.app.say(who, 'omar@contoso.com is stuck in Contoso', false)
  await instance.app.idle()
  return click(instance, who, caseOf(instance.chat.screen), 'repair', { value: 'senderConsent' })
}

/** Messages that were sent to Omar, apart from those that were changed. */
const messagesTo = ({ chat }: Instance, { conversationId }: Surface) =>
  chat.drawn.filter(({ how, surface }) => how === 'send' && surface.conversationId === conversationId).length

function noteOf({ phase }: Case): string | undefined {
  return phase.name === 'diagnosed' ? phase.note?.key : phase.name
}

describe('whoever is asked for a consent', () => {
  it('is not asked a second time, by the same check or by another one, while they have not answered', async t => {
    t.after(stop)
    const instance = world.instance('a', { clock })
    const [helen, nora] = [signerIn('helen'), signerIn('nora')]
    const asking = await ask(instance, helen)
    const omar = theirs(asking)
    assert.equal(messagesTo(instance, omar), 1)

    assert.equal(noteOf(await ask(instance, nora)), 'notes.askOpen')
    const found = await click(instance, helen, asking, 'checkAgain')
    const again = await click(instance, helen, found, 'repair', { value: 'senderConsent' })
    assert.ok(again.phase.name === 'asking' && again.phase.reached === 'card', noteOf(again))
    assert.equal(messagesTo(instance, omar), 1)
  })

  it('is asked by one of two checks that ask at once', async t => {
    t.after(stop)
    const [first, second] = [world.instance('a', { clock }), world.instance('b', { clock })]
    const cases = await Promise.all([ask(first, signerIn('helen')), ask(second, signerIn('nora'))])
    const states = cases.map(noteOf).toSorted()
    // The loser may come before the winner's question is saved as reached, and asks nobody either way.
    assert.deepEqual(states, ['asking', 'notes.askOpen'])
  })

  it('is not asked again by anybody within a day of saying "not now", and then is', async t => {
    t.after(stop)
    const instance = world.instance('a', { clock })
    const [helen, nora] = [signerIn('helen'), signerIn('nora')]
    const asking = await ask(instance, helen)
    const omar: Incoming = { ...signerIn('omar'), surface: theirs(asking) }
    const refused = await click(instance, omar, asking, 'back')
    assert.equal(noteOf(refused), 'notes.senderDeclined')

    const again = await click(instance, helen, refused, 'repair', { value: 'senderConsent' })
    assert.equal(noteOf(again), 'notes.askRefused')
    const other = await ask(instance, nora)
    assert.equal(noteOf(other), 'notes.askRefused')
    assert.equal(messagesTo(instance, omar.surface), 1)

    ahead += DAY_MS
    assert.equal((await click(instance, nora, other, 'repair', { value: 'senderConsent' })).phase.name, 'asking')
    assert.equal(messagesTo(instance, omar.surface), 2)
  })

  it('refuses by leaving the offer, too, and may still repair it themselves', async t => {
    t.after(stop)
    const instance = world.instance('a', { clock })
    const asking = await ask(instance, signerIn('helen'))
    const omar: Incoming = { ...signerIn('omar'), surface: theirs(asking) }
    const offer = await click(instance, omar, asking, 'repair', { value: 'senderConsent' })
    assert.equal(offer.phase.name, 'offered')
    const left = await click(instance, omar, offer, 'back')
    assert.equal(left.refusal?.remedy, 'senderConsent')
    assert.equal((await click(instance, omar, left, 'repair', { value: 'senderConsent' })).phase.name, 'offered')
  })

  it('is sent three messages a day at most, however often somebody takes the question back', async t => {
    t.after(stop)
    const instance = world.instance('a', { clock })
    const people = ['helen', 'nora', 'helen', 'nora', 'helen'].map(key => signerIn(key))
    const states: (string | undefined)[] = []
    let omar: Surface | undefined
    for (const who of people) {
      const asking = await ask(instance, who)
      states.push(noteOf(asking))
      omar ??= theirs(asking)
      await click(instance, who, asking, 'cancel')
    }
    assert.deepEqual(states, ['asking', 'asking', 'asking', 'notes.askOften', 'notes.askOften'])
    assert.ok(omar)
    assert.equal(messagesTo(instance, omar), 3)
    ahead += DAY_MS
    assert.equal(noteOf(await ask(instance, signerIn('nora'))), 'asking')
    assert.equal(messagesTo(instance, omar), 4)
  })

  it('is asked again once the check that asked is closed, or has been forgotten for a week', async t => {
    t.after(stop)
    const instance = world.instance('a', { clock })
    const [helen, nora, sara] = [signerIn('helen'), signerIn('nora'), signerIn('helen')]
    await click(instance, helen, await ask(instance, helen), 'cancel')
    const asking = await ask(instance, nora)
    assert.equal(asking.phase.name, 'asking')
    ahead += 7 * DAY_MS
    assert.equal((await ask(instance, sara)).phase.name, 'asking')
  })
})
