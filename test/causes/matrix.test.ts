import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { checks } from '../../src/checks/index.js'
import { type Diagnosis, missingFacts } from '../../src/domain/diagnosis/diagnosis.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { READER, READER_ROLE } from '../simulator/rows/roles.js'
import { causesOf, diagnoseIn } from './diagnosing.js'
import { type Situation, situations } from './situations.js'

const ROUTER = 'svc-router@contoso.com'

/** Each privilege of the bot, missing (null) or with less than organization-wide depth. */
const rights = Object.keys(READER).flatMap(privilege =>
  ([null, 'Basic', 'Local', 'Deep'] as const).map(depth => [privilege, depth] as const),
)

const judge = (simulator: Simulator, { sender, router = ROUTER }: Situation) => diagnoseIn(simulator, sender, router)

for (const [name, situation] of Object.entries(situations)) {
  describe(`${name}, seen with all privileges, and with each one missing or not deep enough`, () => {
    let simulator: Simulator
    let full: Diagnosis
    before(async () => {
      simulator = await startSimulator({ routerIntervalMs: 0 })
      situation.arrange?.(simulator.contoso)
      full = await judge(simulator, situation)
    })
    after(() => simulator.close())

    it('is diagnosed correctly', () => {
      assert.deepEqual(causesOf(full), situation.causes)
      assert.equal(full.unexplained, situation.verdict === 'unexplained')
      assert.equal(full.verdict === 'undetermined', situation.verdict !== undefined)
    })

    for (const [privilege, depth] of rights) {
      const condition = depth === null ? `without ${privilege}` : `with ${privilege} at ${depth}`
      it(`${condition} gets the same diagnosis, or none because of that`, async () => {
        const { control } = simulator.contoso
        if (depth === null) control.removePrivilege(READER_ROLE, privilege)
        else control.grantPrivilege(READER_ROLE, privilege, depth)
        const seen = await judge(simulator, situation).finally(() =>
          control.grantPrivilege(READER_ROLE, privilege, 'Global'),
        )
        for (const cause of causesOf(seen)) assert.ok(situation.causes.includes(cause), `a wrong cause: ${cause}`)
        if (seen.verdict === full.verdict && seen.unexplained === full.unexplained) return
        assert.equal(seen.verdict, 'undetermined')
        assert.equal(seen.unexplained, false)
        const blocked = missingFacts(seen).filter(missing => missing.privilege === privilege)
        assert.ok(blocked.length > 0)
        for (const missing of blocked) assert.equal(missing.depth, depth ?? undefined)
      })
    }
  })
}

describe('the situations', () => {
  it('cover every cause', () => {
    const covered = new Set(Object.values(situations).flatMap(({ causes }) => causes))
    assert.deepEqual(
      checks.map(({ id }) => id).filter(id => !covered.has(id)),
      [],
    )
  })
})
