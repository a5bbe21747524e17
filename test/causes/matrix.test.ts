import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { checks } from '../../src/checks/index.js'
import { type Diagnosis, missingFacts } from '../../src/domain/diagnosis/diagnosis.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { READER, READER_ROLE } from '../simulator/rows/roles.js'
import { causesOf, diagnoseIn } from './diagnosing.js'
import { type Situation, situations } from './situations.js'

const ROUTER = 'svc-router@contoso.com'

/** Each right of the bot, missing (null), or held less far than for the whole organization. */
const rights = Object.keys(READER).flatMap(privilege =>
  ([null, 'Basic', 'Local', 'Deep'] as const).map(depth => [privilege, depth] as const),
)

const judge = (simulator: Simulator, { sender, router = ROUTER }: Situation) => diagnoseIn(simulator, sender, router)

for (const [name, situation] of Object.entries(situations)) {
  describe(`${name}, seen with all rights, and with each one missing or not deep enough`, () => {
    let simulator: Simulator
    let full: Diagnosis
    before(async () => {
      simulator = await startSimulator({ routerIntervalMs: 0 })
      situation.arrange?.(simulator.contoso)
      full = await judge(simulator, situation)
    })
    after(() => simulator.close())

    it('is told as it is', () => {
      assert.deepEqual(causesOf(full), situation.causes)
      assert.equal(full.unexplained, situation.verdict === 'unexplained')
      assert.equal(full.verdict === 'undetermined', situation.verdict !== undefined)
    })

    for (const [privilege, depth] of rights) {
      const how = depth === null ? `without ${privilege}` : `with ${privilege} at ${depth}`
      it(`${how} is told the same, or not known for want of it`, async () => {
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
        const named = missingFacts(seen).filter(missing => missing.privilege === privilege)
        assert.ok(named.length > 0)
        for (const missing of named) assert.equal(missing.depth, depth ?? undefined)
      })
    }
  })
}

describe('the situations', () => {
  it('are all the causes there are', () => {
    const met = new Set(Object.values(situations).flatMap(({ causes }) => causes))
    assert.deepEqual(
      checks.map(({ id }) => id).filter(id => !met.has(id)),
      [],
    )
  })
})
