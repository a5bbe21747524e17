import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Ask, asBot, asPerson, type Json, userId } from '../api/callers.js'
import { BOUNDARY, changeset, multipart } from '../api/multipart.js'
import { type Simulator, startSimulator } from '../index.js'
import { seedContoso } from '../seeds/contoso.js'
import type { Row } from './database.js'

let simulator: Simulator
let admin: Ask
let bot: Ask
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  admin = await asPerson(simulator, 'admin')
  bot = await asBot(simulator)
})
after(() => simulator.close())
beforeEach(() => simulator.contoso.load(seedContoso(() => new Date())))

const NEW = '0e000000-0000-4000-8000-000000000001'
const tableOf = (name: string) => simulator.contoso.table(name)
const unitOf = (name: string) => tableOf('businessunit').where(row => row.name === name)[0]?.businessunitid
const copies = (name: string) => tableOf('role').where(row => row.name === name)
const masterOf = (name: string) => copies(name).find(row => row._parentroleid_value === null) ?? {}
const copyIn = (name: string, unit: string) =>
  copies(name).find(row => row._businessunitid_value === unitOf(unit)) ?? {}
const sendAs = () => tableOf('privilege').where(({ name }) => name === 'prvSendAsUser')[0]?.privilegeid
const bind = (unit: string) => ({ 'businessunitid@odata.bind': `/businessunits(${unitOf(unit)})` })
const create = (ask: Ask, body: object, headers = {}) => ask('roles', { method: 'POST', body, headers })
const erase = (ask: Ask, role: Row, headers = {}) => ask(`roles(${role.roleid})`, { method: 'DELETE', headers })
const act = (ask: Ask, role: Row, action: string, body: object) =>
  ask(`roles(${role.roleid})/Microsoft.Dynamics.CRM.${action}`, { method: 'POST', body })
const add = (ask: Ask, role: Row, Depth = 'Global', PrivilegeId = sendAs()) =>
  act(ask, role, 'AddPrivilegesRole', { Privileges: [{ Depth, PrivilegeId }] })
const take = (ask: Ask, role: Row, privilegeid = sendAs()) =>
  act(ask, role, 'RemovePrivilegeRole', { Privilege: { privilegeid } })
const linkOf = (address: string) => `systemusers(${userId(simulator.contoso, address)})/systemuserroles_association`
const give = (ask: Ask, address: string, role: Row) =>
  ask(`${linkOf(address)}/$ref`, { method: 'POST', body: { '@odata.id': `roles(${role.roleid})` } })
const revoke = (ask: Ask, address: string, role: Row) =>
  ask(`${linkOf(address)}(${role.roleid})/$ref`, { method: 'DELETE' })
const ROUTER = 'svc-router@contoso.com'

/** What the router account holds, and whether Grace Kim's mails leave at the next poll. */
function state(): readonly [string, number] {
  const { router, control } = simulator.contoso
  router.poll()
  const grace = control.user('grace@contoso.com').systemuserid
  const pending = tableOf('email').where(mail => mail._emailsender_value === grace && mail.statuscode === 6)
  return [control.sendAsPrivilege(), pending.length]
}

describe('the three ways to prvSendAsUser for Grace Kim', () => {
  it('start from a router account that reaches only Sales', () => {
    assert.deepEqual(state(), ['Deep (through a team)', 2])
  })

  it('assign the account a role of its own business unit that nobody holds', async () => {
    const held = tableOf('systemuserroles').where(({ roleid }) =>
      copies('Mail Sender').some(role => role.roleid === roleid),
    )
    assert.deepEqual(held, [])
    assert.equal((await give(admin, ROUTER, masterOf('Mail Sender'))).error?.code, '0x80041409')
    assert.equal((await give(admin, ROUTER, copyIn('Mail Sender', 'Sales'))).status, 204)
    assert.deepEqual(state(), ['Global, Deep (through a team)', 0])
    assert.equal((await revoke(admin, ROUTER, copyIn('Mail Sender', 'Sales'))).status, 204)
    assert.equal(state()[0], 'Deep (through a team)')
  })

  it('add the privilege to a role that it shares with another account', async () => {
    const role = masterOf('Email Router')
    const holders = tableOf('systemuserroles').where(one =>
      copies('Email Router').some(({ roleid }) => roleid === one.roleid),
    )
    const names = holders.map(one => simulator.contoso.control.user(String(one.systemuserid)).fullname)
    assert.deepEqual(names, ['Email Router Service', 'Invoice Integration'])
    assert.equal((await add(admin, role)).status, 204)
    assert.deepEqual(state(), ['Global, Deep (through a team)', 0])
    assert.equal((await take(admin, role)).status, 204)
    assert.equal(state()[0], 'Deep (through a team)')
  })

  it('create a role with the privilege, assign it to the account, and undo all of it', async () => {
    assert.equal((await create(admin, { roleid: NEW, name: 'Send as others' })).status, 204)
    assert.equal((await add(admin, { roleid: NEW })).status, 204)
    assert.equal((await give(admin, ROUTER, copyIn('Send as others', 'Sales'))).status, 204)
    assert.deepEqual(state(), ['Global, Deep (through a team)', 0])
    assert.equal((await erase(admin, { roleid: NEW })).status, 204)
    assert.equal(state()[0], 'Deep (through a team)')
  })
})

describe('a new role', () => {
  it('is returned by its address, and copied to the business units below', async () => {
    const { status, headers, text } = await create(admin, { roleid: NEW, name: 'New', ...bind('Sales') })
    const address = `${simulator.contoso.url}/api/data/v9.2/roles(${NEW})`
    assert.deepEqual([status, text, headers.get('odata-entityid')], [204, '', address])
    const units = copies('New').map(row => row._businessunitid_value)
    assert.deepEqual(units, [unitOf('Sales'), unitOf('Field Sales')])
    const [master, copy] = copies('New')
    assert.deepEqual([master?.roleid, master?._parentroleid_value], [NEW, null])
    assert.deepEqual([copy?._parentroleid_value, copy?._parentrootroleid_value], [NEW, NEW])
  })

  it('is in the root with an id of its own by default', async () => {
    const Prefer = 'return=representation'
    const { status, json, headers } = await create(admin, { name: 'New' }, { Prefer })
    assert.deepEqual([status, headers.get('preference-applied')], [201, Prefer])
    assert.deepEqual([json.name, json._businessunitid_value, json.ismanaged], ['New', unitOf('Contoso'), false])
    assert.equal(copies('New').length, 3)
  })

  it('is created once', async () => {
    await create(admin, { roleid: NEW, name: 'New' })
    const { status, error } = await create(admin, { roleid: NEW, name: 'Again' })
    assert.deepEqual([status, error?.code, copies('Again').length], [412, '0x80040237', 0])
  })

  const wrong: readonly (readonly [string, object, number])[] = [
    ['without a name', {}, 400],
    ['with an unknown column', { name: 'New', colour: 'red' }, 400],
    ['with an id that is none', { name: 'New', roleid: 'mine' }, 400],
    ['of an unknown business unit', { name: 'New', 'businessunitid@odata.bind': `/businessunits(${NEW})` }, 404],
    ['of what is no business unit', { name: 'New', 'businessunitid@odata.bind': `/queues(${NEW})` }, 400],
  ]
  for (const [what, body, expected] of wrong) {
    it(`is refused ${what}`, async () => {
      const { status } = await create(admin, body)
      assert.deepEqual([status, copies('New').length], [expected, 0])
    })
  }
})

describe('a role', () => {
  it('is deleted with its copies and assignments, if it has not changed since it was read', async () => {
    const role = masterOf('Mail Services')
    assert.equal((await erase(admin, role, { 'If-Match': 'W/"1"' })).status, 412)
    const { json } = await admin(`roles(${role.roleid})?$select=name`)
    assert.equal((await erase(admin, role, { 'If-Match': String(json['@odata.etag']) })).status, 204)
    assert.deepEqual([copies('Mail Services').length, state()[0]], [0, 'none'])
    assert.equal(tableOf('roleprivileges').where(({ roleid }) => roleid === role.roleid).length, 0)
    assert.equal((await erase(admin, role)).status, 404)
  })

  it('that is a copy cannot be deleted or changed', async () => {
    const copy = copyIn('Email Router', 'Sales')
    for (const reply of [await erase(admin, copy), await add(admin, copy), await take(admin, copy)])
      assert.equal(reply.status, 400)
    assert.equal(copies('Email Router').length, 3)
  })

  it('shows whether it may be changed, and whether it came with a solution', async () => {
    const fields = async (name: string) => (await admin(`roles(${masterOf(name).roleid})`)).json
    const free = { Value: true, CanBeChanged: true, ManagedPropertyLogicalName: 'iscustomizableanddeletable' }
    const own = await fields('Email Router')
    assert.deepEqual([own.iscustomizable, own.ismanaged, own._roletemplateid_value], [free, false, null])
    const shipped = await fields('System Administrator')
    assert.equal(shipped._roletemplateid_value, '627090ff-40a3-4053-8790-584edc5be201')
    for (const { iscustomizable, canbedeleted, ismanaged } of [shipped, await fields('Field Service Mailer')]) {
      assert.deepEqual([(iscustomizable as Json).Value, (canbedeleted as Json).Value, ismanaged], [false, false, true])
    }
  })

  it('that is managed cannot be changed', async () => {
    for (const name of ['System Administrator', 'Field Service Mailer']) {
      const role = masterOf(name)
      const rename = await admin(`roles(${role.roleid})`, { method: 'PATCH', body: { name: 'Mine' } })
      for (const reply of [await add(admin, role), await take(admin, role), await erase(admin, role), rename]) {
        assert.equal(reply.status, 400)
        assert.match(reply.error?.message ?? '', new RegExp(`The role ${name}`))
      }
      assert.equal(copies(name).length, 3)
    }
  })

  it('loses a privilege that it has, and is unchanged if it does not have it', async () => {
    assert.equal((await take(admin, masterOf('Salesperson'))).status, 204)
    assert.equal((await take(admin, masterOf('Salesperson'), NEW)).error?.code, '0x80040217')
    assert.equal((await act(admin, masterOf('Salesperson'), 'RemovePrivilegeRole', {})).error?.code, '0x80040203')
  })
})

describe('nobody can grant more than they hold', () => {
  /** Nora, in Sales, may assign and write roles there and below, and send as others in her business unit only. */
  async function nora(): Promise<Ask> {
    await create(admin, { roleid: NEW, name: 'Local administrator', ...bind('Sales') })
    const id = (name: string) => tableOf('privilege').where(row => row.name === name)[0]?.privilegeid
    for (const name of ['prvAssignRole', 'prvWriteRole']) await add(admin, { roleid: NEW }, 'Deep', id(name))
    await add(admin, { roleid: NEW }, 'Local')
    await give(admin, 'nora@contoso.com', { roleid: NEW })
    return asPerson(simulator, 'nora')
  }

  it('by a role that reaches further, or that has other privileges', async () => {
    const ask = await nora()
    for (const name of ['Mail Sender', 'Mail Services', 'Email Router']) {
      const { status, error } = await give(ask, 'sara@contoso.com', copyIn(name, 'Sales'))
      assert.deepEqual([status, error?.code], [403, '0x80040220'], name)
    }
    assert.equal((await give(ask, 'sara@contoso.com', { roleid: NEW })).status, 204)
  })

  it('by a role of a business unit that they do not reach', async () => {
    const ask = await nora()
    const { status, error } = await give(ask, 'grace@contoso.com', copyIn('Salesperson', 'Contoso'))
    assert.deepEqual([status, error?.code], [403, '0x80040220'])
    assert.match(error?.message ?? '', /missing prvAssignRole/)
  })

  it('by adding it to a role that they may write', async () => {
    const ask = await nora()
    assert.equal((await add(ask, { roleid: NEW }, 'Global')).status, 403)
    assert.equal((await add(ask, { roleid: NEW }, 'Local')).status, 204)
  })
})

describe('a caller without the right to write', () => {
  it('is refused every change of a role, and leaves no trace', async () => {
    const before = simulator.contoso.written.length
    for (const ask of [bot, await asPerson(simulator, 'sara')]) {
      const role = masterOf('Mail Sender')
      const replies = [
        await create(ask, { name: 'New' }),
        await erase(ask, role),
        await add(ask, role),
        await take(ask, role),
        await give(ask, ROUTER, copyIn('Mail Sender', 'Sales')),
        await revoke(ask, ROUTER, copyIn('Email Router', 'Sales')),
      ]
      for (const { status, error } of replies) assert.deepEqual([status, error?.code], [403, '0x80040220'])
    }
    assert.equal(simulator.contoso.written.length, before)
  })
})

describe('a recorded write', () => {
  it('names its author', async () => {
    await create(admin, { roleid: NEW, name: 'New' })
    await add(admin, { roleid: NEW })
    await admin('WhoAmI')
    const writes = simulator.contoso.written.map(({ method, path, by, byApplication }) => [
      method,
      path,
      by,
      byApplication,
    ])
    const path = '/api/data/v9.2/roles'
    assert.deepEqual(writes, [
      ['POST', path, 'Adele Admin', false],
      ['POST', `${path}(${NEW})/Microsoft.Dynamics.CRM.AddPrivilegesRole`, 'Adele Admin', false],
    ])
    const page = await (await fetch(simulator.contoso.url)).text()
    assert.match(page, /<h2>Changes<\/h2><pre>[^<]+Z Adele Admin: POST roles\n[^<]+AddPrivilegesRole<\/pre>/)
  })

  it('shows whether an application made it', async () => {
    const { contoso } = simulator
    contoso.control.grantPrivilege('Pending Send Reader', 'prvWriteUserSettings', 'Global')
    const path = `usersettingscollection(${userId(contoso, 'sara@contoso.com')})`
    await bot(path, { method: 'PATCH', body: { issendasallowed: true } })
    assert.deepEqual(
      contoso.written.map(({ by, byApplication }) => [by, byApplication]),
      [['# Pending Send', true]],
    )
  })

  it('is kept for all of a change set, or for none of it', async () => {
    const settings = (address: string) => `usersettingscollection(${userId(simulator.contoso, address)})`
    const consent = { method: 'PATCH', body: { issendasallowed: true } }
    const good = { ...consent, path: settings('sara@contoso.com') }
    const bad = { ...consent, path: 'usersettingscollection(nobody)' }
    const headers = { 'Content-Type': `multipart/mixed; boundary="${BOUNDARY}"` }
    const send = (...operations: (typeof good)[]) =>
      admin('$batch', { method: 'POST', headers, body: multipart([changeset(...operations)]) })
    assert.equal((await send(good, bad)).status, 400)
    assert.deepEqual(simulator.contoso.written, [])
    assert.equal((await send(good, { ...consent, path: settings('omar@contoso.com') })).status, 200)
    assert.equal(simulator.contoso.written.length, 2)
  })
})
