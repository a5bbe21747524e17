import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Clock, Incoming } from '../../src/app/ports.js'
import type { Case } from '../../src/domain/case/case.js'
import { type Azurite, startAzurite } from '../storage/azurite.js'
import { startWithholding, type Withholding } from '../storage/withholding.js'
import { button, caseOf, type Instance, loner, noteOn, startWorld, type World } from './world.js'

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

let activities = 0
const anew = (who: Incoming): Incoming => ({ ...who, activity: `activity ${++activities}` })

/** Somebody in a channel that vouches for nobody, who never wrote before. */
function stranger(): Incoming {
  const { by, surface } = loner('nora')
  return { by: { ...by, aadObjectId: null }, surface }
}

/** What the store is asked until everything that follows from the turn is done. */
async function asked({ app }: Instance, turn: () => Promise<unknown>): Promise<readonly string[]> {
  proxy.requests.length = 0
  await turn()
  await app.idle()
  return [...proxy.requests]
}

const type = ({ app }: Instance, who: Incoming, text: string) => app.say(anew(who), text, false)

/** The person clicks the card that shows the case. */
const click = ({ app }: Instance, who: Incoming, { c, data }: { readonly c: Case; readonly data: unknown }) =>
  app.click(anew({ ...who, surface: c.surfaces[0] ?? assert.fail('It is shown nowhere') }), data)

async function stored({ id }: Case): Promise<Case> {
  return (await world.store.load(id))?.case ?? assert.fail('The case is gone')
}

async function opened(instance: Instance, who: Incoming): Promise<Case> {
  await type(instance, who, 'start over')
  await instance.app.idle()
  return stored(caseOf(instance.chat.screen))
}

const stuck = { ask: 'symptom', value: 'stuck' } as const

describe('what a turn asks of the store', () => {
  it('a first message: what is open, and the case with its card owed, then drawn', async () => {
    const instance = world.instance('one')
    const requests = await asked(instance, () => type(instance, stranger(), 'start over'))
    assert.deepEqual(requests, ['GET o', 'POST batch', 'POST batch'])
  })

  for (const [words, text] of [
    ['that is not understood', 'what?'],
    ['that answers', 'stuck'],
  ] as const) {
    it(`a word to an open case ${words}: the same`, async () => {
      const [instance, who] = [world.instance('one'), stranger()]
      await opened(instance, who)
      const requests = await asked(instance, () => type(instance, who, text))
      assert.deepEqual(requests, ['GET o', 'POST batch', 'POST batch'])
    })
  }

  it('a click: the case with its card owed, then drawn', async () => {
    const [instance, who] = [world.instance('one'), stranger()]
    const c = await opened(instance, who)
    const requests = await asked(instance, () => click(instance, who, { c, data: button(c, 'answer', stuck) }))
    assert.deepEqual(requests, ['POST batch', 'POST batch'])
    assert.notDeepEqual((await stored(c)).phase, c.phase)
    assert.deepEqual((await stored(c)).pending, [])
  })

  it('in a process that has not seen the case: its row besides', async () => {
    const [first, second, who] = [world.instance('first'), world.instance('second'), stranger()]
    const c = await opened(first, who)
    const clicked = await asked(second, () => click(second, who, { c, data: button(c, 'answer', stuck) }))
    assert.deepEqual(clicked, ['GET c', 'POST batch', 'POST batch'])
    const third = world.instance('third')
    const written = await asked(third, () => type(third, who, 'what?'))
    assert.deepEqual(written, ['GET o', 'GET c', 'POST batch', 'POST batch'])
  })
})

describe('what a whole check asks of the store', () => {
  it('saves what is promised and what is done, one after the other, and reads nothing again', async () => {
    const clock: Clock = { now: () => new Date(), every: () => () => {} }
    const instance = world.instance('one', { clock })
    const all = await asked(instance, () => type(instance, loner('helen'), 'sara@contoso.com is stuck in Contoso'))
    const requests = all.filter(request => !request.includes('conversations'))
    assert.equal(caseOf(instance.chat.screen).phase.name, 'diagnosed')
    // Opened, work taken, card seen, found out, card seen again; a save may be of the case's row alone.
    const saves = requests.slice(1).map(request => request.replace('PUT c', 'POST batch'))
    assert.deepEqual([requests[0], ...saves], ['GET o', ...Array.from({ length: 5 }, () => 'POST batch')])
  })
})

describe('a case that another process has saved meanwhile', () => {
  const both = async () => {
    const [first, second, who] = [world.instance('first'), world.instance('second'), stranger()]
    return { first, second, who, c: await opened(first, who) }
  }

  it('is loaded when somebody writes: what is listed tells', async () => {
    const { first, second, who, c } = await both()
    await type(second, who, 'stuck')
    await second.app.idle()
    const { phase } = await stored(c)
    const requests = await asked(first, () => type(first, who, 'what?'))
    assert.deepEqual(requests, ['GET o', 'GET c', 'POST batch', 'POST batch'])
    assert.deepEqual(caseOf(first.chat.screen).phase, phase)
  })

  it('is loaded when a click comes late, and is shown as it is', async () => {
    const { first, second, who, c } = await both()
    await click(second, who, { c, data: button(c, 'answer', stuck) })
    await second.app.idle()
    const screen = await click(first, who, { c, data: button(c, 'answer', stuck) })
    assert.equal(noteOn(screen), 'notes.stale')
    assert.deepEqual(caseOf(screen).phase, (await stored(c)).phase)
  })

  it('is decided on as it is, where the question is still the same', async () => {
    const { first, second, who, c } = await both()
    await type(second, who, 'what?')
    await second.app.idle()
    const moved = (await stored(c)).surfaces
    const screen = await click(first, who, { c, data: button(c, 'answer', stuck) })
    await first.app.idle()
    assert.equal(caseOf(screen).target.symptom, 'stuck')
    assert.equal((await stored(c)).surfaces.length, moved.length)
  })

  it('is shown as it is, where a click changes nothing', async () => {
    const { first, second, who, c } = await both()
    await type(second, who, 'what?')
    await second.app.idle()
    const screen = await click(first, who, { c, data: button(c, 'answer', { ask: 'symptom', value: 'nothing known' }) })
    assert.equal(caseOf(screen).revision, (await stored(c)).revision)
    const refreshed = await click(first, who, { c, data: button(c, 'refresh') })
    assert.equal(caseOf(refreshed).revision, (await stored(c)).revision)
  })
})
