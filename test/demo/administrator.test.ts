import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Parties } from '../../src/domain/repair/repair.js'
import { repairsOf, signerOf, wantedOf } from '../dataverse/repair/repairing.js'
import { plansFor } from '../remedies/facts.js'
import { asPerson } from '../simulator/api/callers.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import type { SimulatedOrganization } from '../simulator/rows/organization.js'
import { startOnlineWorld } from '../simulator/seeds/synchronized/onlineWorld.js'
import { letAdminister } from './administrator.js'

describe('the demo has somebody who can complete every repair', () => {
  let simulator: Simulator
  before(async () => {
    simulator = await startSimulator({ routerIntervalMs: 0 })
  })
  after(() => simulator.close())

  const { signal } = new AbortController()

  /** The result when Sara, whom the demo speaks to, grants the privilege. */
  async function grant(org: SimulatedOrganization, sender: string, router: string): Promise<string> {
    const repairs = repairsOf(simulator)
    const organization = { name: org.name, url: org.url }
    const who = (address: string) => {
      const { systemuserid, fullname, _businessunitid_value: unit } = org.control.user(address)
      return { id: String(systemuserid), name: String(fullname), businessUnitId: String(unit) }
    }
    const parties: Parties = { sender: who(sender), senderObjectId: null, account: who(router) }
    const wanted = { ...wantedOf('sendAsPrivilege'), parties }
    const facts = await repairs.prepare({ organization, signal, ...wanted, own: false })
    const plans = plansFor(wanted, facts)
    assert.ok(Array.isArray(plans) && plans[0])
    const { result } = await repairs.carryOut({
      organization,
      signal,
      writes: plans[0].writes,
      signer: signerOf('sara'),
    })
    return result
  }

  it('because Sara administers both organizations there, which she could not do otherwise', async () => {
    const { contoso, field } = simulator
    const both = async () => [
      await grant(contoso, 'grace@contoso.com', 'svc-router@contoso.com'),
      await grant(field, 'nora@contoso.com', 'router@fs.contoso.com'),
    ]
    assert.ok((await both()).every(result => result !== 'done'))
    letAdminister(simulator, 'sara')
    assert.deepEqual(await both(), ['done', 'done'])
  })

  it('because Sara can approve addresses where synchronization sends', async () => {
    const { org, mailbox, simulator: online } = await startOnlineWorld()
    try {
      letAdminister(online, 'sara')
      const sara = await asPerson(online, 'sara')
      const path = `mailboxes(${mailbox('ute@contoso.com').mailboxid})`
      const { status } = await sara(path, { method: 'PATCH', body: { emailrouteraccessapproval: 1 } })
      assert.equal(status, 204)
      assert.equal(org.control.user('ute@contoso.com').emailrouteraccessapproval, 1)
    } finally {
      await online.close()
    }
  })
})
