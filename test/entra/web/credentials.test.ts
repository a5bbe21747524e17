import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { DAY_MS } from '../../../src/domain/durations.js'
import type { Credential } from '../../../src/entra/credential.js'
import { type IdentityEndpoint, startIdentityEndpoint } from '../../simulator/entra/identityEndpoint.js'
import { objectIdOf, type Simulator, startSimulator } from '../../simulator/index.js'
import { selfSigned } from '../../tools/certificate.js'
import { onPage, pageSignIn, personIn, REDIRECT } from './signingInOnPage.js'

const IDENTITY = {
  clientId: '5d1a0c52-83b4-4f0e-9a86-1f2d3c4b5a69',
  principalId: '0e2f4a68-1c3d-4e5f-8a7b-9c8d7e6f5a4b',
}

let simulator: Simulator
let endpoint: IdentityEndpoint
let folder: string
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  endpoint = await startIdentityEndpoint(simulator.entra, IDENTITY)
  Object.assign(process.env, endpoint.appService)
  folder = mkdtempSync(join(tmpdir(), 'pending-send-'))
})
after(async () => {
  await endpoint.close()
  await simulator.close()
  rmSync(folder, { recursive: true, force: true })
})

async function accepted(credential: Credential): Promise<number> {
  const { credentials } = simulator.entra
  const before = credentials.accepted.length
  const page = pageSignIn(simulator, { credential })
  personIn(await page.come('sara', { organization: simulator.contoso.url }))
  const token = await page.people.tokensOf(onPage(simulator, 'sara')).forOrganization(simulator.contoso.url)
  assert.equal(simulator.entra.verify(token)?.oid, objectIdOf('sara'))
  return credentials.accepted.length - before
}

describe('the sign-in on the page', () => {
  it('works for an application with a secret', async () => {
    assert.equal(await accepted(simulator.credential), 0)
  })

  it('works for an application with a certificate', async () => {
    const file = join(folder, 'bot.pem')
    const made = selfSigned({ from: new Date(Date.now() - DAY_MS), to: new Date(Date.now() + 90 * DAY_MS) })
    writeFileSync(file, made.pem)
    simulator.entra.credentials.certificates.push(new X509Certificate(made.certificate))
    assert.equal(await accepted({ kind: 'certificate', file }), 1)
  })

  it('works for an application that trusts a managed identity, whose outage is one of the sign-in', async () => {
    const issuer = `https://login.microsoftonline.com/${simulator.tenantId}/v2.0`
    const audience = 'api://AzureADTokenExchange'
    simulator.entra.credentials.federated.push({ issuer, subject: IDENTITY.principalId, audience })
    const credential = { kind: 'managedIdentity', clientId: IDENTITY.clientId } as const
    assert.equal(await accepted(credential), 1)
    endpoint.outage = 500
    assert.equal(await pageSignIn(simulator, { credential }).come('sara'), 'unreachable')
    endpoint.outage = null
  })

  it('does not work for a bot that is a managed identity itself', async () => {
    const credential = { kind: 'managedIdentity', clientId: simulator.clientId } as const
    const page = pageSignIn(simulator, { credential })
    await assert.rejects(page.signIn.begin({ redirectUri: REDIRECT }), { code: 'identity_without_people' })
    const attempt = { state: 'state', nonce: 'nonce', verifier: 'verifier' }
    assert.equal(await page.signIn.redeem('code', REDIRECT, attempt), 'unavailable')
  })
})
