import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { after, afterEach, before, beforeEach, describe, it, mock } from 'node:test'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/domain/durations.js'
import { IdTokens } from '../../../src/entra/web/idTokens.js'
import type { Forgery } from '../../simulator/entra/codes/idTokens.js'
import { type Handler, type Listening, serve } from '../../simulator/http.js'
import { objectIdOf, type Simulator, startSimulator } from '../../simulator/index.js'
import { pageSignIn, personIn } from './signingInOnPage.js'

const NONCE = 'a-nonce'

/** Not as a chain: in a process with restify, writeHead returns nothing. */
function respond(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers)
  response.end(body)
}

let simulator: Simulator
/** Stands before the simulated service. */
let proxy: Listening
let answer: Handler | null
let fetched: number
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => new Date() })
  proxy = await serve(0, async (request, body, response) => {
    fetched += 1
    if (answer) return answer(request, body, response)
    const reply = await fetch(simulator.entraUrl + request.url)
    respond(response, reply.status, await reply.text())
  })
})
after(async () => {
  await proxy.close()
  await simulator.close()
})
beforeEach(() => {
  answer = null
  fetched = 0
  mock.timers.enable({ apis: ['Date'], now: Date.now() })
})
afterEach(() => {
  simulator.entra.idTokens.forgery = null
  mock.timers.reset()
})

const pass = (milliseconds: number) => mock.timers.setTime(Date.now() + milliseconds)

function verifier() {
  const { tenantId, clientId } = simulator
  return new IdTokens({ tenantId, clientId, entraUrl: proxy.url, pause: async () => {}, now: () => Date.now() })
}

function issue(forgery: Forgery | null = null): string {
  const { idTokens } = simulator.entra
  idTokens.forgery = forgery
  const person = { oid: objectIdOf('sara'), name: 'Sara Davis', username: 'sara@contoso.com' }
  const token = idTokens.issue({ clientId: simulator.clientId, person, nonce: NONCE })
  idTokens.forgery = null
  return token
}

/** The same token with other claims, or another header, and its old signature unless there is another. */
function changed(
  token: string,
  changes: { header?: object; claims?: object; sign?: (text: string) => string },
): string {
  const [header, claims, signature = ''] = token.split('.')
  const part = (old = '', changes: object = {}) => {
    const json = { ...JSON.parse(Buffer.from(old, 'base64url').toString()), ...changes }
    return Buffer.from(JSON.stringify(json)).toString('base64url')
  }
  const text = `${part(header, changes.header)}.${part(claims, changes.claims)}`
  return `${text}.${changes.sign?.(text) ?? signature}`
}

const hmac = (text: string) => createHmac('sha256', 'published-key').update(text).digest('base64url')

describe('an ID token', () => {
  it('says who signed in', async () => {
    const { oid, tid, name, preferred_username } = await verifier().verify(issue(), NONCE)
    const { tenantId } = simulator
    assert.deepEqual(
      [oid, tid, name, preferred_username],
      [objectIdOf('sara'), tenantId, 'Sara Davis', 'sara@contoso.com'],
    )
  })

  const past = () => Math.floor(Date.now() / 1000) - 301
  const bad: Readonly<Record<string, readonly [() => string, string]>> = {
    'that another key signed': [() => issue({ key: 'unpublished' }), 'ERR_JWKS_NO_MATCHING_KEY'],
    'that another key signed in the name of the published one': [
      () => issue({ key: 'impostor' }),
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    ],
    'whose person was exchanged': [
      () => changed(issue(), { claims: { oid: objectIdOf('admin') } }),
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    ],
    'without a signature': [
      () => changed(issue(), { header: { alg: 'none' }, sign: () => '' }),
      'ERR_JOSE_ALG_NOT_ALLOWED',
    ],
    'signed with what is public': [
      () => changed(issue(), { header: { alg: 'HS256' }, sign: hmac }),
      'ERR_JOSE_ALG_NOT_ALLOWED',
    ],
    'for another application': [() => issue({ claims: { aud: 'another' } }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    'that has expired': [() => issue({ claims: { exp: past() } }), 'ERR_JWT_EXPIRED'],
    'that never ends': [() => issue({ claims: { exp: undefined } }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    'that is not good yet': [
      () => issue({ claims: { nbf: Math.floor(Date.now() / 1000) + 310 } }),
      'ERR_JWT_CLAIM_VALIDATION_FAILED',
    ],
    'of another attempt': [() => issue({ claims: { nonce: 'another' } }), 'nonce_mismatch'],
    'of an attempt without a nonce': [() => issue({ claims: { nonce: undefined } }), 'id_token_incomplete'],
    'whose issuer is not its tenant': [() => issue({ claims: { tid: 'another' } }), 'id_token_issuer'],
    'of another issuer': [() => issue({ claims: { iss: 'https://evil.example' } }), 'id_token_issuer'],
    'of nobody': [() => issue({ claims: { oid: undefined } }), 'id_token_incomplete'],
    'that is none': [() => 'nothing', 'ERR_JWS_INVALID'],
    'that is missing': [() => '', 'ERR_JWS_INVALID'],
  }
  for (const [what, [token, code]] of Object.entries(bad)) {
    it(`${what} is refused`, async () => {
      await assert.rejects(verifier().verify(token(), NONCE), { name: 'SignInFailed', code, unreachable: false })
    })
  }

  it('is good for five minutes more, as clocks differ', async () => {
    const ended = issue({ claims: { exp: Math.floor(Date.now() / 1000) - 290 } })
    assert.equal((await verifier().verify(ended, NONCE)).oid, objectIdOf('sara'))
  })

  it('that is forged lets nobody in', async () => {
    const forgeries: readonly (readonly [Forgery, string])[] = [
      [{ key: 'impostor' }, 'unavailable'],
      [{ key: 'unpublished' }, 'unavailable'],
      [{ claims: { aud: 'another' } }, 'unavailable'],
      [{ claims: { nonce: 'another' } }, 'expired'],
      [{ claims: { exp: past() } }, 'expired'],
      [{ claims: { iss: 'https://evil.example' } }, 'unavailable'],
    ]
    for (const [forgery, failure] of forgeries) {
      const page = pageSignIn(simulator)
      simulator.entra.idTokens.forgery = forgery
      assert.equal(await page.come('sara', { organization: simulator.contoso.url }), failure, JSON.stringify(forgery))
      const person = { tenantId: simulator.tenantId, aadObjectId: objectIdOf('sara') }
      const signer = { actor: { ...person, channelId: 'web', id: '', name: '', helpdesk: false }, channelId: 'web' }
      await assert.rejects(page.people.tokensOf(signer).forOrganization(simulator.contoso.url), { need: 'signIn' })
    }
  })
})

describe('the keys', () => {
  it('are fetched once for many people, and again after a day', async () => {
    const tokens = verifier()
    await Promise.all(Array.from({ length: 10 }, () => tokens.verify(issue(), NONCE)))
    pass(DAY_MS - HOUR_MS)
    await tokens.verify(issue(), NONCE)
    assert.equal(fetched, 1)
    pass(2 * HOUR_MS)
    await tokens.verify(issue(), NONCE)
    assert.equal(fetched, 2)
  })

  it('are fetched for a key that is not known, but not more often than every five minutes', async () => {
    const tokens = verifier()
    await tokens.verify(issue(), NONCE)
    const unknown = issue({ key: 'unpublished' })
    const refused = () => assert.rejects(tokens.verify(unknown, NONCE), { code: 'ERR_JWKS_NO_MATCHING_KEY' })
    for (let i = 0; i < 3; i++) await refused()
    assert.equal(fetched, 1)
    pass(6 * MINUTE_MS)
    for (let i = 0; i < 3; i++) await refused()
    assert.equal(fetched, 2)
  })

  const down: Readonly<Record<string, Handler>> = {
    'it is busy': (_request, _body, response) => respond(response, 503, '{}'),
    'it hangs up': (_request, _body, response) => void response.socket?.destroy(),
    'it answers with a page': (_request, _body, response) => respond(response, 200, '<html>'),
    'it sends us elsewhere': (_request, _body, response) =>
      respond(response, 302, '', { Location: 'https://evil.example' }),
    'it publishes none': (_request, _body, response) => respond(response, 200, '{"keys":[]}'),
    'it publishes something else': (_request, _body, response) => respond(response, 200, '{"keys":["a"]}'),
  }
  for (const [what, handler] of Object.entries(down)) {
    it(`cannot be had while ${what}, and can be afterwards`, async () => {
      const tokens = verifier()
      answer = handler
      await assert.rejects(tokens.verify(issue(), NONCE), { name: 'SignInFailed', unreachable: true })
      answer = null
      assert.equal((await tokens.verify(issue(), NONCE)).oid, objectIdOf('sara'))
    })
  }

  it('cannot be had is an outage for whoever signs in', async () => {
    const page = pageSignIn(simulator)
    simulator.entra.outage = { of: /\/keys$/, answer: 503 }
    assert.equal(await page.come('sara'), 'unreachable')
    simulator.entra.outage = null
    personIn(await page.come('sara'))
  })
})
