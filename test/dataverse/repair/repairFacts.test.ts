import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { userId } from '../../simulator/api/callers.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { guid } from '../../simulator/rows/rows.js'
import { seedContoso } from '../../simulator/seeds/contoso.js'
import { NOW, READER } from '../facts/asking.js'
import { type Desk, deskOf, factValue } from './repairing.js'

let simulator: Simulator
let desk: Desk
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => NOW })
  desk = deskOf(simulator, { now: () => NOW })
})
after(() => simulator.close())
beforeEach(() => simulator.contoso.load(seedContoso(() => NOW)))
afterEach(() => simulator.contoso.faults.clear())

const tableOf = (name: string) => simulator.contoso.table(name)

describe('the facts for a consent', () => {
  it('are the row of the options with its ETag, and the backlog, in one request', async () => {
    const { requests } = simulator.contoso
    // How far the bot sees is known from the diagnosis before.
    await desk.prepare('senderConsent', 'nora@contoso.com')
    requests.reset()
    const { settings, backlog, ...more } = await desk.prepare('senderConsent', 'omar@contoso.com')
    assert.equal(requests.roundTrips, 1)
    const row = factValue(settings)
    assert.deepEqual(row?.values, { issendasallowed: false })
    assert.match(row?.etag ?? '', /^W\/"\d+"$/)
    assert.deepEqual([factValue(backlog)?.count, factValue(backlog)?.olderThanADay], [37, 37])
    assert.deepEqual(more, {}, 'subjects are read for the sender only')
  })

  it('include the waiting e-mails for the sender, the oldest first', async () => {
    const { mails } = await desk.prepare('senderConsent', 'omar@contoso.com', { own: true })
    const oldest = tableOf('email')
      .where(mail => mail._emailsender_value === userId(simulator.contoso, 'omar@contoso.com'))
      .toSorted((a, b) => (String(a.createdon) < String(b.createdon) ? -1 : 1))
    assert.deepEqual(
      factValue(mails).map(({ id }) => id),
      oldest.map(({ activityid }) => activityid),
    )
    const [first] = factValue(mails)
    assert.deepEqual(
      [first?.subject, first?.to, first?.createdOn],
      [oldest[0]?.subject, String(oldest[0]?.torecipients).replace(/;$/, ''), oldest[0]?.createdon],
    )
    assert.match(first?.etag ?? '', /^W\/"\d+"$/)
  })

  it('include no row if there is none: a queue has no options', async () => {
    const parties = { ...desk.parties('sara@contoso.com'), account: null }
    const queue = String(simulator.contoso.control.queue('support@contoso.com').queueid)
    const sender = { ...parties.sender, id: queue }
    const { settings } = await desk.prepare('senderConsent', 'sara@contoso.com', { parties: { ...parties, sender } })
    assert.equal(factValue(settings), null)
  })

  it('are missing where the bot may not look, with the privilege that it lacks', async () => {
    const { control } = simulator.contoso
    control.removePrivilege(READER, 'prvReadUserSettings')
    const { settings, backlog } = await desk.prepare('senderConsent', 'sara@contoso.com')
    assert.ok(settings && !settings.ok)
    assert.deepEqual([settings.why, settings.privilege], ['forbidden', 'prvReadUserSettings'])
    assert.equal(factValue(backlog)?.count, 3)
  })

  it('are missing in an outage, and nothing is thrown', async () => {
    simulator.contoso.faults.set({ kind: 'unavailable' })
    for (const remedy of ['senderConsent', 'sendAsPrivilege', 'holdMails'] as const) {
      const facts = Object.values(await desk.prepare(remedy, 'sara@contoso.com', { chosen: [guid('a mail')] }))
      assert.ok(facts.length > 0)
      for (const fact of facts) assert.equal(!fact.ok && fact.why, 'unreachable', remedy)
    }
  })

  it('are missing after a timeout', async () => {
    simulator.contoso.faults.set({ kind: 'slow', ms: 500 })
    const { settings } = await desk.prepare('senderConsent', 'sara@contoso.com', { signal: AbortSignal.timeout(20) })
    assert.equal(settings && !settings.ok && settings.why, 'timeout')
  })
})

describe('the e-mails to hold back', () => {
  const mailsOf = (address: string) =>
    tableOf('email').where(mail => mail._emailsender_value === userId(simulator.contoso, address))

  it('are the chosen ones that the sender still has in Pending Send', async () => {
    const [one, other, third] = mailsOf('omar@contoso.com')
    const [foreign] = mailsOf('grace@contoso.com')
    const chosen = [one, other, third, foreign].map(mail => String(mail?.activityid))
    tableOf('email').update(String(other?.activityid), { statuscode: 3 })
    const hold = { chosen: [...chosen, 'no id', guid('nothing')], own: true }
    const { chosenMails: mails, backlog } = await desk.prepare('holdMails', 'omar@contoso.com', hold)
    assert.deepEqual(
      factValue(mails)
        .map(({ id, subject }) => [id, subject])
        .toSorted(),
      [one, third].map(mail => [mail?.activityid, mail?.subject]).toSorted(),
    )
    assert.equal(factValue(backlog)?.count, 36)
  })

  it('are none where none was chosen', async () => {
    const { chosenMails: mails } = await desk.prepare('holdMails', 'omar@contoso.com', { own: true })
    assert.deepEqual(factValue(mails), [])
  })

  it('say nothing personal to somebody else', async () => {
    const chosen = mailsOf('omar@contoso.com')
      .map(({ activityid }) => String(activityid))
      .slice(0, 1)
    const { chosenMails: mails } = await desk.prepare('holdMails', 'omar@contoso.com', { chosen })
    const [{ subject = '?', to = '?' } = {}] = factValue(mails)
    assert.deepEqual([subject, to], ['', ''])
  })
})
