import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createRepairs } from '../../src/dataverse/repairs.js'
import { userAgent } from '../../src/packageInfo.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { startEdge } from './edge.js'
import { NOW } from './facts/asking.js'
import { type Desk, deskOf, wantedOf } from './repair/repairing.js'

let simulator: Simulator
let desk: Desk
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  desk = deskOf(simulator)
})
after(() => simulator.close())

describe('the facts of a repair and the state of its writes', () => {
  it('are read bypassing what an organization caches for half a minute; counts are not', async () => {
    const edge = await startEdge()
    try {
      const seen: unknown[] = []
      const { url } = await edge.serve((request, body, response) => {
        if (request.method === 'POST' && !body.includes('WhoAmI')) seen.push(request.headers.consistency)
        response.writeHead(404).end()
      })
      const organization = { name: 'Edge', url }
      const { tokens } = edge
      const { signal } = new AbortController()
      const asking = { organization, signal }
      const repairs = createRepairs({
        organizations: [organization],
        tokens,
        tokensOf: () => tokens,
        userAgent,
        now: () => NOW,
      })
      const parties = desk.parties('sara@contoso.com')
      for (const remedy of ['senderConsent', 'sendAsPrivilege', 'holdMails'] as const)
        await repairs.prepare({ ...asking, own: true, ...wantedOf(remedy), parties })
      const { writes } = await desk.plan('allowSendAs', 'sara@contoso.com')
      await repairs.states({ ...asking, writes })
      await repairs.count({ ...asking, senderId: parties.sender.id, since: NOW.toISOString() })
      assert.deepEqual(seen, ['Strong', 'Strong', 'Strong', 'Strong', undefined])
    } finally {
      await edge.close()
    }
  })

  it('are never asked of an organization that is not configured', async () => {
    const organization = { name: 'Elsewhere', url: 'http://127.0.0.1:1' }
    await assert.rejects(desk.prepare('senderConsent', 'sara@contoso.com', { organization }), /no longer configured/)
    await assert.rejects(desk.carryOut([], 'sara', { organization }), /no longer configured/)
  })
})
