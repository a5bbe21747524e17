import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { button, type Instance, personIn, startWorld, type World } from '../world.js'
import { askedBy, chooseChannel, desk, inChannel, threadIn } from './desk.js'

let world: World
let instance: Instance
const helen = personIn('helen')
const grace = personIn('grace')
const nora = personIn('nora')

before(async () => {
  world = await startWorld(undefined, {
    helpdesk: ['helen', 'grace'],
    members: () => [helen, grace].map(({ by }) => ({ ...by, isGuest: false })),
  })
  instance = desk(world)
  await chooseChannel(instance, helen)
})
after(() => world.close())

describe("somebody in the helpdesk's channel who is no agent", () => {
  it('prepares no repair there: the card in the channel offers none', async () => {
    const { check } = await askedBy(world, instance, 'mia')
    const here = inChannel(nora, threadIn(check))
    for (const value of ['deliveryMethod', 'resumeJobs', 'approveAddress', 'sendAsPrivilege', 'testMailbox']) {
      await instance.app.click(here, button(check, 'repair', { value }))
      await instance.app.idle()
    }
    const after = await world.stored(check)
    assert.equal(after.phase.name, 'diagnosed')
    assert.deepEqual(after.audit, check.audit)
  })
})
