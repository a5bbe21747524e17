import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Incoming, Organizations, Repairs, WriteResult } from '../../../src/app/ports.js'
import type { Case } from '../../../src/domain/case/case.js'
import { button, caseOf, type Instance, signerIn, startWorld, type World } from '../world.js'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world.close())

/** A promise, and the function that fulfils it. */
function signalled(): { readonly come: Promise<void>; readonly give: () => void } {
  let give = () => {}
  const come = new Promise<void>(resolve => {
    give = resolve
  })
  return { come, give }
}

async function assertGivenBack(thisCase: Case): Promise<void> {
  const { pending } = await world.stored(thisCase)
  assert.ok(pending.length > 0)
  assert.deepEqual(
    pending.filter(({ lease }) => lease),
    [],
  )
}

describe('an instance that stops', () => {
  it('gives back work that only reads, even if that never ends, and another one takes it at once', async () => {
    const { come, give } = signalled()
    const gather: Organizations['gather'] = () => {
      give()
      return new Promise(() => {})
    }
    const instance = world.instance('stopping', { organizations: { ...world.organizations, gather } })
    await instance.app.say(signerIn('helen'), 'sara@contoso.com is stuck in Contoso', false)
    await come
    const thisCase = caseOf(instance.chat.screen)
    instance.app.handOver()
    await instance.app.idle()
    await assertGivenBack(thisCase)
    await world.instance('heir').app.recover('urgent')
    assert.equal((await world.stored(thisCase)).phase.name, 'diagnosed')
  })

  it('takes no more work', async () => {
    const instance = world.instance('stopping')
    instance.app.handOver()
    await instance.app.say(signerIn('nora'), 'nora@contoso.com is stuck in Contoso', false)
    await instance.app.idle()
    await instance.app.recover('urgent')
    const thisCase = caseOf(instance.chat.screen)
    await assertGivenBack(thisCase)
    await world.instance('heir').app.recover('urgent')
    assert.notEqual((await world.stored(thisCase)).phase.name, 'diagnosing')
  })
})

/** What became of the write before the answer was lost. */
const CUT_OFF = {
  'before it was made': async () => {},
  'after it was made': async (write: () => Promise<WriteResult>) => void (await write()),
}

async function agreedTo({ app, chat }: Instance, who: Incoming, sender: string): Promise<Case> {
  await app.say(who, `${sender} is stuck in Contoso`, false)
  await app.idle()
  await app.click(who, button(caseOf(chat.screen), 'repair', { value: 'senderConsent' }))
  await app.idle()
  const offer = caseOf(chat.screen)
  assert.ok(offer.phase.name === 'offered')
  await app.click(who, button(offer, 'consent', { value: offer.phase.plans[0]?.hash ?? '', knowsOld: 'true' }))
  return offer
}

describe('a write that is cut off because the instance stops', () => {
  const senders = {
    'before it was made': ['omar', 'omar@contoso.com'],
    'after it was made': ['sara', 'sara@contoso.com'],
  }
  for (const [when, cut] of Object.entries(CUT_OFF)) {
    it(`${when} is there once in the end, and nobody is told that it failed`, async () => {
      const [key = '', sender = ''] = senders[when as keyof typeof senders]
      const { come, give } = signalled()
      const carryOut: Repairs['carryOut'] = async request => {
        await cut(() => world.repairs.carryOut(request))
        give()
        await new Promise(resolve => request.signal.addEventListener('abort', resolve))
        return { result: 'failed', why: 'unreachable', detail: 'cut off' }
      }
      const instance = world.instance('stopping', { repairs: { ...world.repairs, carryOut } })
      world.signIn(key)
      const before = world.simulator.contoso.written.length
      const thisCase = await agreedTo(instance, signerIn(key), sender)
      await come
      instance.app.handOver()
      await instance.app.idle()
      assert.equal((await world.stored(thisCase)).phase.name, 'applying')
      await assertGivenBack(thisCase)
      await world.instance('heir').app.recover('urgent')
      assert.equal((await world.stored(thisCase)).phase.name, 'watching')
      assert.equal(world.simulator.contoso.written.length - before, 1)
    })
  }
})
