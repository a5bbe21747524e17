import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Clock } from '../../../src/app/ports.js'
import { type Instance, noteOn, personIn, startWorld, type World } from '../world.js'
import { askedBy, chooseChannel, desk, inChannel } from './desk.js'

/** Mornings of working days, none of which two tests share: a day that is past is never claimed again. */
const MORNINGS = ['2031-03-03', '2031-03-04', '2031-03-05', '2031-03-06', '2031-03-07', '2031-03-10']
let used = 0

function at(time: string): Clock {
  return { now: () => new Date(time), every: () => () => {} }
}

function morning(time = '09:30:00'): string {
  used += 1
  return `${MORNINGS[used - 1]}T${time}.000Z`
}

describe('the digest', () => {
  let world: World
  const helen = personIn('helen')
  before(async () => {
    world = await startWorld()
  })
  after(() => world.close())

  const instances = (time: string, count: number) =>
    Array.from({ length: count }, (_, i) => desk(world, `instance-${i}`, { clock: at(time) }))
  const digest = async (all: readonly Instance[]) => {
    await Promise.all(all.map(({ app }) => app.digest()))
    return all.flatMap(({ chat }) => chat.drawn).map(({ surface, screen }) => [surface.conversationId, noteOn(screen)])
  }

  it('is none without a channel, and if nothing is open, then all day', async () => {
    const time = morning()
    assert.deepEqual(await digest(instances(time, 1)), [])
    await chooseChannel(desk(world), helen)
    assert.deepEqual(await digest(instances(time, 1)), [])
    await askedBy(world, desk(world), 'omar')
    assert.deepEqual(await digest(instances(time, 1)), [])
  })

  it('is posted once in the channel, however many instances look however often', async () => {
    const time = morning()
    const all = instances(time, 4)
    const posted = await digest(all)
    assert.deepEqual(posted, [[inChannel(helen).surface.conversationId, 'triage.board.digest']])
    assert.deepEqual(await digest(all), posted)
  })

  it('is not posted at night, nor after a long downtime', async () => {
    const [day] = morning().split('T')
    for (const time of ['08:59:00', '13:00:00', '23:00:00']) {
      assert.deepEqual(await digest(instances(`${day}T${time}.000Z`, 1)), [], time)
    }
  })

  it('is posted later if the channel took it not yet, and not again if it may have taken it', async () => {
    const throttled = morning()
    const [first] = instances(throttled, 1)
    assert.ok(first)
    first.chat.refusals.push({ result: 'failed', status: 429 })
    assert.deepEqual(await digest([first]), [])
    assert.equal((await digest(instances(throttled, 2))).length, 1)
    const unanswered = morning()
    const [other] = instances(unanswered, 1)
    assert.ok(other)
    other.chat.refusals.push({ result: 'failed', status: null })
    assert.deepEqual(await digest([other]), [])
    assert.deepEqual(await digest(instances(unanswered, 2)), [])
  })

  it('is posted later if the board could not be read', async () => {
    const time = morning()
    const broken = { ...world.board, list: () => Promise.reject(new Error('The store is away')) }
    const { app } = desk(world, 'broken', { clock: at(time), board: broken })
    await assert.rejects(app.digest(), /The store is away/)
    assert.equal((await digest(instances(time, 1))).length, 1)
  })
})
