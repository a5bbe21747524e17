import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { InteractionRequiredAuthError, ServerError } from '@azure/msal-node'
import { SignInFailed } from '../../../src/entra/signInFailed.js'
import { createTokens } from '../../../src/entra/tokens.js'
import { callerOf, onBehalfOf, personToken, userId } from '../api/callers.js'
import { objectIdOf, type Simulator, startSimulator } from '../index.js'
import type { Demand } from '../seeds/demands.js'

let simulator: Simulator
let now = new Date()
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => now })
})
after(() => simulator.close())

const whoAmI = (token: string, organization = simulator.contoso) => callerOf(organization, token)('WhoAmI')
const refused = (code: string) => (error: unknown) => error instanceof SignInFailed && error.code === code

describe('client credentials with MSAL', () => {
  it('return a token of the application for one organization', async () => {
    const tokens = createTokens(simulator)
    for (const [organization, address] of [
      [simulator.contoso, 'pending-send@contoso.com'],
      [simulator.field, 'pending-send@fs.contoso.com'],
    ] as const) {
      const { status, json } = await whoAmI(await tokens.forOrganization(organization.url), organization)
      assert.deepEqual([status, json.UserId], [200, userId(organization, address)])
    }
  })

  it('are used once while the token is valid', async () => {
    const tokens = createTokens(simulator)
    const before = simulator.entra.issued()
    const first = await tokens.forOrganization(simulator.contoso.url)
    assert.equal(await tokens.forOrganization(simulator.contoso.url), first)
    assert.equal(simulator.entra.issued(), before + 1)
  })

  it('are refused with a wrong secret, for an unknown application and for an unknown resource', async () => {
    const { url } = simulator.contoso
    const wrongSecret = createTokens({ ...simulator, credential: { kind: 'secret', secret: 'another' } })
    await assert.rejects(wrongSecret.forOrganization(url), refused('AADSTS7000215'))
    const unknown = createTokens({ ...simulator, clientId: '11111111-2222-4333-8444-555555555555' })
    await assert.rejects(unknown.forOrganization(url), refused('AADSTS700016'))
    const tokens = createTokens(simulator)
    await assert.rejects(tokens.forOrganization('https://another.crm4.dynamics.com'), refused('AADSTS500011'))
  })
})

describe('on-behalf-of with MSAL', () => {
  it('returns a token of the person', async () => {
    const { status, json } = await whoAmI(await personToken(simulator, 'nora', simulator.contoso))
    assert.deepEqual([status, json.UserId], [200, userId(simulator.contoso, 'nora@contoso.com')])
  })

  it('accepts only an assertion that was issued to a person for this application', async () => {
    const { entra } = simulator
    const forDataverse = await personToken(simulator, 'nora', simulator.contoso)
    const changed = tampered(entra.issueUserToken(objectIdOf('nora')), { oid: objectIdOf('admin') })
    for (const assertion of [forDataverse, changed, 'nothing']) {
      const answer = await ask({ grant_type: JWT_BEARER, requested_token_use: 'on_behalf_of', assertion })
      assert.deepEqual([answer.error, answer.error_codes], ['invalid_grant', [50013]])
    }
  })
})

interface Refused {
  readonly demand: Demand
  readonly code: string
  readonly error: string
  readonly suberror: string
  /** MSAL's error class for a person who has to do something. */
  readonly interaction: boolean
}

const refusals: readonly Refused[] = [
  { demand: 'consent', code: '65001', error: 'invalid_grant', suberror: 'consent_required', interaction: true },
  { demand: 'proof', code: '50076', error: 'interaction_required', suberror: 'basic_action', interaction: true },
  { demand: 'expired', code: '500133', error: 'invalid_grant', suberror: '', interaction: false },
  { demand: 'declined', code: '65004', error: 'invalid_grant', suberror: '', interaction: false },
]

describe('on-behalf-of with a demand on the person', () => {
  const oid = objectIdOf('nora')
  const failure = () => onBehalfOf(simulator, 'nora').catch((error: unknown) => error)

  for (const { demand, code, error, suberror, interaction } of refusals) {
    it(`is refused with AADSTS${code} until the demand is met: ${demand}`, async () => {
      simulator.entra.demand(oid, demand)
      const refusal = await failure()
      assert.ok(refusal instanceof ServerError || refusal instanceof InteractionRequiredAuthError)
      assert.equal(refusal instanceof InteractionRequiredAuthError, interaction)
      assert.deepEqual([refusal.errorCode, refusal.subError], [error, suberror])
      assert.match(refusal.errorMessage, new RegExp(`AADSTS${code}:`))
      assert.equal((await onBehalfOf(simulator, 'omar')).uniqueId, objectIdOf('omar'))
      simulator.entra.demand(oid, null)
      assert.equal((await onBehalfOf(simulator, 'nora')).uniqueId, oid)
    })
  }

  it('returns the claims that the next sign-in has to request', async () => {
    simulator.entra.demand(oid, 'proof')
    const refusal = await failure()
    simulator.entra.demand(oid, null)
    assert.ok(refusal instanceof InteractionRequiredAuthError)
    assert.ok(JSON.parse(refusal.claims).access_token)
  })

  it('does not affect the application itself', async () => {
    for (const { demand } of refusals) {
      simulator.entra.demand(simulator.clientId, demand)
      assert.ok(await createTokens(simulator).forOrganization(simulator.contoso.url))
    }
    simulator.entra.demand(simulator.clientId, null)
  })

  it('is refused once the assertion has expired', async () => {
    const assertion = simulator.entra.issueUserToken(oid)
    const start = now
    now = new Date(start.getTime() + 61 * 60_000)
    const form = { grant_type: JWT_BEARER, requested_token_use: 'on_behalf_of', assertion }
    assert.deepEqual((await ask(form)).error_codes, [500133])
    now = start
  })

  it('names the person of the token', async () => {
    const { account, uniqueId, tenantId } = await onBehalfOf(simulator, 'nora')
    assert.deepEqual([uniqueId, account?.localAccountId, tenantId], [oid, oid, simulator.tenantId])
    assert.equal(account?.homeAccountId, `${oid}.${simulator.tenantId}`)
  })
})

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

async function ask(form: Record<string, string>): Promise<{ error: string; error_codes: number[] }> {
  const { entraUrl, tenantId, clientId, clientSecret, contoso } = simulator
  const scope = `${contoso.url}/user_impersonation`
  const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, scope, ...form })
  const response = await fetch(`${entraUrl}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body })
  assert.equal(response.status, 400)
  return (await response.json()) as { error: string; error_codes: number[] }
}

describe('the token endpoint', () => {
  it('accepts no other grants, and only the scope /.default for an application', async () => {
    const grant_type = 'client_credentials'
    assert.equal((await ask({ grant_type: 'password' })).error, 'unsupported_grant_type')
    assert.deepEqual((await ask({ grant_type })).error_codes, [1002012])
  })
})

/** The same token with another claim and its old signature. */
function tampered(token: string, claims: object): string {
  const [header, payload = '', signature] = token.split('.')
  const changed = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...claims }
  return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.')
}

describe('an organization', () => {
  const unfit: readonly (readonly [string, () => Promise<string>])[] = [
    ['of another organization', async () => personToken(simulator, 'admin', simulator.field)],
    ['for the bot itself', async () => simulator.entra.issueUserToken(objectIdOf('admin'))],
    [
      'whose owner was changed',
      async () => tampered(await personToken(simulator, 'sara', simulator.contoso), { oid: objectIdOf('admin') }),
    ],
    [
      'whose end was put off',
      async () => tampered(await personToken(simulator, 'sara', simulator.contoso), { exp: 9_999_999_999 }),
    ],
    [
      'without a signature',
      async () => `${(await personToken(simulator, 'sara', simulator.contoso)).split('.').slice(0, 2).join('.')}.`,
    ],
    ['that is none', async () => 'nothing'],
  ]
  for (const [what, token] of unfit) {
    it(`answers 401 to a token ${what}`, async () => {
      const { status, headers, error } = await whoAmI(await token())
      assert.deepEqual([status, headers.get('www-authenticate')?.split(' ')[0]], [401, 'Bearer'])
      assert.ok(error?.message)
    })
  }

  it('answers 401 without a token', async () => {
    assert.equal((await fetch(`${simulator.contoso.url}/api/data/v9.2/WhoAmI`)).status, 401)
  })

  it('answers 401 once the token has expired', async () => {
    const token = await personToken(simulator, 'sara', simulator.contoso)
    const start = now
    now = new Date(start.getTime() + 59 * 60_000)
    assert.equal((await whoAmI(token)).status, 200)
    now = new Date(start.getTime() + 61 * 60_000)
    assert.equal((await whoAmI(token)).status, 401)
    now = start
    assert.equal((await whoAmI(token)).status, 200)
  })
})
