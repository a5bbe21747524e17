import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type Simulator, startSimulator } from '../index.js'
import type { SimulatedOrganization } from '../rows/organization.js'
import { seedContoso } from '../seeds/contoso.js'

const start = new Date('2026-03-02T10:00:00Z')
let simulator: Simulator
let contoso: SimulatedOrganization
beforeEach(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => start })
  contoso = simulator.contoso
})
afterEach(() => simulator.close())

/** How many e-mails of a user or a queue are in Pending Send after a poll. */
function waiting(address: string): number {
  contoso.router.poll()
  const sender = contoso.control.find(address)?.systemuserid ?? contoso.control.queue(address).queueid
  return contoso.table('email').where(mail => mail._emailsender_value === sender && mail.statuscode === 6).length
}

/** Codes in the router's log from one poll. */
function codes(): Set<string | undefined> {
  const before = contoso.router.log.length
  contoso.router.poll()
  return new Set(contoso.router.log.slice(before).map(line => /ErrorCode: (0x[0-9A-F]{8})/.exec(line)?.[1]))
}

const SARA = 'sara@contoso.com'
const INVOICES = 'invoices@contoso.com'

describe('the channel', () => {
  it('refuses the polls of the router while the organization sends by server-side synchronization', () => {
    contoso.control.setConsent(SARA, true)
    contoso.control.setChannel(0)
    assert.deepEqual([...codes()], ['0x8005E246'])
    assert.equal(contoso.router.log.length, 1)
    assert.equal(waiting(SARA), 3)
    contoso.control.setChannel(1)
    assert.equal(waiting(SARA), 0)
  })
})

describe('approval', () => {
  it('is needed if the organization requires it: 1 in the row of the user', () => {
    assert.equal(waiting('ute@contoso.com'), 2)
    for (const approval of [0, 2, 3]) {
      contoso.control.setApproval('ute@contoso.com', approval)
      assert.equal(waiting('ute@contoso.com'), 2, String(approval))
    }
    contoso.control.setApproval('ute@contoso.com', 1)
    assert.equal(waiting('ute@contoso.com'), 0)
  })

  for (const table of ['systemuser', 'mailbox'])
    it(`is needed in the row of the ${table}`, () => {
      const { systemuserid, _defaultmailbox_value: mailbox } = contoso.control.user('ute@contoso.com')
      contoso.control.setApproval('ute@contoso.com', 1)
      const id = String(table === 'mailbox' ? mailbox : systemuserid)
      contoso.table(table).update(id, { emailrouteraccessapproval: 3 })
      assert.equal(waiting('ute@contoso.com'), 2)
    })

  it('is not needed if the organization does not require it, for users or for queues', () => {
    contoso.control.addQueueMember(INVOICES, 'svc-router@contoso.com')
    contoso.control.setApproval(INVOICES, 2)
    contoso.control.setRequireApproval(false, ['user'])
    assert.deepEqual([waiting('ute@contoso.com'), waiting(INVOICES)], [0, 2])
    contoso.control.setRequireApproval(false, ['queue'])
    assert.equal(waiting(INVOICES), 0)
  })

  it('is needed again for all senders once it is required again', () => {
    contoso.control.setRequireApproval(false)
    contoso.control.setRequireApproval(true)
    contoso.control.setApproval(INVOICES, 0)
    contoso.control.addQueueMember(INVOICES, 'svc-router@contoso.com')
    assert.deepEqual([waiting('ute@contoso.com'), waiting(INVOICES)], [2, 2])
  })
})

describe('a mailbox', () => {
  it('that is inactive sends nothing', () => {
    assert.equal(waiting('ivan@contoso.com'), 1)
    contoso.control.setMailboxActive('ivan@contoso.com', true)
    assert.equal(waiting('ivan@contoso.com'), 0)
  })

  it('with an error alert sends nothing until it has been tested again', () => {
    assert.deepEqual([waiting('lena@contoso.com'), waiting('tom@contoso.com')], [1, 1])
    contoso.control.testAndEnable('lena@contoso.com')
    assert.deepEqual([waiting('lena@contoso.com'), waiting('tom@contoso.com')], [0, 1])
    const alerts = contoso
      .table('tracelog')
      .where(one => one._regardingobjectid_value === contoso.control.user('lena@contoso.com')._defaultmailbox_value)
    assert.deepEqual(
      alerts.map(({ level }) => level),
      [3, 1],
    )
  })

  it('sends despite warnings, and despite errors older than its last success', () => {
    contoso.control.setConsent(SARA, true)
    contoso.control.addAlert(SARA, { level: 2, text: 'Slow today', minutesAgo: 1 })
    // The newest e-mail from Sara left 3,000 minutes ago.
    contoso.control.addAlert(SARA, { level: 3, text: 'Out of order', minutesAgo: 3001 })
    assert.equal(waiting(SARA), 0)
  })

  it('keeps the text and the time of an alert', () => {
    contoso.control.addAlert(INVOICES, { level: 3, text: 'No', details: 'Error code: 0x8005E237', minutesAgo: 90 })
    const { _defaultmailbox_value: mailbox } = contoso.control.queue(INVOICES)
    const [alert] = contoso.table('tracelog').where(one => one._regardingobjectid_value === mailbox)
    assert.deepEqual(
      [alert?.level, alert?.text, alert?.errordetails, alert?.createdon, alert?.tracestatus],
      [3, 'No', 'Error code: 0x8005E237', '2026-03-02T08:30:00Z', false],
    )
  })
})

describe('a queue as sender', () => {
  it('has to be readable for the account; consent and privilege do not matter', () => {
    assert.equal(waiting(INVOICES), 2)
    assert.ok(codes().has('0x8004480F'))
    contoso.control.removePrivilege('Mail Services', 'prvSendAsUser')
    contoso.control.grantPrivilege('Email Router', 'prvReadQueue', 'Global')
    assert.equal(waiting(INVOICES), 0)
    assert.ok(!codes().has('0x8004480F'))
  })

  it('that is private sends for a member', () => {
    contoso.control.addQueueMember(INVOICES, 'svc-router@contoso.com')
    assert.equal(waiting(INVOICES), 0)
  })
})

describe('an organization older than version 8.2', () => {
  const versions = { '8.1.1.1005': 0, '8.2.0.749': 3, '8.2.2.112': 3, '7.9.9.9': 0, '9.0.0.1': 3, '10.0.0.1': 3 }
  for (const [version, left] of Object.entries(versions))
    it(`${left === 0 ? 'sends without' : 'if updated, needs'} the two permissions: ${version}`, () => {
      contoso.load({ ...seedContoso(() => start), version })
      assert.equal(waiting(SARA), left)
    })

  it('still needs to read a queue', () => {
    contoso.load({ ...seedContoso(() => start), version: '8.1.1.1005' })
    assert.equal(waiting(INVOICES), 2)
  })
})

describe('a role of a team', () => {
  const rows = [
    [0, 'Basic', 'none'],
    [1, 'Basic', 'Basic (through a team)'],
    [0, 'Local', 'Local (through a team)'],
    [0, 'Global', 'Global (through a team)'],
  ] as const
  for (const [isinherited, depth, effect] of rows)
    it(`with isinherited ${isinherited} gives its members ${effect} of what it has at depth ${depth}`, () => {
      contoso.control.grantPrivilege('Mail Services', 'prvSendAsUser', depth)
      for (const { roleid } of contoso.table('role').where(({ name }) => name === 'Mail Services'))
        contoso.table('role').update(String(roleid), { isinherited })
      assert.equal(contoso.control.sendAsPrivilege(), effect)
    })

  it('that is assigned directly gives its user level, whatever isinherited is', () => {
    contoso.control.grantPrivilege('Email Router', 'prvSendAsUser', 'Basic')
    for (const { roleid } of contoso.table('role').where(({ name }) => name === 'Email Router'))
      contoso.table('role').update(String(roleid), { isinherited: 0 })
    assert.equal(contoso.control.sendAsPrivilege(), 'Basic, Deep (through a team)')
  })
})
