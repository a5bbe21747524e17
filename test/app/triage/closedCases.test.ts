import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Clock, Pulses } from '../../../src/app/ports.js'
import type { Case } from '../../../src/domain/case/case.js'
import { sheet } from '../../fixtures/facts.js'
import { type Azurite, startAzurite } from '../../storage/azurite.js'
import { outcomeOf } from '../../storage/outcome.js'
import { startWithholding, type Withholding } from '../../storage/withholding.js'
import { type Instance, personIn, startWorld, type World } from '../world.js'
import { askedBy, chooseChannel, desk, press } from './desk.js'

const CLOSED = 30
/** A Tuesday, when the digest is due. */
const NOW = '2999-11-26T10:00:00.000Z'

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

/** Looks at nothing, so that only the store is asked. */
const pulses: Pulses = { look: async () => sheet() }
const clock: Clock = { now: () => new Date(NOW), every: () => () => {} }

/** A process that has seen no case, at a time when whatever can be due is due. */
function fresh(): { readonly instance: Instance; readonly loaded: readonly string[] } {
  const loaded: string[] = []
  const { load } = world.store
  const noting = (id: string) => {
    loaded.push(id)
    return load(id)
  }
  const store = { ...world.store, load: noting }
  return { instance: desk(world, 'fresh', { store, clock, pulses, pulseMinutes: 5 }), loaded }
}

/** Cases that the helpdesk had and has closed, as they are in the store when nothing is left to do. */
async function closeMany(): Promise<readonly Case[]> {
  const instance = desk(world)
  const agent = personIn('helen')
  await chooseChannel(instance, agent)
  const { check } = await askedBy(world, instance, 'nora')
  await press(instance, agent, check, 'close', { value: 'solved', reason: 'It was the profile.' })
  const closed = await world.stored(check)
  assert.equal(closed.phase.name, 'closed')
  assert.deepEqual(await world.board.list(), [])
  const others = Array.from({ length: CLOSED - 1 }, (_, i) => ({
    ...closed,
    id: closed.id.replace(/.{4}$/, `${1000 + i}`),
  }))
  for (const one of others) assert.equal(outcomeOf(await world.store.insert(one)), 'saved')
  return [closed, ...others]
}

/** What the store was asked meanwhile, in order. */
async function askedDuring(work: () => Promise<unknown>): Promise<readonly string[]> {
  proxy.requests.length = 0
  await work()
  return [...proxy.requests]
}

describe('recovery and the timers of triage, beside thirty closed cases', () => {
  let closed: readonly Case[]
  before(async () => {
    closed = await closeMany()
  })

  it('recovery reads the range of due rows of each lane, and no case', async () => {
    const { instance, loaded } = fresh()
    const requests = await askedDuring(async () => {
      await instance.app.recover('urgent')
      await instance.app.recover('watch')
    })
    assert.deepEqual(requests, ['GET d', 'GET w'])
    assert.deepEqual(loaded, [])
  })

  it('the guard of the mail reads and writes one row for each organization', async () => {
    const { instance } = fresh()
    const requests = await askedDuring(() => instance.app.guard())
    const rows = requests.filter(request => /PartitionKey='guard',RowKey='\w+'/.test(request))
    const inserts = requests.filter(request => request.startsWith('POST '))
    assert.deepEqual([rows.length, inserts.length], [2 * world.list.length, world.list.length])
    assert.equal(requests.length, rows.length + inserts.length)
    assert.deepEqual(await askedDuring(() => instance.app.guard()), [], 'none is due')
  })

  it('the digest reads its own rows and the board, which has no closed case', async () => {
    const { instance, loaded } = fresh()
    const requests = await askedDuring(() => instance.app.digest())
    const reads = requests.filter(request => request.startsWith('GET '))
    for (const read of reads)
      assert.match(read, /PartitionKey='triage',RowKey='(channel|digest)'|PartitionKey eq 'board'/)
    assert.ok(reads.some(read => read.includes("'board'")))
    assert.deepEqual(loaded, [])
  })

  it('a reminder that is due has its own case loaded, and no other', async () => {
    const agent = desk(world)
    const { check } = await askedBy(world, agent, 'sara')
    assert.ok(check.reminder)
    const { instance, loaded } = fresh()
    const requests = await askedDuring(async () => {
      await instance.app.recover('urgent')
      await instance.app.recover('watch')
      await instance.app.idle()
    })
    assert.deepEqual([...new Set(loaded)], [check.id])
    assert.equal((await world.stored(check)).reminder?.count, 1)
    const reads = requests.filter(request => request.startsWith('GET ') && !request.includes("PartitionKey='triage'"))
    assert.deepEqual([...new Set(reads)].toSorted(), ['GET c', 'GET d', 'GET w'])
    assert.equal(reads.filter(read => read === 'GET c').length, loaded.length)
    for (const { id, revision } of closed) assert.equal((await world.stored({ id })).revision, revision)
  })
})
