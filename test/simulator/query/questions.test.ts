import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Ask, asBot, type Json, userId } from '../api/callers.js'
import { type Simulator, startSimulator } from '../index.js'
import { READER_ROLE } from '../rows/roles.js'
import { seedContoso } from '../seeds/contoso.js'

let simulator: Simulator
let bot: Ask
let router: string
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  bot = await asBot(simulator)
  router = userId(simulator.contoso, 'svc-router@contoso.com')
})
after(() => simulator.close())

/** Checks that a query is refused while the bot lacks a privilege. */
async function without(privilege: string, path: string): Promise<void> {
  const { control } = simulator.contoso
  assert.equal((await bot(path)).status, 200)
  control.removePrivilege(READER_ROLE, privilege)
  const { status, error } = await bot(path)
  control.grantPrivilege(READER_ROLE, privilege, 'Global')
  assert.deepEqual([status, error?.code], [403, '0x80040220'])
  assert.match(error?.message ?? '', new RegExp(`is missing ${privilege} privilege`))
}

describe('the roles that carry a privilege', () => {
  const path =
    "privileges?$select=name,canbebasic&$filter=name eq 'prvSendAsUser'&$expand=roleprivileges_association($select=roleid,name)"

  const CARRIERS = ['Mail Services', 'Mail Sender', 'Field Service Mailer', 'System Administrator']

  it('are listed under its row, with every copy of each', async () => {
    const { rows } = await bot(path)
    assert.deepEqual(
      rows.map(({ name, canbebasic }) => [name, canbebasic]),
      [['prvSendAsUser', false]],
    )
    const copies = rows[0]?.roleprivileges_association as Json[]
    const carriers = simulator.contoso.table('role').where(({ name }) => CARRIERS.includes(String(name)))
    assert.equal(copies.length, 3 * CARRIERS.length)
    assert.deepEqual(new Set(copies.map(({ roleid }) => roleid)), new Set(carriers.map(({ roleid }) => roleid)))
    assert.deepEqual(Object.keys(copies[0] ?? {}), ['@odata.etag', 'roleid', 'name'])
  })

  it('require prvReadRole; the row of the privilege requires none', async () => {
    await without('prvReadRole', path)
    const { control } = simulator.contoso
    control.removePrivilege(READER_ROLE, 'prvReadRole')
    const alone = await bot("privileges?$select=privilegeid&$filter=name eq 'prvSendAsUser'")
    control.grantPrivilege(READER_ROLE, 'prvReadRole', 'Global')
    assert.deepEqual([alone.status, alone.rows.length], [200, 1])
  })
})

describe('the teams of a user, with their roles', () => {
  const path = () =>
    `systemusers(${router})/teammembership_association?$select=teamid,name,teamtype&$expand=teamroles_association($select=roleid,name,isinherited)`

  it('are returned', async () => {
    const [team = {}, ...more] = (await bot(path())).rows
    assert.deepEqual([team.name, team.teamtype, more.length], ['Mail Services', 0, 0])
    const roles = team.teamroles_association as Json[]
    assert.deepEqual(
      roles.map(({ name, isinherited }) => [name, isinherited]),
      [['Mail Services', 1]],
    )
  })

  for (const privilege of ['prvReadTeam', 'prvReadRole', 'prvReadUser'])
    it(`require ${privilege}`, () => without(privilege, path()))
})

describe('the alerts of a mailbox', () => {
  const path = () => {
    const mailbox = simulator.contoso.control.user('lena@contoso.com')._defaultmailbox_value
    return `tracelogs?$select=level,text,errordetails,createdon&$filter=_regardingobjectid_value eq ${mailbox} and level eq 3&$orderby=createdon desc&$top=20`
  }

  it('are returned, newest first', async () => {
    simulator.contoso.control.addAlert('lena@contoso.com', { level: 3, text: 'Older', minutesAgo: 85 })
    const { rows } = await bot(path())
    assert.deepEqual(
      rows.map(({ level }) => level),
      [3, 3],
    )
    assert.match(String(rows[0]?.errordetails), /OutgoingEmailAuthenticationError/)
    assert.deepEqual([rows[1]?.text, rows[1]?.errordetails], ['Older', null])
  })

  it('require prvReadTraceLog', () => without('prvReadTraceLog', path()))
})

describe('the alerts of email server profiles', () => {
  const path = (navigation: string) =>
    `tracelogs?$select=text,_regardingobjectid_value&$filter=${navigation} ne null and level eq 3`

  it('are told from those of mailboxes by the lookup', async () => {
    const { contoso } = simulator
    const { emailserverprofileid = null } = contoso
      .table('emailserverprofile')
      .insert({ name: 'Exchange', statecode: 0 })
    const alert = { text: 'Of the profile', level: 3, _regardingobjectid_value: emailserverprofileid }
    contoso.table('tracelog').insert(alert)
    const { rows } = await bot(path('regardingobjectid_emailserverprofile/emailserverprofileid'))
    assert.deepEqual(
      rows.map(({ text, _regardingobjectid_value: id }) => [text, id]),
      [['Of the profile', emailserverprofileid]],
    )
    const ofMailboxes = (await bot(path('regardingobjectid_mailbox/mailboxid'))).rows
    assert.ok(ofMailboxes.length > 0 && ofMailboxes.every(({ text }) => text !== 'Of the profile'))
  })

  it('are asked for by a lookup that exists, and by its key', async () => {
    for (const name of ['regardingobjectid_nothing/id', 'regardingobjectid_mailbox/name'])
      assert.equal((await bot(path(name))).status, 400, name)
  })
})

describe('the row of the organization', () => {
  const path = 'organizations?$select=emailconnectionchannel,requireapprovalforuseremail,requireapprovalforqueueemail'

  it('contains the channel, and who needs approval', async () => {
    const settings = async () => {
      const [row = {}] = (await bot(path)).rows
      return [row.emailconnectionchannel, row.requireapprovalforuseremail, row.requireapprovalforqueueemail]
    }
    const { control } = simulator.contoso
    assert.deepEqual(await settings(), [1, true, true])
    control.setChannel(0)
    control.setRequireApproval(false, ['queue'])
    assert.deepEqual(await settings(), [0, true, false])
    control.setChannel(1)
    control.setRequireApproval(true)
  })

  it('requires prvReadOrganization', () => without('prvReadOrganization', path))
})

describe('an organization', () => {
  const detail = async () => {
    const access = "RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'"
    return (await bot(access)).json.Detail as Json
  }
  const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

  it('returns its environment, tenant and region online, but not on premises', async () => {
    const { contoso, tenantId } = simulator
    const onPremises = await detail()
    for (const name of ['EnvironmentId', 'TenantId', 'Geo']) assert.ok(!(name in onPremises), name)
    contoso.load({ ...seedContoso(() => new Date()), online: true })
    const { EnvironmentId, TenantId, Geo, OrganizationId } = await detail()
    contoso.load(seedContoso(() => new Date()))
    assert.match(String(EnvironmentId), GUID)
    assert.notEqual(EnvironmentId, OrganizationId)
    assert.deepEqual([TenantId, Geo], [tenantId, 'EMEA'])
  })

  it('has the version that was set', async () => {
    const older = await startSimulator({ routerIntervalMs: 0, contoso: { version: '8.1.1.1005' } })
    try {
      const versions = [older.contoso, older.field].map(async org =>
        (await asBot(older, org))(`${org.url}/api/data/v8.1/RetrieveVersion`),
      )
      const [contoso, field] = (await Promise.all(versions)).map(({ json }) => String(json.Version))
      assert.equal(contoso, '8.1.1.1005')
      assert.match(field ?? '', /^9\.2\./)
    } finally {
      await older.close()
    }
  })

  it('can switch to other rows at once, with their own control and router', async () => {
    const { contoso } = simulator
    const { router: before } = contoso
    contoso.control.setConsent('sara@contoso.com', true)
    const consent = async () => {
      const path = `usersettingscollection(${userId(contoso, 'sara@contoso.com')})?$select=issendasallowed`
      return (await bot(path)).json.issendasallowed
    }
    assert.equal(await consent(), true)
    contoso.load(seedContoso(() => new Date()))
    assert.equal(await consent(), false)
    contoso.control.setConsent('sara@contoso.com', true)
    assert.equal(await consent(), true)
    contoso.router.poll()
    assert.ok(contoso.router.log.length > 0)
    assert.equal(before.log.length, 0)
  })
})
