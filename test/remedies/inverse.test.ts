import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import type { Depth } from '../../src/domain/diagnosis/facts.js'
import { appliedOf, type Desk, deskOf } from '../dataverse/repair/repairing.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { seedContoso } from '../simulator/seeds/contoso.js'

let simulator: Simulator
let desk: Desk
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  desk = deskOf(simulator)
})
after(() => simulator.close())

const SENDERS = ['sara@contoso.com', 'omar@contoso.com', 'grace@contoso.com'] as const
const ROLES = ['Email Router', 'Mail Services', 'Mail Sender', 'Salesperson'] as const
const depth = fc.option(fc.constantFrom<Depth>('Local', 'Deep', 'Global'))
const organization = fc.record({ sender: fc.constantFrom(...SENDERS), depths: fc.tuple(depth, depth, depth, depth) })
type Organization = typeof organization extends fc.Arbitrary<infer T> ? T : never

/** Contoso, with prvSendAsUser in random roles. */
function load({ sender, depths }: Organization): void {
  const { contoso } = simulator
  contoso.load(seedContoso(() => new Date()))
  for (const [index, name] of ROLES.entries()) {
    const carried = depths[index] ?? null
    if (carried === null) contoso.control.removePrivilege(name, 'prvSendAsUser')
    else contoso.control.grantPrivilege(name, 'prvSendAsUser', carried)
  }
  contoso.control.setConsent(sender, true)
}

/** What people are allowed to do: the rows without their ids and ETags. */
function rights(): readonly string[] {
  const shown = ['roleid', 'name', 'privilegeid', 'privilegedepthmask', 'systemuserid', 'teamid', 'issendasallowed']
  const rows = ['role', 'roleprivileges', 'systemuserroles', 'teamroles', 'usersettings'].flatMap(name =>
    simulator.contoso
      .table(name)
      .all()
      .map(row => `${name} ${shown.map(column => row[column]).join()}`),
  )
  return rows.toSorted()
}

describe('whatever an organization has', () => {
  it('each plan lets the router send, and its undo restores the earlier state', async () => {
    await fc.assert(
      fc.asyncProperty(organization, async one => {
        load(one)
        const plans = await desk.plans('sendAsPrivilege', one.sender)
        assert.ok(plans.length > 0)
        for (const { way } of plans) {
          load(one)
          const before = rights()
          const plan = await desk.plan(way, one.sender)
          const applied = appliedOf(plan, await desk.carryOut(plan.writes, 'admin'))
          const back = await desk.plan('undo', one.sender, { applied })
          simulator.contoso.router.poll()
          assert.equal(desk.waiting(one.sender), 0, way)
          assert.equal((await desk.carryOut(back.writes, 'admin')).result, 'done')
          assert.deepEqual(rights(), before, way)
        }
      }),
      { numRuns: 25 },
    )
  })
})
