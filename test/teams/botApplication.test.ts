import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it, mock } from 'node:test'
import { HOUR_MS } from '../../src/domain/durations.js'
import { Application } from '../../src/entra/application.js'
import { TeamsAdapter } from '../../src/teams/adapter.js'
import { CHANNEL_SCOPE } from '../../src/teams/botApplication.js'
import { type IdentityEndpoint, startIdentityEndpoint } from '../simulator/entra/identityEndpoint.js'
import { serve } from '../simulator/http.js'
import { CHANNEL, type Simulator, startSimulator } from '../simulator/index.js'
import { TENANT } from './activities.js'
import { type Connector, startConnector } from './connector.js'

const IDENTITY = {
  clientId: '5d1a0c52-83b4-4f0e-9a86-1f2d3c4b5a69',
  principalId: '0e2f4a68-1c3d-4e5f-8a7b-9c8d7e6f5a4b',
}

let simulator: Simulator
let endpoint: IdentityEndpoint
let connector: Connector
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => new Date() })
  endpoint = await startIdentityEndpoint(simulator.entra, IDENTITY)
  connector = await startConnector()
  Object.assign(process.env, endpoint.appService)
  simulator.entra.credentials.federated.push({
    issuer: `https://login.microsoftonline.com/${simulator.tenantId}/v2.0`,
    subject: IDENTITY.principalId,
    audience: 'api://AzureADTokenExchange',
  })
})
after(async () => {
  await connector.close()
  await endpoint.close()
  await simulator.close()
})
beforeEach(() => {
  mock.timers.enable({ apis: ['Date'], now: Date.now() })
  connector.forget()
})
afterEach(() => {
  connector.rule = () => null
  mock.timers.reset()
})

/** The bot's way to the channel, signed in by a managed identity. */
function botOf(tokenServiceUrl: string | null = null) {
  const { tenantId, clientId, entraUrl } = simulator
  const credential = { kind: 'managedIdentity', clientId: IDENTITY.clientId } as const
  const application = new Application({ tenantId, clientId, entraUrl, credential })
  const auth = { appId: clientId, application, allowedTenants: new Set([TENANT]) }
  const adapter = new TeamsAdapter({ ...auth, openIdMetadataUrl: 'http://127.0.0.1:1/' }, tokenServiceUrl)
  const send = async () => {
    const { conversations } = await adapter.connector(connector.url)
    return conversations.sendToConversation('a:1', { type: 'message' }, { abortSignal: new AbortController().signal })
  }
  return { application, adapter, send }
}

const sentTokens = () => connector.calls.map(({ authorization }) => authorization?.replace(/^Bearer /, '') ?? '')

describe('a call of the channel', () => {
  it('is signed with a token of the application, which is also the one that reads Dataverse', async () => {
    const { application, send } = botOf()
    await send()
    await send()
    const [first = '', second] = sentTokens()
    const claims = simulator.entra.verify(first)
    assert.deepEqual([claims?.aud, claims?.appid], [CHANNEL, simulator.clientId])
    assert.equal(second, first)
    assert.equal(await application.token(CHANNEL_SCOPE), first)
  })

  it('is signed with a token that is good, past the end of the token and past the end of the assertion', async () => {
    const { send } = botOf()
    const asked = endpoint.requests.length
    for (const hours of [0, 1, 24, 24]) {
      mock.timers.setTime(Date.now() + hours * HOUR_MS)
      await send()
      assert.equal(simulator.entra.verify(sentTokens().at(-1) ?? '')?.aud, CHANNEL, `after ${hours} hours`)
    }
    assert.equal(new Set(sentTokens()).size, 4)
    assert.equal(endpoint.requests.length - asked, 3)
  })

  it('of the token service, too, is signed with it', async () => {
    const signed: string[] = []
    const service = await serve(0, ({ headers }, _body, response) => {
      signed.push(`${headers.authorization}`)
      response.writeHead(404).end()
    })
    const { application, adapter } = botOf(service.url)
    try {
      const tokens = await adapter.userTokens()
      await tokens.getUserToken('29:nora', 'dynamics', 'msteams', '').catch(() => null)
    } finally {
      await service.close()
    }
    assert.deepEqual(signed, [`Bearer ${await application.token(CHANNEL_SCOPE)}`])
  })

  it('is signed with a new token after one that the channel refused', async () => {
    const { send } = botOf()
    await send()
    const [refusedToken] = sentTokens()
    connector.rule = ({ authorization }) => (authorization === `Bearer ${refusedToken}` ? { status: 401 } : null)
    await assert.rejects(send())
    await send()
    assert.notEqual(sentTokens().at(-1), refusedToken)
  })
})
