import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { objectIdOf, type Simulator, startSimulator } from '../index.js'
import type { Row } from '../rows/database.js'
import type { SimulatedOrganization } from '../rows/organization.js'
import { READER_ROLE } from '../rows/roles.js'

const now = new Date('2026-06-15T10:00:00Z')
const DAY = 24 * 60 * 60 * 1000
let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => now })
})
after(() => simulator.close())

const nameOf = (org: SimulatedOrganization, table: string, id: Row[string] | undefined) =>
  org.table(table).find(String(id))?.name ?? null

function mailsOf(org: SimulatedOrganization, id: unknown, statuscode: number): Row[] {
  return org.table('email').where(mail => mail._emailsender_value === id && mail.statuscode === statuscode)
}

/** The business unit of a sender, and everything that keeps their e-mail from being sent. */
function stateOf(org: SimulatedOrganization, address: string): readonly unknown[] {
  const user = org.control.user(address)
  const settings = org.table('usersettings').find(String(user.systemuserid))
  const mailbox = org.table('mailbox').find(String(user._defaultmailbox_value))
  assert.equal(mailbox?.outgoingemaildeliverymethod, user.outgoingemaildeliverymethod)
  const faults = [
    ...(settings?.issendasallowed === true ? [] : ['no consent']),
    ...(user.isdisabled === true ? ['disabled'] : []),
    ...(mailbox?.emailrouteraccessapproval === 1 ? [] : ['not approved']),
    ...(mailbox?.statecode === 0 || user.isdisabled === true ? [] : ['mailbox inactive']),
    ...(user.outgoingemaildeliverymethod === 2 ? [] : [`method ${user.outgoingemaildeliverymethod}`]),
  ]
  const id = user.systemuserid
  const counts = [mailsOf(org, id, 6).length, mailsOf(org, id, 3).length]
  return [nameOf(org, 'businessunit', user._businessunitid_value), faults.join(', '), ...counts]
}

describe('Contoso', () => {
  const senders: readonly (readonly [string, string, string, string, number, number])[] = [
    ['fine', 'nora@contoso.com', 'Sales', '', 0, 4],
    ['without consent', 'sara@contoso.com', 'Sales', 'no consent', 3, 2],
    ['without consent, with a long backlog', 'omar@contoso.com', 'Field Sales', 'no consent', 37, 0],
    ['above what the router account reaches', 'grace@contoso.com', 'Contoso', '', 2, 0],
    ['disabled', 'dave@contoso.com', 'Sales', 'disabled', 1, 0],
    ['with the delivery method None', 'mia@contoso.com', 'Sales', 'method 0', 2, 0],
    ['whose mail only waits', 'wen@contoso.com', 'Field Sales', '', 1, 0],
    ['with an apostrophe', "aine.o'brien@contoso.com", 'Sales', 'no consent', 1, 0],
    ['whose address is not approved', 'ute@contoso.com', 'Sales', 'not approved', 2, 0],
    ['whose mailbox is inactive', 'ivan@contoso.com', 'Field Sales', 'mailbox inactive', 1, 0],
    ['whose e-mail server refuses the credentials', 'lena@contoso.com', 'Sales', '', 1, 1],
    ['with an alert that nobody knows', 'tom@contoso.com', 'Sales', '', 1, 0],
    ['with a Japanese name', 'yamada@contoso.com', 'Sales', '', 0, 1],
  ]
  for (const [what, address, ...state] of senders) {
    it(`has a sender ${what}: ${address}`, () => {
      assert.deepEqual(stateOf(simulator.contoso, address), state)
    })
  }

  it('has waiting e-mails of the ages that their causes need', () => {
    const { contoso } = simulator
    const ages = (address: string) =>
      mailsOf(contoso, contoso.control.user(address).systemuserid, 6).map(
        mail => now.getTime() - Date.parse(String(mail.createdon)),
      )
    assert.deepEqual(ages('wen@contoso.com'), [2 * 60_000])
    const old = ages('omar@contoso.com')
    assert.ok(Math.min(...old) === 5 * DAY && Math.max(...old) === 42 * DAY)
    const [postponed] = mailsOf(contoso, contoso.control.user('wen@contoso.com').systemuserid, 6)
    assert.equal(postponed?.postponeemailprocessinguntil, '2026-06-15T10:10:00Z')
  })

  it('has error alerts, newer than the last sent e-mail, on the mailboxes of two people', () => {
    const { contoso } = simulator
    const alertsOf = (address: string) =>
      contoso
        .table('tracelog')
        .where(one => one._regardingobjectid_value === contoso.control.user(address)._defaultmailbox_value)
    for (const [address, details] of [
      ['lena@contoso.com', /OutgoingEmailAuthenticationError/],
      ['tom@contoso.com', /0x8FFF0001/],
    ] as const) {
      const [alert, ...more] = alertsOf(address)
      assert.deepEqual([alert?.level, more.length], [3, 0])
      assert.match(String(alert?.errordetails), details)
      for (const { senton } of mailsOf(contoso, contoso.control.user(address).systemuserid, 3))
        assert.ok(String(senton) < String(alert?.createdon))
    }
  })

  it('has a private queue with waiting e-mails, above the reach of the router account', () => {
    const { contoso } = simulator
    const { queueid, queueviewtype, _businessunitid_value: unit } = contoso.control.queue('invoices@contoso.com')
    assert.deepEqual([queueviewtype, nameOf(contoso, 'businessunit', unit)], [1, 'Contoso'])
    assert.equal(mailsOf(contoso, queueid, 6).length, 2)
    const members = contoso.table('queuemembership').where(one => one.queueid === queueid)
    assert.deepEqual(
      members.map(one =>
        nameOf(contoso, 'mailbox', contoso.control.user(String(one.systemuserid))._defaultmailbox_value),
      ),
      ['Grace Kim'],
    )
  })

  it('has two people with the same address, and a public queue', () => {
    const shared = simulator.contoso.table('systemuser').where(one => one.internalemailaddress === 'shared@contoso.com')
    assert.deepEqual(
      shared.map(({ fullname }) => fullname),
      ['Reception North', 'Reception South'],
    )
    const [queue] = simulator.contoso.table('queue').all()
    assert.deepEqual([queue?.name, queue?.emailaddress, queue?.queueviewtype], ['Support', 'support@contoso.com', 0])
  })

  it('has three business units, one below the other', () => {
    const parents = simulator.contoso
      .table('businessunit')
      .all()
      .map(unit => [unit.name, nameOf(simulator.contoso, 'businessunit', unit._parentbusinessunitid_value)])
    assert.deepEqual(parents, [
      ['Contoso', null],
      ['Sales', 'Contoso'],
      ['Field Sales', 'Sales'],
    ])
  })

  it('has every role once in each business unit, with one master', () => {
    const roles = simulator.contoso.table('role').all()
    const shipped = ['System Administrator', 'Salesperson', 'Field Service Mailer']
    for (const name of [...shipped, 'Email Router', 'Mail Services', 'Mail Sender', READER_ROLE]) {
      const copies = roles.filter(role => role.name === name)
      const units = copies.map(role => nameOf(simulator.contoso, 'businessunit', role._businessunitid_value))
      assert.deepEqual(units, ['Contoso', 'Sales', 'Field Sales'], name)
      const [master, ...others] = copies
      assert.equal(master?._parentroleid_value, null)
      for (const copy of others) assert.equal(copy._parentroleid_value, master?.roleid)
    }
    assert.equal(roles.length, 21)
  })

  it('has a router account that reaches Sales and below through a team', () => {
    const { contoso } = simulator
    const router = contoso.control.user('svc-router@contoso.com')
    assert.equal(nameOf(contoso, 'businessunit', router._businessunitid_value), 'Sales')
    assert.equal(contoso.control.sendAsPrivilege(), 'Deep (through a team)')
    const [membership] = contoso.table('teammembership').all()
    assert.equal(membership?.systemuserid, router.systemuserid)
    assert.equal(nameOf(contoso, 'team', membership?.teamid), 'Mail Services')
  })

  it('sends through the Email Router and requires approved addresses', () => {
    const [organization] = simulator.contoso.table('organization').all()
    assert.deepEqual([organization?.emailconnectionchannel, organization?.requireapprovalforuseremail], [1, true])
    for (const table of ['mailbox', 'systemuser', 'queue']) {
      const others = simulator.contoso.table(table).where(one => one.emailrouteraccessapproval !== 1)
      assert.deepEqual(
        others.map(one => one.emailaddress ?? one.internalemailaddress),
        table === 'queue' ? [] : ['ute@contoso.com'],
        table,
      )
    }
  })
})

describe('Contoso Field Service', () => {
  it('has a router account without the privilege, and senders with and without consent', () => {
    const { field } = simulator
    assert.equal(field.control.sendAsPrivilege(), 'none')
    assert.deepEqual(stateOf(field, 'nora@contoso.com'), ['North', '', 2, 0])
    assert.deepEqual(stateOf(field, 'omar@contoso.com'), ['North', 'no consent', 4, 0])
  })
})

describe('both', () => {
  it('have the same people with the same Entra object ids, but ids of their own', () => {
    const { contoso, field } = simulator
    for (const key of ['admin', 'helen', 'nora', 'omar']) {
      const [one, other] = [contoso, field].map(
        org => org.table('systemuser').where(user => user.azureactivedirectoryobjectid === objectIdOf(key))[0],
      )
      assert.equal(one?.fullname, other?.fullname)
      assert.notEqual(one?.systemuserid, other?.systemuserid)
    }
  })

  it('have the bot as an application user with only the reading role', () => {
    for (const org of [simulator.contoso, simulator.field]) {
      const [bot, ...more] = org.table('systemuser').where(user => user.applicationid === simulator.clientId)
      assert.deepEqual([bot?.accessmode, more.length], [4, 0])
      const roles = org.table('systemuserroles').where(one => one.systemuserid === bot?.systemuserid)
      assert.deepEqual(
        roles.map(({ roleid }) => nameOf(org, 'role', roleid)),
        [READER_ROLE],
      )
    }
  })

  it('have the same ids after a restart', async () => {
    const again = await startSimulator({ routerIntervalMs: 0, now: () => now })
    await again.close()
    const ids = ({ contoso }: Simulator) =>
      contoso
        .table('email')
        .all()
        .map(({ activityid }) => activityid)
    assert.deepEqual(ids(again), ids(simulator))
  })
})
