import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Clock, Delivery, Incoming, Log } from '../../src/app/ports.js'
import type { Case } from '../../src/domain/case/case.js'
import { button, caseOf, type Instance, loner, silent, startWorld, type World } from './world.js'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world.close())

/** A process that dies at some point: nothing more that it would have drawn is drawn. */
function dying(name: string): Instance & { die(): void } {
  let alive = true
  const clock: Clock = { now: () => new Date(), every: () => () => {} }
  const instance = world.instance(name, { clock })
  const { chat } = instance
  const never = new Promise<Delivery>(() => {})
  const [send, update] = [chat.send.bind(chat), chat.update.bind(chat)]
  chat.send = (surface, screen) => (alive ? send(surface, screen) : never)
  chat.update = (surface, screen) => (alive ? update(surface, screen) : never)
  return {
    ...instance,
    die() {
      alive = false
    },
  }
}

/** Later than any lease. */
const later: Clock = { now: () => new Date(Date.now() + 60_000), every: () => () => {} }

async function stored(id: string): Promise<Case> {
  const found = await world.store.load(id)
  assert.ok(found)
  return found.case
}

async function settled(id: string, is: (thisCase: Case) => boolean): Promise<Case> {
  for (;;) {
    const thisCase = await stored(id)
    if (is(thisCase)) return thisCase
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

async function started(instance: Instance, who: Incoming): Promise<Case> {
  await instance.app.say(who, 'stuck in Contoso', false)
  await instance.app.idle()
  return caseOf(instance.chat.screen)
}

describe('a card that was not drawn because of a crash', () => {
  it('is drawn in its place by another process, if the crash came between the result and its drawing', async () => {
    const who = loner('nora')
    const first = dying('dying')
    const asking = await started(first, who)
    const place = (await stored(asking.id)).surfaces[0]
    first.die()
    await first.app.click(who, button(asking, 'answer', { ask: 'sender', value: 'nora@contoso.com' }))
    const found = await settled(asking.id, ({ phase }) => phase.name === 'diagnosed')
    assert.ok(
      found.pending.some(({ kind }) => kind === 'draw'),
      'it is promised in the same write',
    )
    const heir = world.instance('heir', { clock: later })
    await heir.app.recover('urgent')
    const [drawn, ...others] = heir.chat.drawn
    assert.equal(others.length, 0)
    assert.deepEqual([drawn?.how, drawn?.surface.activityId], ['update', place?.activityId])
    assert.equal(drawn && caseOf(drawn.screen).phase.name, 'diagnosed')
    assert.deepEqual((await stored(asking.id)).pending, [])
    await heir.app.recover('urgent')
    assert.equal(heir.chat.drawn.length, 1, 'and once')
  })

  it('is sent by another process, if the crash came between opening the case and its first card', async () => {
    const who = loner('nora')
    const first = dying('dying')
    first.die()
    void first.app.say(who, 'stuck', false)
    let open = await world.store.open(who.by)
    while (open.length === 0) open = await world.store.open(who.by)
    const heir = world.instance('heir', { clock: later })
    await heir.app.recover('urgent')
    assert.deepEqual(
      heir.chat.drawn.map(({ how }) => how),
      ['send'],
    )
    const thisCase = await stored(open[0]?.id ?? '')
    assert.deepEqual(
      [thisCase.surfaces.length, typeof thisCase.surfaces[0]?.activityId, thisCase.pending],
      [1, 'string', []],
    )
  })
})

describe('a channel that does not take a card', () => {
  const refuse = async (refusal: Exclude<Delivery, { result: 'shown' }>) => {
    const instance = world.instance('a')
    const who = loner('nora')
    const asking = await started(instance, who)
    instance.chat.refusals.push(refusal)
    await instance.app.say(who, 'what?', false)
    await instance.app.idle()
    return { instance, who, asking }
  }

  it('temporarily gets it later', async () => {
    const { asking } = await refuse({ result: 'failed', status: 503 })
    const owing = (await stored(asking.id)).pending.find(({ kind }) => kind === 'draw')
    assert.equal(owing?.attempts, 1)
    const heir = world.instance('heir', { clock: later })
    await heir.app.recover('urgent')
    assert.ok(heir.chat.drawn.some(({ how }) => how === 'send'))
    assert.deepEqual((await stored(asking.id)).pending, [])
  })

  it('for hours is given up, and the log says so', async () => {
    const asking = await started(world.instance('a'), loner('nora'))
    const found = await world.store.load(asking.id)
    assert.ok(found)
    const owing = { ...found.case, revision: 99, pending: [{ id: 'draw.99', kind: 'draw', attempts: 148 }] } as const
    await world.store.replace(owing as unknown as Case, found.version)
    const lines: string[] = []
    const said: Log = { ...silent, error: (_fields, message) => lines.push(message) }
    for (const [times, minutes] of [
      [1, 5],
      [2, 90],
    ] as const) {
      const clock: Clock = { now: () => new Date(Date.now() + minutes * 60_000), every: () => () => {} }
      const heir = world.instance('heir', { clock, log: said })
      heir.chat.refusals.push({ result: 'failed', status: 503 })
      await heir.app.recover('urgent')
      assert.equal(lines.length, times - 1)
    }
    assert.match(lines[0] ?? '', /given up/)
    assert.deepEqual((await stored(asking.id)).pending, [])
  })

  it('permanently is not tried again, and everything else goes on', async () => {
    const { asking, who } = await refuse({ result: 'refused', status: 403 })
    const thisCase = await stored(asking.id)
    assert.deepEqual([thisCase.surfaces[0]?.refused, thisCase.pending], [403, []])
    const heir = world.instance('heir', { clock: later })
    await heir.app.recover('urgent')
    assert.equal(heir.chat.drawn.length, 0)
    await heir.app.say({ ...who, activity: 'back again' }, 'status', false)
    await heir.app.idle()
    assert.ok(heir.chat.drawn.length > 0, 'a person who writes again gets cards again')
  })

  it('because the message is gone gets a new message, but only once', async () => {
    const instance = world.instance('a')
    const who = loner('nora')
    const asking = await started(instance, who)
    instance.chat.refusals.push({ result: 'gone' })
    await instance.app.click(who, button(asking, 'answer', { ask: 'sender', value: 'nora@contoso.com' }))
    await instance.app.idle()
    await instance.app.recover('urgent')
    const thisCase = await stored(asking.id)
    assert.equal(thisCase.phase.name, 'diagnosed')
    assert.ok(thisCase.surfaces[0]?.sentAnew)
    assert.deepEqual(thisCase.pending, [])
  })
})

describe('a store that answers late or never', () => {
  it('holds up only the case that is requested', async () => {
    const [stuck, fine] = [
      await started(world.instance('a'), loner('nora')),
      await started(world.instance('a'), loner('nora')),
    ]
    for (const { id } of [stuck, fine]) {
      const found = await world.store.load(id)
      assert.ok(found)
      const owing = { ...found.case, revision: 99, pending: [{ id: 'draw.99', kind: 'draw', attempts: 0 }] } as const
      await world.store.replace(owing as unknown as Case, found.version)
    }
    const store = {
      ...world.store,
      load: (id: string) => (id === stuck.id ? Promise.reject(new Error('no answer in time')) : world.store.load(id)),
    }
    const heir = world.instance('heir', { store })
    await heir.app.recover('urgent')
    assert.deepEqual((await stored(fine.id)).pending, [])
    assert.equal((await stored(stuck.id)).pending.length, 1)
    await world.instance('next').app.recover('urgent')
    assert.deepEqual((await stored(stuck.id)).pending, [])
  })
})
