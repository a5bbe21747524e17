import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { GatherResult } from '../../../src/app/ports.js'
import { checks } from '../../../src/checks/index.js'
import { date } from '../../../src/dataverse/facts/rowFields.js'
import { grantOf } from '../../../src/dataverse/facts/rows/accountRows.js'
import { diagnose } from '../../../src/domain/diagnosis/diagnosis.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { type Edge, startEdge } from '../edge.js'
import { factIn, failed, gatherIn } from '../facts/asking.js'

let edge: Edge
let simulator: Simulator
before(async () => {
  edge = await startEdge()
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => Promise.all([edge.close(), simulator.close()]))

type Organization = (path: string) => string

/** The facts about a sender of an organization that answers each operation of a $batch like this. */
async function gatherFrom(answer: Organization): Promise<GatherResult> {
  const { url } = await edge.serve((_request, body, response) => {
    const paths = [...body.matchAll(/^GET (\S+)/gm)].map(([, path = '']) => path)
    const parts = paths.map(
      path => `--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 200 OK\r\n\r\n${answer(path)}\r\n`,
    )
    response.setHeader('Content-Type', 'multipart/mixed; boundary=b')
    response.end(`${parts.join('')}--b--`)
  })
  const organization = { name: 'Odd', url }
  const changes = { organizations: [organization], tokens: edge.tokens }
  return gatherIn(simulator, 'sara@contoso.com', { target: { organization }, changes })
}

const ID = '11111111-1111-4111-8111-111111111111'
const USER = `{"value":[{"systemuserid":"${ID}","_businessunitid_value":"${ID}","internalemailaddress":"sara@contoso.com"}]}`

/** Questions about the router's account. */
const GRANTED = "@p1='prvSendAsUser'"

/** A healthy organization with one user and nothing waiting. */
const sound: Organization = path => {
  if (path.includes('/systemusers?')) return USER
  if (path.includes('WhoAmI')) return `{"UserId":"${ID}"}`
  if (path.includes('prvRead')) return `{"RolePrivileges":[{"Depth":"Global","BusinessUnitId":"${ID}"}]}`
  if (path.includes(GRANTED)) return '{"RolePrivileges":[]}'
  if (path.includes('RetrieveVersion')) return '{"Version":"9.2.24073.198"}'
  if (path.includes('RetrieveCurrentOrganization')) return '{"Detail":{}}'
  if (path.includes('/organizations?')) return '{"value":[{"emailconnectionchannel":1}]}'
  // Groups of an aggregate: there are none.
  if (path.includes('groupby')) return '{"value":[]}'
  if (path.includes('fetchXml')) return '{"value":[{"count":0}]}'
  return path.includes('/usersettingscollection') ? '{"issendasallowed":true}' : '{"value":[]}'
}
const except =
  (part: string, json: string): Organization =>
  path =>
    path.includes(part) ? json : sound(path)

describe('a malformed answer', () => {
  it('is compared with a correct one', async () => {
    const gathered = await gatherFrom(sound)
    assert.deepEqual(failed(gathered.facts), {})
    assert.equal(factIn(gathered, 'backlog')?.count, 0)
  })

  for (const json of [
    '{}',
    '{"value":null}',
    '{"value":[{}]}',
    '{"value":[null]}',
    '{"value":[{"systemuserid":1}]}',
    '[]',
    'null',
    '<html>',
  ]) {
    it(`is malformed, and never "nobody" or "nothing": ${json}`, async () => {
      const { facts } = await gatherFrom(() => json)
      const { organization, hosting, mailSettings, senders, namedAccounts, businessUnits } = failed(facts)
      for (const fact of [organization, hosting, mailSettings, senders, namedAccounts, businessUnits])
        assert.equal(fact?.why, 'malformed')
      assert.equal(diagnose(facts, checks).verdict, 'undetermined')
    })
  }

  for (const row of [
    '{}',
    '{"count":"3"}',
    '{"count":3}',
    '{"count":3,"oldest":"1900-01-01T00:00:00Z","newest":"1900-01-01T00:00:00Z"}',
  ]) {
    it(`of a count is malformed, and never "nothing is waiting": ${row}`, async () => {
      const { facts } = await gatherFrom(except('fetchXml', `{"value":[${row}]}`))
      assert.equal(failed(facts).backlog?.why, 'malformed')
      assert.equal(failed(facts).senders, undefined)
    })
  }

  it('of the privilege is malformed, and never "has none"', async () => {
    for (const json of ['{}', '{"value":[]}', '{"RolePrivileges":[{"Depth":"Global"}]}']) {
      const { facts } = await gatherFrom(except(GRANTED, json))
      assert.deepEqual(Object.keys(failed(facts)), ['rights'])
    }
  })

  it('about the consent makes it unknown, never "refused" or "given"', async () => {
    for (const json of ['{}', '{"issendasallowed":null}', '{"issendasallowed":"true"}', '{"issendasallowed":1}']) {
      const gathered = await gatherFrom(except('/usersettingscollection', json))
      assert.equal(factIn(gathered, 'senderConsent'), null)
    }
  })
})

describe('a value of a row', () => {
  it('is null for a date that was never set', () => {
    for (const unset of ['1900-01-01T00:00:00Z', '1900-01-01', '', null, undefined, 0, 'soon'])
      assert.equal(date(unset), null)
    assert.equal(date('2026-03-02T10:00:00Z'), '2026-03-02T10:00:00Z')
  })

  it('of a depth is a name or a number, and null if unknown', () => {
    const depths = ['Global', 'Deep', 'Local', 'Basic', 3, 2, 1, 0, 4, -1, 'RecordFilter', null]
    assert.deepEqual(
      depths.map(Depth => grantOf({ Depth, BusinessUnitId: ID }).depth),
      ['Global', 'Deep', 'Local', 'Basic', 'Global', 'Deep', 'Local', 'Basic', null, null, null, null],
    )
  })
})
