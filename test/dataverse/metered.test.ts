import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createOrganizations } from '../../src/dataverse/createOrganizations.js'
import { createTokens } from '../../src/entra/tokens.js'
import { userAgent } from '../../src/packageInfo.js'
import { recordedTelemetry } from '../fixtures/recordedTelemetry.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { atOnce } from './edge.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())

describe('requests to an organization', () => {
  it('are counted under its configured name, each attempt, and each time that it asks to wait', async () => {
    const { telemetry, counted } = recordedTelemetry()
    const { url, requests, faults } = simulator.contoso
    const organizations = createOrganizations({
      organizations: [{ name: 'The name', url }],
      tokens: createTokens(simulator),
      userAgent,
      now: () => new Date(),
      client: atOnce,
      telemetry,
    })
    const before = requests.roundTrips
    faults.set({ kind: 'throttle', retryAfterSeconds: 1, next: 2 })
    const seen = await organizations.knowing({ address: 'sara@contoso.com' }, new AbortController().signal)
    assert.equal(seen.length, 1)
    const names = counted.map(([name]) => name)
    assert.equal(names.filter(name => name === 'roundTrip').length, requests.roundTrips - before)
    assert.equal(names.filter(name => name === 'throttled').length, 2)
    assert.deepEqual(new Set(counted.map(([, organization]) => organization)), new Set(['The name']))
  })
})
