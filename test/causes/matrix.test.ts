import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { checks } from '../../src/checks/index.js'
import { type Diagnosis, missingFacts } from '../../src/domain/diagnosis/diagnosis.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { READER, READER_ROLE } from '../simulator/rows/roles.js'
import { causesOf, diagnoseIn, verdictOf } from './diagnosing.js'
import { enter, type Situation } from './situation.js'
import { situations } from './situations.js'

/** They only make the evidence fuller. */
const EVIDENCE = ['prvReadAuditSummary', 'prvReadWorkflow']
const SHALLOW = ['Basic', 'Local', 'Deep'] as const

/** Each privilege of the bot: missing (null), and at one of the depths below organization-wide, which take turns. */
function rightsIn(turn: number) {
  return Object.keys(READER).flatMap((privilege, i) =>
    [null, SHALLOW[(turn + i) % SHALLOW.length] ?? null].map(depth => ({ privilege, depth })),
  )
}

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())

const judge = (situation: Situation) => diagnoseIn(simulator, situation.sender, situation)

for (const [turn, [name, situation]] of Object.entries(situations).entries()) {
  describe(`${name}, seen with all privileges, and with each one missing or not deep enough`, () => {
    let full: Diagnosis
    before(async () => {
      enter(simulator.contoso, situation)
      full = await judge(situation)
    })

    it('is diagnosed correctly', () => {
      assert.deepEqual(causesOf(full), situation.causes)
      const usual = situation.causes.length > 0 ? 'causeFound' : 'healthy'
      assert.equal(verdictOf(full), situation.verdict ?? usual)
    })

    for (const { privilege, depth } of rightsIn(turn)) {
      const condition = depth === null ? `without ${privilege}` : `with ${privilege} at ${depth}`
      it(`${condition} gets the same diagnosis, or none because of that`, async () => {
        const { control } = simulator.contoso
        if (depth === null) control.removePrivilege(READER_ROLE, privilege)
        else control.grantPrivilege(READER_ROLE, privilege, depth)
        const seen = await judge(situation).finally(() => control.grantPrivilege(READER_ROLE, privilege, 'Global'))
        for (const cause of causesOf(seen)) assert.ok(situation.causes.includes(cause), `a wrong cause: ${cause}`)
        if (verdictOf(seen) === verdictOf(full)) return
        assert.ok(!EVIDENCE.includes(privilege), 'evidence decides')
        assert.equal(verdictOf(seen), 'undetermined')
        const blocked = missingFacts(seen).filter(missing => missing.privilege === privilege)
        assert.ok(blocked.length > 0, JSON.stringify(missingFacts(seen)))
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
