import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Simulator, startSimulator } from '../index.js'
import { READER_ROLE } from '../rows/roles.js'
import { type Ask, asBot, asPerson, type Json, userId } from './callers.js'

let simulator: Simulator
let bot: Ask
let router: string
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  bot = await asBot(simulator)
  router = userId(simulator.contoso, 'svc-router@contoso.com')
})
after(() => simulator.close())

const SEND_AS = "RetrieveUserPrivilegeByPrivilegeName(PrivilegeName=@p1)?@p1='prvSendAsUser'"
const grantsIn = (json: Json) => json.RolePrivileges as Json[]

describe('unbound functions', () => {
  it('WhoAmI returns the caller', async () => {
    const { contoso } = simulator
    const { json } = await bot('WhoAmI')
    assert.deepEqual(json, {
      '@odata.context': `${contoso.url}/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse`,
      BusinessUnitId: contoso.control.user('pending-send@contoso.com')._businessunitid_value,
      UserId: userId(contoso, 'pending-send@contoso.com'),
      OrganizationId: contoso.table('organization').all()[0]?.organizationid,
    })
    const admin = await asPerson(simulator, 'admin')
    assert.equal((await admin('WhoAmI()')).json.UserId, userId(contoso, 'admin@contoso.com'))
  })

  it('RetrieveVersion returns a version', async () => {
    assert.match(String((await bot('RetrieveVersion')).json.Version), /^9\.2\.\d+\.\d+$/)
  })

  it('RetrieveCurrentOrganization returns the names, and requires an access type', async () => {
    const path = "RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'"
    const { UniqueName, FriendlyName, State } = (await bot(path)).json.Detail as Json
    assert.deepEqual([UniqueName, FriendlyName, State], ['contoso', 'Contoso', 'Enabled'])
    for (const wrong of [
      'RetrieveCurrentOrganization',
      'RetrieveCurrentOrganization(AccessType=@p1)',
      "RetrieveCurrentOrganization(AccessType=@p1)?@p1='Default'",
    ])
      assert.equal((await bot(wrong)).status, 400, wrong)
  })
})

describe('RetrieveRolePrivilegesRole', () => {
  const askFor = (ask: Ask, id: unknown) => ask(`RetrieveRolePrivilegesRole(RoleId=@p1)?@p1=${id}`)
  const copyOf = (name: string) => simulator.contoso.table('role').where(row => row.name === name)[0]?.roleid

  it('returns the privileges of a role with their depth', async () => {
    const { status, json } = await askFor(bot, copyOf('Mail Services'))
    assert.equal(status, 200)
    const [carried = {}, ...more] = grantsIn(json)
    assert.deepEqual(more, [])
    assert.deepEqual([carried.Depth, carried.PrivilegeName], ['Deep', 'prvSendAsUser'])
    assert.ok('RecordFilterId' in carried && 'RecordFilterUniqueName' in carried)
    assert.equal(grantsIn((await askFor(bot, copyOf(READER_ROLE))).json).length, 15)
  })

  it('refuses an unknown role, and a caller who may not read roles', async () => {
    const none = await askFor(bot, '11111111-2222-4333-8444-555555555555')
    assert.deepEqual([none.status, none.error?.code], [404, '0x80040217'])
    assert.equal((await bot('RetrieveRolePrivilegesRole')).status, 400)
    const nora = await asPerson(simulator, 'nora')
    assert.match((await askFor(nora, copyOf('Mail Services'))).error?.message ?? '', /missing prvReadRole/)
  })
})

describe('privileges of a user', () => {
  it('are returned by name with their real depth, even through a team', async () => {
    const { status, json } = await bot(`systemusers(${router})/Microsoft.Dynamics.CRM.${SEND_AS}`)
    assert.equal(status, 200)
    assert.match(
      String(json['@odata.context']),
      /#Microsoft\.Dynamics\.CRM\.RetrieveUserPrivilegeByPrivilegeNameResponse$/,
    )
    const [grant = {}, ...more] = grantsIn(json)
    assert.deepEqual(more, [])
    assert.deepEqual(Object.keys(grant), ['Depth', 'PrivilegeId', 'BusinessUnitId', 'PrivilegeName'])
    assert.deepEqual([grant.Depth, grant.PrivilegeName], ['Deep', 'prvSendAsUser'])
  })

  it('are all returned by RetrieveUserPrivileges, those of teams as Basic', async () => {
    const { json } = await bot(`systemusers(${router})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges`)
    const depths = Object.fromEntries(grantsIn(json).map(one => [String(one.PrivilegeName), one.Depth]))
    assert.deepEqual(depths, {
      prvReadUser: 'Global',
      prvReadActivity: 'Global',
      prvWriteActivity: 'Global',
      prvReadMailbox: 'Global',
      prvReadQueue: 'Deep',
      prvSendAsUser: 'Basic',
    })
  })

  it('are empty if no role gives any', async () => {
    const sara = userId(simulator.contoso, 'sara@contoso.com')
    const { json } = await bot(`systemusers(${sara})/Microsoft.Dynamics.CRM.${SEND_AS}`)
    assert.deepEqual(grantsIn(json), [])
  })

  const wrong: readonly (readonly [string, number])[] = [
    ['RetrieveUserPrivilegeByPrivilegeName', 400],
    ['RetrieveUserPrivilegeByPrivilegeName(PrivilegeName=@p1)', 400],
    ['RetrieveUserPrivilegeByPrivilegeName(PrivilegeName=@p1)?@p1=prvSendAsUser', 400],
    ["RetrieveUserPrivilegeByPrivilegeName(Name=@p1)?@p1='prvSendAsUser'", 400],
    ['RetrieveUserPrivilegesByMood', 404],
    ['AddPrivilegesRole', 404],
    ['WhoAmI', 404],
  ]
  for (const [call, status] of wrong) {
    it(`refuses ${call} with ${status}`, async () => {
      const reply = await bot(`systemusers(${router})/Microsoft.Dynamics.CRM.${call}`)
      assert.deepEqual([reply.status, reply.error?.code], [status, '0x80060888'])
    })
  }

  it('is not found without its namespace, or on another table', async () => {
    assert.equal((await bot(`systemusers(${router})/RetrieveUserPrivileges`)).status, 400)
    const [role] = simulator.contoso.table('role').all()
    const { status } = await bot(`roles(${role?.roleid})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges`)
    assert.equal(status, 404)
  })
})

describe('RetrievePrincipalAccess', () => {
  const accessOf = async (user: string, target: string) =>
    bot(`systemusers(${user})/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@p1)?@p1=${target}`)

  it('returns what a user may do with a record', async () => {
    const { contoso } = simulator
    const [queue] = contoso.table('queue').all()
    const target = `{'@odata.id':'queues(${queue?.queueid})'}`
    const rights = async (address: string) => (await accessOf(userId(contoso, address), target)).json.AccessRights
    assert.equal(await rights('svc-router@contoso.com'), 'ReadAccess')
    assert.equal(await rights('sara@contoso.com'), 'None')
    contoso.control.grantPrivilege('Salesperson', 'prvReadQueue', 'Local')
    assert.equal(await rights('sara@contoso.com'), 'ReadAccess')
    assert.equal(await rights('wen@contoso.com'), 'None')
    contoso.control.removePrivilege('Salesperson', 'prvReadQueue')
  })

  it('returns the right to write', async () => {
    const { contoso } = simulator
    const target = `{'@odata.id':'${contoso.url}/api/data/v9.2/mailboxes(${contoso.control.user('sara@contoso.com')._defaultmailbox_value})'}`
    const { json } = await accessOf(userId(contoso, 'admin@contoso.com'), target)
    assert.equal(json.AccessRights, 'ReadAccess, WriteAccess')
  })

  it('refuses an invalid target', async () => {
    const { status } = await accessOf(router, "{'@odata.id':'queues(11111111-2222-4333-8444-555555555555)'}")
    assert.equal(status, 404)
    assert.equal((await accessOf(router, 'queues(11111111-2222-4333-8444-555555555555)')).status, 400)
  })

  it('requires that the caller can see the user and the record', async () => {
    const { control } = simulator.contoso
    const target = `{'@odata.id':'queues(${control.queue('support@contoso.com').queueid})'}`
    for (const privilege of ['prvReadUser', 'prvReadQueue']) {
      control.removePrivilege(READER_ROLE, privilege)
      const { status, error } = await accessOf(router, target)
      control.grantPrivilege(READER_ROLE, privilege, 'Global')
      assert.deepEqual([status, error?.code], [403, '0x80040220'])
      assert.match(error?.message ?? '', new RegExp(`missing ${privilege} privilege`))
    }
    control.grantPrivilege(READER_ROLE, 'prvReadQueue', 'Basic')
    const { status, error } = await accessOf(router, target)
    control.grantPrivilege(READER_ROLE, 'prvReadQueue', 'Global')
    assert.deepEqual([status, error?.code], [403, '0x80048306'])
  })

  it('grants access to a private queue to its members only', async () => {
    const { contoso } = simulator
    const accessTo = async (queue: string) => {
      const target = `{'@odata.id':'queues(${contoso.control.queue(queue).queueid})'}`
      return (await accessOf(router, target)).json.AccessRights
    }
    assert.equal(await accessTo('invoices@contoso.com'), 'None')
    contoso.control.addQueueMember('invoices@contoso.com', 'svc-router@contoso.com')
    assert.equal(await accessTo('invoices@contoso.com'), 'ReadAccess')
    contoso.control.grantPrivilege('Email Router', 'prvReadQueue', 'Basic')
    assert.equal(await accessTo('invoices@contoso.com'), 'ReadAccess')
    contoso.control.addQueueMember('support@contoso.com', 'svc-router@contoso.com')
    assert.equal(await accessTo('support@contoso.com'), 'None')
    contoso.control.removePrivilege('Email Router', 'prvReadQueue')
    assert.equal(await accessTo('invoices@contoso.com'), 'None')
    contoso.control.grantPrivilege('Email Router', 'prvReadQueue', 'Deep')
  })
})
