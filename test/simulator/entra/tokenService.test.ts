import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, beforeEach, describe, it } from 'node:test'
import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
} from 'botbuilder'
import { onBehalfOf } from '../api/callers.js'
import { objectIdOf, type Simulator, startSimulator } from '../index.js'

/** The client that botbuilder makes for a bot without an app registration. */
class ClientOf extends CloudAdapter {
  create() {
    return this.botFrameworkAuthentication.createUserTokenClient(this.createClaimsIdentity(''))
  }
}

async function userTokenClient(OAuthUrl: string) {
  const authentication = new ConfigurationBotFrameworkAuthentication(
    {
      OAuthUrl,
      ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
      ToChannelFromBotOAuthScope: 'https://api.botframework.com',
      ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
      ToBotFromEmulatorOpenIdMetadataUrl: 'https://login.microsoftonline.com/common/.well-known/openid-configuration',
    },
    new ConfigurationServiceClientCredentialFactory({}),
  )
  return new ClientOf(authentication).create()
}

let simulator: Simulator
let client: Awaited<ReturnType<typeof userTokenClient>>
let now = new Date()
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => now })
  client = await userTokenClient(simulator.tokenServiceUrl)
})
after(() => simulator.close())
beforeEach(() => {
  now = new Date()
  simulator.tokens.signOut(USER, CONNECTION, CHANNEL)
  simulator.entra.demand(objectIdOf('sara'), null)
})

const USER = '29:sara'
const CONNECTION = 'dynamics'
const CHANNEL = 'msteams'
const tokenFor = async (code?: string) => (await client.getUserToken(USER, CONNECTION, CHANNEL, code ?? ''))?.token
const ownerOf = (token = '') => simulator.entra.verify(token)?.oid
const exchange = (token: string) => client.exchangeToken(USER, CONNECTION, CHANNEL, { token })

function activity(aadObjectId?: string): Activity {
  const from = { id: USER, name: 'Sara Davis', ...(aadObjectId && { aadObjectId }) }
  const conversation = { id: 'a:1', isGroup: false, conversationType: 'personal', tenantId: 't', name: '' }
  const base = { from, recipient: { id: '28:bot', name: 'bot' }, conversation, channelId: CHANNEL, id: '1' }
  return { ...base, type: 'message', serviceUrl: 'http://127.0.0.1:9' } as unknown as Activity
}

async function signInLink(aadObjectId?: string): Promise<string> {
  const { signInLink: link = '' } = await client.getSignInResource(CONNECTION, activity(aadObjectId), '')
  return link
}

function answer(link: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  const { origin, pathname, searchParams } = new URL(link)
  const body = new URLSearchParams({ id: searchParams.get('id') ?? '', ...form })
  return fetch(origin + pathname, { method: 'POST', body, headers })
}

async function codeOf(link: string, key: string): Promise<string> {
  const text = await (await answer(link, { oid: objectIdOf(key) })).text()
  return /<output class="code">(\d{6})<\/output>/.exec(text)?.[1] ?? ''
}

describe('a token of single sign-on', () => {
  it('is exchanged, and kept for one person, one connection and one channel', async () => {
    assert.equal(await tokenFor(), undefined)
    const { token, connectionName, channelId, expiration } = await exchange(
      simulator.entra.issueUserToken(objectIdOf('sara')),
    )
    assert.deepEqual([ownerOf(token), connectionName, channelId], [objectIdOf('sara'), CONNECTION, CHANNEL])
    assert.ok(Date.parse(expiration ?? '') > now.getTime())
    assert.equal(await tokenFor(), token)
    for (const [user, connection, channel] of [
      ['29:omar', CONNECTION, CHANNEL],
      [USER, 'other', CHANNEL],
      [USER, CONNECTION, 'webchat'],
    ] as const)
      assert.equal((await client.getUserToken(user, connection, channel, ''))?.token, undefined)
  })

  it('is returned again for the address of the application', async () => {
    const uri = `api://botid-${simulator.clientId}`
    assert.equal((await client.exchangeToken(USER, CONNECTION, CHANNEL, { uri })).token, undefined)
    simulator.tokens.signIn(USER, CONNECTION, CHANNEL, 'sara')
    const { token } = await client.exchangeToken(USER, CONNECTION, CHANNEL, { uri })
    assert.equal(ownerOf(token), objectIdOf('sara'))
  })

  it('is refused if it is for somebody else, changed, or not a token', async () => {
    const forDataverse = (await onBehalfOf(simulator, 'sara')).accessToken
    const changed = `${simulator.entra.issueUserToken(objectIdOf('sara'))}x`
    for (const token of [forDataverse, changed, 'nothing']) {
      const refused: unknown = await exchange(token)
      assert.equal((refused as { error?: { code: string } }).error?.code, 'BadRequest')
      assert.equal(await tokenFor(), undefined)
    }
  })

  for (const demand of ['consent', 'declined'] as const) {
    it(`is refused while Entra demands: ${demand}`, async () => {
      const { entra } = simulator
      entra.demand(objectIdOf('sara'), demand)
      const refused: unknown = await exchange(entra.issueUserToken(objectIdOf('sara')))
      assert.equal((refused as { error?: { code: string } }).error?.code, 'ConsentRequired')
      assert.equal(await tokenFor(), undefined)
      entra.demand(objectIdOf('sara'), null)
      assert.ok((await exchange(entra.issueUserToken(objectIdOf('sara')))).token)
    })
  }

  it('appears in the status, and is gone after signing out', async () => {
    simulator.tokens.signIn(USER, CONNECTION, CHANNEL, 'sara')
    const count = simulator.tokens.count()
    const [status] = await client.getTokenStatus(USER, CHANNEL, '')
    assert.deepEqual([status?.connectionName, status?.hasToken], [CONNECTION, true])
    assert.deepEqual(await client.getTokenStatus(USER, CHANNEL, 'other'), [])
    await client.signOutUser(USER, CONNECTION, CHANNEL)
    assert.equal(await tokenFor(), undefined)
    assert.deepEqual(await client.getTokenStatus(USER, CHANNEL, ''), [])
    assert.equal(simulator.tokens.count(), count - 1)
  })

  it('is not returned once it has expired', async () => {
    simulator.tokens.signIn(USER, CONNECTION, CHANNEL, 'sara')
    now = new Date(now.getTime() + 61 * 60_000)
    assert.equal(await tokenFor(), undefined)
  })
})

describe('a sign-in by hand', () => {
  it('has a link, and the values that single sign-on needs', async () => {
    const { signInLink: link = '', tokenExchangeResource } = await client.getSignInResource(CONNECTION, activity(), '')
    assert.ok(link.startsWith(`${simulator.tokenServiceUrl}/signin?`))
    assert.equal(tokenExchangeResource?.uri, `api://botid-${simulator.clientId}`)
    assert.ok(tokenExchangeResource?.id && tokenExchangeResource.providerId)
  })

  it('returns the token for its code only, and after that without one', async () => {
    const code = await codeOf(await signInLink(), 'sara')
    assert.match(code, /^\d{6}$/)
    const wrong = code === '123456' ? '654321' : '123456'
    for (const none of [undefined, wrong]) assert.equal(await tokenFor(none), undefined)
    assert.equal(ownerOf(await tokenFor(code)), objectIdOf('sara'))
    for (const later of [undefined, code]) assert.equal(ownerOf(await tokenFor(later)), objectIdOf('sara'))
  })

  it('can be made by another person than the one in the chat', async () => {
    const code = await codeOf(await signInLink(objectIdOf('sara')), 'admin')
    assert.equal(ownerOf(await tokenFor(code)), objectIdOf('admin'))
  })

  it('gives consent and proof, so that a token on behalf of the person can be issued', async () => {
    for (const demand of ['consent', 'proof', 'expired', 'declined'] as const) {
      simulator.entra.demand(objectIdOf('sara'), demand)
      await assert.rejects(onBehalfOf(simulator, 'sara'))
      await codeOf(await signInLink(), 'sara')
      assert.equal((await onBehalfOf(simulator, 'sara')).uniqueId, objectIdOf('sara'))
    }
  })

  it('that is declined returns no token, and counts as a declined consent', async () => {
    const sara = objectIdOf('sara')
    const link = await signInLink(sara)
    assert.match(await (await answer(link, { do: 'decline' })).text(), /You declined/)
    assert.deepEqual([simulator.entra.demandOf(sara), await tokenFor()], [null, undefined])
    simulator.entra.demand(sara, 'consent')
    await answer(link, { do: 'decline' })
    assert.equal(simulator.entra.demandOf(sara), 'declined')
  })

  it('shows the person of the conversation first, and each person once', async () => {
    const text = await (await fetch(await signInLink(objectIdOf('omar')))).text()
    const names = [...text.matchAll(/>Continue as ([^<]+)</g)].map(([, name]) => name)
    assert.equal(names[0], 'Omar Haddad')
    assert.equal(new Set(names).size, names.length)
    assert.ok(names.includes('Adele Admin') && !names.includes('# Pending Send'))
    assert.match(text, /<h1>Sign in to Contoso<\/h1>.+<button >Decline<\/button>/s)
  })

  it('explains what to do with the code', async () => {
    const text = await (await answer(await signInLink(), { oid: objectIdOf('sara') })).text()
    assert.match(text, /Type this code in the chat and press Continue\./)
    assert.match(text, /You signed in as Sara Davis\./)
  })

  it('works only with its link, and for existing people', async () => {
    const link = await signInLink()
    assert.equal((await fetch(link.replace(/id=.+/, 'id=1'))).status, 404)
    assert.equal((await answer(link.replace(/id=.+/, 'id=1'), { oid: objectIdOf('sara') })).status, 404)
    assert.equal((await answer(link, { oid: objectIdOf('nobody') })).status, 400)
    assert.equal((await fetch(`${simulator.tokenServiceUrl}/elsewhere`)).status, 404)
  })

  it('cannot be completed by the page of another site', async () => {
    const link = await signInLink()
    const evil = await answer(link, { oid: objectIdOf('sara') }, { Origin: 'https://evil.example' })
    const own = await answer(link, { oid: objectIdOf('sara') }, { Origin: simulator.tokenServiceUrl })
    assert.deepEqual([evil.status, own.status], [403, 200])
  })

  it('cannot be completed under a foreign host name that points here', async () => {
    const headers = { Host: 'evil.example', 'Content-Type': 'application/x-www-form-urlencoded' }
    const status = await new Promise(resolve => {
      const sending = request(`${simulator.tokenServiceUrl}/signin`, { method: 'POST', headers }, reply => {
        reply.resume()
        resolve(reply.statusCode)
      })
      sending.end('')
    })
    assert.equal(status, 403)
  })
})

describe('the service', () => {
  const wrong: readonly (readonly [string, string, string])[] = [
    ['GET', '/api/usertoken/GetToken?userId=1', 'connectionName'],
    ['GET', '/api/botsignin/GetSignInResource', 'state'],
    ['GET', '/api/botsignin/GetSignInResource?state=bm90aGluZw==', 'JSON'],
    ['GET', '/api/botsignin/GetSignInResource?state=e30=', 'names no connection'],
  ]
  for (const [method, path, text] of wrong) {
    it(`refuses ${path}`, async () => {
      const response = await fetch(simulator.tokenServiceUrl + path, { method })
      const { error } = (await response.json()) as { error: { code: string; message: string } }
      assert.equal(response.status, 400)
      assert.ok(error.code && error.message.includes(text), error.message)
    })
  }
})
