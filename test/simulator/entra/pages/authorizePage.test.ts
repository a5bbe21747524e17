import assert from 'node:assert/strict'
import { createPublicKey, type JsonWebKeyInput, verify } from 'node:crypto'
import { after, afterEach, before, describe, it } from 'node:test'
import { objectIdOf, type Simulator, startSimulator } from '../../index.js'
import { codeRequests, type Granted } from '../codes/codeRequests.js'
import { chooseAt, signInAt } from './visitor.js'

const SARA = objectIdOf('sara')
const MINUTE_MS = 60_000

let simulator: Simulator
let now = Date.now()
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => new Date(now) })
})
after(() => simulator.close())
afterEach(() => {
  const { entra } = simulator
  now = Date.now()
  entra.authorizePage.redirectUris = null
  entra.authorizePage.needAdministrator.clear()
  entra.demand(SARA, null)
})

const asking = () => codeRequests(simulator)
const forContoso = () => `openid profile ${simulator.contoso.url}/user_impersonation`
const query = ({ searchParams }: URL) => Object.fromEntries(searchParams)

function decoded(token: string): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  const [header, claims] = token.split('.').map(part => Buffer.from(part, 'base64url').toString())
  return { header: JSON.parse(header ?? ''), claims: JSON.parse(claims ?? '') }
}

describe('the page where people sign in to the bot', () => {
  it('asks who they are, and says what they agree to', async () => {
    const plain = await fetch(asking().url())
    assert.equal(plain.headers.get('cache-control'), 'no-store')
    const text = await plain.text()
    assert.match(text, /<h1>Sign in to Contoso<\/h1>.+wants to know who you are\..+Continue as Sara Davis/s)
    assert.match(text, /<button >Decline<\/button>/)
    const consent = await (await fetch(asking().url({ scope: forContoso() }))).text()
    assert.match(consent, /wants to read and change Dynamics 365 in your name/)
  })

  it('sends the browser back with a code, the state, and who it was', async () => {
    const back = await signInAt(asking().url({ state: 'a state & more' }), SARA)
    assert.equal(`${back.origin}${back.pathname}`, asking().redirectUri)
    const { code, state, client_info: info = '' } = query(back)
    assert.ok(code)
    assert.equal(state, 'a state & more')
    const { uid, utid } = JSON.parse(Buffer.from(info, 'base64url').toString())
    assert.deepEqual([uid, utid], [SARA, simulator.tenantId])
  })

  it('lists first whom the application expects', async () => {
    const text = await (await fetch(asking().url({ login_hint: 'omar@contoso.com' }))).text()
    const names = [...text.matchAll(/>Continue as ([^<]+)</g)].map(([, name]) => name)
    assert.equal(names[0], 'Omar Haddad')
    assert.equal(new Set(names).size, names.length)
  })

  it('sends the browser back without a code if the person declines', async () => {
    const { error, error_description: description, state, code } = query(await signInAt(asking().url(), 'decline'))
    assert.deepEqual([error, state, code], ['access_denied', 'the-state', undefined])
    assert.match(description ?? '', /^AADSTS65004:/)
  })

  it('says so on a page of its own if the redirect URI or the application is not registered', async () => {
    const { authorizePage } = simulator.entra
    const local = ['http://127.0.0.1:3978/check/signed-in', 'http://localhost:1/check/signed-in']
    for (const redirect_uri of local) assert.equal((await fetch(asking().url({ redirect_uri }))).status, 200)
    const evil = ['https://evil.example/check/signed-in', 'http://127.0.0.1:3978/elsewhere', 'http://127.0.0.1.evil/']
    authorizePage.redirectUris = ['https://bot.contoso.com/check/signed-in']
    for (const redirect_uri of [...local, ...evil]) {
      const answer = await fetch(asking().url({ redirect_uri }), { redirect: 'manual' })
      assert.equal(answer.status, 400)
      assert.match(await answer.text(), /AADSTS50011: The redirect URI/)
    }
    const [redirect_uri = ''] = authorizePage.redirectUris
    assert.equal((await fetch(asking().url({ redirect_uri }))).status, 200)
    const unknown = await fetch(asking().url({ client_id: 'another' }))
    assert.deepEqual([unknown.status, /AADSTS700016/.test(await unknown.text())], [400, true])
  })

  const faults: readonly (readonly [string, Record<string, string>, string])[] = [
    ['a token instead of a code', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['an answer in another form', { response_mode: 'fragment' }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['nobody to be named', { scope: 'profile' }, 'invalid_scope'],
    [
      'two organizations at once',
      { scope: 'openid https://a.com/user_impersonation https://b.com/x' },
      'invalid_scope',
    ],
    ['an organization that does not exist', { scope: 'openid https://a.com/user_impersonation' }, 'invalid_resource'],
  ]
  for (const [what, changes, expected] of faults) {
    it(`sends the browser back if the application asks for ${what}`, async () => {
      const answer = await fetch(asking().url(changes), { redirect: 'manual' })
      const { error, state } = query(new URL(answer.headers.get('location') ?? ''))
      assert.deepEqual([answer.status, error, state], [302, expected, 'the-state'])
    })
  }

  it('takes no choice from another page, of nobody, or for a sign-in that nobody asked for', async () => {
    const foreign = await chooseAt(asking().url(), SARA, { Origin: 'https://evil.example' })
    const own = await chooseAt(asking().url(), SARA, { Origin: simulator.entraUrl })
    assert.deepEqual([foreign.status, own.status], [403, 302])
    assert.equal((await chooseAt(asking().url(), 'nobody')).status, 400)
    const unknown = await fetch(asking().url(), { method: 'POST', body: new URLSearchParams({ id: '1', oid: SARA }) })
    assert.equal(unknown.status, 404)
  })
})

describe('a demand on a person', () => {
  it('is met by consenting to the use of an organization, and not by signing in alone', async () => {
    const { entra } = simulator
    for (const demand of ['consent', 'proof', 'expired', 'declined'] as const) {
      entra.demand(SARA, demand)
      assert.ok((await asking().redeemed({ who: SARA })).id_token)
      assert.equal(entra.demandOf(SARA), demand)
      assert.ok((await asking().redeemed({ who: SARA, scope: forContoso() })).access_token)
      assert.equal(entra.demandOf(SARA), null)
    }
  })

  it('counts as declined if the person whom it was for declines', async () => {
    const { entra } = simulator
    entra.demand(SARA, 'consent')
    await signInAt(asking().url({ scope: forContoso(), login_hint: 'nora@contoso.com' }), 'decline')
    assert.equal(entra.demandOf(SARA), 'consent')
    await signInAt(asking().url({ scope: forContoso(), login_hint: 'sara@contoso.com' }), 'decline')
    assert.equal(entra.demandOf(SARA), 'declined')
  })

  it('that came after they left the page is a refusal', async () => {
    const code = await asking().code({ who: SARA, scope: forContoso() })
    simulator.entra.demand(SARA, 'consent')
    assert.deepEqual((await asking().redeem(code, { scope: forContoso() })).error_codes, [65001])
  })

  it('can be one for an administrator, so that only signing in works', async () => {
    simulator.entra.authorizePage.needAdministrator.add(SARA)
    const { error_description: description = '' } = query(await signInAt(asking().url({ scope: forContoso() }), SARA))
    assert.match(description, /^AADSTS90094:/)
    assert.ok(query(await signInAt(asking().url(), SARA)).code)
  })
})

describe('a code', () => {
  const number = ({ error_codes }: Granted) => error_codes

  it('is worth a token for the organization that was asked for', async () => {
    const { access_token: token = '' } = await asking().redeemed({ who: SARA, scope: forContoso() })
    const claims = simulator.entra.verify(token)
    assert.deepEqual([claims?.aud, claims?.oid, claims?.appid], [simulator.contoso.url, SARA, simulator.clientId])
    const { access_token: other = '' } = await asking().redeemed({ who: SARA })
    assert.equal(simulator.entra.verify(other)?.aud, '00000003-0000-0000-c000-000000000000')
  })

  it('is worth an ID token that is signed with the published key', async () => {
    const { id_token: token = '' } = await asking().redeemed({ who: SARA, nonce: 'a-nonce' })
    const { header, claims } = decoded(token)
    const { tenantId, clientId, entraUrl } = simulator
    assert.equal(header.alg, 'RS256')
    const { iss, aud, oid, tid, nonce, name, preferred_username } = claims
    const issuer = `https://login.microsoftonline.com/${tenantId}/v2.0`
    assert.deepEqual([iss, aud, oid, tid, nonce], [issuer, clientId, SARA, tenantId, 'a-nonce'])
    assert.deepEqual([name, preferred_username], ['Sara Davis', 'sara@contoso.com'])
    const { keys } = (await (await fetch(`${entraUrl}/${tenantId}/discovery/v2.0/keys`)).json()) as {
      keys: (JsonWebKeyInput['key'] & { kid: string })[]
    }
    const key = keys.find(({ kid }) => kid === header.kid) ?? assert.fail('the key is not published')
    const signed = Buffer.from(token.slice(0, token.lastIndexOf('.')))
    const signature = Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url')
    assert.ok(verify('sha256', signed, createPublicKey({ key, format: 'jwk' }), signature))
  })

  it('serves once, within ten minutes, for who has the verifier, at the same address', async () => {
    const used = await asking().code({ who: SARA })
    assert.ok((await asking().redeem(used)).id_token)
    assert.deepEqual(number(await asking().redeem(used)), [54005])
    const late = await asking().code({ who: SARA })
    now += 10 * MINUTE_MS
    assert.deepEqual(number(await asking().redeem(late)), [70008])
    const good = await asking().code({ who: SARA })
    now += 10 * MINUTE_MS - 1
    assert.ok((await asking().redeem(good)).id_token)
    for (const [changes, expected] of [
      [{ code_verifier: 'another' }, 501481],
      [{ redirect_uri: 'http://localhost:1/check/signed-in' }, 500112],
      [{ code: 'nothing' }, 9002313],
    ] as const) {
      assert.deepEqual(number(await asking().redeem(await asking().code({ who: SARA }), changes)), [expected])
    }
  })

  it('is worth nothing without the secret, or to another application', async () => {
    const code = await asking().code({ who: SARA })
    assert.deepEqual(number(await asking().redeem(code, { client_secret: '' })), [7000215])
    const { cliClientId } = simulator
    const scope = forContoso()
    assert.deepEqual(number(await asking().redeem(code, { client_id: cliClientId, scope })), [9002313])
    assert.ok((await asking().redeem(code)).id_token)
  })

  it('is worth a forged ID token if a test says so', async () => {
    const { idTokens } = simulator.entra
    idTokens.forgery = { key: 'unpublished', claims: { tid: 'another' } }
    const { header, claims } = decoded((await asking().redeemed({ who: SARA })).id_token ?? '')
    idTokens.forgery = null
    assert.deepEqual([header.kid, claims.tid], ['unpublished-key', 'another'])
  })
})

describe('an outage', () => {
  it('is of what a test says', async () => {
    const { entra, entraUrl, tenantId } = simulator
    const code = await asking().code({ who: SARA })
    entra.outage = { of: /\/token$/, answer: 503 }
    assert.equal((await asking().redeem(code)).status, 503)
    assert.equal((await fetch(`${entraUrl}/${tenantId}/discovery/v2.0/keys`)).status, 200)
    entra.outage = { of: /\/keys$/, answer: 'break' }
    await assert.rejects(fetch(`${entraUrl}/${tenantId}/discovery/v2.0/keys`))
    entra.outage = null
    assert.ok((await asking().redeem(code)).id_token)
  })
})
