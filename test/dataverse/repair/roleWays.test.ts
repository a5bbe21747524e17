import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Plan, Way, Write } from '../../../src/domain/repair/plan.js'
import { tokensFrom } from '../../../src/entra/tokens.js'
import { asPerson, personToken } from '../../simulator/api/callers.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { seedContoso } from '../../simulator/seeds/contoso.js'
import { appliedOf, type Desk, deskOf } from './repairing.js'

const GRACE = 'grace@contoso.com'

let simulator: Simulator
let desk: Desk
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  desk = deskOf(simulator)
})
after(() => simulator.close())
beforeEach(() => simulator.contoso.load(seedContoso(() => new Date())))
afterEach(() => simulator.contoso.faults.clear())

const tableOf = (name: string) => simulator.contoso.table(name)
const written = () => simulator.contoso.written.map(({ method, by }) => `${method} ${by}`)
/** Everybody's rights in the organization, to verify that they are unchanged. */
const rights = () =>
  ['role', 'roleprivileges', 'systemuserroles', 'teamroles'].map(name => {
    return tableOf(name)
      .all()
      .map(row => [row.roleid, row.name, row.privilegeid, row.privilegedepthmask, row.systemuserid, row.teamid].join())
      .toSorted()
  })

interface Expected {
  readonly way: Way
  readonly args: Plan['args']
  readonly gain: Plan['gain']
  readonly kinds: readonly Write['kind'][]
  /** The privilege that it needs. */
  readonly privilege: string
}

const account = 'Email Router Service'
const nobody = { count: 0, names: [] }
const WAYS: readonly Expected[] = [
  {
    way: 'giveRole',
    args: { role: 'Mail Sender', account, depth: 'Global', privileges: 1 },
    gain: nobody,
    kinds: ['giveRole'],
    privilege: 'prvAssignRole',
  },
  {
    way: 'extendRole',
    args: { role: 'Email Router', account, depth: 'Global', privileges: 5 },
    gain: { count: 1, names: ['Invoice Integration'] },
    kinds: ['setPrivilege'],
    privilege: 'prvWriteRole',
  },
  {
    way: 'createRole',
    args: { role: 'Email Router send-as', account, depth: 'Global', unit: 'Sales' },
    gain: nobody,
    kinds: ['createRole', 'setPrivilege', 'giveRole'],
    privilege: 'prvCreateRole',
  },
]

describe('the ways to let the router send for Grace Kim', () => {
  it('are these, the smallest change first', async () => {
    const plans = await desk.plans('sendAsPrivilege', GRACE)
    assert.deepEqual(
      plans.map(({ way, args, gain, writes }) => ({ way, args, gain, kinds: writes.map(({ kind }) => kind) })),
      WAYS.map(({ privilege: _, ...expected }) => expected),
    )
    assert.deepEqual(await desk.plans('sendAsDepth', GRACE), plans)
  })

  it('never change or assign a role that is managed or ships with the product', async () => {
    const plans = await desk.plans('sendAsPrivilege', GRACE)
    const named = plans.flatMap(({ writes }) => writes.flatMap(write => ('role' in write ? write.role : [])))
    assert.ok(named.length > 0 && !named.some(name => /Administrator|Field Service Mailer/.test(name)))
  })
})

for (const { way, kinds, privilege } of WAYS)
  describe(`the way ${way}`, () => {
    const planned = () => desk.plan(way, GRACE)

    it('is taken by an administrator, once, and the router sends her mails', async () => {
      const plan = await planned()
      const carried = await desk.carryOut(plan.writes, 'admin')
      assert.equal(carried.result === 'done' && carried.made, kinds.length)
      assert.deepEqual(
        written(),
        kinds.map(() => 'POST Adele Admin'),
      )
      simulator.contoso.router.poll()
      assert.equal(desk.waiting(GRACE), 0)
      const again = await desk.carryOut(plan.writes, 'admin')
      assert.deepEqual(again, { result: 'done', writes: plan.writes, made: 0 })
      assert.equal(written().length, kinds.length)
    })

    it('can be undone: everything is as it was', async () => {
      const before = rights()
      const plan = await planned()
      const applied = appliedOf(plan, await desk.carryOut(plan.writes, 'admin'))
      assert.notDeepEqual(rights(), before)
      const back = await desk.plan('undo', GRACE, { applied })
      const carried = await desk.carryOut(back.writes, 'admin')
      assert.equal(carried.result === 'done' && carried.made, back.writes.length)
      assert.deepEqual(rights(), before)
      const again = await desk.carryOut(back.writes, 'admin')
      assert.equal(again.result === 'done' && again.made, 0)
      simulator.contoso.router.poll()
      assert.equal(desk.waiting(GRACE), 2)
    })

    it('is refused to a salesperson, with the privilege that it needs', async () => {
      const before = rights()
      const carried = await desk.carryOut((await planned()).writes, 'nora')
      assert.ok(carried.result === 'refused')
      assert.equal(carried.privilege, privilege)
      assert.deepEqual([rights(), written()], [before, []])
    })

    it('is taken once even if every answer is lost', async () => {
      const { writes } = await planned()
      simulator.contoso.faults.set({ kind: 'resetAfter', writes: true })
      const carried = await desk.carryOut(writes, 'admin')
      assert.equal(carried.result === 'done' && carried.made, kinds.length)
      assert.equal(written().length, kinds.length)
    })
  })

describe('a plan of several writes', () => {
  it('that stops in the middle continues where it stopped', async () => {
    const { control } = simulator.contoso
    const { writes } = await desk.plan('createRole', GRACE)
    control.removePrivilege('System Administrator', 'prvAssignRole')
    const refused = await desk.carryOut(writes, 'admin')
    assert.equal(refused.result === 'refused' && refused.privilege, 'prvAssignRole')
    assert.equal(written().length, 2)
    control.grantPrivilege('System Administrator', 'prvAssignRole', 'Global')
    const carried = await desk.carryOut(writes, 'admin')
    assert.equal(carried.result === 'done' && carried.made, 1)
    assert.equal(written().length, 3)
  })

  it('stops before the first write if a later one would not find what it expects', async () => {
    const { writes } = await desk.plan('createRole', GRACE)
    const [create, set] = writes
    const { roleId = '' } = create?.kind === 'createRole' ? create : {}
    const admin = await asPerson(simulator, 'admin')
    assert.equal((await admin('roles', { method: 'POST', body: { roleid: roleId, name: 'Taken' } })).status, 204)
    const id = set?.kind === 'setPrivilege' ? set.privilegeId : null
    tableOf('roleprivileges').insert({ roleid: roleId, privilegeid: id, privilegedepthmask: 2 })
    simulator.contoso.written.length = 0
    assert.deepEqual(await desk.carryOut(writes, 'admin'), { result: 'changed' })
    assert.deepEqual(written(), [])
  })

  it('takes a role with its own id, created meanwhile, for its own', async () => {
    const { writes } = await desk.plan('createRole', GRACE)
    const [create] = writes
    let first = true
    const tokens = tokensFrom(async url => {
      if (first && create?.kind === 'createRole') {
        first = false
        await desk.carryOut([create], 'admin')
      }
      return personToken(simulator, 'admin', { url })
    })
    const carried = await deskOf(simulator, { tokensOf: () => tokens }).carryOut(writes, 'admin')
    assert.equal(carried.result === 'done' && carried.made, 2)
    assert.equal(written().length, 3)
    assert.ok(simulator.contoso.requests.log.some(({ status }) => status === 412))
  })
})

describe('a role', () => {
  it('that is gone counts as a change: nothing is assigned', async () => {
    const { writes } = await desk.plan('giveRole', GRACE)
    for (const { roleid } of tableOf('role').where(({ name }) => name === 'Mail Sender'))
      tableOf('role').remove(String(roleid))
    assert.deepEqual(await desk.carryOut(writes, 'admin'), { result: 'changed' })
  })

  it('that carries the privilege at another depth by now counts as a change', async () => {
    const { writes } = await desk.plan('extendRole', GRACE)
    simulator.contoso.control.grantPrivilege('Email Router', 'prvSendAsUser', 'Local')
    assert.deepEqual(await desk.carryOut(writes, 'admin'), { result: 'changed' })
    assert.deepEqual(written(), [])
  })

  it('gets back the depth that it had', async () => {
    simulator.contoso.control.grantPrivilege('Email Router', 'prvSendAsUser', 'Local')
    const before = rights()
    const plan = await desk.plan('extendRole', GRACE)
    const applied = appliedOf(plan, await desk.carryOut(plan.writes, 'admin'))
    const back = await desk.plan('undo', GRACE, { applied })
    assert.equal((await desk.carryOut(back.writes, 'admin')).result, 'done')
    assert.deepEqual(rights(), before)
  })
})

describe('the depth', () => {
  const depths = [
    ['Local', 'sara@contoso.com', 'of the same business unit'],
    ['Deep', 'omar@contoso.com', 'of one below'],
    ['Global', GRACE, 'of one elsewhere'],
  ] as const
  for (const [depth, sender, where] of depths)
    it(`is ${depth} for a sender ${where}, and the router may send for them`, async () => {
      const { contoso } = simulator
      contoso.control.removePrivilege('Mail Services', 'prvSendAsUser')
      contoso.control.setConsent(sender, true)
      for (const way of ['extendRole', 'createRole'] as const) {
        const { args, writes } = await desk.plan(way, sender)
        assert.equal(args.depth, depth)
        if (way === 'createRole') await desk.carryOut(writes, 'admin')
      }
      assert.equal(contoso.control.sendAsPrivilege(), depth)
      contoso.router.poll()
      assert.equal(desk.waiting(sender), 0)
    })

  it('is one that the privilege can have', async () => {
    const privileges = tableOf('privilege')
    const [sendAs] = privileges.where(({ name }) => name === 'prvSendAsUser')
    privileges.update(String(sendAs?.privilegeid), { canbelocal: false })
    assert.equal((await desk.plan('createRole', 'sara@contoso.com')).args.depth, 'Deep')
  })
})
