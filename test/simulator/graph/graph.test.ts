import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { personToken } from '../api/callers.js'
import { objectIdOf, type Simulator, startSimulator } from '../index.js'
import { DYNAMICS } from './graph.js'

interface Reply {
  readonly status: number
  readonly code: string | undefined
  readonly json: Readonly<Record<string, unknown>>
}

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  simulator.graph.roles.set(objectIdOf('nora'), 'developer')
  simulator.graph.roles.set(objectIdOf('sara'), 'guest')
})
after(() => simulator.close())
beforeEach(() => simulator.graph.reset())

async function ask(path: string, { as = 'admin', ...options }: Asking = {}): Promise<Reply> {
  const { method = 'GET', body, prefer } = options
  const response = await fetch(path.startsWith('http') ? path : `${simulator.graph.url}/v1.0/${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${await personToken(simulator, as, simulator.graph)}`,
      ...(prefer && { Prefer: prefer }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const json = text ? JSON.parse(text) : {}
  return { status: response.status, code: json.error?.code, json }
}

interface Asking {
  readonly as?: string
  readonly method?: string
  readonly body?: object
  readonly prefer?: string
}

const upsert = (path: string, body: object, as?: string) =>
  ask(path, { method: 'PATCH', body, prefer: 'create-if-missing', ...(as && { as }) })
const change = (path: string, body: object) => ask(path, { method: 'PATCH', body })
const APPLICATION = "applications(uniqueName='one')"

async function created(): Promise<string> {
  const { status, json } = await upsert(APPLICATION, { displayName: 'One' })
  assert.equal(status, 201)
  return String(json.appId)
}

describe('the simulated Graph', () => {
  it('takes its own tokens only', async () => {
    const { url } = simulator.graph
    const token = await personToken(simulator, 'admin', simulator.contoso)
    const other = await fetch(`${url}/v1.0/${APPLICATION}`, { headers: { Authorization: `Bearer ${token}` } })
    assert.deepEqual([other.status, (await fetch(`${url}/v1.0/${APPLICATION}`)).status], [401, 401])
  })

  it('creates what is missing only where that is asked for, and once', async () => {
    const refused = await change(APPLICATION, { displayName: 'One' })
    assert.deepEqual([refused.status, refused.code], [404, 'Request_ResourceNotFound'])
    const appId = await created()
    assert.equal((await upsert(APPLICATION, { displayName: 'Two' })).status, 204)
    const { json } = await ask(`applications(appId='${appId}')`)
    assert.deepEqual([json.displayName, simulator.graph.directory.all('application').length], ['Two', 1])
  })

  it('answers 409 to a duplicate', async () => {
    const appId = await created()
    const { json } = await upsert(`servicePrincipals(appId='${appId}')`, { displayName: 'One' })
    const resource = await ask(`servicePrincipals(appId='${DYNAMICS}')`)
    const body = { clientId: json.id, resourceId: resource.json.id, consentType: 'AllPrincipals', scope: 'x' }
    const grant = () => ask('oauth2PermissionGrants', { method: 'POST', body })
    assert.equal((await grant()).status, 201)
    const second = await grant()
    assert.deepEqual([second.status, second.code], [409, 'Request_MultipleObjectsWithSameKeyValue'])
  })

  it('shows late what was written, so that it is missing, and what needs it is refused', async () => {
    simulator.graph.directory.lag = 2
    const appId = await created()
    const principal = await upsert(`servicePrincipals(appId='${appId}')`, { displayName: 'One' })
    assert.deepEqual([principal.status, principal.code], [400, 'Request_BadRequest'])
    assert.equal((await ask(APPLICATION)).status, 404)
    assert.equal((await ask(APPLICATION)).status, 200)
    assert.equal((await change(APPLICATION, { displayName: 'Two' })).status, 204)
    const names = [await ask(APPLICATION), await ask(APPLICATION), await ask(APPLICATION)]
    assert.deepEqual(
      names.map(({ json }) => json.displayName),
      ['One', 'One', 'Two'],
    )
  })

  it('refuses a scope that is not there yet, an enabled one that goes, and a URI that says nothing of the tenant', async () => {
    const appId = await created()
    const scope = { id: 'b1a5f0ec-0000-4000-8000-000000000001', value: 'read', isEnabled: true }
    const trusted = [{ appId: DYNAMICS, delegatedPermissionIds: [scope.id] }]
    const both = { oauth2PermissionScopes: [scope], preAuthorizedApplications: trusted }
    assert.equal((await change(APPLICATION, { api: both })).code, 'InvalidValue')
    assert.equal((await change(APPLICATION, { api: { oauth2PermissionScopes: [scope] } })).status, 204)
    assert.equal((await change(APPLICATION, { api: { preAuthorizedApplications: trusted } })).status, 204)
    const gone = await change(APPLICATION, { api: { oauth2PermissionScopes: [] } })
    assert.equal(gone.code, 'CannotDeleteOrUpdateEnabledEntitlement')
    const identifierUris = [`api://botid-${appId}`]
    assert.equal((await change(APPLICATION, { identifierUris })).status, 400)
    const version = { requestedAccessTokenVersion: 2 }
    assert.equal((await change(APPLICATION, { identifierUris, api: version })).status, 204)
    await upsert("applications(uniqueName='another')", { displayName: 'Another' })
    assert.equal((await change("applications(uniqueName='another')", { identifierUris, api: version })).status, 400)
    assert.equal((await change(APPLICATION, { shoeSize: 44 })).status, 400)
  })

  it('gives collections in pages, and refuses a pair of issuer and subject that is there', async () => {
    const appId = await created()
    const credentials = `applications(appId='${appId}')/federatedIdentityCredentials`
    const body = (subject: string) => ({ issuer: 'https://issuer', subject, audiences: ['x'] })
    for (const name of ['a', 'b', 'c']) await upsert(`${credentials}(name='${name}')`, body(name))
    const first = await ask(credentials)
    const second = await ask(String(first.json['@odata.nextLink']))
    const names = [first, second].map(({ json }) => (json.value as { name: string }[]).map(({ name }) => name))
    assert.deepEqual([names, second.json['@odata.nextLink']], [[['a', 'b'], ['c']], undefined])
    const same = await upsert(`${credentials}(name='d')`, body('a'))
    assert.deepEqual([same.status, same.code], [400, 'InvalidFederatedIdentityCredentialValue'])
  })

  it('refuses who may not', async () => {
    assert.equal((await upsert(APPLICATION, { displayName: 'One' }, 'omar')).code, 'Authorization_RequestDenied')
    assert.equal((await ask(APPLICATION, { as: 'sara' })).status, 403)
    await created()
    assert.equal((await upsert(APPLICATION, { displayName: 'Two' }, 'nora')).status, 403)
    assert.equal((await upsert("applications(uniqueName='own')", { displayName: 'Own' }, 'nora')).status, 201)
    assert.equal((await upsert("applications(uniqueName='own')", { displayName: 'Two' }, 'nora')).status, 204)
    assert.equal((await ask('oauth2PermissionGrants', { as: 'nora', method: 'POST', body: {} })).status, 403)
  })

  it('asks to wait, and says what it does not simulate', async () => {
    simulator.graph.throttle(1)
    assert.deepEqual([(await ask(APPLICATION)).status, (await ask(APPLICATION)).status], [429, 404])
    assert.equal((await ask('users')).status, 501)
    assert.equal((await ask(APPLICATION, { method: 'DELETE' })).status, 405)
  })
})
