import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type Ask, asBot, asPerson, type Json } from '../api/callers.js'
import type { Row } from '../rows/database.js'
import { APPROVER_ROLE } from '../rows/roles.js'
import { type OnlineWorld, startOnlineWorld } from '../seeds/synchronized/onlineWorld.js'
import { SERVER_IS_DOWN } from './environment.js'

let world: OnlineWorld
let admin: Ask
beforeEach(async () => {
  world = await startOnlineWorld()
  admin = await asPerson(world.simulator, 'admin')
})
afterEach(() => world.simulator.close())

const SARA = 'sara@contoso.com'
const SECOND = 1 / 60

const pathOf = (address: string) => `mailboxes(${world.mailbox(address).mailboxid})`
const patch = (ask: Ask, path: string, body: Json) => ask(path, { method: 'PATCH', body })
const test = (address: string, ask = admin) => patch(ask, pathOf(address), { testemailconfigurationscheduled: true })
const stateOf = (address: string) => {
  const {
    testemailconfigurationscheduled: queued,
    outgoingemailstatus,
    enabledforoutgoingemail,
  } = world.mailbox(address)
  return [queued, outgoingemailstatus, enabledforoutgoingemail]
}
const newestAlert = (address: string): Row | undefined =>
  world.org
    .table('tracelog')
    .where(alert => alert._regardingobjectid_value === world.mailbox(address).mailboxid)
    .toSorted((a, b) => String(b.createdon).localeCompare(String(a.createdon)))[0]

describe('Test & Enable', () => {
  it('takes a few seconds, and then the e-mails leave', async () => {
    assert.equal((await test(SARA)).status, 204)
    assert.deepEqual(stateOf(SARA), [true, 0, false])
    assert.equal(world.mailbox(SARA).testandenablelastattemptedon, '2026-06-15T10:00:00Z')
    assert.equal(
      world.mailbox(SARA)._testandenablelastattemptedby_value,
      world.sender('admin@contoso.com').systemuserid,
    )
    world.pass(2 * SECOND)
    assert.deepEqual(stateOf(SARA), [true, 0, false])
    world.pass(1.1 * SECOND)
    assert.deepEqual(stateOf(SARA), [false, 1, true])
    assert.equal(newestAlert(SARA)?.level, 1)
    assert.deepEqual([world.mails(SARA, 6).length, world.mails(SARA, 3).length], [0, 3])
  })

  it('ends a postponement, and forgets the failures before', async () => {
    const lena = 'lena@contoso.com'
    world.org.background.environment.serverFaults.clear()
    await test(lena)
    world.pass(1)
    const { transientfailurecount, postponesendinguntil } = world.mailbox(lena)
    assert.deepEqual([transientfailurecount, postponesendinguntil], [0, '1900-01-01T00:00:00Z'])
    assert.equal(world.mails(lena, 6).length, 0)
  })

  it('cannot be asked for twice, and nothing else of the mailbox can be saved meanwhile', async () => {
    await test(SARA)
    for (const body of [{ testemailconfigurationscheduled: true }, { outgoingemaildeliverymethod: 2 }]) {
      const { status, error } = await patch(admin, pathOf(SARA), body)
      assert.deepEqual([status, error?.code], [400, '0x8005E248'])
    }
    world.pass(1)
    assert.equal((await test(SARA)).status, 204)
  })

  it('waits while it is postponed', async () => {
    const quinn = 'quinn@contoso.com'
    assert.equal((await test(quinn)).error?.code, '0x8005E248')
    world.pass(24)
    assert.deepEqual(stateOf(quinn), [true, 0, false])
    world.pass(1)
    assert.deepEqual(stateOf(quinn), [false, 1, true])
  })

  it('does not run while background operations are off', async () => {
    world.org.background.environment.backgroundOperations = false
    await test(SARA)
    world.pass(10)
    assert.deepEqual(stateOf(SARA), [true, 0, false])
  })

  const failing: readonly (readonly [string, string, RegExp])[] = [
    ['an address that is not approved', 'ute@contoso.com', /UnapprovedMailbox 0x8005E220/],
    ['another delivery method', 'mia@contoso.com', /0x8005E226/],
    ['an inactive mailbox', 'ivan@contoso.com', /InactiveMailbox 0x8005E219/],
    ['no profile', 'paul@contoso.com', /EmailServerProfileNotAssociated 0x8005E222/],
    ['an inactive profile', 'petra@contoso.com', /InactiveEmailServerProfile 0x8005E228/],
    ['another address', 'adam@contoso.com', /InvalidEmailAddressInMailbox 0x8005E221/],
    ['a disabled user', 'dave@contoso.com', /0x8005E273/],
    ['a user without a license', 'lucy@contoso.com', /0x8005E276/],
  ]
  for (const [what, address, details] of failing) {
    it(`fails for ${what}, with an alert that says so`, async () => {
      await test(address)
      world.pass(1)
      assert.deepEqual(stateOf(address), [false, 2, false])
      const alert = newestAlert(address)
      assert.deepEqual([alert?.level, alert?.createdon], [3, '2026-06-15T10:01:00Z'])
      assert.match(String(alert?.errordetails), details)
    })
  }

  it('fails while the mail server cannot be used', async () => {
    world.org.backgroundControl.setServerFault(SARA, SERVER_IS_DOWN)
    await test(SARA)
    world.pass(1)
    assert.deepEqual(stateOf(SARA), [false, 2, false])
    assert.match(String(newestAlert(SARA)?.errordetails), /ServiceUnavailable/)
  })

  it('is for those who may write the mailbox', async () => {
    const { status, error } = await test(SARA, await asBot(world.simulator))
    assert.equal(status, 403)
    assert.match(String(error?.message), /prvWriteMailbox/)
  })
})

describe('the approval of an address', () => {
  const UTE = 'ute@contoso.com'
  const approve = (ask: Ask) => patch(ask, pathOf(UTE), { emailrouteraccessapproval: 1 })
  const approvals = () => [world.mailbox(UTE), world.sender(UTE)].map(row => row.emailrouteraccessapproval)
  const REFUSED = [403, '0x8005E232']
  const refusalOf = async (ask: Ask) => {
    const { status, error } = await approve(ask)
    return [status, error?.code]
  }

  it('is given by an administrator of Exchange and of the system, and lets the e-mails leave', async () => {
    assert.equal((await approve(admin)).status, 204)
    assert.deepEqual(approvals(), [1, 1])
    const { isemailaddressapprovedbyo365admin, emailaddressapprovedon, _emailaddressapprovedby_value } =
      world.mailbox(UTE)
    assert.deepEqual([isemailaddressapprovedbyo365admin, emailaddressapprovedon], [true, '2026-06-15T10:00:00Z'])
    assert.equal(_emailaddressapprovedby_value, world.sender('admin@contoso.com').systemuserid)
    world.pass(1)
    assert.equal(world.mails(UTE, 6).length, 0)
  })

  it('is refused to an administrator of the system who administers neither Exchange nor Microsoft 365', async () => {
    world.org.background.environment.exchangeAdministrators.clear()
    assert.deepEqual(await refusalOf(admin), REFUSED)
    assert.deepEqual(approvals(), [2, 2])
  })

  it('is refused without prvApproveRejectEmailAddress', async () => {
    world.org.control.removePrivilege('System Administrator', 'prvApproveRejectEmailAddress')
    assert.deepEqual(await refusalOf(admin), REFUSED)
  })

  it('is given by somebody with the role Delegated Mailbox Approver', async () => {
    world.org.control.grantPrivilege('Mail Sender', 'prvApproveRejectEmailAddress', 'Global')
    world.org.control.grantPrivilege('Mail Sender', 'prvWriteMailbox', 'Global')
    const dana = await asPerson(world.simulator, 'dana')
    world.org.background.environment.exchangeAdministrators.add(String(world.sender('dana@contoso.com').systemuserid))
    assert.deepEqual(await refusalOf(dana), REFUSED, 'she administers Exchange only')
    for (const role of world.org.table('role').where(({ name }) => name === 'Mail Sender'))
      world.org.table('role').update(String(role.roleid), { name: APPROVER_ROLE })
    assert.equal((await approve(dana)).status, 204)
  })

  it('is given by people to their own address if they sign in with it', async () => {
    world.org.control.grantPrivilege('Salesperson', 'prvWriteMailbox', 'Basic')
    const ute = await asPerson(world.simulator, 'ute')
    world.org.control.setColumns(UTE, { domainname: 'ute@corp.contoso.com' })
    assert.deepEqual(await refusalOf(ute), REFUSED)
    world.org.control.setColumns(UTE, { domainname: UTE })
    assert.equal((await approve(ute)).status, 204)
  })

  it('takes the privilege alone on premises', async () => {
    const ask = await asPerson(world.simulator, 'admin', world.simulator.field)
    const [user] = world.simulator.field
      .table('systemuser')
      .where(one => one.internalemailaddress === 'nora@contoso.com')
    const path = `mailboxes(${user?._defaultmailbox_value})`
    assert.equal((await patch(ask, path, { emailrouteraccessapproval: 3 })).status, 204)
    world.simulator.field.control.removePrivilege('System Administrator', 'prvApproveRejectEmailAddress')
    const { error } = await patch(ask, path, { emailrouteraccessapproval: 1 })
    assert.equal(error?.code, '0x8005E232')
  })

  it('is shared by a user, a queue, and their mailbox, like the delivery method', async () => {
    const { systemuserid } = world.sender('mia@contoso.com')
    await patch(admin, `systemusers(${systemuserid})`, { outgoingemaildeliverymethod: 2 })
    assert.equal(world.mailbox('mia@contoso.com').outgoingemaildeliverymethod, 2)
    await patch(admin, pathOf('support@contoso.com'), { outgoingemaildeliverymethod: 0, emailrouteraccessapproval: 3 })
    const { outgoingemaildeliverymethod, emailrouteraccessapproval } = world.sender('support@contoso.com')
    assert.deepEqual([outgoingemaildeliverymethod, emailrouteraccessapproval], [0, 3])
    const { _modifiedby_value: by } = world.mailbox('support@contoso.com')
    assert.equal(by, world.sender('admin@contoso.com').systemuserid)
  })
})
