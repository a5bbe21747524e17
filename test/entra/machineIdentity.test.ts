import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Application } from '../../src/entra/application.js'
import { startIdentityEndpoint } from '../simulator/entra/identityEndpoint.js'
import { CHANNEL, type Simulator, startSimulator } from '../simulator/index.js'

/** MSAL looks for the endpoint once in a process, so that of a virtual machine or a container has a file of its own. */
describe('a managed identity outside App Service', () => {
  const identity = {
    clientId: '5d1a0c52-83b4-4f0e-9a86-1f2d3c4b5a69',
    principalId: '0e2f4a68-1c3d-4e5f-8a7b-9c8d7e6f5a4b',
  }
  let simulator: Simulator
  before(async () => {
    simulator = await startSimulator({ routerIntervalMs: 0 })
  })
  after(() => simulator.close())

  it('is asked through the instance metadata service', async () => {
    const { entra, tenantId, clientId } = simulator
    const endpoint = await startIdentityEndpoint(entra, identity)
    const issuer = `https://login.microsoftonline.com/${tenantId}/v2.0`
    const audience = 'api://AzureADTokenExchange'
    entra.credentials.federated.push({ issuer, subject: identity.principalId, audience })
    Object.assign(process.env, endpoint.machine)
    try {
      const credential = { kind: 'managedIdentity', clientId: identity.clientId } as const
      const application = new Application({ tenantId, clientId, entraUrl: entra.url, credential })
      assert.equal(entra.verify(await application.token(`${CHANNEL}/.default`))?.aud, CHANNEL)
      assert.deepEqual(endpoint.requests, [{ resource: audience, clientId: identity.clientId }])
    } finally {
      await endpoint.close()
    }
  })
})
