import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { RoleSeen } from '../../../src/domain/repair/repair.js'
import { asPerson, userId } from '../../simulator/api/callers.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { guid } from '../../simulator/rows/rows.js'
import { seedContoso } from '../../simulator/seeds/contoso.js'
import { NOW, READER, ROUTER } from '../facts/asking.js'
import { type Desk, deskOf, factValue } from './repairing.js'

let simulator: Simulator
let desk: Desk
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => NOW })
  desk = deskOf(simulator, { now: () => NOW })
})
after(() => simulator.close())
beforeEach(() => simulator.contoso.load(seedContoso(() => NOW)))

const tableOf = (name: string) => simulator.contoso.table(name)
const rolesFor = async (sender = 'grace@contoso.com') =>
  factValue((await desk.prepare('sendAsPrivilege', sender)).roles)
const named = async (name: string): Promise<RoleSeen | undefined> =>
  (await rolesFor()).roles.find(role => role.name === name)
/** Gives a user the copy of a role in their business unit. */
function give(who: string, role: string): void {
  const { systemuserid = null, _businessunitid_value: unit } = simulator.contoso.control.user(who)
  const [copy] = tableOf('role').where(row => row.name === role && row._businessunitid_value === unit)
  tableOf('systemuserroles').insert({ systemuserid, roleid: copy?.roleid ?? null })
}

describe('the roles around the router account', () => {
  it('take two requests, however many there are', async () => {
    const { requests } = simulator.contoso
    // How far the bot sees is known from the diagnosis before.
    await rolesFor()
    requests.reset()
    await rolesFor()
    assert.equal(requests.roundTrips, 2)
    assert.ok(requests.log.every(({ status }) => status === 200))
  })

  it('are those that it holds, directly or through a team, and those of its business unit that carry the privilege', async () => {
    const { roles, depths, businessUnits } = await rolesFor()
    assert.deepEqual(
      roles.map(({ name, held, sendAs, custom, privileges }) => [name, held, sendAs, custom, privileges]),
      [
        ['Email Router', 'directly', null, true, 5],
        ['Mail Services', 'throughTeam', 'Deep', true, 1],
        ['Mail Sender', null, 'Global', true, 1],
        ['System Administrator', null, 'Global', false, roles.at(-2)?.privileges],
        ['Field Service Mailer', null, 'Global', false, 1],
      ],
    )
    assert.deepEqual(depths, ['Local', 'Deep', 'Global'])
    assert.equal(businessUnits.length, 3)
  })

  it('are copies in the business unit of the account, and name the role that they are copies of', async () => {
    const { roles, names } = await rolesFor()
    const { _businessunitid_value: unit } = simulator.contoso.control.user(ROUTER)
    for (const { id, masterId, name, businessUnitId } of roles) {
      assert.equal(businessUnitId, unit)
      assert.equal(tableOf('role').find(id)?._businessunitid_value, unit)
      assert.deepEqual(
        [tableOf('role').find(masterId)?.name, tableOf('role').find(masterId)?._parentroleid_value],
        [name, null],
      )
    }
    assert.equal(names.length, 7)
  })

  it('are not custom if they ship with the product or must not be changed', async () => {
    const copies = tableOf('role').where(({ name }) => name === 'Mail Sender')
    for (const change of [
      { _roletemplateid_value: guid('a template') },
      { iscustomizable: false },
      { ismanaged: true },
    ]) {
      const before = copies.map(row => ({ ...row }))
      for (const { roleid } of copies) tableOf('role').update(String(roleid), change)
      assert.equal((await named('Mail Sender'))?.custom, false, JSON.stringify(change))
      for (const row of before) tableOf('role').update(String(row.roleid), row)
    }
    assert.equal((await named('Mail Sender'))?.custom, true)
  })

  it('list everybody else who holds them, in any business unit or through a team, once each', async () => {
    assert.deepEqual((await named('Email Router'))?.others, [{ name: 'Invoice Integration', service: true }])
    give('grace@contoso.com', 'Email Router')
    give('dave@contoso.com', 'Email Router')
    const { teamid = null, _businessunitid_value: unit } = tableOf('team').all()[0] ?? {}
    const [copy] = tableOf('role').where(row => row.name === 'Email Router' && row._businessunitid_value === unit)
    tableOf('teamroles').insert({ teamid, roleid: copy?.roleid ?? null })
    for (const who of ['dave@contoso.com', 'mia@contoso.com'])
      tableOf('teammembership').insert({ teamid, systemuserid: userId(simulator.contoso, who) })
    tableOf('systemuser').update(userId(simulator.contoso, 'mia@contoso.com'), { accessmode: 4 })
    const others = (await named('Email Router'))?.others ?? []
    assert.deepEqual(
      others.toSorted((a, b) => a.name.localeCompare(b.name)),
      [
        { name: 'Dave Miller', service: false },
        { name: 'Grace Kim', service: false },
        { name: 'Invoice Integration', service: true },
        { name: 'Mia Novak', service: true },
      ],
    )
  })

  it('count holders that were not read as people', async () => {
    const { _businessunitid_value: unit = null } = simulator.contoso.control.user(ROUTER)
    const [copy] = tableOf('role').where(row => row.name === 'Email Router' && row._businessunitid_value === unit)
    for (let i = 0; i < 260; i++) {
      const user = { fullname: `Service ${i}`, applicationid: guid(`service ${i}`), _businessunitid_value: unit }
      const { systemuserid = null } = tableOf('systemuser').insert(user)
      tableOf('systemuserroles').insert({ systemuserid, roleid: copy?.roleid ?? null })
    }
    const others = (await named('Email Router'))?.others ?? []
    assert.equal(others.length, 251)
    assert.deepEqual(others.filter(({ service }) => !service).length, 1)
    const { args } = await desk.plan('extendRole', 'grace@contoso.com')
    assert.equal(args.role, 'Mail Services')
  })

  it("are at most twenty-five, the organization's own first", async () => {
    const admin = await asPerson(simulator, 'admin')
    const { _businessunitid_value: unit } = simulator.contoso.control.user(ROUTER)
    for (let i = 0; i < 30; i++) {
      const roleid = guid(`role ${i}`)
      const body = { roleid, name: `Role ${i}`, 'businessunitid@odata.bind': `/businessunits(${unit})` }
      assert.equal((await admin('roles', { method: 'POST', body })).status, 204)
      tableOf('systemuserroles').insert({ systemuserid: userId(simulator.contoso, ROUTER), roleid })
    }
    const { roles } = await rolesFor()
    assert.equal(roles.length, 25)
    assert.ok(roles.every(({ custom }) => custom))
  })

  it('are missing where the bot may not read roles', async () => {
    simulator.contoso.control.removePrivilege(READER, 'prvReadRole')
    const { roles, backlog } = await desk.prepare('sendAsPrivilege', 'grace@contoso.com')
    assert.equal(roles && !roles.ok && roles.privilege, 'prvReadRole')
    assert.equal(factValue(backlog)?.count, 2)
  })

  it('are missing without an account', async () => {
    const parties = { ...desk.parties('grace@contoso.com'), account: null }
    const { roles } = await desk.prepare('sendAsPrivilege', 'grace@contoso.com', { parties })
    assert.equal(roles && !roles.ok && roles.why, 'notGathered')
  })
})
