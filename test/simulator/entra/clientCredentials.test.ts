import assert from 'node:assert/strict'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import { SignJWT } from 'jose'
import { HOUR_MS } from '../../../src/domain/durations.js'
import { selfSigned } from '../../tools/certificate.js'
import { CHANNEL, type Simulator, startSimulator } from '../index.js'
import { type IdentityEndpoint, startIdentityEndpoint } from './identityEndpoint.js'

const IDENTITY = {
  clientId: '5d1a0c52-83b4-4f0e-9a86-1f2d3c4b5a69',
  principalId: '0e2f4a68-1c3d-4e5f-8a7b-9c8d7e6f5a4b',
}
const EXCHANGE = 'api://AzureADTokenExchange'

let simulator: Simulator
let endpoint: IdentityEndpoint
let now = Date.now()
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => new Date(now) })
  endpoint = await startIdentityEndpoint(simulator.entra, IDENTITY)
  const issuer = `https://login.microsoftonline.com/${simulator.tenantId}/v2.0`
  simulator.entra.credentials.federated.push({ issuer, subject: IDENTITY.principalId, audience: EXCHANGE })
})
after(async () => {
  await endpoint.close()
  await simulator.close()
})
beforeEach(() => {
  now = Date.now()
})

/** The number of the refusal; null: a token was issued. */
async function refusalOf(form: Readonly<Record<string, string>>): Promise<number | null> {
  const { entraUrl, tenantId, clientId } = simulator
  const body = new URLSearchParams({
    ...{ grant_type: 'client_credentials', client_id: clientId, scope: `${CHANNEL}/.default` },
    ...form,
  })
  const response = await fetch(`${entraUrl}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body })
  const answer = (await response.json()) as { error_codes?: number[]; access_token?: string }
  assert.equal(response.ok, answer.access_token !== undefined)
  return answer.error_codes?.[0] ?? null
}

const asserting = (assertion: string, type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer') =>
  refusalOf({ client_assertion: assertion, client_assertion_type: type })

describe('the application', () => {
  it('has to present something', async () => {
    assert.equal(await refusalOf({}), 7000218)
    assert.equal(await refusalOf({ client_secret: simulator.clientSecret }), null)
    assert.equal(await refusalOf({ client_secret: 'another' }), 7000215)
  })

  it('may present a token of a managed identity that it trusts, until that ends', async () => {
    const { token } = simulator.entra.issueIdentityToken(IDENTITY, EXCHANGE)
    assert.equal(await asserting(token), null)
    assert.equal(await asserting(token, 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer'), 900144)
    now += 24 * HOUR_MS
    assert.equal(await asserting(token), 700024)
  })

  it('may present no other token', async () => {
    const { entra } = simulator
    const stranger = { ...IDENTITY, principalId: '99999999-9999-4999-8999-999999999999' }
    assert.equal(await asserting(entra.issueIdentityToken(stranger, EXCHANGE).token), 700213)
    assert.equal(await asserting(entra.issueIdentityToken(IDENTITY, CHANNEL).token), 700212)
    assert.equal(await asserting(entra.issueUserToken(IDENTITY.principalId)), 700211)
    const [header, , signature] = entra.issueIdentityToken(stranger, EXCHANGE).token.split('.')
    const [, claims] = entra.issueIdentityToken(IDENTITY, EXCHANGE).token.split('.')
    for (const forged of [`${header}.${claims}.${signature}`, 'nothing', ''])
      assert.equal(await asserting(forged), 50013)
  })
})

describe('an assertion that the application has signed', () => {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { certificate } = selfSigned({ from: new Date(now - HOUR_MS), to: new Date(now + 10 * HOUR_MS) }, keys)
  const thumbprint = new X509Certificate(certificate).fingerprint256.replaceAll(':', '')
  const named = Buffer.from(thumbprint, 'hex').toString('base64url')
  before(() => simulator.entra.credentials.certificates.push(new X509Certificate(certificate)))

  interface Changes {
    readonly claims?: object
    readonly alg?: string
    readonly thumbprint?: string
    readonly key?: typeof keys.privateKey
  }

  function signed({ claims, alg = 'PS256', thumbprint = named, key = keys.privateKey }: Changes = {}): Promise<string> {
    const { tenantId, clientId } = simulator
    const seconds = Math.floor(now / 1000)
    const aud = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`
    const payload = { iss: clientId, sub: clientId, aud, nbf: seconds, exp: seconds + 600, ...claims }
    return new SignJWT(payload).setProtectedHeader({ alg, typ: 'JWT', 'x5t#S256': thumbprint }).sign(key)
  }

  it('is accepted as it should be', async () => {
    assert.equal(await asserting(await signed()), null)
  })

  for (const [what, changes, code] of [
    ['another audience', { claims: { aud: 'https://login.microsoftonline.com' } }, 700023],
    ['another issuer', { claims: { iss: 'another' } }, 700021],
    ['another subject', { claims: { sub: 'another' } }, 700021],
    ['an end that has passed', { claims: { exp: 1 } }, 700024],
    ['a beginning in the future', { claims: { nbf: 9_999_999_999 } }, 700024],
    ['no end', { claims: { exp: undefined } }, 700024],
    ['a certificate that is not known', { thumbprint: 'another' }, 700027],
    ['another key', { key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey }, 700027],
  ] as const) {
    it(`is refused with ${what}`, async () => assert.equal(await asserting(await signed(changes)), code))
  }

  it('is refused past the end of its certificate', async () => {
    now += 11 * HOUR_MS
    assert.equal(await asserting(await signed()), 1000502)
  })
})

describe('the endpoint of managed identities', () => {
  const ask = async (path: string, headers: Readonly<Record<string, string>>) => {
    const response = await fetch(`${endpoint.url}${path}&resource=${EXCHANGE}&client_id=${IDENTITY.clientId}`, {
      headers,
    })
    return response.status
  }
  const appService = '/msi/token?api-version=2019-08-01'
  const machine = '/metadata/identity/oauth2/token?api-version=2018-02-01'

  it('answers only those who prove that they are on this host', async () => {
    const header = { 'X-IDENTITY-HEADER': endpoint.header }
    assert.equal(await ask(appService, header), 200)
    assert.equal(await ask(appService, { 'X-IDENTITY-HEADER': 'another' }), 401)
    assert.equal(await ask(appService, {}), 401)
    assert.equal(await ask(machine, { Metadata: 'true' }), 200)
    assert.equal(await ask(machine, {}), 400)
    assert.equal(await ask('/msi/token?api-version=2017-09-01', header), 401)
    assert.equal(await ask('/elsewhere?', header), 404)
  })

  it('has tokens of the identities of this host only', async () => {
    const query = `&resource=${EXCHANGE}&client_id=another`
    const response = await fetch(`${endpoint.url}${machine}${query}`, { headers: { Metadata: 'true' } })
    assert.equal(response.status, 400)
  })
})
