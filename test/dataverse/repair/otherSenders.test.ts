import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { seedOnlineContoso } from '../../simulator/seeds/synchronized/onlineContoso.js'
import { type OnlineWorld, startOnlineWorld } from '../../simulator/seeds/synchronized/onlineWorld.js'
import { type OnlineDesk, onlineDesk } from './onlineRepairs.js'
import { factValue } from './repairing.js'

const [OMAR, FLOWS] = ['omar@contoso.com', 'flows@contoso.com'] as const

let world: OnlineWorld
let desk: OnlineDesk
before(async () => {
  world = await startOnlineWorld()
  desk = onlineDesk(world, [FLOWS])
})
after(() => world.simulator.close())
beforeEach(() => world.org.load(seedOnlineContoso(world.now)))

const names = async () => {
  const { senders } = factValue((await desk.prepare('sendAsPrivilege', OMAR)).roles)
  return senders.map(({ name }) => name).toSorted()
}
const drafts = () =>
  world.org.table('email').where(({ statuscode, _createdby_value }) => statuscode === 1 && _createdby_value === id())
const id = () => world.sender(FLOWS).systemuserid
const move = (address: string) => {
  const [mail] = drafts()
  world.org
    .table('email')
    .update(String(mail?.activityid), { _emailsender_value: world.sender(address).systemuserid ?? null })
}

describe('those for whom an account holds drafts', () => {
  it('are found with the roles, on the same trips', async () => {
    await names()
    world.org.requests.reset()
    assert.deepEqual(await names(), ['Omar Haddad'])
    assert.equal(world.org.requests.roundTrips, 2)
    move('admin@contoso.com')
    assert.deepEqual(await names(), ['Adele Admin', 'Omar Haddad'])
  })

  it('decide how deep the privilege has to reach', async () => {
    const depthOf = async () => (await desk.plan('sendAsPrivilege', OMAR)).args
    world.org
      .table('role')
      .where(({ name }) => name === 'Mail Sender')
      .forEach(({ roleid }) => {
        world.org.table('role').remove(String(roleid))
      })
    assert.deepEqual([(await depthOf()).depth, (await depthOf()).others], ['Deep', undefined])
    move('admin@contoso.com')
    const { depth, others, otherNames } = await depthOf()
    assert.deepEqual([depth, others, otherNames], ['Global', 1, 'Adele Admin'])
  })

  it('are not those of an old or an imported draft', async () => {
    move('admin@contoso.com')
    const [mail] = drafts().filter(one => one._emailsender_value !== world.sender(OMAR).systemuserid)
    for (const changes of [{ createdon: '2026-05-01T10:00:00Z' }, { importsequencenumber: 7 }]) {
      world.org.table('email').update(String(mail?.activityid), { ...mail, ...changes })
      assert.deepEqual(await names(), ['Omar Haddad'])
    }
  })
})
