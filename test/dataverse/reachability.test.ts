import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Telemetry } from '../../src/app/ports.js'
import { createReachability } from '../../src/dataverse/reachability.js'
import type { Credential } from '../../src/entra/credential.js'
import { createTokens } from '../../src/entra/tokens.js'
import { userAgent } from '../../src/packageInfo.js'
import { recordedTelemetry } from '../fixtures/recordedTelemetry.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { atOnce } from './edge.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
afterEach(() => {
  for (const { faults } of [simulator.contoso, simulator.field]) faults.clear()
})
after(() => simulator.close())

const signal = new AbortController().signal

function reachability(changes: { readonly credential?: Credential; readonly telemetry?: Telemetry } = {}) {
  const { contoso, field } = simulator
  return createReachability({
    organizations: [contoso, field].map(({ name, url }) => ({ name, url })),
    tokens: createTokens({ ...simulator, ...changes, pause: async () => {} }),
    userAgent,
    now: () => new Date(),
    client: atOnce,
    ...(changes.telemetry && { telemetry: changes.telemetry }),
  })
}

describe('an organization', () => {
  it('is enough, whichever it is', async () => {
    const looking = reachability()
    for (const away of [simulator.contoso, simulator.field]) {
      away.faults.set({ kind: 'unauthorized' })
      await looking.organization(signal)
      away.faults.clear()
    }
  })

  it('that answered is asked alone the next time, and nobody waits for the others', async () => {
    const { telemetry, counted } = recordedTelemetry()
    const looking = reachability({ telemetry })
    simulator.field.faults.set({ kind: 'slow', ms: 60_000 })
    await looking.organization(signal)
    const { length: asked } = counted
    await looking.organization(signal)
    assert.deepEqual(counted.slice(asked), [['roundTrip', simulator.contoso.name]])
  })

  it('is needed', async () => {
    for (const { faults } of [simulator.contoso, simulator.field]) faults.set({ kind: 'unauthorized' })
    await assert.rejects(reachability().organization(signal))
  })
})

describe('a token', () => {
  it('is there with the right secret alone', async () => {
    await reachability().token()
    await assert.rejects(reachability({ credential: { kind: 'secret', secret: 'another' } }).token())
  })
})
