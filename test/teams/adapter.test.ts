import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { describe, it } from 'node:test'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { ConfigurationBotFrameworkAuthentication, type Activity as SdkActivity } from 'botbuilder'
import { networkClient, SIGN_IN_HOST } from '../../src/entra/network.js'
import type { Activity } from '../../src/teams/activity.js'
import { TeamsAdapter } from '../../src/teams/adapter.js'
import { createConnector } from '../../src/teams/posting/connectorClient.js'
import { TeamsMessenger } from '../../src/teams/posting/teamsMessenger.js'
import { message } from './activities.js'
import { authAt, jwkOf, publishKeys, rsaKeys, tokenOf } from './channel.js'
import { manualDeadlines, quickPace } from './clocks.js'
import { close, listen, startConnector } from './connector.js'
import { notice, recordingLog, view } from './harness.js'
import { surfaceOf } from './posting/showing.js'

describe('the clients of a turn', () => {
  it('are those of the turns before, for the same service', async () => {
    const adapter = new TeamsAdapter(null)
    const found: unknown[] = []
    adapter.use(async ({ turnState }, next) => {
      found.push(turnState.get(adapter.ConnectorClientKey), turnState.get(adapter.UserTokenClientKey))
      await next()
    })
    const clientsAt = async (url: string) => {
      await adapter.receive(message({ connector: { url } }, 'hi') as Activity, async () => null)
      return found.splice(0)
    }
    const [one, again, other] = [
      await clientsAt('http://127.0.0.1:1/'),
      await clientsAt('http://127.0.0.1:1/'),
      await clientsAt('http://127.0.0.1:2/'),
    ]
    assert.ok(one[0] && one[1])
    assert.equal(one[0], again[0])
    assert.equal(one[1], again[1])
    assert.notEqual(one[0], other[0])
    assert.equal(one[1], other[1])
    assert.equal(await adapter.userTokens(), one[1])
  })
})

describe('the SDK', () => {
  it('reads no token, whichever of its methods is called', async ({ mock }) => {
    mock.method(console, 'error', () => {})
    const channel = rsaKeys()
    const keys = await publishKeys(jwkOf(channel.publicKey))
    const adapter = new TeamsAdapter(authAt(keys.url))
    const serviceUrl = 'https://smba.trafficmanager.net/teams/'
    const token = tokenOf({ key: channel.privateKey }, { serviceurl: serviceUrl })
    const told = message({ connector: { url: serviceUrl } }, 'hi') as unknown as SdkActivity
    let turns = 0
    const logic = async () => void turns++
    await assert.rejects(adapter.processActivityDirect(`Bearer ${token}`, told, logic), /not read by the SDK/)
    const answered = { status: 0 }
    const response = {
      status: (status: number) => Object.assign(answered, { status }),
      send() {},
      end() {},
      header() {},
      socket: null,
    }
    const request = { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: told }
    await adapter.process(request as never, response as never, logic)
    assert.deepEqual([answered.status, turns, keys.asked], [500, 0, []])
    await keys.close()
  })
})

describe('a sign-in service that never answers', () => {
  it('is given up with the message that needed its token; later messages are shown', async () => {
    const connector = await startConnector()
    const { deadline, come } = manualDeadlines()
    let isHanging = true
    let hangs = () => {}
    const hanging = new Promise<void>(resolve => {
      hangs = resolve
    })
    const entra = createServer((_request, response) => {
      if (isHanging) hangs()
      else response.end(JSON.stringify({ token_type: 'Bearer', expires_in: 3_600, access_token: 'a-token' }))
    })
    const entraUrl = `http://127.0.0.1:${await listen(entra)}`
    const appId = '7c1b0e52-0d0a-4c3e-9a86-3a9d7a3f7f11'
    const application = new ConfidentialClientApplication({
      auth: { clientId: appId, clientSecret: 'secret', authority: `${SIGN_IN_HOST}/${appId}` },
      system: { networkClient: networkClient({ entraUrl }) },
    })
    // As the SDK's own credentials do it: the token is fetched while the request is being signed.
    const signRequest = async (request: { readonly headers: { set(name: string, value: string): void } }) => {
      const result = await application.acquireTokenByClientCredential({
        scopes: ['https://api.botframework.com/.default'],
      })
      request.headers.set('authorization', `Bearer ${result?.accessToken}`)
    }
    const factory = { createCredentials: async () => ({ signRequest }) }
    const authentication = new ConfigurationBotFrameworkAuthentication({}, factory as never)
    const identity = { getClaimValue: () => appId } as never
    const client = await authentication.createConnectorFactory(identity).create(connector.url)
    const port = async () => createConnector(client, connector.url)
    const messenger = new TeamsMessenger({
      connector: port,
      view,
      log: recordingLog().log,
      pace: quickPace(),
      deadline,
    })

    const sent = messenger.send(surfaceOf(connector), notice('1'))
    await hanging
    come()
    assert.deepEqual([await sent, connector.calls.length], [{ result: 'failed', status: null }, 0])
    isHanging = false
    assert.equal((await messenger.send(surfaceOf(connector), notice('2'))).result, 'shown')
    assert.equal(connector.calls.at(-1)?.authorization, 'Bearer a-token')
    await Promise.all([close(entra), connector.close()])
  })
})
