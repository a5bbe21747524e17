import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it, mock } from 'node:test'
import { inspect } from 'node:util'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { HOUR_MS } from '../../src/domain/durations.js'
import { Application } from '../../src/entra/application.js'
import { azureCredential } from '../../src/entra/managedIdentity.js'
import { onBehalfOf } from '../../src/entra/onBehalfOf.js'
import { SignInFailed } from '../../src/entra/signInFailed.js'
import { tokensOf } from '../../src/entra/tokens.js'
import { callerOf, userId } from '../simulator/api/callers.js'
import { type IdentityEndpoint, startIdentityEndpoint } from '../simulator/entra/identityEndpoint.js'
import { CHANNEL, objectIdOf, type Simulator, startSimulator } from '../simulator/index.js'
import { recordingLog } from '../teams/harness.js'

const IDENTITY = {
  clientId: '5d1a0c52-83b4-4f0e-9a86-1f2d3c4b5a69',
  principalId: '0e2f4a68-1c3d-4e5f-8a7b-9c8d7e6f5a4b',
}
const EXCHANGE = 'api://AzureADTokenExchange'
const CHANNEL_SCOPE = `${CHANNEL}/.default`

let simulator: Simulator
let endpoint: IdentityEndpoint
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => new Date() })
  endpoint = await startIdentityEndpoint(simulator.entra, IDENTITY)
  Object.assign(process.env, endpoint.appService)
})
after(async () => {
  await endpoint.close()
  await simulator.close()
})

const trusted = () => ({
  issuer: `https://login.microsoftonline.com/${simulator.tenantId}/v2.0`,
  subject: IDENTITY.principalId,
  audience: EXCHANGE,
})

beforeEach(() => {
  mock.timers.enable({ apis: ['Date'], now: Date.now() })
  const { credentials } = simulator.entra
  credentials.federated.splice(0, Number.POSITIVE_INFINITY, trusted())
  credentials.accepted.length = 0
  endpoint.identities.splice(0, Number.POSITIVE_INFINITY, IDENTITY)
  endpoint.requests.length = 0
  endpoint.outage = null
})
afterEach(() => mock.timers.reset())

const pass = (milliseconds: number) => mock.timers.setTime(Date.now() + milliseconds)
const pause = async () => {}

function applicationOf(credential = IDENTITY.clientId) {
  const { log, lines } = recordingLog()
  const { tenantId, clientId, entraUrl } = simulator
  const managed = { kind: 'managedIdentity', clientId: credential } as const
  return { lines, application: new Application({ tenantId, clientId, entraUrl, credential: managed, pause, log }) }
}

async function failureOf(application: Application): Promise<SignInFailed> {
  const error = await application.token(CHANNEL_SCOPE).catch((failure: unknown) => failure)
  assert.ok(error instanceof SignInFailed)
  return error
}

describe('an application that trusts a managed identity', () => {
  it('signs in to the channel, to Dataverse and on behalf of people with one assertion, and with no secret', async () => {
    const { application } = applicationOf()
    const { entra, contoso } = simulator
    assert.equal(entra.verify(await application.token(CHANNEL_SCOPE))?.aud, CHANNEL)
    const token = await tokensOf(application).forOrganization(contoso.url)
    const { json } = await callerOf(contoso, token)('WhoAmI')
    assert.equal(json.UserId, userId(contoso, 'pending-send@contoso.com'))
    const person = await onBehalfOf(application, entra.issueUserToken(objectIdOf('nora')), contoso.url)
    assert.equal(person.oid, objectIdOf('nora'))
    assert.deepEqual(endpoint.requests, [{ resource: EXCHANGE, clientId: IDENTITY.clientId }])
    assert.equal(entra.credentials.accepted.length, 3)
    assert.equal(new Set(entra.credentials.accepted).size, 1)
  })

  it('asks once for everybody who waits at the same time', async () => {
    const { application } = applicationOf()
    const before = simulator.entra.issued()
    const tokens = await Promise.all(Array.from({ length: 20 }, () => application.token(CHANNEL_SCOPE)))
    assert.equal(new Set(tokens).size, 1)
    assert.equal(simulator.entra.issued(), before + 1)
    assert.equal(endpoint.requests.length, 1)
  })

  it('gets a new token past the end of the token, and a new assertion past the end of the assertion', async () => {
    const { application } = applicationOf()
    const { entra } = simulator
    const { accepted } = entra.credentials
    const first = await application.token(CHANNEL_SCOPE)
    pass(HOUR_MS)
    assert.equal(entra.verify(first), null)
    const second = await application.token(CHANNEL_SCOPE)
    assert.equal(entra.verify(second)?.aud, CHANNEL)
    assert.equal(accepted[1], accepted[0])
    pass(24 * HOUR_MS)
    assert.equal(entra.verify(accepted[0] ?? ''), null)
    const third = await application.token(CHANNEL_SCOPE)
    assert.equal(entra.verify(third)?.aud, CHANNEL)
    assert.notEqual(accepted[2], accepted[0])
    assert.equal(endpoint.requests.length, 2)
    assert.equal(new Set([first, second, third]).size, 3)
  })

  it('works for a month of hours', async () => {
    const { application } = applicationOf()
    for (let hour = 0; hour < 30 * 24; hour += 7) {
      const token = await application.token(CHANNEL_SCOPE)
      assert.equal(simulator.entra.verify(token)?.aud, CHANNEL, `hour ${hour}`)
      pass(7 * HOUR_MS)
    }
  })

  it('gets a new token if one is refused before its end', async () => {
    const { application } = applicationOf()
    const token = await application.token(CHANNEL_SCOPE)
    application.forget(CHANNEL_SCOPE, token)
    assert.notEqual(await application.token(CHANNEL_SCOPE), token)
  })

  it("keeps no token of a person in MSAL's cache, which has no bounds", async () => {
    const { application } = applicationOf()
    const acquire = mock.method(ConfidentialClientApplication.prototype, 'acquireTokenOnBehalfOf')
    const assertion = simulator.entra.issueUserToken(objectIdOf('nora'))
    const { token } = await onBehalfOf(application, assertion, simulator.contoso.url)
    const used = acquire.mock.calls[0]?.this as ConfidentialClientApplication
    const kept = used.getTokenCache().serialize()
    acquire.mock.restore()
    assert.ok(token !== '' && !kept.includes(token), kept)
  })

  for (const [what, change, code] of [
    ['another subject', { subject: IDENTITY.clientId }, 'AADSTS700213'],
    ['another issuer', { issuer: 'https://token.actions.githubusercontent.com' }, 'AADSTS700211'],
    ['another audience', { audience: 'api://another' }, 'AADSTS700212'],
    ['nothing at all', null, 'AADSTS70025'],
  ] as const) {
    it(`is refused if it trusts ${what}, and the log says once what to do`, async () => {
      const known = change ? [{ ...trusted(), ...change }] : []
      simulator.entra.credentials.federated.splice(0, 1, ...known)
      const { application, lines } = applicationOf()
      for (const _ of [1, 2]) {
        const error = await failureOf(application)
        assert.deepEqual([error.code, error.unreachable], [code, false])
      }
      assert.equal(lines.length, 1)
      assert.match(lines[0]?.message ?? '', /does not trust the managed identity.*npm run provision -- azure/)
      simulator.entra.credentials.federated.splice(0, 1, trusted())
      assert.ok(await application.token(CHANNEL_SCOPE))
    })
  }
})

describe('a managed identity whose endpoint fails', () => {
  it('is an outage with a clear sentence, asked again several times, and then again by the next request', async () => {
    for (const outage of [503, 500, 429, 'break'] as const) {
      const { application, lines } = applicationOf()
      endpoint.outage = outage
      endpoint.requests.length = 0
      const error = await failureOf(application)
      assert.deepEqual([error.code, error.unreachable], ['managed_identity_unreachable', true])
      assert.match(error.message, /^The managed identity endpoint cannot be reached/)
      assert.equal(endpoint.requests.length, 4, `${outage}`)
      assert.match(lines[0]?.message ?? '', /the endpoint of the managed identity does not answer/)
      endpoint.outage = null
      assert.ok(await application.token(CHANNEL_SCOPE), `${outage}`)
    }
  })

  it('is an outage for people, too, who need not sign in again', async () => {
    endpoint.outage = 503
    const assertion = simulator.entra.issueUserToken(objectIdOf('nora'))
    const { application } = applicationOf()
    await assert.rejects(onBehalfOf(application, assertion, simulator.contoso.url), { need: 'unreachable' })
  })

  it('is an outage while the host is being changed', async () => {
    for (const status of [404, 410]) {
      endpoint.outage = status
      assert.equal((await failureOf(applicationOf().application)).unreachable, true, `${status}`)
    }
  })

  it('takes away nothing that is still good, and is asked for its successor later', async () => {
    const { application } = applicationOf()
    const { accepted } = simulator.entra.credentials
    await application.token(CHANNEL_SCOPE)
    // The assertion is to be replaced, and has not ended.
    pass(24 * HOUR_MS - 4 * 60_000)
    endpoint.outage = 503
    assert.ok(simulator.entra.verify(await application.token(CHANNEL_SCOPE)))
    assert.equal(accepted[1], accepted[0])
    assert.equal(endpoint.requests.length, 5)
    pass(HOUR_MS)
    assert.equal((await failureOf(application)).unreachable, true)
    endpoint.outage = null
    assert.ok(simulator.entra.verify(await application.token(CHANNEL_SCOPE)))
    assert.notEqual(accepted[2], accepted[0])
  })

  it('is no outage if this host does not have that identity', async () => {
    endpoint.identities.length = 0
    const { application, lines } = applicationOf()
    const error = await failureOf(application)
    assert.deepEqual([error.code, error.unreachable], ['managed_identity_refused', false])
    assert.equal(endpoint.requests.length, 1)
    assert.match(lines[0]?.message ?? '', /does not have the managed identity that MANAGED_IDENTITY_CLIENT_ID names/)
  })
})

describe('a bot that is a managed identity itself', () => {
  const asIdentity = () => {
    const { tenantId, entraUrl } = simulator
    const credential = { kind: 'managedIdentity', clientId: IDENTITY.clientId } as const
    return new Application({ tenantId, clientId: IDENTITY.clientId, entraUrl, credential, pause })
  }

  it('uses its own tokens, and gets new ones past their end', async () => {
    const application = asIdentity()
    const first = await application.token(CHANNEL_SCOPE)
    assert.equal(simulator.entra.verify(first)?.appid, IDENTITY.clientId)
    pass(24 * HOUR_MS)
    assert.equal(simulator.entra.verify(await application.token(CHANNEL_SCOPE))?.aud, CHANNEL)
    assert.deepEqual(endpoint.requests[0], { resource: CHANNEL, clientId: IDENTITY.clientId })
    assert.equal(endpoint.requests.length, 2)
  })

  it('cannot act for people', async () => {
    const assertion = simulator.entra.issueUserToken(objectIdOf('nora'))
    await assert.rejects(onBehalfOf(asIdentity(), assertion, simulator.contoso.url), { need: 'unavailable' })
  })
})

describe('the case store', () => {
  it('is reached as the managed identity that is named, and as no other', async () => {
    const { token, expiresOnTimestamp } = await azureCredential(IDENTITY.clientId).getToken([
      'https://storage.azure.com/.default',
    ])
    assert.deepEqual(endpoint.requests, [{ resource: 'https://storage.azure.com', clientId: IDENTITY.clientId }])
    const claims = simulator.entra.verify(token)
    assert.equal(claims?.oid, IDENTITY.principalId)
    assert.equal(expiresOnTimestamp, claims.exp * 1000)
  })
})

describe('tokens and assertions', () => {
  it('appear in no line of the log and in no error', async () => {
    const { application, lines } = applicationOf()
    const secrets = [await application.token(CHANNEL_SCOPE), ...simulator.entra.credentials.accepted, endpoint.header]
    const errors: unknown[] = []
    pass(25 * HOUR_MS)
    endpoint.outage = 503
    errors.push(await failureOf(application))
    endpoint.outage = null
    simulator.entra.credentials.federated.length = 0
    errors.push(await failureOf(application))
    const seen = inspect([lines, errors, application], { depth: 20, showHidden: false })
    assert.ok(lines.length >= 2)
    for (const secret of [...secrets, ...simulator.entra.credentials.accepted]) assert.ok(!seen.includes(secret))
    for (const { message, details } of lines) assert.doesNotMatch(`${message}${JSON.stringify(details)}`, /eyJ/)
  })
})
