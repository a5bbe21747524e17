import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { waves } from '../../../src/dataverse/facts/entries/index.js'
import { EVIDENCE_READS, READS } from '../../../src/dataverse/facts/sight.js'
import { parsePrivilegeList } from '../../../src/dataverse/provision/privilegeList.js'
import type { Outcome } from '../../../src/domain/diagnosis/finding.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { READER as READER_RIGHTS } from '../../simulator/rows/roles.js'
import { seedContoso } from '../../simulator/seeds/contoso.js'
import { failed, gatherIn, NOW, READER } from '../facts/asking.js'
import { addDrafts, addJob, addWorkflow, minutesAgo, synchronize } from '../facts/organizations.js'
import { LIST } from './privilegeList.js'

const [NORA, HELEN, OMAR] = ['nora@contoso.com', 'helen@contoso.com', 'omar@contoso.com']
const listedNames = LIST.privileges.map(({ name }) => name)

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => NOW })
})
after(() => simulator.close())

/** Organizations and senders in which every fact has to be read. */
const SITUATIONS: readonly (readonly [sender: string, named: string | null, arrange: () => void])[] = [
  [OMAR, 'svc-router@contoso.com', () => {}],
  [
    NORA,
    null,
    () => {
      synchronize(simulator.contoso)
      const activation = addWorkflow(simulator.contoso, 'Order confirmation', HELEN)
      addDrafts(simulator.contoso, NORA, { by: HELEN, isworkflowcreated: true })
      addJob(simulator.contoso, HELEN, { _workflowactivationid_value: activation.workflowid ?? null })
      simulator.contoso.table('flowrun').insert({ name: '08585287', status: 'Failed', starttime: minutesAgo(61) })
      const on = '<EnableMailboxDelegationForOutgoingEmail>true</EnableMailboxDelegationForOutgoingEmail>'
      const orgdborgsettings = `<OrgSettings>${on}</OrgSettings>`
      simulator.contoso.control.setOrganizationColumns({ orgdborgsettings, isauditenabled: true })
      simulator.contoso.control.addPending(NORA, 60)
    },
  ],
  [
    NORA,
    null,
    () => {
      synchronize(simulator.contoso)
      addDrafts(simulator.contoso, NORA, { by: HELEN })
    },
  ],
  ['invoices@contoso.com', 'svc-router@contoso.com', () => {}],
  ['invoices@contoso.com', 'svc-router@contoso.com', takeRoles],
]

/** The owner of the queue has no role, neither an own one nor through a team. */
function takeRoles(): void {
  const { contoso } = simulator
  const { _ownerid_value: owner = null } = contoso.control.queue('invoices@contoso.com')
  const held = contoso.table('systemuserroles')
  for (const row of [...held.having('systemuserid', owner)]) held.remove(held.idOf(row))
}

/** The facts that are reported missing for want of this privilege, and the checks that name it, in any of the situations. */
async function lostWithout(privilege: string): Promise<{ facts: readonly string[]; checks: readonly string[] }> {
  const [facts, undetermined] = [new Set<string>(), new Set<string>()]
  for (const [sender, actingAccount, arrange] of SITUATIONS) {
    simulator.contoso.load(seedContoso(() => NOW))
    arrange()
    simulator.contoso.control.removePrivilege(READER, privilege)
    const target = actingAccount ? { actingAccount, organization: routed(actingAccount) } : { actingAccount: null }
    const { facts: sheet } = await gatherIn(simulator, sender, { target })
    for (const [name, fact] of Object.entries(failed(sheet))) if (fact.privilege === privilege) facts.add(name)
    for (const check of checks) if (names(check.judge(sheet), privilege)) undetermined.add(check.id)
  }
  const listed = checks.filter(({ id, needs }) => undetermined.has(id) || needs.some(fact => facts.has(fact)))
  return { facts: [...facts].toSorted(), checks: listed.map(({ id }) => id) }
}

function names(outcome: Outcome, privilege: string): boolean {
  return outcome.outcome === 'undetermined' && outcome.missing.some(missing => missing.privilege === privilege)
}

function routed(routerAccount: string) {
  const { name, url } = simulator.contoso
  return { name, url, routerAccount }
}

describe('the list of privileges', () => {
  it('has those that the program reads with, those of the simulated role, and no others', () => {
    assert.deepEqual(listedNames.toSorted(), [...READS, ...EVIDENCE_READS].toSorted())
    assert.deepEqual(listedNames.toSorted(), Object.keys(READER_RIGHTS).toSorted())
  })

  it('has the privilege of every fact that names one', () => {
    for (const { fact, privilege } of waves.flat())
      if (privilege)
        assert.ok(listedNames.includes(privilege), `${fact} needs ${privilege}, which the role does not have`)
  })

  for (const { name, facts, checks: listed } of LIST.privileges) {
    it(`says what is not known without ${name}`, async () => {
      assert.deepEqual({ facts, checks: listed }, await lostWithout(name))
    })
  }

  it('grants reading only, and nothing twice', () => {
    assert.equal(new Set(listedNames).size, listedNames.length)
    for (const name of listedNames) assert.match(name, /^prvRead/)
  })

  it('is refused when it is not as expected', () => {
    const broken = { ...LIST, privileges: [{ ...LIST.privileges[0], depth: 'Basic' }] }
    assert.throws(() => parsePrivilegeList(JSON.stringify(broken)), /depth/)
  })
})
