import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Ask, asPerson, callerOf } from '../api/callers.js'
import { type Simulator, startSimulator } from '../index.js'
import { guid } from '../rows/rows.js'
import { seedContoso } from '../seeds/contoso.js'

const now = () => new Date('2026-03-02T10:00:00Z')
const APP = guid('a new application')

let simulator: Simulator
let admin: Ask
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now })
  admin = await asPerson(simulator, 'admin')
})
after(() => simulator.close())
beforeEach(() => simulator.contoso.load(seedContoso(now)))

const create = (body: object, ask = admin) => ask('systemusers', { method: 'POST', body })

describe('an application user', () => {
  it('is created once, in the root business unit unless another one is named', async () => {
    const made = await create({ applicationid: APP, accessmode: 4 })
    assert.equal(made.status, 204)
    assert.match(made.headers.get('odata-entityid') ?? '', /systemusers\(/)
    const again = await create({ applicationid: APP.toUpperCase(), accessmode: 4 })
    assert.deepEqual([again.status, again.error?.code], [412, '0x80040237'])
    const [sales] = simulator.contoso.table('businessunit').where(({ name }) => name === 'Sales')
    const unit = `/businessunits(${sales?.businessunitid})`
    await create({ applicationid: guid('another'), 'businessunitid@odata.bind': unit })
    const rows = simulator.contoso.table('systemuser').where(({ applicationid }) => applicationid === guid('another'))
    assert.equal(rows[0]?._businessunitid_value, sales?.businessunitid)
  })

  it('takes prvCreateUser, and columns that there are', async () => {
    const nora = await asPerson(simulator, 'nora')
    const refused = await create({ applicationid: APP }, nora)
    assert.deepEqual([refused.status, refused.error?.code], [403, '0x80040220'])
    assert.match(refused.error?.message ?? '', /missing prvCreateUser privilege/)
    assert.equal((await create({ applicationid: APP, accessmode: 9 })).error?.code, '0x8004431A')
    assert.equal((await create({ applicationid: APP, shoesize: 44 })).status, 400)
    assert.equal((await create({ fullname: 'A person' })).status, 501)
  })
})

describe('replacing the privileges of a role', () => {
  it('leaves those that are named, in all copies, and takes what the caller holds', async () => {
    const [role] = simulator.contoso
      .table('role')
      .where(({ name, _parentroleid_value: parent }) => name === 'Salesperson' && parent === null)
    const path = `roles(${role?.roleid})/Microsoft.Dynamics.CRM.ReplacePrivilegesRole`
    const privilege = (name: string) => ({ Depth: 'Global', PrivilegeId: guid(`privilege ${name}`) })
    const replace = (...names: readonly string[]) =>
      admin(path, { method: 'POST', body: { Privileges: names.map(privilege) } })
    assert.equal((await replace('prvReadMailbox')).status, 204)
    const { json } = await admin(`RetrieveRolePrivilegesRole(RoleId=@p1)?@p1=${role?.roleid}`)
    assert.deepEqual(
      (json.RolePrivileges as { PrivilegeName: string }[]).map(one => one.PrivilegeName),
      ['prvReadMailbox'],
    )
    simulator.contoso.control.removePrivilege('System Administrator', 'prvReadQueue')
    assert.equal((await replace('prvReadQueue')).status, 403)
  })
})

describe('a caller without a token', () => {
  it('is told whose tokens the organization takes', async () => {
    const { status, headers } = await callerOf(simulator.contoso, 'none')('WhoAmI')
    const expected = `Bearer authorization_uri=https://login.microsoftonline.com/${simulator.tenantId}/oauth2/authorize, resource_id=${simulator.contoso.url}/`
    assert.deepEqual([status, headers.get('www-authenticate')], [401, expected])
  })
})
