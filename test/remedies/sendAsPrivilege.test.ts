import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { ActingAs } from '../../src/domain/diagnosis/actingAs.js'
import type { Depth } from '../../src/domain/diagnosis/facts.js'
import { reaches } from '../../src/domain/diagnosis/sendAs.js'
import type { Plan } from '../../src/domain/repair/plan.js'
import type { RoleSeen, RolesSeen } from '../../src/domain/repair/repair.js'
import { partiesIn, plansFor, plansOf, role, rolesSeen, UNITS } from './facts.js'

const plans = (unit: string, roles: readonly RoleSeen[], change?: Partial<RolesSeen>) =>
  plansOf({ remedy: 'sendAsPrivilege', parties: partiesIn(unit) }, { roles: rolesSeen(roles, change) })
const ways = (found: readonly Plan[]) => found.map(({ way, args }) => [way, args.role, args.depth])
const NAME = 'Email Router send-as'
/** From the smallest to the largest. */
const DEPTHS: Depth[] = ['Local', 'Deep', 'Global']

describe('a role to give', () => {
  it("is one of the account's business unit that carries the privilege deep enough, and not more than others do", () => {
    const roles = [
      role({ name: 'Wide', sendAs: 'Global', privileges: 9 }),
      role({ name: 'Narrow', sendAs: 'Global' }),
      role({ name: 'Shallow', sendAs: 'Deep' }),
      role({ name: 'Elsewhere', sendAs: 'Global', businessUnitId: 'legal' }),
      role({ name: 'Empty' }),
    ]
    const [first] = plans('legal', roles)
    assert.deepEqual(first?.writes, [
      { kind: 'giveRole', userId: 'account-id', roleId: 'copy of Narrow', role: 'Narrow' },
    ])
    assert.deepEqual([first.args.depth, first.args.privileges], ['Global', 1])
  })

  it('is the one with the smaller depth among roles with equally many privileges, and then the first by name', () => {
    const roles = [
      role({ name: 'Everywhere', sendAs: 'Global' }),
      role({ name: 'Below B', sendAs: 'Deep' }),
      role({ name: 'Below A', sendAs: 'Deep' }),
    ]
    assert.equal(plans('field', roles)[0]?.args.role, 'Below A')
  })

  it('is never one that the account has already, or a managed one', () => {
    const roles = [
      role({ name: 'Managed', sendAs: 'Global', custom: false }),
      role({ name: 'Held', sendAs: 'Global', held: 'throughTeam' }),
    ]
    assert.ok(!plans('legal', roles).some(({ way }) => way === 'giveRole'))
  })
})

describe('a role to extend', () => {
  const service = { name: 'Invoice Integration', service: true }

  it('is one that the account has, and gets the privilege in all its copies', () => {
    const [plan] = plans('legal', [role({ name: 'Router', held: 'directly', sendAs: 'Local', others: [service] })])
    assert.deepEqual(plan?.writes, [
      {
        kind: 'setPrivilege',
        roleId: 'master of Router',
        role: 'Router',
        before: 'Local',
        after: 'Global',
        privilegeId: 'send-as',
        privilege: 'prvSendAsUser',
      },
    ])
    assert.deepEqual(plan.gain, { count: 1, names: ['Invoice Integration'] })
  })

  it('is never one that would give a person the privilege', () => {
    const others = [service, { name: 'Nora Lindqvist', service: false }]
    assert.ok(
      !plans('legal', [role({ name: 'Router', held: 'directly', others })]).some(({ way }) => way === 'extendRole'),
    )
  })

  it("is the account's own before a team's, and then the one that fewer others have", () => {
    const team = role({ name: 'Team', held: 'throughTeam' })
    const shared = role({ name: 'Shared', held: 'directly', others: [service, { ...service, name: 'Other' }] })
    const own = role({ name: 'Own', held: 'directly', others: [service] })
    const extended = (...roles: RoleSeen[]) => plans('legal', roles).find(({ way }) => way === 'extendRole')?.args.role
    assert.equal(extended(team, shared, own), 'Own')
    assert.equal(extended(team, shared), 'Shared')
    assert.equal(extended(team), 'Team')
  })

  it('names five accounts that would gain the privilege, and counts all', () => {
    const others = Array.from({ length: 9 }, (_, i) => ({ name: `Service ${9 - i}`, service: true }))
    const [plan] = plans('legal', [role({ name: 'Router', held: 'directly', others })])
    assert.deepEqual(plan?.gain, { count: 9, names: [1, 2, 3, 4, 5].map(i => `Service ${i}`) })
  })
})

describe('a new role', () => {
  it("is made in the account's business unit, with the privilege and nothing else, and given to it", () => {
    const [plan, ...more] = plans('legal', [])
    assert.deepEqual(more, [])
    assert.deepEqual(
      plan?.writes.map(({ kind }) => kind),
      ['createRole', 'setPrivilege', 'giveRole'],
    )
    const ids = new Set(plan.writes.map(write => ('roleId' in write ? write.roleId : '')))
    assert.equal(ids.size, 1)
    assert.match([...ids][0] ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.deepEqual(plan.args, { role: NAME, account: 'Email Router Service', depth: 'Global', unit: 'Sales' })
  })

  it('is named after the router for its account only, and also if another version stored who that is', () => {
    const nameFor = (as?: ActingAs) => {
      const { account, ...parties } = partiesIn('legal')
      const request = { ...parties, account: account && { ...account, ...(as && { as }) } }
      return plansOf({ remedy: 'sendAsPrivilege', parties: request }, { roles: rolesSeen([]) })[0]?.args.role
    }
    assert.deepEqual([nameFor('router'), nameFor()], [NAME, NAME])
    for (const as of ['workflow', 'flow', 'integration', 'named', 'person'] as const)
      assert.equal(nameFor(as), 'Send as others', as)
  })

  it('has a unique name', () => {
    const names = [NAME.toUpperCase(), `${NAME} 2`]
    assert.equal(plans('legal', [], { names })[0]?.args.role, `${NAME} 3`)
  })
})

describe('an empty plan', () => {
  it('is the result if no depth of the privilege reaches the sender', () => {
    assert.deepEqual(plans('legal', [], { depths: ['Local', 'Deep'] }), [])
  })

  it('is the result for a sender without a business unit, or without an account', () => {
    const roles = rolesSeen([role({ name: 'Sender', sendAs: 'Global' })])
    const parties = partiesIn('legal')
    assert.deepEqual(plansOf({ remedy: 'sendAsPrivilege', parties: partiesIn(null) }, { roles }), [])
    assert.deepEqual(plansOf({ remedy: 'sendAsPrivilege', parties: { ...parties, account: null } }, { roles }), [])
  })

  it('is not the result if the roles were not read', () => {
    const missing = { ok: false, why: 'forbidden', detail: 'no', privilege: 'prvReadRole' } as const
    const found = plansFor({ remedy: 'sendAsDepth', parties: partiesIn('legal') }, { roles: missing })
    assert.deepEqual(found, missing)
  })
})

describe('whatever roles there are', () => {
  const unitId = fc.constantFrom(...UNITS.map(({ id }) => id))
  const depth = fc.constantFrom<Depth>('Local', 'Deep', 'Global')
  const other = fc.record({ name: fc.string({ minLength: 1, maxLength: 5 }), service: fc.boolean() })
  const anyRole: fc.Arbitrary<RoleSeen> = fc
    .record({
      name: fc.uuid(),
      businessUnitId: unitId,
      custom: fc.boolean(),
      sendAs: fc.option(depth),
      privileges: fc.nat(9),
      held: fc.constantFrom(null, 'directly' as const, 'throughTeam' as const),
      others: fc.array(other, { maxLength: 3 }),
    })
    .map(role)
  const situation = fc.record({
    unit: unitId,
    roles: fc.array(anyRole, { maxLength: 6 }),
    depths: fc.subarray<Depth>(DEPTHS),
  })
  const holds = (
    test: (found: readonly Plan[], situation: { unit: string } & Pick<RolesSeen, 'roles' | 'depths'>) => void,
  ) =>
    fc.assert(
      fc.property(situation, one => test(plans(one.unit, one.roles, { depths: one.depths }), one)),
      { numRuns: 500 },
    )

  it("no plan touches or gives a role that is not the organization's own", () => {
    holds((found, { roles }) => {
      const foreign = roles.filter(({ custom }) => !custom).flatMap(({ id, masterId }) => [id, masterId])
      for (const { writes } of found)
        for (const write of writes) assert.ok(!('roleId' in write && foreign.includes(write.roleId)))
    })
  })

  it('each plan ends with a privilege that reaches the sender, at the smallest depth that does', () => {
    holds((found, { unit, roles, depths }) => {
      for (const { way, args, writes } of found) {
        const touched = roles.find(({ name }) => name === args.role)
        const businessUnitId = touched?.businessUnitId ?? 'sales'
        const fits = (one: Depth) => reaches({ depth: one, businessUnitId }, unit, UNITS)
        assert.ok(fits(args.depth as Depth), way)
        if (way === 'giveRole') continue
        assert.equal(
          args.depth,
          DEPTHS.find(one => depths.includes(one) && fits(one)),
        )
        const set = writes.filter(({ kind }) => kind === 'setPrivilege')
        assert.deepEqual(
          set.map(write => 'after' in write && write.after),
          [args.depth],
        )
      }
    })
  })

  it('no person gains the privilege, and each way is offered at most once, in a fixed order', () => {
    holds((found, { roles }) => {
      const order = ways(found).map(([way]) => way)
      assert.deepEqual(
        order,
        ['giveRole', 'extendRole', 'createRole'].filter(way => order.includes(way)),
      )
      const extended = roles.find(({ name }) =>
        found.some(({ way, args }) => way === 'extendRole' && args.role === name),
      )
      assert.ok(extended?.others.every(({ service }) => service) ?? true)
    })
  })
})

describe('the others for whom the account holds mail', () => {
  const sender = (id: string, unit: string) => ({ id, name: `Name ${id}`, businessUnitId: unit })

  it('are reached as well, by the smallest depth that does', () => {
    assert.deepEqual(ways(plans('sales', [])), [['createRole', NAME, 'Local']])
    const below = { senders: [sender('sender-id', 'sales'), sender('a', 'field')] }
    assert.deepEqual(ways(plans('sales', [], below)), [['createRole', NAME, 'Deep']])
    const beside = { senders: [sender('a', 'field'), sender('b', 'legal')] }
    assert.deepEqual(ways(plans('sales', [], beside)), [['createRole', NAME, 'Global']])
  })

  it('rule out a role that reaches only the sender', () => {
    const roles = [role({ name: 'Narrow', sendAs: 'Local' }), role({ name: 'Wide', sendAs: 'Deep', privileges: 9 })]
    assert.equal(plans('sales', roles)[0]?.args.role, 'Narrow')
    assert.equal(plans('sales', roles, { senders: [sender('a', 'field')] })[0]?.args.role, 'Wide')
  })

  it('are named and counted, five by name, without the sender and the account itself', () => {
    const senders = ['g', 'f', 'e', 'd', 'c', 'b', 'a', 'sender-id', 'account-id'].map(id => sender(id, 'sales'))
    const [plan] = plans('sales', [], { senders })
    assert.deepEqual(
      [plan?.args.others, plan?.args.otherNames, plan?.args.moreOthers],
      [7, 'Name a, Name b, Name c, Name d, Name e', 2],
    )
    assert.equal(plans('sales', [], { senders: senders.slice(-2) })[0]?.args.others, undefined)
  })

  it('need the whole organization where not all of them were read', () => {
    assert.deepEqual(ways(plans('sales', [], { senders: [sender('', '')] })), [['createRole', NAME, 'Global']])
  })
})
