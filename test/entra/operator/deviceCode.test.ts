import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createDeviceCodeTokens } from '../../../src/entra/operator/deviceCode.js'
import { serve } from '../../simulator/http.js'
import { objectIdOf, type Simulator, startSimulator } from '../../simulator/index.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())

const client = () => ({ ...simulator, clientId: simulator.cliClientId })

/** Tokens of Adele, who enters every code as soon as she gets it. */
async function signedIn() {
  const { entra, contoso } = simulator
  const messages: string[] = []
  const tokens = createDeviceCodeTokens(client(), message => {
    messages.push(message)
    entra.signInDevice(/PS\d+/.exec(message)?.[0] ?? '', objectIdOf('admin'))
  })
  await tokens.signIn(contoso.url)
  return { tokens, messages }
}

describe('tokens by device code', () => {
  it('belong to the person, who is asked only once', async () => {
    const { contoso, entra } = simulator
    const { tokens, messages } = await signedIn()
    const token = await tokens.forOrganization(contoso.url)
    assert.deepEqual(entra.verify(token)?.oid, objectIdOf('admin'))
    assert.equal(entra.verify(token)?.scp, 'user_impersonation')
    assert.equal(await tokens.forOrganization(contoso.url), token)
    assert.equal(messages.length, 1)
  })

  it('are renewed, and issued for another organization, without asking again', async () => {
    const { contoso, field, entra } = simulator
    const { tokens, messages } = await signedIn()
    const token = await tokens.forOrganization(contoso.url)
    tokens.forget(contoso.url, token)
    assert.notEqual(await tokens.forOrganization(contoso.url), token)
    assert.equal(entra.verify(await tokens.forOrganization(field.url))?.aud, field.url)
    assert.equal(messages.length, 1)
  })

  it('are refusal once Entra stops renewing them', async () => {
    const { contoso, entra } = simulator
    const { tokens } = await signedIn()
    tokens.forget(contoso.url, await tokens.forOrganization(contoso.url))
    entra.endRefreshTokens()
    await assert.rejects(tokens.forOrganization(contoso.url), { code: 'AADSTS700082', unreachable: false })
  })

  it('are refusal to an application with a secret, such as the bot', async () => {
    const { entra, contoso } = simulator
    const tokens = createDeviceCodeTokens(simulator, message => {
      entra.signInDevice(/PS\d+/.exec(message)?.[0] ?? '', objectIdOf('admin'))
    })
    await assert.rejects(tokens.signIn(contoso.url), { code: 'AADSTS7000218', unreachable: false })
  })

  it('do not exist before somebody signs in', async () => {
    const tokens = createDeviceCodeTokens(client(), () => assert.fail('nobody should be asked'))
    const failure = { code: 'not_signed_in', unreachable: false }
    await assert.rejects(tokens.forOrganization(simulator.contoso.url), failure)
  })

  it('are refusal when the code expires before somebody enters it', async () => {
    const { entraUrl, tenantId } = simulator
    const service = await serve(0, async (request, body, response) => {
      const answer = await fetch(`${entraUrl}${request.url}`, { method: request.method ?? '', ...(body && { body }) })
      const json = (await answer.json()) as object
      const expired = request.url === `/${tenantId}/oauth2/v2.0/devicecode` ? { expires_in: -1 } : {}
      response.writeHead(answer.status).end(JSON.stringify({ ...json, ...expired }))
    })
    const tokens = createDeviceCodeTokens({ ...client(), entraUrl: service.url }, () => {})
    const refusal = { code: 'device_code_expired', unreachable: false }
    await assert.rejects(tokens.signIn(simulator.contoso.url), refusal)
    await service.close()
  })
})
