import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import type { DataverseClient } from '../../../src/dataverse/http/dataverseClient.js'
import { DataverseError } from '../../../src/dataverse/http/dataverseError.js'
import { xmlAttribute } from '../../../src/dataverse/http/literals.js'
import type { Json } from '../../../src/dataverse/http/responses.js'
import type { Cost } from '../../../src/dataverse/http/transport.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { clientOf, type Edge, failsWith, startEdge } from '../edge.js'

let simulator: Simulator
let client: DataverseClient
let edge: Edge
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  client = clientOf(simulator)
  edge = await startEdge()
})
after(() => Promise.all([simulator.close(), edge.close()]))

const idOf = (address: string) => String(simulator.contoso.control.user(address).systemuserid)
const newCost = (): Cost => ({ roundTrips: 0, operations: 0, waits: 0 })

describe('reading', () => {
  it('gets one row, and the answer of a function', async () => {
    const row = await client.get(`systemusers(${idOf('nora@contoso.com')})?$select=fullname`)
    assert.equal(row.fullname, 'Nora Lindqvist')
    assert.match(String((await client.get('RetrieveVersion')).Version), /^9\.2\./)
  })

  it('gets all rows of a set, page by page', async () => {
    const cost = newCost()
    const rows = await client.getAll('systemusers?$select=systemuserid', { pageSize: 4, cost })
    const ids = simulator.contoso
      .table('systemuser')
      .all()
      .map(({ systemuserid }) => systemuserid)
    assert.deepEqual(
      rows.map(({ systemuserid }) => systemuserid),
      ids,
    )
    assert.equal(cost.roundTrips, Math.ceil(ids.length / 4))
  })

  it('gets FetchXML with characters that a URL and XML reserve', async () => {
    const condition = (value: string) =>
      `<condition attribute="internalemailaddress" operator="eq" value="${xmlAttribute(value)}"/>`
    const find = async (value: string) => {
      const entity = `<entity name="systemuser"><attribute name="fullname"/><filter>${condition(value)}</filter></entity>`
      const { value: rows } = await client.fetchXml('systemusers', `<fetch>${entity}</fetch>`)
      return (rows as Json[]).map(({ fullname }) => fullname)
    }
    assert.deepEqual(await find("aine.o'brien@contoso.com"), ["Áine O'Brien"])
    assert.deepEqual(await find('x"/></filter><filter><condition attribute="isdisabled" operator="eq" value="0'), [])
  })

  it('reads many things in one request, with each failure in its place', async () => {
    const cost = newCost()
    const [version, none, units] = await client.batch(['RetrieveVersion', 'nonsense', 'businessunits?$select=name'], {
      cost,
    })
    assert.ok(version && 'Version' in version)
    assert.ok(none instanceof DataverseError && none.code === '0x80060888')
    assert.equal((units as Json & { value: Json[] }).value.length, 3)
    assert.deepEqual(cost, { roundTrips: 1, operations: 3, waits: 0 })
  })

  it('sends no request when there is nothing to read', async () => {
    const cost = newCost()
    assert.deepEqual(await client.batch([], { cost }), [])
    assert.equal(cost.roundTrips, 0)
  })

  it('names the package with its version, and asks for OData 4.0 and for fresh data', async () => {
    const seen: Record<string, unknown>[] = []
    const asked = await edge.client((request, _body, response) => {
      seen.push(request.headers)
      response.end('{}')
    })
    await asked.get('WhoAmI')
    const { name, version } = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'))
    assert.equal(seen[0]?.['user-agent'], `${name}/${version}`)
    assert.equal(seen[0]?.['odata-version'], '4.0')
    assert.equal(seen[0]?.['if-none-match'], 'null')
  })
})

describe('pages', () => {
  const pages = (next: (url: string) => unknown) => {
    let url = ''
    const asked: string[] = []
    const open = edge.serve((request, _body, response) => {
      asked.push(request.url ?? '')
      response.end(JSON.stringify({ value: [{ n: asked.length }], '@odata.nextLink': next(url) }))
    })
    return open.then(server => {
      url = server.url
      return { asked, client: edge.clientAt(url) }
    })
  }

  const elsewhere: readonly [string, (url: string) => unknown][] = [
    ['another host', () => 'https://evil.example/api/data/v9.2/systemusers?page=2'],
    ['another port', url => `${url}1/api/data/v9.2/systemusers?page=2`],
    ['a host in the path', url => `${url}//evil.example/api/data/v9.2/systemusers`],
    ['another scheme', url => `${url.replace('http:', 'https:')}/api/data/v9.2/systemusers`],
    ['another API', url => `${url}/api/discovery/v2.0/Instances`],
    ['no address', () => 'page=2'],
  ]
  for (const [what, next] of elsewhere) {
    it(`are refused from ${what}`, async () => {
      const { asked, client: one } = await pages(next)
      await failsWith(one.getAll('systemusers', { pageSize: 1 }), { why: 'malformed' })
      assert.equal(asked.length, 1)
    })
  }

  it('end at some point, even when each names a next one', async () => {
    const { asked, client: one } = await pages(url => `${url}/api/data/v9.2/systemusers?page=2`)
    await failsWith(one.getAll('systemusers', { pageSize: 1 }), { why: 'malformed' })
    assert.equal(asked.length, 100)
  })

  it('of a read in a $batch are followed too', async () => {
    const units = simulator.contoso.table('businessunit')
    const [{ businessunitid: parent = null } = {}] = units.all()
    const more = Array.from({ length: 5000 }, (_, i) =>
      units.insert({ name: `Branch ${i}`, _parentbusinessunitid_value: parent }),
    )
    const [answer] = await client.batch(['businessunits?$select=name'])
    assert.equal((answer as Json & { value: Json[] }).value.length, units.all().length)
    for (const row of more) units.remove(units.idOf(row))
  })
})

describe('writing', () => {
  before(() => simulator.contoso.control.grantPrivilege('Pending Send Reader', 'prvWriteUserSettings', 'Global'))

  it('changes a row that has not changed since it was read', async () => {
    const path = `usersettingscollection(${idOf('sara@contoso.com')})`
    const { '@odata.etag': etag } = await client.get(`${path}?$select=issendasallowed`)
    await client.patch(path, { etag: String(etag), values: { issendasallowed: true } })
    assert.equal((await client.get(`${path}?$select=issendasallowed`)).issendasallowed, true)
  })

  it('does not change a row that somebody has changed since: 412, with the code of Dataverse', async () => {
    const path = `usersettingscollection(${idOf('omar@contoso.com')})`
    const { '@odata.etag': etag } = await client.get(`${path}?$select=issendasallowed`)
    simulator.contoso.control.setConsent('omar@contoso.com', false)
    const late = client.patch(path, { etag: String(etag), values: { issendasallowed: true } })
    await failsWith(late, { status: 412, code: '0x80060882' })
    assert.equal((await client.get(`${path}?$select=issendasallowed`)).issendasallowed, false)
  })

  it('reports the code and the privilege when an action is not allowed', async () => {
    const role = simulator.contoso.table('role').all()[0]?.roleid
    const action = client.post(`roles(${role})/Microsoft.Dynamics.CRM.AddPrivilegesRole`, { Privileges: [] })
    await failsWith(action, { why: 'forbidden', status: 403, code: '0x80040220', message: /prvWriteRole/ })
  })

  /** A client, and the requests that it sends. */
  async function seeing() {
    const seen: string[] = []
    const asked = await edge.client((request, body, response) => {
      const { 'content-type': type, consistency } = request.headers
      seen.push([request.method, request.url, type, consistency, body].filter(Boolean).join(' '))
      response.writeHead(204).end()
    })
    return { seen, asked }
  }

  it('runs an action with its body', async () => {
    const { seen, asked } = await seeing()
    await asked.post('roles(1)/Microsoft.Dynamics.CRM.AddPrivilegesRole', { Privileges: [{ Depth: 'Global' }] })
    assert.deepEqual(seen, [
      'POST /api/data/v9.2/roles(1)/Microsoft.Dynamics.CRM.AddPrivilegesRole application/json {"Privileges":[{"Depth":"Global"}]}',
    ])
  })

  it('deletes, without a body', async () => {
    const { seen, asked } = await seeing()
    await asked.delete('roles(1)')
    assert.deepEqual(seen, ['DELETE /api/data/v9.2/roles(1)'])
  })

  it('deletes once, even if the answer is lost', async () => {
    let asked = 0
    const cut = await edge.client((_request, _body, response) => {
      asked += 1
      response.socket?.destroy()
    })
    await failsWith(cut.delete('roles(1)'), { why: 'unreachable' })
    assert.equal(asked, 1)
  })

  it('writes If-None-Match: null into every operation of a $batch, as documented', async () => {
    const bodies: string[] = []
    const one = await edge.client((_request, body, response) => {
      bodies.push(body)
      response.writeHead(403).end()
    })
    await one.batch(['WhoAmI', 'RetrieveVersion']).catch(() => {})
    await one.batch(['WhoAmI', 'RetrieveVersion'], { strong: true }).catch(() => {})
    for (const body of bodies) assert.equal(body.match(/^If-None-Match: null\r$/gm)?.length, 2)
    assert.equal(bodies[1]?.match(/^Consistency: Strong\r$/gm)?.length, 2)
  })

  it('names a record by its full URL', () => {
    assert.equal(client.addressOf('roles(1)'), `${simulator.contoso.url}/api/data/v9.2/roles(1)`)
  })
})

describe('a request that bypasses the cache of permissions', () => {
  const asking = async (strong: boolean) => {
    const seen: string[] = []
    const one = await edge.client((request, body, response) => {
      const inParts = body.match(/^Consistency: Strong\r$/gm)?.length ?? 0
      seen.push(`${request.headers.consistency ?? 'none'}, ${inParts} in parts`)
      response.writeHead(403).end()
    })
    await one.batch(['WhoAmI', 'RetrieveVersion'], { strong }).catch(() => {})
    await one.get('WhoAmI', { strong }).catch(() => {})
    return seen
  }

  it('says so, for a request and for each operation of a $batch', async () => {
    assert.deepEqual(await asking(true), ['Strong, 2 in parts', 'Strong, 0 in parts'])
    assert.deepEqual(await asking(false), ['none, 0 in parts', 'none, 0 in parts'])
  })
})
