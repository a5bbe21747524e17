import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { checks } from '../../src/checks/index.js'
import { type Diagnosis, diagnose, missingFacts, problemsOf } from '../../src/domain/diagnosis.js'
import { organizationsOf } from '../dataverse/edge.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { READER, READER_ROLE } from '../simulator/roles.js'
import { type Situation, situations } from './situations.js'

const ROUTER = 'svc-router@contoso.com'

async function diagnoseIn(simulator: Simulator, { sender, router = ROUTER }: Situation): Promise<Diagnosis> {
  const organizations = organizationsOf(simulator)
  const [organization] = organizations.list()
  assert.ok(organization)
  const { facts } = await organizations.gather({
    target: { organization, sender, routerAccount: router },
    since: new Date().toISOString(),
    progress: () => {},
    signal: new AbortController().signal,
  })
  return diagnose(facts, checks)
}

const causesOf = (diagnosis: Diagnosis) => problemsOf(diagnosis).map(({ checkId }) => checkId)

for (const [name, situation] of Object.entries(situations)) {
  describe(`${name}, seen with all rights and with each one missing`, () => {
    let simulator: Simulator
    let full: Diagnosis
    before(async () => {
      simulator = await startSimulator({ routerIntervalMs: 0 })
      situation.arrange?.(simulator.contoso)
      full = await diagnoseIn(simulator, situation)
    })
    after(() => simulator.close())

    it('is told as it is', () => {
      assert.deepEqual(causesOf(full), situation.causes)
      assert.notEqual(full.verdict, 'undetermined')
    })

    for (const privilege of Object.keys(READER)) {
      it(`without ${privilege} is told the same, or not known for want of it`, async () => {
        simulator.contoso.control.removePrivilege(READER_ROLE, privilege)
        const seen = await diagnoseIn(simulator, situation).finally(() =>
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
