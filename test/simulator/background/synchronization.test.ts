import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type OnlineWorld, startOnlineWorld } from '../seeds/synchronized/onlineWorld.js'
import { SERVER_IS_DOWN } from './environment.js'

let world: OnlineWorld
beforeEach(async () => {
  world = await startOnlineWorld()
})
afterEach(() => world.simulator.close())

const PENDING = 6
const SENT = 3
const FAILED = 8
const NORA = 'nora@contoso.com'

/** Adds e-mails that were handed over so many minutes ago. */
function waitingMails(...minutes: readonly number[]): void {
  for (const age of minutes) world.org.control.addPending(NORA, age)
}

const waiting = (address = NORA) => world.mails(address, PENDING).length
const idOf = (name: string) => world.org.table('systemuser').where(user => user.fullname === name)[0]?.systemuserid

describe('server-side synchronization', () => {
  it('sends what was handed over, as SYSTEM on behalf of # SSSAdminProd', () => {
    const before = world.mails(NORA, SENT).length
    waitingMails(3)
    world.pass(1)
    assert.deepEqual([waiting(), world.mails(NORA, SENT).length], [0, before + 1])
    const at = '2026-06-15T10:01:00Z'
    const [mail] = world.mails(NORA, SENT).filter(({ senton }) => senton === at)
    assert.deepEqual([mail?.statecode, mail?.deliveryattempts, mail?.modifiedon], [1, 1, at])
    assert.ok(idOf('SYSTEM') && idOf('# SSSAdminProd'))
    assert.equal(mail?._modifiedby_value, idOf('SYSTEM'))
    assert.equal(mail?._modifiedonbehalfby_value, idOf('# SSSAdminProd'))
    const { processinglastattemptedon, lastsuccessfulsynccompletedon } = world.mailbox(NORA)
    assert.deepEqual([processinglastattemptedon, lastsuccessfulsynccompletedon], [at, at])
  })

  it('takes the oldest ones first, and only so many of one mailbox at a time', () => {
    waitingMails(5, 30, 10, 20)
    world.org.background.synchronization.most = 2
    world.pass(0)
    const left = world.mails(NORA, PENDING).map(({ actualend }) => actualend)
    assert.deepEqual(left.toSorted(), ['2026-06-15T09:50:00Z', '2026-06-15T09:55:00Z'])
    world.pass(0)
    assert.equal(waiting(), 0)
  })

  it('leaves alone what was only set to Pending Send', () => {
    waitingMails(5)
    const [mail] = world.mails(NORA, PENDING)
    world.org.table('email').update(String(mail?.activityid), { deliveryattempts: null, trackingtoken: null })
    world.pass(60)
    assert.equal(waiting(), 1)
  })

  it('waits for the time of an e-mail that is to leave later', () => {
    assert.equal(waiting('wen@contoso.com'), 1)
    world.pass(179)
    assert.equal(waiting('wen@contoso.com'), 1)
    world.pass(1)
    assert.equal(waiting('wen@contoso.com'), 0)
  })

  it('waits until an e-mail is to be processed', () => {
    waitingMails(5)
    const [mail] = world.mails(NORA, PENDING)
    const later = { postponeemailprocessinguntil: '2026-06-15T10:10:00Z' }
    world.org.table('email').update(String(mail?.activityid), later)
    world.pass(9)
    assert.equal(waiting(), 1)
    world.pass(1)
    assert.equal(waiting(), 0)
  })

  it('does nothing while the organization has the Email Router', () => {
    waitingMails(5)
    world.org.control.setChannel(1)
    world.pass(5)
    assert.equal(waiting(), 1)
  })

  it('does nothing while background operations are off', () => {
    const { environment } = world.org.background
    waitingMails(5)
    environment.backgroundOperations = false
    world.pass(60)
    assert.deepEqual([waiting(), world.mailbox(NORA).processinglastattemptedon], [1, '2026-06-15T09:59:00Z'])
    environment.backgroundOperations = true
    world.pass(0)
    assert.equal(waiting(), 0)
  })

  it('looks at a healthy mailbox every five minutes even if nothing waits', () => {
    world.pass(3)
    assert.equal(world.mailbox(NORA).processinglastattemptedon, '2026-06-15T09:59:00Z')
    world.pass(1)
    assert.equal(world.mailbox(NORA).processinglastattemptedon, '2026-06-15T10:04:00Z')
    assert.equal(world.mailbox('sara@contoso.com').processinglastattemptedon, null)
    world.org.backgroundControl.setServerFault(NORA, SERVER_IS_DOWN)
    world.pass(10)
    assert.equal(world.mailbox(NORA).processinglastattemptedon, '2026-06-15T10:04:00Z')
  })

  it('sends no more in an hour than Exchange takes of a mailbox', () => {
    const newsletter = 'newsletter@contoso.com'
    assert.deepEqual([waiting(newsletter), world.mails(newsletter, SENT).length], [100, 59])
    world.pass(0)
    const now = waiting(newsletter)
    for (let minute = 0; minute < 10; minute++) world.pass(1)
    assert.equal(waiting(newsletter), now - 10)
    world.org.backgroundControl.setHourlyLimit(newsletter, undefined)
    world.org.background.synchronization.most = 100
    world.pass(1)
    assert.equal(waiting(newsletter), 0)
    world.org.backgroundControl.setHourlyLimit(NORA, 1)
    waitingMails(5, 6)
    world.pass(1)
    assert.equal(waiting(), 1)
  })

  it('lets an e-mail fail whose recipient is refused, and goes on with the others', () => {
    waitingMails(5, 6)
    const [mail] = world.mails(NORA, PENDING)
    world.org.table('email').update(String(mail?.activityid), { torecipients: 'nobody@fabrikam.example;' })
    world.org.background.environment.refusedRecipients.add('nobody@fabrikam.example')
    world.pass(1)
    const [failed, ...more] = world.mails(NORA, FAILED)
    assert.deepEqual([failed?.activityid, failed?.statecode, more.length], [mail?.activityid, 0, 0])
    assert.equal(waiting(), 0)
  })
})
