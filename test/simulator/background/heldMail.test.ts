import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Row } from '../rows/database.js'
import { seedOnlineContoso } from '../seeds/synchronized/onlineContoso.js'
import { type OnlineWorld, startOnlineWorld } from '../seeds/synchronized/onlineWorld.js'

let world: OnlineWorld
beforeEach(async () => {
  world = await startOnlineWorld()
})
afterEach(() => world.simulator.close())

const PENDING = 6
const NORA = 'nora@contoso.com'

/** Adds e-mails that were handed over so many minutes ago. */
function waitingMails(...minutes: readonly number[]): void {
  for (const age of minutes) world.org.control.addPending(NORA, age)
}

const waiting = (address = NORA) => world.mails(address, PENDING).length

describe('a mailbox that cannot send', () => {
  const faults: Readonly<Record<string, Row>> = {
    'an inactive mailbox': { statecode: 1 },
    'another delivery method': { outgoingemaildeliverymethod: 0 },
    'a mailbox that is not enabled': { enabledforoutgoingemail: false },
    'a mailbox that was never tested': { outgoingemailstatus: 0 },
    'a mailbox whose test failed': { outgoingemailstatus: 2 },
    'an address that is not approved': { emailrouteraccessapproval: 2 },
    'an address that the administrator of Office 365 has not approved': { isemailaddressapprovedbyo365admin: false },
    'a mailbox without a profile': { _emailserverprofile_value: null },
    'another address': { emailaddress: 'lindqvist@contoso.com' },
    'sending that is postponed': { postponesendinguntil: '2026-06-15T12:00:00Z' },
    'a mailbox that is postponed': { postponemailboxprocessinguntil: '2026-06-15T12:00:00Z' },
  }
  for (const [what, columns] of Object.entries(faults)) {
    it(`holds the e-mails of ${what}, and of no other`, () => {
      const { control } = world.org
      const healthy = Object.fromEntries(Object.keys(columns).map(name => [name, world.mailbox(NORA)[name] ?? null]))
      waitingMails(5)
      control.addPending('yamada@contoso.com', 5)
      control.setMailboxColumns(NORA, columns)
      world.pass(1)
      assert.deepEqual([waiting(), waiting('yamada@contoso.com')], [1, 0])
      control.setMailboxColumns(NORA, healthy)
      world.pass(1)
      assert.equal(waiting(), 0)
    })
  }

  it('holds the e-mails of people who are disabled, unlicensed, or not in the access mode Read-Write', () => {
    for (const columns of [{ isdisabled: true }, { islicensed: false }, { accessmode: 2 }]) {
      const healthy = { isdisabled: false, islicensed: true, accessmode: 0 }
      waitingMails(5)
      world.org.control.setColumns(NORA, columns)
      world.pass(1)
      assert.equal(waiting(), 1, JSON.stringify(columns))
      world.org.control.setColumns(NORA, healthy)
      world.pass(1)
      assert.equal(waiting(), 0)
    }
  })

  it('needs an approval only where the organization requires it, or Exchange Online does', () => {
    const { control } = world.org
    control.setMailboxColumns(NORA, { emailrouteraccessapproval: 0 })
    control.setRequireApproval(false)
    waitingMails(5)
    world.pass(1)
    assert.equal(waiting(), 0)
    const [profile] = world.org.table('emailserverprofile').where(({ name }) => name === 'Exchange Online')
    const profileId = String(profile?.emailserverprofileid)
    control.setMailboxColumns(NORA, { isemailaddressapprovedbyo365admin: false })
    for (const [servertype, outgoingcredentialretrieval, left] of [
      [2, 2, 1],
      [2, 0, 0],
      [3, 0, 1],
      [0, 2, 0],
    ] as const) {
      world.org.table('emailserverprofile').update(profileId, { servertype, outgoingcredentialretrieval })
      waitingMails(5)
      world.pass(1)
      assert.equal(waiting(), left, `server type ${servertype}, credentials ${outgoingcredentialretrieval}`)
      world.org.control.setMailboxColumns(NORA, { isemailaddressapprovedbyo365admin: true })
      world.pass(1)
      world.org.control.setMailboxColumns(NORA, { isemailaddressapprovedbyo365admin: false })
    }
  })

  it('asks on premises neither for a license nor for an approval by Office 365', async () => {
    const onPremises = await startOnlineWorld(now => ({ ...seedOnlineContoso(now), online: false }))
    try {
      const { control } = onPremises.org
      control.setColumns(NORA, { islicensed: false })
      control.setMailboxColumns(NORA, { isemailaddressapprovedbyo365admin: false })
      control.addPending(NORA, 5)
      onPremises.pass(1)
      assert.equal(onPremises.mails(NORA, PENDING).length, 0)
    } finally {
      await onPremises.simulator.close()
    }
  })

  it('asks applications and non-interactive accounts for no license', () => {
    const accounts = [{ applicationid: '11111111-2222-4333-8444-555555555555' }, { applicationid: null, accessmode: 4 }]
    world.org.control.setColumns(NORA, { islicensed: false })
    for (const account of accounts) {
      world.org.control.setColumns(NORA, account)
      waitingMails(5)
      world.pass(1)
      assert.equal(waiting(), 0, JSON.stringify(account))
    }
  })

  it('holds e-mails while the profile is inactive', () => {
    assert.equal(waiting('petra@contoso.com'), 2)
    world.pass(5)
    assert.equal(waiting('petra@contoso.com'), 2)
    for (const one of world.org.table('emailserverprofile').all())
      world.org.table('emailserverprofile').update(String(one.emailserverprofileid), { statecode: 0, statuscode: 1 })
    world.pass(5)
    assert.equal(waiting('petra@contoso.com'), 0)
  })

  it('goes by the columns of Azure Communication Services where the profile sends through them', () => {
    const profileId = String(world.mailbox(NORA)._emailserverprofile_value)
    world.org.table('emailserverprofile').update(profileId, { acsenabledforoutgoingemail: true })
    waitingMails(5)
    world.pass(1)
    assert.equal(waiting(), 1)
    world.org.control.setMailboxColumns(NORA, { acsenabledforoutgoingemail: true, acsoutgoingemailstatus: 1 })
    world.pass(1)
    assert.equal(waiting(), 0)
  })

  it('holds e-mails behind an open alert on the profile, too', () => {
    const alert = { level: 3, text: 'The e-mail server cannot be reached.', minutesAgo: 0 }
    waitingMails(5)
    world.org.backgroundControl.addProfileAlert(NORA, alert)
    world.pass(1)
    assert.equal(waiting(), 1)
    world.org.control.testAndEnable(NORA)
    world.pass(1)
    assert.equal(waiting(), 0)
  })

  it('holds e-mails behind an open alert until the mailbox is tested again', () => {
    world.pass(1)
    assert.equal(waiting('hugo@contoso.com'), 1)
    world.org.control.testAndEnable('hugo@contoso.com')
    world.pass(1)
    assert.equal(waiting('hugo@contoso.com'), 0)
  })
})
