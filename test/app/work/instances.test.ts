import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Incoming, Lane, Organizations, Repairs } from '../../../src/app/ports.js'
import type { Case } from '../../../src/domain/case/case.js'
import { button, caseOf, type Instance, noteOn, personIn, signerIn, startWorld, type World } from '../world.js'
import { HandClock } from './handClock.js'

const clock = new HandClock()
let world: World
let instances: readonly Instance[]
/** How often each of these was done, by whichever instance. */
const done = { gather: 0, count: 0, carryOut: 0 }

before(async () => {
  world = await startWorld()
  const counted = <A extends readonly unknown[], R>(name: keyof typeof done, work: (...args: A) => R) => {
    return (...args: A) => {
      done[name] += 1
      return work(...args)
    }
  }
  const organizations: Organizations = { ...world.organizations, gather: counted('gather', world.organizations.gather) }
  const repairs: Repairs = {
    ...world.repairs,
    count: counted('count', world.repairs.count),
    carryOut: counted('carryOut', world.repairs.carryOut),
  }
  instances = ['first', 'second'].map(name => world.instance(name, { clock, organizations, repairs }))
})
after(() => world.close())

/** Both instances do the same at the same moment. */
async function both(work: (instance: Instance) => Promise<unknown>): Promise<void> {
  await Promise.all(instances.map(work))
  await Promise.all(instances.map(({ app }) => app.idle()))
}

const recover = (lane: Lane) => both(({ app }) => app.recover(lane))

/** What has been sent, not redrawn, by either of them. */
function sent(start = [0, 0]) {
  return instances.flatMap(({ chat }, i) => chat.drawn.slice(start[i]).filter(({ how }) => how === 'send'))
}
const sofar = () => instances.map(({ chat }) => chat.drawn.length)

/** The channel delivers the same message to both. */
async function opened(who: Incoming, sender: string): Promise<Case> {
  const from = sofar()
  const once = { ...who, activity: `message about ${sender}` }
  await both(({ app }) => app.say(once, `${sender} is stuck in Contoso`, false))
  await recover('urgent')
  const cards = sent(from).map(({ screen }) => caseOf(screen).id)
  assert.equal(new Set(cards).size, 1, 'one case')
  return world.stored({ id: cards[0] } as Case)
}

async function dueIn(thisCase: Case): Promise<void> {
  const [work] = (await world.stored(thisCase)).pending
  assert.ok(work?.notBefore)
  clock.forward(Date.parse(work.notBefore) - clock.now().getTime() + 1)
}

describe('two instances on one store', () => {
  const sara = signerIn('sara')
  let thisCase: Case

  it('open one case for a message that both get, and look once', async () => {
    thisCase = await opened(sara, 'sara@contoso.com')
    assert.equal(thisCase.phase.name, 'diagnosed')
    assert.equal(done.gather, 1)
  })

  it('write once what both are told to write', async () => {
    const [first] = instances
    await first?.app.click(sara, button(thisCase, 'repair', { value: 'senderConsent' }))
    await first?.app.idle()
    const offer = await world.stored(thisCase)
    assert.ok(offer.phase.name === 'offered')
    const agreed = button(offer, 'consent', { value: offer.phase.plans[0]?.hash ?? '', knowsOld: 'true' })
    world.signIn('sara')
    await both(({ app }) => app.click(sara, agreed))
    assert.equal((await world.stored(thisCase)).phase.name, 'watching')
    assert.deepEqual([done.carryOut, world.simulator.contoso.written.length], [1, 1])
  })

  it('count once whenever it is time', async () => {
    for (let round = 1; round <= 3; round += 1) {
      await dueIn(thisCase)
      await recover('watch')
      assert.equal(done.count, round)
    }
  })

  it('tell once that the mail has left', async () => {
    const from = sofar()
    world.simulator.contoso.router.poll()
    await dueIn(thisCase)
    await recover('watch')
    await recover('urgent')
    assert.equal((await world.stored(thisCase)).phase.name, 'resolved')
    assert.deepEqual(
      sent(from).map(({ screen }) => noteOn(screen)),
      ['notes.allLeft'],
    )
  })

  it('ask somebody else once, in their own chat', async () => {
    const helen = signerIn('helen')
    const about = await opened(helen, 'omar@contoso.com')
    const from = sofar()
    const [first, second] = instances
    const ask = button(about, 'repair', { value: 'senderConsent' })
    await Promise.all([first?.app.click(helen, ask), second?.app.recover('urgent')])
    await recover('urgent')
    assert.equal((await world.stored(about)).phase.name, 'asking')
    assert.equal(sent(from).filter(({ surface }) => surface.audience === 'sender').length, 1)
  })

  it('share many cases that are due at the same moment, each done once', async () => {
    const many = await Promise.all(
      Array.from({ length: 24 }, async (_, i) => {
        const { store } = world
        const from = instances[i % 2]
        const who = personIn('helen')
        const held = { ...who, by: { ...who.by, tenantId: `tenant ${i}` } }
        await from?.app.say(held, 'grace@contoso.com is stuck in Contoso', false)
        await from?.app.idle()
        const [found] = sent().filter(({ surface }) => surface.conversationId === held.surface.conversationId)
        const id = found && caseOf(found.screen).id
        const saved = (await store.load(id ?? '')) ?? assert.fail('no case')
        const pending = [{ id: `gather.again.${i}`, kind: 'gather', attempts: 0 }] as const
        const phase = { name: 'diagnosing', progress: null } as unknown as Case['phase']
        return { saved, pending, phase }
      }),
    )
    const { gather } = done
    for (const { saved, pending, phase } of many) {
      await world.store.replace({ ...saved.case, revision: saved.case.revision + 1, phase, pending }, saved.version)
    }
    const warnings: Error[] = []
    const warn = (warning: Error) => void warnings.push(warning)
    process.on('warning', warn)
    await recover('urgent')
    process.off('warning', warn)
    assert.deepEqual(warnings, [])
    assert.equal(done.gather - gather, many.length)
    for (const { saved } of many) assert.equal((await world.stored(saved.case)).phase.name, 'diagnosed')
  })
})
