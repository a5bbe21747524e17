import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Ask, asBot, asPerson, userId } from '../api/callers.js'
import { type Simulator, startSimulator } from '../index.js'
import { seedContoso } from '../seeds/contoso.js'
import { READER, READER_ROLE } from './roles.js'

let simulator: Simulator
let bot: Ask
let sara: Ask
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  bot = await asBot(simulator)
  sara = await asPerson(simulator, 'sara')
  // Tables that are empty in the seed.
  const _ownerid_value = userId(simulator.contoso, 'sara@contoso.com')
  for (const table of ['emailserverprofile', 'asyncoperation', 'workflow', 'flowrun', 'audit'])
    simulator.contoso.table(table).insert({ _ownerid_value })
})
after(() => simulator.close())

/** The privilege that each table needs to be read. */
const READS: readonly (readonly [string, string, string])[] = [
  ['systemusers', 'prvReadUser', "OTC=8 for entity 'systemuser'"],
  ['usersettingscollection', 'prvReadUserSettings', "OTC=150 for entity 'usersettings'"],
  ['mailboxes', 'prvReadMailbox', "OTC=9606 for entity 'mailbox'"],
  ['queues', 'prvReadQueue', "OTC=2020 for entity 'queue'"],
  ['businessunits', 'prvReadBusinessUnit', "OTC=10 for entity 'businessunit'"],
  ['emails', 'prvReadActivity', "OTC=4202 for entity 'email'"],
  ['organizations', 'prvReadOrganization', "OTC=1019 for entity 'organization'"],
  ['roles', 'prvReadRole', "OTC=1036 for entity 'role'"],
  ['teams', 'prvReadTeam', "OTC=9 for entity 'team'"],
  ['tracelogs', 'prvReadTraceLog', "OTC=8050 for entity 'tracelog'"],
  ['emailserverprofiles', 'prvReadEmailServerProfile', "OTC=9605 for entity 'emailserverprofile'"],
  ['asyncoperations', 'prvReadAsyncOperation', "OTC=4700 for entity 'asyncoperation'"],
  ['workflows', 'prvReadWorkflow', "OTC=4703 for entity 'workflow'"],
  ['flowruns', 'prvReadflowrun', "OTC=10600 for entity 'flowrun'"],
  ['audits', 'prvReadAuditSummary', "OTC=4567 for entity 'audit'"],
]

describe('a missing privilege', () => {
  for (const [set, privilege, where] of READS) {
    it(`is named: ${privilege}`, async () => {
      const { control } = simulator.contoso
      assert.equal((await bot(set)).status, 200)
      control.removePrivilege(READER_ROLE, privilege)
      try {
        const { status, error } = await bot(set)
        assert.deepEqual([status, error?.code], [403, '0x80040220'])
        const id = userId(simulator.contoso, 'pending-send@contoso.com')
        assert.ok(error?.message.startsWith(`Principal user (Id=${id}, type=8,`), error?.message)
        assert.ok(error?.message.includes(`is missing ${privilege} privilege on ${where}`), error?.message)
      } finally {
        control.grantPrivilege(READER_ROLE, privilege, 'Global')
      }
    })
  }

  it('is always one from the role of the bot: no others are needed', () => {
    assert.deepEqual(Object.keys(READER).toSorted(), READS.map(([, privilege]) => privilege).toSorted())
  })

  it('also blocks the functions about privileges', async () => {
    const { control } = simulator.contoso
    const path = `systemusers(${userId(simulator.contoso, 'sara@contoso.com')})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges`
    control.removePrivilege(READER_ROLE, 'prvReadRole')
    const { status, error } = await bot(path)
    control.grantPrivilege(READER_ROLE, 'prvReadRole', 'Global')
    assert.equal(status, 403)
    assert.match(error?.message ?? '', /prvReadRole/)
    assert.equal((await bot(path)).status, 200)
  })
})

describe('a privilege that does not reach far enough', () => {
  for (const [set, privilege] of READS) {
    it(`silently leaves rows out of a set: ${privilege}`, async () => {
      const { control } = simulator.contoso
      const all = (await bot(set)).rows.length
      assert.ok(all > 0, set)
      for (const depth of ['Local', 'Basic'] as const) {
        control.grantPrivilege(READER_ROLE, privilege, depth)
        const { status, rows } = await bot(set)
        assert.equal(status, 200)
        assert.ok(rows.length < all, `${rows.length} of ${all} at ${depth}`)
      }
      control.grantPrivilege(READER_ROLE, privilege, 'Global')
    })
  }

  it('refuses a row that is requested by its id', async () => {
    simulator.contoso.control.grantPrivilege(READER_ROLE, 'prvReadMailbox', 'Local')
    const [mailbox] = simulator.contoso.table('mailbox').where(({ name }) => name === 'Sara Davis')
    const { status, error } = await bot(`mailboxes(${mailbox?.mailboxid})?$select=name`)
    simulator.contoso.control.grantPrivilege(READER_ROLE, 'prvReadMailbox', 'Global')
    assert.deepEqual([status, error?.code], [403, '0x80048306'])
  })

  it('is returned with its depth by the function for one privilege, even if it comes through a team', async () => {
    simulator.contoso.control.grantPrivilege(READER_ROLE, 'prvReadMailbox', 'Deep')
    const id = userId(simulator.contoso, 'pending-send@contoso.com')
    const name = 'Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName'
    const { json } = await bot(`systemusers(${id})/${name}(PrivilegeName=@p1)?@p1='prvReadMailbox'`)
    simulator.contoso.control.grantPrivilege(READER_ROLE, 'prvReadMailbox', 'Global')
    assert.deepEqual(
      (json.RolePrivileges as { Depth: string }[]).map(({ Depth }) => Depth),
      ['Deep'],
    )
  })
})

describe('a version of the Web API', () => {
  const statusOf = async (path: string) =>
    (await bot(`${simulator.contoso.url}/api/data/${path}/RetrieveVersion`)).status

  it('is served if it is the organization’s own or an earlier one, and no other', async () => {
    const { contoso } = simulator
    assert.deepEqual([await statusOf('v9.2'), await statusOf('v8.0'), await statusOf('v9.3')], [200, 200, 404])
    contoso.load({ ...seedContoso(() => new Date()), version: '8.2.2.112' })
    assert.deepEqual([await statusOf('v9.2'), await statusOf('v9.0'), await statusOf('v8.2')], [404, 404, 200])
    contoso.load(seedContoso(() => new Date()))
  })
})

describe('a person', () => {
  const settings = (address: string) =>
    `usersettingscollection(${userId(simulator.contoso, address)})?$select=issendasallowed`

  it('reads their own options, and nobody else’s', async () => {
    assert.equal((await sara(settings('sara@contoso.com'))).json.issendasallowed, false)
    for (const path of [settings('omar@contoso.com'), 'usersettingscollection?$select=issendasallowed']) {
      const { status, error } = await sara(path)
      assert.deepEqual([status, error?.code], [403, '0x80040220'])
      assert.match(error?.message ?? '', /missing prvReadUserSettings privilege/)
    }
  })

  it('sees only their own e-mails with depth Basic', async () => {
    const id = userId(simulator.contoso, 'sara@contoso.com')
    const { rows } = await sara('emails?$select=_emailsender_value')
    assert.equal(rows.length, 5)
    for (const row of rows) assert.equal(row._emailsender_value, id)
    const [other] = simulator.contoso.table('email').where(mail => mail._emailsender_value !== id)
    const { status, error } = await sara(`emails(${other?.activityid})?$select=subject`)
    assert.deepEqual([status, error?.code], [403, '0x80048306'])
  })

  it('sees their own business unit with depth Local, those below it with Deep, and all with Global', async () => {
    const { control } = simulator.contoso
    const seen = async () => new Set((await sara('mailboxes?$select=name')).rows.map(({ name }) => String(name)))
    control.grantPrivilege('Salesperson', 'prvReadMailbox', 'Local')
    const local = await seen()
    assert.deepEqual([local.has('Nora Lindqvist'), local.has('Wen Zhou'), local.has('Grace Kim')], [true, false, false])
    control.grantPrivilege('Salesperson', 'prvReadMailbox', 'Deep')
    const deep = await seen()
    assert.deepEqual([deep.has('Nora Lindqvist'), deep.has('Wen Zhou'), deep.has('Grace Kim')], [true, true, false])
    control.grantPrivilege('Salesperson', 'prvReadMailbox', 'Global')
    assert.ok((await seen()).has('Grace Kim'))
    control.removePrivilege('Salesperson', 'prvReadMailbox')
    assert.equal((await sara('mailboxes?$select=name')).status, 403)
  })

  it('gets rights through a team, and loses them with it', async () => {
    const { contoso } = simulator
    const { systemuserid = null, _businessunitid_value: unit = null } = contoso.control.user('sara@contoso.com')
    const [role] = contoso.table('role').where(one => one.name === READER_ROLE && one._businessunitid_value === unit)
    const [team] = contoso.table('team').all()
    const membership = contoso.table('teammembership').insert({ teamid: team?.teamid ?? null, systemuserid })
    assert.equal((await sara(settings('omar@contoso.com'))).status, 403)
    const given = contoso.table('teamroles').insert({ teamid: team?.teamid ?? null, roleid: role?.roleid ?? null })
    assert.equal((await sara(settings('omar@contoso.com'))).json.issendasallowed, false)
    contoso.table('teamroles').remove(String(given.teamroleid))
    contoso.table('teammembership').remove(String(membership.teammembershipid))
    assert.equal((await sara(settings('omar@contoso.com'))).status, 403)
  })

  it('who is disabled or unknown here is refused', async () => {
    const { contoso, field } = simulator
    const dave = await (await asPerson(simulator, 'dave'))('WhoAmI')
    assert.deepEqual([dave.status, dave.error?.code], [403, '0x80040225'])
    contoso.control.setDisabled('dave@contoso.com', false)
    assert.equal((await (await asPerson(simulator, 'dave'))('WhoAmI')).status, 200)
    contoso.control.setDisabled('dave@contoso.com', true)
    const stranger = await (await asPerson(simulator, 'sara', field))('WhoAmI')
    assert.deepEqual([stranger.status, stranger.error?.code], [403, '0x80072560'])
  })
})
