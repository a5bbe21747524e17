import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Listening, serve } from '../../simulator/http.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { guid } from '../../simulator/rows/rows.js'
import { type Machine, machineOf } from './provisionProgram.js'

interface Said {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

const OTHER = guid('another tenant')
const tokenWith = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`
const OPERATOR = tokenWith({ oid: guid('an operator') })
/** Moves the cursor, sets the title of the window, turns the order of letters around, and begins a line that seems to be ours. */
const ESCAPES = '\u001b[2J\u001b]0;owned\u0007\u009b1A\u202edone\r'
const MOVES = /[^\P{C}\n]/u

let simulator: Simulator
let machine: Machine
/** In place of Microsoft Graph, or of an organization. */
let host: Listening
let elsewhere: Listening
let answer: (path: string) => Said
const asked: string[] = []
let askedElsewhere = 0
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  machine = machineOf(simulator)
  host = await serve(0, (request, _, response) => {
    const { method, url = '' } = request
    asked.push(`${method} ${url}`)
    const { status, body, headers } = answer(url)
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
    response.end(body)
  })
  elsewhere = await serve(0, (_, __, response) => {
    askedElsewhere += 1
    response.end('{"value":[]}')
  })
})
after(async () => {
  machine.remove()
  await Promise.all([simulator.close(), host.close(), elsewhere.close()])
})
beforeEach(() => {
  asked.length = 0
  askedElsewhere = 0
  machine.give(simulator.tenantId, { [host.url]: OPERATOR })
})

const json = (body: object, status = 200): Said => ({ status, body: JSON.stringify(body) })
const azure = (...args: string[]) =>
  machine.run(['azure', '--tenant', simulator.tenantId, ...args], { GRAPH_URL: host.url })
const writes = () => asked.filter(line => !line.startsWith('GET '))

describe('a token of the Azure CLI that is of another tenant than the one it was asked for', () => {
  it('is not used, whether the CLI says so or only the token', async () => {
    for (const [tenant, token] of [
      [OTHER, OPERATOR],
      [simulator.tenantId, tokenWith({ tid: OTHER })],
    ] as const) {
      machine.give(tenant, { [host.url]: token, [simulator.contoso.url]: token })
      simulator.contoso.requests.reset()
      const organization = ['dataverse', '--org', simulator.contoso.url, '--app-id', guid('an application')]
      for (const { code, stderr } of [
        await azure(),
        await machine.run([...organization, '--tenant', simulator.tenantId]),
        await machine.run(organization),
      ]) {
        assert.equal(code, 64)
        assert.ok(stderr.startsWith(`The Azure CLI gave a token of the tenant ${OTHER} instead of`), stderr)
      }
      assert.deepEqual([asked, simulator.contoso.requests.log], [[], []])
    }
  })
})

describe('what another host answers', () => {
  const application = {
    appId: guid('an application'),
    displayName: ESCAPES,
    signInAudience: ESCAPES,
    identifierUris: [`api://'; touch /tmp/owned; '${ESCAPES}`],
    api: { oauth2PermissionScopes: [], preAuthorizedApplications: [] },
    web: { redirectUris: [] },
    requiredResourceAccess: [],
    passwordCredentials: [],
  }
  const directory = (changes: object) => (path: string) => {
    if (/federated|owners/.test(path)) return json({ value: [] })
    return path.includes('/applications(') ? json({ ...application, ...changes }) : json({}, 404)
  }

  it('moves nothing in the terminal of whoever provisions', async () => {
    const refusal = json({ error: { code: `Denied${ESCAPES}`, message: `No${ESCAPES}` } }, 403)
    const bad = json({ error: { code: `Bad${ESCAPES}`, message: `Request${ESCAPES}` } }, 400)
    const cases: readonly (readonly [(path: string) => Said, readonly string[]])[] = [
      [() => bad, []],
      [() => refusal, []],
      [() => refusal, ['--app-id', application.appId]],
      [path => (path.startsWith('/v1.0/applications') ? json({}, 404) : refusal), []],
      [directory({}), ['--check']],
      [directory({}), ['--dry-run']],
    ]
    for (const [whole, args] of cases) {
      answer = whole
      const { stdout, stderr } = await azure(...args)
      assert.ok(stdout + stderr !== '')
      assert.doesNotMatch(stdout + stderr, MOVES)
    }
  })

  it('cannot add a command to those that somebody pastes', async () => {
    for (const appId of ['x; touch owned', '$(touch owned)', "x' touch owned '", '`touch owned`\ntouch owned']) {
      answer = directory({ appId })
      const { code, stdout, stderr } = await azure('--app-id', guid('an application'))
      assert.equal(code, 69, stderr)
      assert.equal(stderr, 'Microsoft Graph answered in an unexpected way: look at appId.\n')
      assert.ok(!stdout.includes('touch'), stdout)
      assert.deepEqual(writes(), [])
    }
  })

  it('is no page, no endless list, and no list of another host', async () => {
    const listOf = (next: string) => (path: string) =>
      /federated/.test(path) ? json({ value: [], '@odata.nextLink': next }) : directory({})(path)
    const cases: readonly (readonly [(path: string) => Said, RegExp])[] = [
      [() => ({ status: 200, body: '<html>Sign in</html>' }), /^Microsoft Graph answered: HTTP 200\.\n$/],
      [() => json([1, 2]), /look at/],
      [path => (path.includes('serviceP') ? json({}, 404) : json({ ...application, api: 7 })), /look at api\.\n$/],
      [listOf(`${elsewhere.url}/v1.0/x`), /the next page is on another host\.\n$/],
      [listOf(`${host.url}/v1.0/x?federated`), /a collection was cut off\.\n$/],
      [() => ({ status: 302, body: '', headers: { Location: elsewhere.url } }), /^Microsoft Graph answered: HTTP 302/],
    ]
    for (const [whole, told] of cases) {
      answer = whole
      const { code, stderr } = await azure('--check')
      assert.equal(code, 69, stderr)
      assert.match(stderr, told)
    }
    assert.deepEqual([writes(), askedElsewhere], [[], 0])
  })
})
