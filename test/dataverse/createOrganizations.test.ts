import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import fc from 'fast-check'
import type { AddressQuery } from '../../src/app/ports.js'
import type { OrganizationRef } from '../../src/domain/case/case.js'
import { type Listening, serve } from '../simulator/http.js'
import { objectIdOf, type Simulator, startSimulator } from '../simulator/index.js'
import { organizationsOf, startEdge } from './edge.js'

let simulator: Simulator
beforeEach(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
afterEach(() => simulator.close())

const asked = () => simulator.contoso.requests.roundTrips + simulator.field.requests.roundTrips

describe('an organization, by its address', () => {
  const list: readonly OrganizationRef[] = [
    { name: 'Sales', url: 'https://contoso.crm4.dynamics.com' },
    { name: 'Service', url: 'https://contoso.crm11.dynamics.com' },
    { name: 'API', url: 'https://fabrikam.api.crm4.dynamics.com' },
    { name: 'Premises', url: 'https://crm.contoso.local:5555' },
  ]
  const find = async (text: string) =>
    (await organizationsOf(simulator, { organizations: list }).find(text))?.name ?? null

  for (const [text, name] of [
    ['https://contoso.crm4.dynamics.com', 'Sales'],
    ['https://contoso.crm4.dynamics.com/', 'Sales'],
    ['  HTTPS://Contoso.CRM4.Dynamics.com/main.aspx?appid=1&etn=email#x  ', 'Sales'],
    ['http://contoso.crm4.dynamics.com', 'Sales'],
    ['https://contoso.crm4.dynamics.com:443/', 'Sales'],
    ['https://contoso.api.crm4.dynamics.com/api/data/v9.2/', 'Sales'],
    ['contoso.crm4.dynamics.com', 'Sales'],
    ['Contoso.crm4.dynamics.com/main.aspx', 'Sales'],
    ['contoso.api.crm4.dynamics.com', 'Sales'],
    ['contoso.crm11.dynamics.com', 'Service'],
    ['https://fabrikam.crm4.dynamics.com', 'API'],
    ['fabrikam', 'API'],
    ['https://crm.contoso.local:5555/contoso', 'Premises'],
    ['sales', 'Sales'],
  ] as const) {
    it(`is found by ${text.trim()}`, async () => assert.equal(await find(text), name))
  }

  for (const text of [
    '',
    '   ',
    'https://contoso.crm4.dynamics.com@evil.example',
    'https://contoso.crm4.dynamics.com:x@evil.example/',
    'https://evil@contoso.crm4.dynamics.com',
    'https://:secret@contoso.crm4.dynamics.com',
    'https://contoso.crm4.dynamics.com.evil.example/',
    'https://evil.example/contoso.crm4.dynamics.com',
    'https://evil.example/?x=https://contoso.crm4.dynamics.com',
    'https://evil.example#contoso.crm4.dynamics.com/',
    'evil.example/contoso.crm4.dynamics.com',
    'ftp://contoso.crm4.dynamics.com',
    'javascript://contoso.crm4.dynamics.com/',
    'https://contoso.crm4.dynamics.com:8443/',
    'https://crm.contoso.local/',
    'nora@contoso.crm4.dynamics.com',
    'https://',
    'https://[',
  ]) {
    it(`is not found by "${text}"`, async () => assert.equal(await find(text), null))
  }
})

describe('an organization, by its names', () => {
  const find = (text: string, organizations = organizationsOf(simulator)) => organizations.find(text)

  it('is found by the name of the configuration, without asking anybody', async () => {
    assert.equal((await find(' contoso FIELD service '))?.url, simulator.field.url)
    assert.equal(asked(), 0)
  })

  it('is found by its unique name and its friendly name, which are asked for once', async () => {
    const organizations = organizationsOf(simulator, {
      organizations: [
        { name: 'A', url: simulator.contoso.url },
        { name: 'B', url: simulator.field.url },
      ],
    })
    assert.equal((await find('ContosoFS', organizations))?.name, 'B')
    assert.equal((await find('Contoso Field Service', organizations))?.name, 'B')
    assert.equal((await find('contoso', organizations))?.name, 'A')
    assert.equal(await find('contos', organizations), null)
    assert.equal(asked(), 2)
  })

  it('is not found when two have the name: the program does not guess', async () => {
    const edge = await startEdge()
    const servers = await Promise.all(
      [1, 2].map(() =>
        edge.serve((_request, _body, response) => void response.end('{"Detail":{"FriendlyName":"Contoso"}}')),
      ),
    )
    const organizations = organizationsOf(simulator, {
      organizations: servers.map(({ url }, i) => ({ name: `${i}`, url })),
      tokens: edge.tokens,
    })
    assert.equal(await find('contoso', organizations), null)
    await edge.close()
  })

  it('is not found while the organization is unreachable, and is found once it is back', async () => {
    const organizations = organizationsOf(simulator, { organizations: [{ name: 'A', url: simulator.contoso.url }] })
    simulator.contoso.faults.set({ kind: 'reset' })
    assert.equal(await find('contoso', organizations), null)
    simulator.contoso.faults.set({ kind: 'malformed' })
    assert.equal(await find('contoso', organizations), null)
    simulator.contoso.faults.clear()
    assert.equal((await find('contoso', organizations))?.name, 'A')
  })

  it('of a reachable organization is found while another is unreachable', async () => {
    const organizations = organizationsOf(simulator, {
      organizations: [
        { name: 'A', url: simulator.contoso.url },
        { name: 'B', url: simulator.field.url },
      ],
    })
    await simulator.contoso.close()
    assert.equal((await find('contosofs', organizations))?.name, 'B')
  })
})

/** The answer to a $batch of one question: the user with that object id has another address. */
const SOMEBODY_ELSE = [
  '--b',
  'Content-Type: application/http',
  '',
  'HTTP/1.1 200 OK',
  'Content-Type: application/json',
  '',
  '{"value":[{"internalemailaddress":"omar@contoso.com"}]}',
  '--b--',
  '',
].join('\r\n')

describe('who knows an address', () => {
  const { signal } = new AbortController()
  const seen = async (
    organizations = organizationsOf(simulator),
    sought: AddressQuery = { address: 'sara@contoso.com' },
  ) => (await organizations.knowing(sought, signal)).map(({ known }) => (known.ok ? known.value : known.why))

  const addresses: Readonly<Record<string, readonly boolean[]>> = {
    'sara@contoso.com': [true, false],
    'SARA@Contoso.com': [true, false],
    'nora@contoso.com': [true, true],
    'support@contoso.com': [true, false],
    "aine.o'brien@contoso.com": [true, false],
    "nobody' or 1 eq 1 or fullname eq '@contoso.com": [false, false],
  }
  for (const [address, expected] of Object.entries(addresses)) {
    it(`is answered for ${address} with one request to each organization, once it is known how far the bot sees there`, async () => {
      const organizations = organizationsOf(simulator)
      assert.deepEqual(await seen(organizations, { address }), expected)
      const before = asked()
      assert.deepEqual(await seen(organizations, { address }), expected)
      assert.equal(asked() - before, 2)
    })
  }

  it('is answered to a person for their own address only', async () => {
    const of = objectIdOf('sara')
    assert.deepEqual(await seen(undefined, { address: 'SARA@contoso.com', of }), [true, false])
    assert.deepEqual(await seen(undefined, { address: 'omar@contoso.com', of }), [false, false])
    assert.deepEqual(await seen(undefined, { address: 'sara@contoso.com', of: "' or 1 eq 1" }), [false, false])
    const log = [...simulator.contoso.requests.log, ...simulator.field.requests.log]
    assert.ok(log.length > 0 && log.every(({ path }) => !path.includes('omar')))
  })

  it('is an outage where there is one, and a missing privilege where the bot lacks it', async () => {
    simulator.field.faults.set({ kind: 'reset' })
    assert.deepEqual(await seen(), [true, 'unreachable'])
    simulator.field.faults.set({ kind: 'malformed' })
    assert.deepEqual(await seen(), [true, 'malformed'])
    simulator.field.faults.clear()
    simulator.field.control.removePrivilege('Pending Send Reader', 'prvReadQueue')
    assert.deepEqual(await seen(), [true, 'forbidden'], 'a queue may have it')
    assert.deepEqual(await seen(undefined, { address: 'nora@contoso.com' }), [true, true], 'a user has it')
  })

  it('is asked of ten organizations at a time, and is an outage where no answer comes in time', async () => {
    const edge = await startEdge()
    let [now, most] = [0, 0]
    const asking = async (answers: boolean) => {
      const server = await edge.serve((_request, _body, response) => {
        now += 1
        most = Math.max(most, now)
        response.on('close', () => {
          now -= 1
        })
        response.setHeader('Content-Type', 'multipart/mixed; boundary=b')
        if (answers) setImmediate(() => response.end(SOMEBODY_ELSE))
      })
      return { name: server.url, url: server.url }
    }
    const answering = await Promise.all(Array.from({ length: 14 }, () => asking(true)))
    const silent = await asking(false)
    const organizations = organizationsOf(simulator, {
      organizations: [...answering, silent],
      tokens: edge.tokens,
      lookUpMs: 2_000,
    })
    const of = objectIdOf('sara')
    const answers = await seen(organizations, { address: 'sara@contoso.com', of }).finally(() => edge.close())
    assert.deepEqual(answers, [...answering.map(() => false), 'timeout'])
    assert.ok(most > 1 && most <= 10, String(most))
  })

  it('ends when its caller aborts', async () => {
    const gone = AbortSignal.abort(new Error('the lease was lost'))
    await assert.rejects(organizationsOf(simulator).knowing({ address: 'sara@contoso.com' }, gone), /lease was lost/)
  })
})

describe('a typed name', () => {
  let decoy: Listening
  let visits = 0
  before(async () => {
    decoy = await serve(0, (_request, _body, response) => {
      visits += 1
      response.end('{}')
    })
  })
  after(() => decoy.close())

  it('never leads to a call of another host, however it is written', async () => {
    const { host, port } = new URL(decoy.url)
    const organizations = organizationsOf(simulator)
    const own = new URL(simulator.contoso.url).host
    for (const text of [
      decoy.url,
      `${decoy.url}/`,
      `${decoy.url}/api/data/v9.2/WhoAmI`,
      host,
      `https://${host}`,
      `localhost:${port}`,
      `http://${own}@${host}/`,
      `http://${host}/#${own}`,
      `http://${host}/${own}`,
      `//${host}`,
      `\\\\${host}`,
      'decoy',
    ])
      assert.equal(await organizations.find(text), null, text)
    assert.equal(visits, 0)
  })

  it('finds a configured organization or none, whatever it is', async () => {
    const organizations = organizationsOf(simulator)
    const piece = fc.oneof(
      fc.constantFrom('http://', '@', '/', '.', ':', new URL(simulator.contoso.url).host, 'evil.example', ' '),
      fc.string(),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async pieces => {
        const found = await organizations.find(pieces.join(''))
        assert.ok(found === null || organizations.list().includes(found))
      }),
      { numRuns: 300 },
    )
    assert.ok(asked() <= 2)
  })
})
