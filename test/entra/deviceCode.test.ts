import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createDeviceCodeTokens } from '../../src/entra/deviceCode.js'
import { serve } from '../simulator/http.js'
import { objectIdOf, type Simulator, startSimulator } from '../simulator/index.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())

const client = () => ({ ...simulator, clientId: simulator.cliClientId })

/** Tokens of Adele, who types every code that she is given at once. */
async function signedIn() {
  const { entra, contoso } = simulator
  const said: string[] = []
  const tokens = createDeviceCodeTokens(client(), message => {
    said.push(message)
    entra.signInDevice(/PS\d+/.exec(message)?.[0] ?? '', objectIdOf('admin'))
  })
  await tokens.signIn(contoso.url)
  return { tokens, said }
}

describe('tokens by device code', () => {
  it('are those of the person, asked for once', async () => {
    const { contoso, entra } = simulator
    const { tokens, said } = await signedIn()
    const token = await tokens.forOrganization(contoso.url)
    assert.deepEqual(entra.verify(token)?.oid, objectIdOf('admin'))
    assert.equal(entra.verify(token)?.scp, 'user_impersonation')
    assert.equal(await tokens.forOrganization(contoso.url), token)
    assert.equal(said.length, 1)
  })

  it('are renewed, and had for another organization, without asking again', async () => {
    const { contoso, field, entra } = simulator
    const { tokens, said } = await signedIn()
    const token = await tokens.forOrganization(contoso.url)
    tokens.forget(contoso.url, token)
    assert.notEqual(await tokens.forOrganization(contoso.url), token)
    assert.equal(entra.verify(await tokens.forOrganization(field.url))?.aud, field.url)
    assert.equal(said.length, 1)
  })

  it('end, as a refusal, when Entra renews them no longer', async () => {
    const { contoso, entra } = simulator
    const { tokens } = await signedIn()
    tokens.forget(contoso.url, await tokens.forOrganization(contoso.url))
    entra.endRefreshTokens()
    await assert.rejects(tokens.forOrganization(contoso.url), { code: 'AADSTS700082', unreachable: false })
  })

  it('are not to be had for an application that keeps a secret, such as the bot', async () => {
    const { entra, contoso } = simulator
    const tokens = createDeviceCodeTokens(simulator, message => {
      entra.signInDevice(/PS\d+/.exec(message)?.[0] ?? '', objectIdOf('admin'))
    })
    await assert.rejects(tokens.signIn(contoso.url), { code: 'AADSTS7000218', unreachable: false })
  })

  it('are none before somebody signed in', async () => {
    const tokens = createDeviceCodeTokens(client(), () => assert.fail('nobody is to be asked'))
    const none = { code: 'not_signed_in', unreachable: false }
    await assert.rejects(tokens.forOrganization(simulator.contoso.url), none)
  })

  it('are refused when the code has ended before somebody typed it', async () => {
    const { entraUrl, tenantId } = simulator
    const service = await serve(0, async (request, body, response) => {
      const answer = await fetch(`${entraUrl}${request.url}`, { method: request.method ?? '', ...(body && { body }) })
      const json = (await answer.json()) as object
      const ended = request.url === `/${tenantId}/oauth2/v2.0/devicecode` ? { expires_in: -1 } : {}
      response.writeHead(answer.status).end(JSON.stringify({ ...json, ...ended }))
    })
    const tokens = createDeviceCodeTokens({ ...client(), entraUrl: service.url }, () => {})
    const refused = { code: 'device_code_expired', unreachable: false }
    await assert.rejects(tokens.signIn(simulator.contoso.url), refused)
    await service.close()
  })
})
