import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type Ask, asPerson, type Json } from '../api/callers.js'
import type { Row } from '../rows/database.js'
import { type OnlineWorld, startOnlineWorld } from '../seeds/synchronized/onlineWorld.js'
import { insertDraft } from './newMail.js'

let world: OnlineWorld
let admin: Ask
beforeEach(async () => {
  world = await startOnlineWorld()
  admin = await asPerson(world.simulator, 'admin')
})
afterEach(() => world.simulator.close())

const NORA = 'nora@contoso.com'

/** A draft in the name of a sender, made by somebody. */
function draft(from: string, maker = from): Row {
  const [sender, by] = [world.sender(from), world.sender(maker)]
  const db = { table: (name: string) => world.org.table(name) } as Parameters<typeof insertDraft>[0]
  return insertDraft(db, { maker: by, sender, to: 'anna@fabrikam.example', subject: 'Offer 1' }, world.now())
}

const send = (ask: Ask, mail: Row, body: Json = { IssueSend: true }) =>
  ask(`emails(${mail.activityid})/Microsoft.Dynamics.CRM.SendEmail`, { method: 'POST', body })

async function refusedWith(ask: Ask, mail: Row): Promise<unknown> {
  const before = { ...mail }
  const { status, error } = await send(ask, mail)
  assert.deepEqual({ ...mail }, before, 'a refusal changes nothing')
  return [status, error?.code]
}

const dana = () => asPerson(world.simulator, 'dana')

describe('SendEmail', () => {
  it('hands an e-mail over: Pending Send, with a tracking token, and who did it', async () => {
    const nora = await asPerson(world.simulator, 'nora')
    const mail = draft(NORA)
    const { status, json } = await send(nora, mail)
    assert.equal(status, 200)
    assert.match(String(json['@odata.context']), /#Microsoft\.Dynamics\.CRM\.SendEmailResponse$/)
    assert.match(String(json.Subject), /^Offer 1 CRM:\d{7}$/)
    assert.equal(json.Subject, mail.subject)
    assert.ok(String(mail.subject).endsWith(String(mail.trackingtoken)))
    assert.deepEqual([mail.statecode, mail.statuscode, mail.deliveryattempts], [1, 6, 0])
    assert.equal(mail.actualend, '2026-06-15T10:00:00Z')
    assert.equal(mail._modifiedby_value, world.sender(NORA).systemuserid)
    world.pass(1)
    assert.equal(mail.statuscode, 3)
  })

  it('only marks an e-mail as sent with IssueSend false, and keeps a token that is given', async () => {
    const nora = await asPerson(world.simulator, 'nora')
    const mail = draft(NORA)
    await send(nora, mail, { IssueSend: false, TrackingToken: 'MINE:1' })
    assert.deepEqual([mail.statuscode, mail.trackingtoken, mail.subject], [3, 'MINE:1', 'Offer 1 MINE:1'])
  })

  it('uses no tokens where the organization has none', async () => {
    world.org.control.setOrganizationColumns({ emailcorrelationenabled: false })
    const mail = draft(NORA)
    await send(await asPerson(world.simulator, 'nora'), mail)
    assert.deepEqual([mail.trackingtoken, mail.subject, mail.statuscode], [null, 'Offer 1', 6])
  })

  it('takes a failed e-mail again, with the token that it has', async () => {
    const rosa = await asPerson(world.simulator, 'rosa')
    const [mail] = world.mails('rosa@contoso.com', 8)
    assert.ok(mail)
    const { trackingtoken, subject } = mail
    assert.equal((await send(rosa, mail)).status, 200)
    assert.deepEqual([mail.statuscode, mail.deliveryattempts], [6, 0])
    assert.deepEqual([mail.trackingtoken, mail.subject], [trackingtoken, subject])
  })

  const wrong: readonly (readonly [string, string, (mail: Row) => void])[] = [
    ['is neither a draft nor failed', '0x80048408', mail => Object.assign(mail, { statecode: 1, statuscode: 3 })],
    ['is incoming', '0x80048408', mail => Object.assign(mail, { directioncode: false })],
    ['has no sender', '0x80040B02', mail => removeParties(mail, 1)],
    ['has two senders', '0x80040B01', mail => addParty(mail, 1, world.sender('yamada@contoso.com').systemuserid)],
    [
      'has a sender that is neither a user nor a queue',
      '0x80040B01',
      mail => setParties(mail, 1, { _partyid_value: null }),
    ],
    [
      'has a sender without an address',
      '0x80040B08',
      () => world.org.control.setColumns(NORA, { internalemailaddress: '' }),
    ],
    ['has no recipient', '0x80040B04', mail => removeParties(mail, 2)],
    ['has a recipient without an address', '0x80040B04', mail => setParties(mail, 2, { addressused: null })],
  ]
  for (const [what, code, arrange] of wrong) {
    it(`refuses an e-mail that ${what}`, async () => {
      const mail = draft(NORA)
      arrange(mail)
      assert.deepEqual(await refusedWith(admin, mail), [400, code])
    })
  }

  it('refuses a call without IssueSend, on another table, and with GET', async () => {
    const mail = draft(NORA)
    assert.equal((await send(admin, mail, {})).error?.code, '0x80040203')
    const other = await admin(`systemusers(${world.sender(NORA).systemuserid})/Microsoft.Dynamics.CRM.SendEmail`, {
      method: 'POST',
      body: {},
    })
    assert.equal(other.status, 404)
    assert.equal((await admin(`emails(${mail.activityid})/Microsoft.Dynamics.CRM.SendEmail`)).status, 405)
  })

  it('refuses somebody who may not see the e-mail, or not change it', async () => {
    const mail = draft(NORA)
    const rosa = await asPerson(world.simulator, 'rosa')
    assert.deepEqual(await refusedWith(rosa, mail), [403, '0x80048306'])
    world.org.control.grantPrivilege('Salesperson', 'prvWriteActivity', 'Global')
    assert.deepEqual(await refusedWith(rosa, mail), [403, '0x80048306'], 'who may write it may still not see it')
    const nora = await asPerson(world.simulator, 'nora')
    for (const privilege of ['prvWriteActivity', 'prvReadUser']) {
      world.org.control.removePrivilege('Salesperson', privilege)
      assert.deepEqual(await refusedWith(nora, mail), [403, '0x80040220'], privilege)
      world.org.control.grantPrivilege('Salesperson', privilege, 'Global')
    }
    assert.equal((await send(nora, mail)).status, 200)
  })
})

describe('sending for somebody else', () => {
  it('takes their consent', async () => {
    const mail = draft('grace@contoso.com', 'dana@contoso.com')
    assert.deepEqual(await refusedWith(await dana(), mail), [403, '0x8004480D'])
    world.org.control.setConsent('grace@contoso.com', true)
    assert.equal((await send(await dana(), mail)).status, 200)
    assert.equal(mail._modifiedby_value, world.sender('dana@contoso.com').systemuserid)
  })

  it('takes the privilege, even of a System Administrator', async () => {
    const mail = draft(NORA, 'dana@contoso.com')
    world.org.control.removePrivilege('Mail Sender', 'prvSendAsUser')
    assert.deepEqual(await refusedWith(await dana(), mail), [403, '0x8004480D'])
    world.org.control.removePrivilege('System Administrator', 'prvSendAsUser')
    assert.deepEqual(await refusedWith(admin, mail), [403, '0x8004480D'])
  })

  const depths = [
    ['Local', { same: 200, below: 403, above: 403 }],
    ['Deep', { same: 200, below: 200, above: 403 }],
    ['Global', { same: 200, below: 200, above: 200 }],
  ] as const
  for (const [depth, expected] of depths) {
    it(`at depth ${depth} reaches the senders within it`, async () => {
      world.org.control.grantPrivilege('Mail Sender', 'prvSendAsUser', depth)
      const ask = await dana()
      const status = async (from: string) => (await send(ask, draft(from, 'dana@contoso.com'))).status
      const found = {
        same: await status(NORA),
        below: await status('omar@contoso.com'),
        above: await status('admin@contoso.com'),
      }
      assert.deepEqual(found, expected)
    })
  }

  it('takes neither for an own address', async () => {
    world.org.control.setConsent('dana@contoso.com', false)
    world.org.control.removePrivilege('Mail Sender', 'prvSendAsUser')
    assert.equal((await send(await dana(), draft('dana@contoso.com'))).status, 200)
  })

  it('takes the right to read a queue, and no privilege', async () => {
    world.org.control.removePrivilege('Mail Sender', 'prvSendAsUser')
    const ask = await dana()
    assert.deepEqual(await refusedWith(ask, draft('invoices@contoso.com', 'dana@contoso.com')), [403, '0x8004480F'])
    assert.equal((await send(ask, draft('support@contoso.com', 'dana@contoso.com'))).status, 200)
    world.org.control.addQueueMember('invoices@contoso.com', 'dana@contoso.com')
    assert.equal((await send(ask, draft('invoices@contoso.com', 'dana@contoso.com'))).status, 200)
  })
})

function partiesOf(mail: Row, mask: number): Row[] {
  const parties = world.org.table('activityparty').where(party => party._activityid_value === mail.activityid)
  return parties.filter(party => party.participationtypemask === mask)
}

function removeParties(mail: Row, mask: number): void {
  for (const party of partiesOf(mail, mask)) world.org.table('activityparty').remove(String(party.activitypartyid))
}

function setParties(mail: Row, mask: number, columns: Row): void {
  for (const party of partiesOf(mail, mask))
    world.org.table('activityparty').update(String(party.activitypartyid), columns)
}

function addParty(mail: Row, participationtypemask: number, id: Row[string] | undefined): void {
  const party = { _activityid_value: mail.activityid ?? null, participationtypemask, _partyid_value: id ?? null }
  world.org.table('activityparty').insert(party)
}
