import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { asPerson, callerOf, personToken, userId } from '../api/callers.js'
import { type Simulator, startSimulator } from '../index.js'
import type { SimulatedOrganization } from '../rows/organization.js'

let simulator: Simulator
let now: Date
beforeEach(async () => {
  now = new Date()
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => now })
})
afterEach(() => simulator.close())

function mailsOf(organization: SimulatedOrganization, address: string, statuscode: number) {
  const id = userId(organization, address)
  return organization.table('email').where(mail => mail._emailsender_value === id && mail.statuscode === statuscode)
}

const waiting = (address: string, organization = simulator.contoso) => mailsOf(organization, address, 6).length
const sent = (address: string, organization = simulator.contoso) => mailsOf(organization, address, 3).length

const FAULT =
  /#26142 .*User does not have send-as privilege.*ErrorCode: 0x8004480D, Message: User does not have send-as privilege/

describe('the Email Router', () => {
  it('does not send for senders who break one of the two rules, and logs the fault from the KB article', () => {
    const { contoso } = simulator
    const stuck = {
      'sara@contoso.com': 3,
      'omar@contoso.com': 37,
      'grace@contoso.com': 2,
      "aine.o'brien@contoso.com": 1,
    }
    contoso.router.poll()
    for (const [address, count] of Object.entries(stuck)) assert.equal(waiting(address), count, address)
    const ofPeople = contoso.router.log.filter(line => !line.includes('0x8004480F'))
    assert.equal(ofPeople.length, 3 + 37 + 2 + 1 + 1)
    for (const line of ofPeople) assert.match(line, FAULT)
    assert.match(contoso.router.log[0] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ #26142.*process: Contoso\./)
  })

  it('sends at the next poll once a person has consented over the Web API', async () => {
    const { contoso } = simulator
    contoso.router.poll()
    assert.deepEqual([waiting('sara@contoso.com'), sent('sara@contoso.com')], [3, 2])
    const sara = await asPerson(simulator, 'sara')
    const path = `usersettingscollection(${userId(contoso, 'sara@contoso.com')})`
    await sara(path, { method: 'PATCH', body: { issendasallowed: true } })
    assert.equal(waiting('sara@contoso.com'), 3)
    now = new Date(now.getTime() + 60_000)
    contoso.router.poll()
    assert.deepEqual([waiting('sara@contoso.com'), sent('sara@contoso.com')], [0, 5])
    const at = `${now.toISOString().slice(0, 19)}Z`
    const [left] = mailsOf(contoso, 'sara@contoso.com', 3).filter(mail => mail.senton === at)
    assert.deepEqual([left?.statecode, left?.statuscode, left?.senton, left?.modifiedon], [1, 3, at, at])
    assert.equal(waiting('omar@contoso.com'), 37)
  })

  it('sends once an administrator has granted its account the privilege over the Web API', async () => {
    const { field } = simulator
    field.router.poll()
    assert.deepEqual([waiting('nora@contoso.com', field), waiting('omar@contoso.com', field)], [2, 4])
    const admin = callerOf(field, await personToken(simulator, 'admin', field))
    const [privilege] = field.table('privilege').where(({ name }) => name === 'prvSendAsUser')
    const [role] = field.table('role').where(one => one.name === 'Email Router' && !one._parentroleid_value)
    const Privileges = [{ Depth: 'Global', PrivilegeId: privilege?.privilegeid }]
    const path = `roles(${role?.roleid})/Microsoft.Dynamics.CRM.AddPrivilegesRole`
    assert.equal((await admin(path, { method: 'POST', body: { Privileges } })).status, 204)
    field.router.poll()
    assert.deepEqual([waiting('nora@contoso.com', field), waiting('omar@contoso.com', field)], [0, 4])
    field.control.setConsent('omar@contoso.com', true)
    field.router.poll()
    assert.equal(waiting('omar@contoso.com', field), 0)
  })

  const depths = [
    ['Local', { sales: 0, below: 1, above: 2 }],
    ['Deep', { sales: 0, below: 0, above: 2 }],
    ['Global', { sales: 0, below: 0, above: 0 }],
  ] as const
  for (const [depth, left] of depths) {
    it(`with depth ${depth} through its team, sends for the senders within that depth`, () => {
      const { contoso } = simulator
      contoso.control.setConsent('sara@contoso.com', true)
      contoso.control.grantPrivilege('Mail Services', 'prvSendAsUser', depth)
      assert.equal(contoso.control.sendAsPrivilege(), `${depth} (through a team)`)
      now = new Date(now.getTime() + 11 * 60_000)
      contoso.router.poll()
      const counts = {
        sales: waiting('sara@contoso.com'),
        below: waiting('wen@contoso.com'),
        above: waiting('grace@contoso.com'),
      }
      assert.deepEqual(counts, left)
    })
  }

  it('loses the privilege with the team', () => {
    const { contoso } = simulator
    contoso.control.setConsent('sara@contoso.com', true)
    const [membership] = contoso.table('teammembership').all()
    contoso.table('teammembership').remove(String(membership?.teammembershipid))
    assert.equal(contoso.control.sendAsPrivilege(), 'none')
    contoso.router.poll()
    assert.equal(waiting('sara@contoso.com'), 3)
  })

  it('does nothing while its account is disabled, and says so', () => {
    const { contoso } = simulator
    contoso.control.setConsent('sara@contoso.com', true)
    contoso.control.setDisabled('svc-router@contoso.com', true)
    contoso.router.poll()
    assert.equal(waiting('sara@contoso.com'), 3)
    assert.equal(contoso.router.log.length, 1)
    assert.match(contoso.router.log[0] ?? '', /disabled.*ErrorCode: 0x80040225/)
    contoso.control.setDisabled('svc-router@contoso.com', false)
    contoso.router.poll()
    assert.equal(waiting('sara@contoso.com'), 0)
  })

  it('silently skips mailboxes that are not its own, and disabled senders', () => {
    const { contoso } = simulator
    const about = () => contoso.router.log.length
    contoso.router.poll()
    const before = about()
    assert.deepEqual([waiting('mia@contoso.com'), waiting('dave@contoso.com')], [2, 1])
    contoso.control.setDeliveryMethod('mia@contoso.com', 2)
    contoso.control.setDisabled('dave@contoso.com', false)
    contoso.router.poll()
    assert.deepEqual([waiting('mia@contoso.com'), waiting('dave@contoso.com')], [0, 0])
    assert.equal(about(), 2 * before)
  })

  it('does not send postponed e-mails before their time', () => {
    const { contoso } = simulator
    contoso.router.poll()
    assert.equal(waiting('wen@contoso.com'), 1)
    now = new Date(now.getTime() + 9 * 60_000)
    contoso.router.poll()
    assert.equal(waiting('wen@contoso.com'), 1)
    now = new Date(now.getTime() + 2 * 60_000)
    contoso.router.poll()
    assert.equal(waiting('wen@contoso.com'), 0)
  })

  it('sends for a queue that its account may read, and for no other', () => {
    const { contoso } = simulator
    const [queue] = contoso.table('queue').all()
    const mail = contoso.table('email').insert({
      statuscode: 6,
      directioncode: true,
      _emailsender_value: queue?.queueid ?? null,
      _sendermailboxid_value: queue?._defaultmailbox_value ?? null,
    })
    contoso.control.removePrivilege('Mail Services', 'prvSendAsUser')
    contoso.control.removePrivilege('Email Router', 'prvReadQueue')
    contoso.router.poll()
    assert.equal(mail.statuscode, 6)
    assert.match(contoso.router.log.at(-1) ?? '', /ErrorCode: 0x8004480F/)
    contoso.control.grantPrivilege('Email Router', 'prvReadQueue', 'Local')
    contoso.router.poll()
    assert.equal(mail.statuscode, 3)
  })

  it('sends e-mails from its own account with or without consent', () => {
    const { contoso } = simulator
    const router = contoso.control.user('svc-router@contoso.com')
    contoso.control.setConsent('svc-router@contoso.com', false)
    contoso.table('email').insert({
      statuscode: 6,
      directioncode: true,
      _emailsender_value: router.systemuserid ?? null,
      _sendermailboxid_value: router._defaultmailbox_value ?? null,
    })
    contoso.router.poll()
    assert.deepEqual([waiting('svc-router@contoso.com'), sent('svc-router@contoso.com')], [0, 1])
  })

  it('polls by itself if it has an interval', async () => {
    const other = await startSimulator({ routerIntervalMs: 5 })
    try {
      other.field.control.grantRouter()
      while (waiting('nora@contoso.com', other.field) > 0) await new Promise(resolve => setTimeout(resolve, 5))
      assert.equal(sent('nora@contoso.com', other.field), 2)
    } finally {
      await other.close()
    }
  })
})
