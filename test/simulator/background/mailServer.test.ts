import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type OnlineWorld, startOnlineWorld } from '../seeds/synchronized/onlineWorld.js'
import { SERVER_IS_DOWN, UNAUTHORIZED } from './environment.js'

let world: OnlineWorld
beforeEach(async () => {
  world = await startOnlineWorld()
})
afterEach(() => world.simulator.close())

const PENDING = 6
const NORA = 'nora@contoso.com'
const UNSET = '1900-01-01T00:00:00Z'

/** Adds e-mails that were handed over so many minutes ago. */
function waitingMails(...minutes: readonly number[]): void {
  for (const age of minutes) world.org.control.addPending(NORA, age)
}

const waiting = (address = NORA) => world.mails(address, PENDING).length
const idOf = (name: string) => world.org.table('systemuser').where(user => user.fullname === name)[0]?.systemuserid
const mailboxId = (address: string) => String(world.mailbox(address).mailboxid)
const alertsOf = (address: string) =>
  world.org.table('tracelog').where(alert => alert._regardingobjectid_value === mailboxId(address))

describe('a mail server that cannot be used', () => {
  it('is tried ten times, five minutes apart; then the mailbox is disabled, with an alert', () => {
    const { serverFaults } = world.org.background.environment
    serverFaults.set(mailboxId(NORA), SERVER_IS_DOWN)
    waitingMails(5)
    world.pass(0)
    const { transientfailurecount, postponesendinguntil, lastsyncerror } = world.mailbox(NORA)
    assert.deepEqual([transientfailurecount, postponesendinguntil], [1, '2026-06-15T10:05:00Z'])
    assert.equal(lastsyncerror, SERVER_IS_DOWN.name)
    world.pass(4)
    assert.equal(world.mailbox(NORA).transientfailurecount, 1)
    world.pass(1)
    for (let i = 0; i < 7; i++) world.pass(5)
    const tried = world.mailbox(NORA)
    assert.deepEqual([tried.transientfailurecount, tried.enabledforoutgoingemail, alertsOf(NORA).length], [9, true, 0])
    world.pass(5)
    const off = world.mailbox(NORA)
    assert.deepEqual([off.transientfailurecount, off.enabledforoutgoingemail, off.outgoingemailstatus], [10, false, 2])
    const [alert, ...more] = alertsOf(NORA)
    assert.deepEqual([alert?.level, more.length], [3, 0])
    assert.match(String(alert?.errordetails), /ServiceUnavailable/)
    serverFaults.clear()
    world.pass(60)
    assert.equal(waiting(), 1, 'somebody has to test and enable it')
  })

  it('is forgotten once it works again', () => {
    const { serverFaults } = world.org.background.environment
    serverFaults.set(mailboxId(NORA), SERVER_IS_DOWN)
    waitingMails(5)
    world.pass(0)
    serverFaults.clear()
    world.pass(5)
    const { transientfailurecount } = world.mailbox(NORA)
    assert.deepEqual([waiting(), transientfailurecount], [0, 0])
  })

  it('disables the mailbox at once if the fault is permanent', () => {
    world.org.background.environment.serverFaults.set(mailboxId(NORA), UNAUTHORIZED)
    waitingMails(5)
    world.pass(0)
    const { enabledforoutgoingemail, outgoingemailstatus, postponesendinguntil } = world.mailbox(NORA)
    assert.deepEqual([enabledforoutgoingemail, outgoingemailstatus, postponesendinguntil], [false, 2, UNSET])
    assert.match(String(alertsOf(NORA)[0]?.errordetails), /OutgoingEmailAuthenticationError 0x8005E272/)
    assert.equal(world.mailbox(NORA).lastsyncerrorcode, -2147097998)
  })
})

describe('delegation', () => {
  const delegate = (on: boolean) => world.org.backgroundControl.setDelegation(on)

  it('uses the mailbox of whoever handed the e-mail over', () => {
    world.org.control.setConsent('sara@contoso.com', true)
    waitingMails(5)
    const [mail] = world.mails(NORA, PENDING)
    const sara = world.sender('sara@contoso.com').systemuserid ?? null
    world.org.table('email').update(String(mail?.activityid), { _modifiedby_value: sara })
    delegate(true)
    world.pass(1)
    assert.equal(waiting(), 1, 'the mailbox of Sara was never tested')
    delegate(false)
    world.pass(1)
    assert.equal(waiting(), 0)
  })

  it('goes by the maker of the e-mail if the platform changed it last', () => {
    const system = idOf('SYSTEM') ?? null
    delegate(true)
    for (const [maker, left] of [
      ['yamada@contoso.com', 0],
      ['sara@contoso.com', 1],
    ] as const) {
      waitingMails(5)
      const [mail] = world.mails(NORA, PENDING)
      const made = { _createdby_value: world.sender(maker).systemuserid ?? null, _modifiedby_value: system }
      world.org.table('email').update(String(mail?.activityid), made)
      world.pass(1)
      assert.equal(waiting(), left, maker)
    }
  })
})
