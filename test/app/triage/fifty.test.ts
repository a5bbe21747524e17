import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Case } from '../../../src/domain/case/case.js'
import { personIn, startWorld, type World } from '../world.js'
import { askedBy, chooseChannel, desk, inChannel, press, say, threadIn } from './desk.js'

const FIFTY = 50

describe('an agent with fifty cases open in one channel and one chat', () => {
  let world: World
  before(async () => {
    world = await startWorld(undefined, { helpdesk: ['helen'] })
  })
  after(() => world.close())

  it('has each click, each reply and each word go to the right one', async () => {
    const instance = desk(world)
    const helen = personIn('helen')
    await chooseChannel(instance, helen)
    await say(instance, helen, 'help')
    const cases: Case[] = []
    while (cases.length < FIFTY) cases.push((await askedBy(world, instance, 'omar')).check)
    const at = (i: number): Case => cases[i] ?? assert.fail()
    for (const thisCase of cases) await press(instance, helen, thisCase, 'openHere')
    await press(instance, helen, at(7), 'take')
    await say(instance, inChannel(helen, threadIn(at(23))), 'called him')
    await say(instance, inChannel(helen, threadIn(at(31))), 'take it')
    await press(instance, helen, at(42), 'close', { value: 'solved' })
    const now = await Promise.all(cases.map(thisCase => world.stored(thisCase)))
    const where = (is: (thisCase: Case) => boolean) => now.flatMap((thisCase, i) => (is(thisCase) ? [i] : []))
    assert.deepEqual(
      where(({ triage }) => triage?.assignee !== null),
      [7, 31],
    )
    assert.deepEqual(
      where(({ triage }) => triage?.notes.length === 1),
      [23],
    )
    assert.deepEqual(
      where(({ phase }) => phase.name === 'closed'),
      [42],
    )
    const numbers = now.map(({ triage }) => triage?.number)
    assert.equal(new Set(numbers).size, FIFTY)
    const status = await say(instance, helen, 'status')
    assert.ok(status.kind === 'cases')
    assert.deepEqual(status.cases.map(({ id }) => id).toSorted(), [at(7).id, at(31).id].toSorted())
  })
})
