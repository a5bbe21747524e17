import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { trustedTenant } from '../../../src/dataverse/provision/trustedTenant.js'
import { type Listening, serve } from '../../simulator/http.js'
import { startSimulator } from '../../simulator/index.js'
import { guid } from '../../simulator/rows/rows.js'

const TENANT = guid('a tenant')

let server: Listening | undefined
afterEach(() => server?.close())

/** An organization that answers with this, and what it was asked. */
async function answering(status: number, challenge: string) {
  const asked: (string | undefined)[] = []
  server = await serve(0, ({ headers }, _body, response) => {
    asked.push(headers.authorization)
    response.writeHead(status, challenge ? { 'WWW-Authenticate': challenge } : {}).end()
  })
  return { url: server.url, asked }
}

describe('the tenant of an organization', () => {
  it('is told by the organization itself, to somebody without a token', async () => {
    const simulator = await startSimulator({ routerIntervalMs: 0 })
    assert.equal(await trustedTenant(simulator.contoso.url), simulator.tenantId)
    await simulator.close()
    const old = `Bearer authorization_uri="https://login.windows.net/${TENANT.toUpperCase()}/oauth2/authorize"`
    const { url, asked } = await answering(401, old)
    assert.deepEqual([await trustedTenant(url), asked], [TENANT, [undefined]])
  })

  const STRANGE: Readonly<Record<string, readonly [status: number, challenge: string]>> = {
    'no challenge': [401, ''],
    'no tenant': [401, 'Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize'],
    'another cloud': [401, `Bearer authorization_uri=https://login.microsoftonline.us/${TENANT}/oauth2/authorize`],
    'another host': [401, `Bearer authorization_uri=https://login.microsoftonline.com.evil.example/${TENANT}/oauth2`],
    'an answer to anybody': [200, `Bearer authorization_uri=https://login.windows.net/${TENANT}/oauth2/authorize`],
    'a redirect': [302, ''],
  }
  for (const [what, [status, challenge]] of Object.entries(STRANGE))
    it(`is not known with ${what}`, async () => {
      const { url } = await answering(status, challenge)
      await assert.rejects(trustedTenant(url), { name: 'DataverseError', status, why: 'malformed' })
    })

  it('is not known without an answer', async () => {
    const { url } = await answering(401, '')
    await server?.close()
    await assert.rejects(trustedTenant(url), { name: 'DataverseError', status: 0, why: 'unreachable' })
  })
})
