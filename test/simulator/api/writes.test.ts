import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Simulator, startSimulator } from '../index.js'
import { type Ask, asBot, asPerson, userId } from './callers.js'

let simulator: Simulator
let admin: Ask
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  admin = await asPerson(simulator, 'admin')
})
after(() => simulator.close())

const settingsOf = (address: string) => `usersettingscollection(${userId(simulator.contoso, address)})`
const consentOf = (address: string) =>
  simulator.contoso.table('usersettings').find(userId(simulator.contoso, address))?.issendasallowed

describe('PATCH', () => {
  it('writes a row only if it has not changed since it was read', async () => {
    const path = settingsOf('sara@contoso.com')
    const etag = String((await admin(`${path}?$select=issendasallowed`)).json['@odata.etag'])
    const write = (value: boolean) =>
      admin(path, { method: 'PATCH', headers: { 'If-Match': etag }, body: { issendasallowed: value } })
    const first = await write(true)
    assert.deepEqual([first.status, first.text], [204, ''])
    assert.equal(first.headers.get('odata-entityid'), `${simulator.contoso.url}/api/data/v9.2/${path}`)
    assert.equal(consentOf('sara@contoso.com'), true)
    const second = await write(false)
    assert.deepEqual([second.status, second.error?.code], [412, '0x80060882'])
    assert.equal(consentOf('sara@contoso.com'), true)
  })

  it('writes any existing row with If-Match: *', async () => {
    const body = { issendasallowed: true }
    const { status } = await admin(settingsOf('omar@contoso.com'), {
      method: 'PATCH',
      headers: { 'If-Match': '*' },
      body,
    })
    assert.deepEqual([status, consentOf('omar@contoso.com')], [204, true])
  })

  it('changes the ETag and the modification date', async () => {
    const path = `mailboxes(${simulator.contoso.control.user('mia@contoso.com')._defaultmailbox_value})`
    const before = (await admin(path)).json
    await admin(path, { method: 'PATCH', body: { outgoingemaildeliverymethod: 2 } })
    const after = (await admin(path)).json
    assert.notEqual(after['@odata.etag'], before['@odata.etag'])
    assert.ok(String(after.modifiedon) >= String(before.modifiedon))
    assert.equal(after.outgoingemaildeliverymethod, 2)
  })

  it('ignores columns that a client may not write', async () => {
    const path = `mailboxes(${simulator.contoso.control.user('wen@contoso.com')._defaultmailbox_value})`
    const body = { name: 'Wen', isforwardmailbox: true, mailboxid: '11111111-2222-4333-8444-555555555555' }
    assert.equal((await admin(path, { method: 'PATCH', body })).status, 204)
    const { json } = await admin(`${path}?$select=name,isforwardmailbox`)
    assert.deepEqual([json.name, json.isforwardmailbox], ['Wen', false])
  })

  const wrong: readonly (readonly [string, unknown, string, RegExp])[] = [
    ['an unknown column', { allowed: true }, '0x80060888', /'allowed'/],
    ['a value of another type', { issendasallowed: 'yes' }, '0x80060888', /'Edm.Boolean'/],
    ['a value that the column does not allow', { reportscripterrors: 9 }, '0x8004431A', /outside the valid range/],
    ['a lookup by its reading name', { _modifiedby_value: null }, '0x80060888', /@odata\.bind/],
    ['what is no JSON', '{"issendasallowed":', '0x80060888', /Invalid JSON/],
  ]
  for (const [what, body, code, message] of wrong) {
    it(`refuses ${what}, and writes nothing`, async () => {
      const reply = await admin(settingsOf("aine.o'brien@contoso.com"), { method: 'PATCH', body })
      assert.deepEqual([reply.status, reply.error?.code], [400, code])
      assert.match(reply.error?.message ?? '', message)
      assert.equal(consentOf("aine.o'brien@contoso.com"), false)
    })
  }

  it('lets people write their own options, and those of others only with the privilege', async () => {
    const path = settingsOf('yamada@contoso.com')
    const body = { issendasallowed: false }
    const yamada = await asPerson(simulator, 'yamada')
    assert.equal((await yamada(path, { method: 'PATCH', body })).status, 204)
    for (const ask of [await asBot(simulator), await asPerson(simulator, 'sara')]) {
      const { status, error } = await ask(path, { method: 'PATCH', body: { issendasallowed: true } })
      assert.deepEqual([status, error?.code], [403, '0x80040220'])
      assert.match(error?.message ?? '', /missing prvWriteUserSettings privilege/)
    }
    assert.equal(consentOf('yamada@contoso.com'), false)
  })
})

describe('AddPrivilegesRole', () => {
  const body = (depth: unknown) => ({
    Privileges: [{ Depth: depth, PrivilegeId: privilegeId(), '@odata.type': 'Microsoft.Dynamics.CRM.RolePrivilege' }],
  })
  const privilegeId = () =>
    simulator.field.table('privilege').where(({ name }) => name === 'prvSendAsUser')[0]?.privilegeid
  const copies = () => simulator.field.table('role').where(({ name }) => name === 'Email Router')
  const addTo = (id: unknown) => `roles(${id})/Microsoft.Dynamics.CRM.AddPrivilegesRole`

  it('adds a privilege to every copy of the role, and raises its depth', async () => {
    const { control } = simulator.field
    const ask = await asPerson(simulator, 'admin', simulator.field)
    const master = copies().find(({ _parentroleid_value }) => _parentroleid_value === null)
    assert.equal(control.sendAsPrivilege(), 'none')
    for (const [depth, result] of [
      ['Local', 'Local'],
      [3, 'Global'],
    ]) {
      const { status, text } = await ask(addTo(master?.roleid), { method: 'POST', body: body(depth) })
      assert.deepEqual([status, text], [204, ''])
      assert.equal(control.sendAsPrivilege(), result)
    }
    const held = simulator.field.table('roleprivileges').where(one => one.privilegeid === privilegeId())
    for (const { roleid } of copies()) assert.equal(held.filter(one => one.roleid === roleid).length, 1)
    control.removePrivilege('Email Router', 'prvSendAsUser')
  })

  it('refuses a copy, an invalid depth, an unknown privilege, and an empty list', async () => {
    const ask = await asPerson(simulator, 'admin', simulator.field)
    const [master, copy] = copies()
    const post = (id: unknown, what: unknown) => ask(addTo(id), { method: 'POST', body: what })
    assert.equal((await post(copy?.roleid, body('Global'))).status, 400)
    assert.equal((await post(master?.roleid, body('Deepest'))).status, 400)
    assert.equal((await post(master?.roleid, { Privileges: [] })).error?.code, '0x80040203')
    const unknown = { Privileges: [{ Depth: 'Global', PrivilegeId: '11111111-2222-4333-8444-555555555555' }] }
    assert.equal((await post(master?.roleid, unknown)).error?.code, '0x80040217')
    assert.equal(simulator.field.control.sendAsPrivilege(), 'none')
  })

  it('requires prvWriteRole', async () => {
    const [master] = copies()
    for (const ask of [await asBot(simulator, simulator.field), await asPerson(simulator, 'omar', simulator.field)]) {
      const { status, error } = await ask(addTo(master?.roleid), { method: 'POST', body: body('Global') })
      assert.deepEqual([status, error?.code], [403, '0x80040220'])
      assert.match(error?.message ?? '', /missing prvWriteRole privilege on OTC=1036 for entity 'role'/)
    }
    assert.equal(simulator.field.control.sendAsPrivilege(), 'none')
  })
})

describe('a role of a user', () => {
  const rolesOf = async (id: string) =>
    (await admin(`systemusers(${id})/systemuserroles_association?$select=name`)).rows.map(({ name }) => name)
  const role = (name: string, unit: unknown) =>
    simulator.contoso.table('role').where(one => one.name === name && one._businessunitid_value === unit)[0]?.roleid

  it('is assigned and removed', async () => {
    const { systemuserid, _businessunitid_value } = simulator.contoso.control.user('helen@contoso.com')
    const id = String(systemuserid)
    const mail = role('Mail Services', _businessunitid_value)
    const link = `systemusers(${id})/systemuserroles_association`
    const body = { '@odata.id': `${simulator.contoso.url}/api/data/v9.2/roles(${mail})` }
    for (let twice = 0; twice < 2; twice++)
      assert.equal((await admin(`${link}/$ref`, { method: 'POST', body })).status, 204)
    assert.deepEqual((await rolesOf(id)).toSorted(), ['Mail Services', 'Salesperson'])
    assert.equal((await admin(`${link}(${mail})/$ref`, { method: 'DELETE' })).status, 204)
    assert.deepEqual(await rolesOf(id), ['Salesperson'])
  })

  it('has to exist, belong to the business unit of the user, and be assigned by somebody who may', async () => {
    const { systemuserid, _businessunitid_value } = simulator.contoso.control.user('omar@contoso.com')
    const sales = simulator.contoso.control.user('sara@contoso.com')._businessunitid_value
    const link = `systemusers(${systemuserid})/systemuserroles_association/$ref`
    const give = (ask: Ask, id: unknown) => ask(link, { method: 'POST', body: { '@odata.id': `roles(${id})` } })
    assert.equal((await give(admin, role('Mail Services', sales))).error?.code, '0x80041409')
    assert.equal((await give(admin, '11111111-2222-4333-8444-555555555555')).error?.code, '0x80040217')
    assert.equal((await admin(link, { method: 'POST', body: { '@odata.id': 'queues(1)' } })).status, 404)
    const own = role('Mail Services', _businessunitid_value)
    const { status, error } = await give(await asPerson(simulator, 'omar'), own)
    assert.equal(status, 403)
    assert.match(error?.message ?? '', /prvAssignRole/)
    assert.deepEqual(await rolesOf(String(systemuserid)), ['Salesperson'])
  })
})
