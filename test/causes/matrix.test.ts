import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { checks } from '../../src/checks/index.js'
import { type Diagnosis, missingFacts } from '../../src/domain/diagnosis.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { READER, READER_ROLE } from '../simulator/roles.js'
import { causesOf, diagnoseIn } from './diagnosing.js'
import { type Situation, situations } from './situations.js'

const ROUTER = 'svc-router@contoso.com'

const judge = (simulator: Simulator, { sender, router = ROUTER }: Situation) => diagnoseIn(simulator, sender, router)

for (const [name, situation] of Object.entries(situations)) {
  describe(`${name}, seen with all rights and with each one missing`, () => {
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
      assert.notEqual(full.verdict, 'undetermined')
    })

    for (const privilege of Object.keys(READER)) {
      it(`without ${privilege} is told the same, or not known for want of it`, async () => {
        simulator.contoso.control.removePrivilege(READER_ROLE, privilege)
        const seen = await judge(simulator, situation).finally(() =>
          simulator.contoso.control.grantPrivilege(READER_ROLE, privilege, 'Global'),
        )
        for (const cause of causesOf(seen)) assert.ok(situation.causes.includes(cause), `a wrong cause: ${cause}`)
        if (seen.verdict === full.verdict) return
        assert.equal(seen.verdict, 'undetermined')
        assert.ok(missingFacts(seen).some(missing => missing.privilege === privilege))
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
