import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { userId } from '../../simulator/api/callers.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { deskOf, factValue } from '../repair/repairing.js'
import { READER } from './asking.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())
afterEach(() => simulator.contoso.faults.clear())

const since = new Date(Date.now() - 60_000).toISOString()
function countOf(sender: string) {
  const { contoso } = simulator
  const { signal } = new AbortController()
  const organization = { name: contoso.name, url: contoso.url }
  return deskOf(simulator).repairs.count({ organization, signal, senderId: userId(contoso, sender), since })
}

describe('counting what has left', () => {
  it('takes one request, and follows the router', async () => {
    const { contoso } = simulator
    contoso.requests.reset()
    const before = await countOf('sara@contoso.com')
    assert.deepEqual([contoso.requests.roundTrips, contoso.requests.operations], [1, 2])
    assert.deepEqual(factValue(before.backlog), { count: 3, atLeast: false })
    assert.deepEqual(factValue(before.sentSince), { since, count: 0 })
    contoso.control.setConsent('sara@contoso.com', true)
    contoso.router.poll()
    const left = await countOf('sara@contoso.com')
    assert.deepEqual([factValue(left.backlog).count, factValue(left.sentSince).count], [0, 3])
  })

  it('says "at least" where there are more than Dataverse counts', async () => {
    const emails = simulator.contoso.table('email')
    const id = userId(simulator.contoso, 'helen@contoso.com')
    const mail = { statuscode: 6, directioncode: true, _emailsender_value: id }
    const rows = Array.from({ length: 50_001 }, () => emails.insert({ ...mail }))
    assert.deepEqual(factValue((await countOf('helen@contoso.com')).backlog), { count: 50_000, atLeast: true })
    for (const row of rows) emails.remove(emails.idOf(row))
  })

  it('is missing where the count fails', async () => {
    simulator.contoso.faults.set({ kind: 'unavailable' })
    for (const fact of Object.values(await countOf('omar@contoso.com')))
      assert.equal(!fact.ok && fact.why, 'unreachable')
    simulator.contoso.faults.clear()
    simulator.contoso.control.removePrivilege(READER, 'prvReadActivity')
    const { backlog } = await countOf('omar@contoso.com')
    assert.equal(!backlog.ok && backlog.privilege, 'prvReadActivity')
  })
})
