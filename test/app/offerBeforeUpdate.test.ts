import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Incoming } from '../../src/app/ports.js'
import type { Case } from '../../src/domain/case/case.js'
import type { Plan, Write } from '../../src/domain/repair/plan.js'
import type { RemedyId } from '../../src/domain/repair/repair.js'
import { button, caseOf, type Instance, noteOn, signerIn, startWorld, type World } from './world.js'

/** A hash from a release that hashed plans differently, and derived ids of roles from that hash. */
const OLD_HASH = 'af63bd4c8601b7df'
const OLD_ROLE = '0f1e2d3c-4b5a-8978-a796-8594a3b2c1d0'

let world: World
let instance: Instance
before(async () => {
  world = await startWorld()
  instance = world.instance('after the update')
  for (const key of ['sara', 'admin']) world.signIn(key)
})
after(() => world.close())

async function offerOf(remedy: RemedyId, by: { readonly asks: Incoming; readonly repairs: Incoming; sender: string }) {
  const { app, chat } = instance
  await app.say(by.asks, `${by.sender} is stuck in Contoso`, false)
  await app.idle()
  await app.click(by.repairs, button(caseOf(chat.screen), 'repair', { value: remedy }))
  await app.idle()
  return caseOf(chat.screen)
}

/** Makes the stored plan look as if the old release had offered it. */
async function aged(thisCase: Case, change: (plan: Plan) => Plan): Promise<Case> {
  const stored = await world.store.load(thisCase.id)
  assert.ok(stored?.case.phase.name === 'offered', stored?.case.phase.name)
  const { phase } = stored.case
  const old: Case = { ...stored.case, phase: { ...phase, plans: phase.plans.map(change) } }
  assert.notEqual(await world.store.replace(old, stored.version), 'conflict')
  return old
}

async function agree(who: Incoming, thisCase: Case, plan = OLD_HASH): Promise<Case> {
  await instance.app.click(who, button(thisCase, 'consent', { value: plan, knowsOld: 'true' }))
  await instance.app.idle()
  return world.stored(thisCase)
}

const written = () => world.simulator.contoso.written.length

describe('an offer from before an update', () => {
  it('is planned again before anything is written, with a note, and can then be agreed to', async () => {
    const sara = signerIn('sara')
    const offer = await offerOf('senderConsent', { asks: sara, repairs: sara, sender: 'sara@contoso.com' })
    const old = await aged(offer, plan => ({ ...plan, hash: OLD_HASH }))
    const before = written()
    const again = await agree(sara, old)
    assert.ok(again.phase.name === 'offered', again.phase.name)
    assert.equal(noteOn(instance.chat.screen), 'notes.planChanged')
    assert.equal(written(), before)
    const [plan] = again.phase.plans
    assert.match(plan?.hash ?? '', /^[\da-f]{64}$/)
    assert.equal((await agree(sara, again, plan?.hash)).phase.name, 'watching')
    assert.equal(written() - before, 1)
  })

  it('continues with the role that was created, even if its id would be different now', async () => {
    const { contoso } = world.simulator
    const place = { conversationId: 'a team', conversationType: 'groupChat' } as const
    const [helen, admin] = [signerIn('helen', place), signerIn('admin', place)]
    const asked = { asks: helen, repairs: admin, sender: 'grace@contoso.com' }
    const offer = await offerOf('sendAsDepth', asked)
    const old = await aged(offer, plan => {
      const writes = plan.writes.map((write): Write => ('roleId' in write ? { ...write, roleId: OLD_ROLE } : write))
      return plan.way === 'createRole' ? { ...plan, writes, hash: OLD_HASH } : plan
    })
    const begun = old.phase.name === 'offered' && old.phase.plans.find(({ hash }) => hash === OLD_HASH)
    assert.ok(begun)
    const { by: actor } = admin
    await world.repairs.carryOut({
      organization: contoso,
      signal: AbortSignal.timeout(10_000),
      writes: begun.writes.slice(0, 1),
      signer: { actor: { ...actor, helpdesk: false }, channelId: actor.channelId },
    })
    const before = written()
    const thisCase = await agree(admin, old)
    assert.deepEqual(
      thisCase.applied?.writes.map(write => 'roleId' in write && write.roleId),
      [OLD_ROLE, OLD_ROLE, OLD_ROLE],
    )
    assert.equal(written() - before, 2)
    assert.equal(contoso.table('role').where(({ name }) => name === 'Email Router send-as 2').length, 0)
  })
})
