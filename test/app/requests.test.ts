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
const asNewActivity = (who: Incoming): Incoming => ({ ...who, activity: `activity ${++activities}` })

/** A new person in a channel that does not verify identities. */
function stranger(): Incoming {
  const { by, surface } = loner('nora')
  return { by: { ...by, aadObjectId: null }, surface }
}

/** The requests to the store until everything that follows from the turn is done. */
async function asked({ app }: Instance, turn: () => Promise<unknown>): Promise<readonly string[]> {
  proxy.requests.length = 0
  await turn()
  await app.idle()
  return [...proxy.requests]
}

const type = ({ app }: Instance, who: Incoming, text: string) => app.say(asNewActivity(who), text, false)

/** The person clicks the card that shows the case. */
const click = (
  { app }: Instance,
  who: Incoming,
  { thisCase, data }: { readonly thisCase: Case; readonly data: unknown },
) =>
  app.click(
    asNewActivity({ ...who, surface: thisCase.surfaces[0] ?? assert.fail('The case is not shown anywhere') }),
    data,
  )

async function opened(instance: Instance, who: Incoming): Promise<Case> {
  await type(instance, who, 'start over')
  await instance.app.idle()
  return world.stored(caseOf(instance.chat.screen))
}

const stuck = { ask: 'symptom', value: 'stuck' } as const

describe('the requests of a turn to the store', () => {
  it('are, for a first message: the open cases, the case with its promised card, and the card drawn', async () => {
    const instance = world.instance('one')
    const requests = await asked(instance, () => type(instance, stranger(), 'start over'))
    assert.deepEqual(requests, ['GET o', 'POST batch', 'POST batch'])
  })

  for (const [words, text] of [
    ['an unknown word', 'what?'],
    ['an answer', 'stuck'],
  ] as const) {
    it(`are the same for ${words} to an open case`, async () => {
      const [instance, who] = [world.instance('one'), stranger()]
      await opened(instance, who)
      const requests = await asked(instance, () => type(instance, who, text))
      assert.deepEqual(requests, ['GET o', 'POST batch', 'POST batch'])
    })
  }

  it('are, for a click: the case with its promised card, and the card drawn', async () => {
    const [instance, who] = [world.instance('one'), stranger()]
    const thisCase = await opened(instance, who)
    const requests = await asked(instance, () =>
      click(instance, who, { thisCase, data: button(thisCase, 'answer', stuck) }),
    )
    assert.deepEqual(requests, ['POST batch', 'POST batch'])
    assert.notDeepEqual((await world.stored(thisCase)).phase, thisCase.phase)
    assert.deepEqual((await world.stored(thisCase)).pending, [])
  })

  it('also include the row of the case in a process that has not seen it', async () => {
    const [first, second, who] = [world.instance('first'), world.instance('second'), stranger()]
    const thisCase = await opened(first, who)
    const clicked = await asked(second, () => click(second, who, { thisCase, data: button(thisCase, 'answer', stuck) }))
    assert.deepEqual(clicked, ['GET c', 'POST batch', 'POST batch'])
    const third = world.instance('third')
    const written = await asked(third, () => type(third, who, 'what?'))
    assert.deepEqual(written, ['GET o', 'GET c', 'POST batch', 'POST batch'])
  })
})

describe('the requests of a whole check to the store', () => {
  it('save each promise and each result in turn, and read nothing again', async () => {
    const clock: Clock = { now: () => new Date(), every: () => () => {} }
    const instance = world.instance('one', { clock })
    const all = await asked(instance, () => type(instance, loner('helen'), 'sara@contoso.com is stuck in Contoso'))
    const requests = all.filter(request => !request.includes('conversations'))
    assert.equal(caseOf(instance.chat.screen).phase.name, 'diagnosed')
    // Case opened, work leased, card shown, facts gathered, card shown again. A save may change only the row of the case.
    const saves = requests.slice(1).map(request => request.replace('PUT c', 'POST batch'))
    assert.deepEqual([requests[0], ...saves], ['GET o', ...Array.from({ length: 5 }, () => 'POST batch')])
  })
})

describe('a case that another process has saved in the meantime', () => {
  const both = async () => {
    const [first, second, who] = [world.instance('first'), world.instance('second'), stranger()]
    return { first, second, who, thisCase: await opened(first, who) }
  }

  it('is loaded when somebody writes, because the list shows a newer revision', async () => {
    const { first, second, who, thisCase } = await both()
    await type(second, who, 'stuck')
    await second.app.idle()
    const { phase } = await world.stored(thisCase)
    const requests = await asked(first, () => type(first, who, 'what?'))
    assert.deepEqual(requests, ['GET o', 'GET c', 'POST batch', 'POST batch'])
    assert.deepEqual(caseOf(first.chat.screen).phase, phase)
  })

  it('is loaded when a click comes late, and its current state is shown', async () => {
    const { first, second, who, thisCase } = await both()
    await click(second, who, { thisCase, data: button(thisCase, 'answer', stuck) })
    await second.app.idle()
    const screen = await click(first, who, { thisCase, data: button(thisCase, 'answer', stuck) })
    assert.equal(noteOn(screen), 'notes.stale')
    assert.deepEqual(caseOf(screen).phase, (await world.stored(thisCase)).phase)
  })

  it('takes the click in its current state if the question is still the same', async () => {
    const { first, second, who, thisCase } = await both()
    await type(second, who, 'what?')
    await second.app.idle()
    const moved = (await world.stored(thisCase)).surfaces
    const screen = await click(first, who, { thisCase, data: button(thisCase, 'answer', stuck) })
    await first.app.idle()
    assert.equal(caseOf(screen).target.symptom, 'stuck')
    assert.equal((await world.stored(thisCase)).surfaces.length, moved.length)
  })

  it('is shown in its current state if a click changes nothing', async () => {
    const { first, second, who, thisCase } = await both()
    await type(second, who, 'what?')
    await second.app.idle()
    const screen = await click(first, who, {
      thisCase,
      data: button(thisCase, 'answer', { ask: 'symptom', value: 'nothing known' }),
    })
    assert.equal(caseOf(screen).revision, (await world.stored(thisCase)).revision)
    const refreshed = await click(first, who, { thisCase, data: button(thisCase, 'refresh') })
    assert.equal(caseOf(refreshed).revision, (await world.stored(thisCase)).revision)
  })
})
