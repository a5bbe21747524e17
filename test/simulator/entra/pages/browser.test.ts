import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import { callerOf } from '../../api/callers.js'
import { objectIdOf, type Simulator, startSimulator } from '../../index.js'

const VERIFIER = 'a-verifier-of-at-least-forty-three-characters-long'
const REDIRECT = 'http://localhost:4000'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())
beforeEach(() => {
  simulator.entra.browser.person = objectIdOf('nora')
})

async function page(changes: Readonly<Record<string, string>> = {}): Promise<{ status: number; text: string }> {
  const query = new URLSearchParams({
    client_id: simulator.cliClientId,
    redirect_uri: REDIRECT,
    response_mode: 'form_post',
    code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    state: 'the-state',
    ...changes,
  })
  const { entraUrl, tenantId } = simulator
  const response = await fetch(`${entraUrl}/${tenantId}/oauth2/v2.0/authorize?${query}`)
  return { status: response.status, text: await response.text() }
}

const fieldIn = (text: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? ''

async function redeem(code: string, changes: Readonly<Record<string, string>> = {}) {
  const { entraUrl, tenantId, cliClientId, contoso } = simulator
  const form = {
    grant_type: 'authorization_code',
    client_id: cliClientId,
    scope: `${contoso.url}/user_impersonation`,
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
    code,
    ...changes,
  }
  const body = new URLSearchParams(form)
  const response = await fetch(`${entraUrl}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body })
  return (await response.json()) as { access_token?: string; error_codes?: number[] }
}

describe('a sign-in with a browser', () => {
  it('hands a code to a port of this machine, which is worth a token of the person, once', async () => {
    const { status, text } = await page()
    assert.deepEqual([status, fieldIn(text, 'state')], [200, 'the-state'])
    assert.ok(text.includes(`action="${REDIRECT}"`))
    const code = fieldIn(text, 'code')
    const { access_token: token = '' } = await redeem(code)
    const { json } = await callerOf(simulator.contoso, token)('WhoAmI')
    assert.equal(json.UserId, simulator.contoso.control.user('nora@contoso.com').systemuserid)
    assert.deepEqual((await redeem(code)).error_codes, [54005])
  })

  it('is worth nothing to a program without the verifier, or at another address', async () => {
    for (const [changes, number] of [
      [{ code_verifier: 'another' }, 501481],
      [{ redirect_uri: 'http://localhost:4001' }, 500112],
    ] as const) {
      const { text } = await page()
      assert.deepEqual((await redeem(fieldIn(text, 'code'), changes)).error_codes, [number])
    }
  })

  it('goes to this machine, for the application of the command line, and nowhere else', async () => {
    for (const changes of [
      { redirect_uri: 'https://evil.example' },
      { client_id: simulator.clientId },
      { response_mode: 'query' },
      { code_challenge_method: 'plain' },
    ])
      assert.equal((await page(changes)).status, 400, JSON.stringify(changes))
  })

  it('is declined', async () => {
    simulator.entra.browser.person = 'declined'
    const { text } = await page()
    assert.deepEqual([fieldIn(text, 'error'), fieldIn(text, 'code')], ['access_denied', ''])
  })
})
