import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Simulator, startSimulator } from '../index.js'
import { type Ask, asBot, type Json, userId } from './callers.js'
import { BOUNDARY, multipart, part } from './multipart.js'

let simulator: Simulator
let bot: Ask
let now = new Date()
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, permissionCacheMs: 30_000, now: () => now })
  bot = await asBot(simulator)
})
after(() => simulator.close())

const STRONG = { Consistency: 'Strong' }
const ROUTER = 'svc-router@contoso.com'
const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000)
}
const functionOf = (address: string, call: string) =>
  `systemusers(${userId(simulator.contoso, address)})/Microsoft.Dynamics.CRM.${call}`
const byName = () => functionOf(ROUTER, "RetrieveUserPrivilegeByPrivilegeName(PrivilegeName=@p1)?@p1='prvSendAsUser'")
const depthsIn = (json: Json) => (json.RolePrivileges as Json[]).map(({ Depth }) => Depth)
const depths = async (headers = {}) => depthsIn((await bot(byName(), { headers })).json)
const grant = () => simulator.contoso.control.grantRouter()
const withdraw = () => simulator.contoso.control.removePrivilege('Email Router', 'prvSendAsUser')

describe('cached permissions of an organization', () => {
  it('may be up to 30 seconds old', async () => {
    assert.deepEqual(await depths(STRONG), ['Deep'])
    grant()
    later(29)
    assert.deepEqual(await depths(), ['Deep'])
    later(1)
    assert.deepEqual(await depths(), ['Global', 'Deep'])
    withdraw()
  })

  it('are current for a request with Consistency: Strong, and from then on for everybody', async () => {
    assert.deepEqual(await depths(STRONG), ['Deep'])
    grant()
    assert.deepEqual(await depths(), ['Deep'])
    assert.deepEqual(await depths(STRONG), ['Global', 'Deep'])
    assert.deepEqual(await depths(), ['Global', 'Deep'])
    withdraw()
  })

  it('are cached for each user separately, for all functions together', async () => {
    const all = async () => {
      const { json } = await bot(functionOf(ROUTER, 'RetrieveUserPrivileges'))
      return (json.RolePrivileges as Json[]).filter(({ PrivilegeName }) => PrivilegeName === 'prvSendAsUser').length
    }
    assert.deepEqual(await depths(STRONG), ['Deep'])
    grant()
    assert.equal(await all(), 1)
    const sara = functionOf('sara@contoso.com', 'RetrieveUserPrivileges')
    assert.equal((await bot(sara, { headers: STRONG })).status, 200)
    assert.equal(await all(), 1)
    await depths(STRONG)
    assert.equal(await all(), 2)
    withdraw()
  })

  it('are current in all parts of a batch with that header', async () => {
    assert.deepEqual(await depths(STRONG), ['Deep'])
    grant()
    const send = async (headers = {}) => {
      const type = { 'Content-Type': `multipart/mixed; boundary="${BOUNDARY}"` }
      const body = multipart([part({ path: byName() }), part({ path: byName() })])
      const { text } = await bot('$batch', { method: 'POST', headers: { ...type, ...headers }, body })
      return text.match(/"Depth":"Global"/g)?.length ?? 0
    }
    assert.equal(await send(), 0)
    assert.equal(await send(STRONG), 2)
    withdraw()
  })

  it('for a single record are cached as well', async () => {
    const { control } = simulator.contoso
    const { queueid } = control.queue('invoices@contoso.com')
    const path = functionOf(ROUTER, `RetrievePrincipalAccess(Target=@p1)?@p1={'@odata.id':'queues(${queueid})'}`)
    const access = async (headers = {}) => (await bot(path, { headers })).json.AccessRights
    assert.equal(await access(STRONG), 'None')
    control.addQueueMember('invoices@contoso.com')
    assert.equal(await access(), 'None')
    assert.equal(await access(STRONG), 'ReadAccess')
    assert.equal(await access(), 'ReadAccess')
  })
})

describe('an organization without a cache', () => {
  it('returns current permissions', async () => {
    const other = await startSimulator({ routerIntervalMs: 0 })
    const ask = await asBot(other)
    const path = `systemusers(${userId(other.contoso, ROUTER)})/Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName(PrivilegeName='prvSendAsUser')`
    assert.deepEqual(depthsIn((await ask(path)).json), ['Deep'])
    other.contoso.control.grantRouter()
    assert.deepEqual(depthsIn((await ask(path)).json), ['Global', 'Deep'])
    await other.close()
  })
})
