import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { userOf } from '../../../src/dataverse/facts/rows/accountRows.js'
import { mailboxOf, serverProfileOf } from '../../../src/dataverse/facts/rows/mailboxRows.js'
import { mailSettingsOf, versionOf } from '../../../src/dataverse/facts/rows/organizationRows.js'
import { diagnose } from '../../../src/domain/diagnosis/diagnosis.js'
import { isEnabled } from '../../../src/domain/diagnosis/mailboxRules.js'
import type { OrganizationControl } from '../../simulator/control.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { seedContoso } from '../../simulator/seeds/contoso.js'
import { factIn, failed, gatherIn, NOW } from './asking.js'

const ID = '11111111-1111-4111-8111-111111111111'
const NORA = 'nora@contoso.com'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => NOW })
})
after(() => simulator.close())
beforeEach(() => simulator.contoso.load(seedContoso(() => NOW)))

const user = (columns: object) => userOf({ systemuserid: ID, _businessunitid_value: ID, ...columns })
const mailbox = (columns: object) => mailboxOf({ mailboxid: ID, ...columns })

describe('a column that is empty, of another type, or has an unknown value', () => {
  for (const odd of [null, undefined, 'true', 1, {}]) {
    it(`is neither yes nor no: ${JSON.stringify(odd)}`, () => {
      assert.deepEqual([user({ isdisabled: odd }).disabled, user({ islicensed: odd }).licensed], [null, null])
      assert.equal(mailbox({ enabledforoutgoingemail: odd }).outgoing.enabled, null)
      assert.equal(mailbox({ acsenabledforoutgoingemail: odd }).outgoingAcs.enabled, null)
      assert.equal(mailbox({ isemailaddressapprovedbyo365admin: odd }).approvedInMicrosoft365, null)
      assert.equal(mailbox({ testemailconfigurationscheduled: odd }).testQueued, null)
      const settings = mailSettingsOf({ emailconnectionchannel: 1, requireapprovalforuseremail: odd })
      assert.deepEqual(settings.approval, { users: null, queues: null })
    })
  }

  for (const odd of [null, undefined, '1', 7, -1, 1.5, true]) {
    it(`is not an option of a set: ${JSON.stringify(odd)}`, () => {
      const { deliveryMethod, approval } = user({ outgoingemaildeliverymethod: odd, emailrouteraccessapproval: odd })
      assert.deepEqual([deliveryMethod, approval], [null, null])
      const { active, outgoing, outgoingAcs } = mailbox({
        statecode: odd,
        outgoingemailstatus: odd,
        acsoutgoingemailstatus: odd,
      })
      assert.deepEqual([active, outgoing.testStatus, outgoingAcs.testStatus], [null, null, null])
      const asChannel = odd === 1 ? 0 : odd
      assert.throws(() => mailSettingsOf({ emailconnectionchannel: asChannel }), { why: 'malformed' })
    })
  }

  it('does not hide another one that decides', () => {
    const enabled = (columns: object) => isEnabled(mailbox(columns).outgoing)
    assert.equal(enabled({ outgoingemailstatus: 2, enabledforoutgoingemail: null }), false)
    assert.equal(enabled({ outgoingemailstatus: null, enabledforoutgoingemail: false }), false)
    assert.equal(enabled({ outgoingemailstatus: 1, enabledforoutgoingemail: true }), true)
    assert.equal(enabled({ outgoingemailstatus: 1, enabledforoutgoingemail: null }), null)
  })

  it('leaves delegation unknown if the settings are no document, and off if they do not mention it', () => {
    const delegation = (orgdborgsettings: unknown) =>
      mailSettingsOf({ emailconnectionchannel: 0, orgdborgsettings }).delegation
    const named = (value: string) =>
      `<OrgSettings><EnableMailboxDelegationForOutgoingEmail>${value}</EnableMailboxDelegationForOutgoingEmail></OrgSettings>`
    assert.deepEqual(
      [' true ', 'True', 'false', '', '1'].map(value => delegation(named(value))),
      [true, true, false, false, false],
    )
    for (const none of [
      null,
      undefined,
      '',
      '<OrgSettings></OrgSettings>',
      '<OrgSettings/>',
      '<OrgSettings><A>1</A></OrgSettings>',
    ])
      assert.equal(delegation(none), false, String(none))
    for (const odd of ['<OrgSettings>', 'true', '{}', '<Other/>', '<OrgSettings><A></OrgSettings>'])
      assert.equal(delegation(odd), null, odd)
  })

  it('is no error of a mailbox if the code is 0, and is written as Dataverse writes codes otherwise', () => {
    const codeOf = (lastsyncerrorcode: unknown) => mailbox({ lastsyncerrorcode }).lastError?.code
    assert.deepEqual([0, null, undefined, 'x'].map(codeOf), [undefined, undefined, undefined, undefined])
    assert.deepEqual([-2147098042, 5].map(codeOf), ['0x8005E246', '0x00000005'])
  })

  it('is not a version if it cannot be parsed as one', () => {
    for (const odd of [null, undefined, '', 'nine', '9', '9.', '9.x', 9.2])
      assert.throws(() => versionOf({ Version: odd }), { why: 'malformed' }, String(odd))
    for (const version of ['9.2.24073.198', '8.2']) assert.equal(versionOf({ Version: version }), version)
  })

  const blanks: Readonly<Record<string, (control: OrganizationControl) => void>> = {
    'the user does not tell whether it is disabled': control => control.setColumns(NORA, { isdisabled: null }),
    'the mailbox has no state': control => control.setMailboxColumns(NORA, { statecode: null }),
    'the mailbox has no delivery method': control =>
      control.setMailboxColumns(NORA, { outgoingemaildeliverymethod: null }),
    'the user has a delivery method that nobody knows': control =>
      control.setColumns(NORA, { outgoingemaildeliverymethod: 9 }),
    'the mailbox has an approval that nobody knows': control =>
      control.setMailboxColumns(NORA, { emailrouteraccessapproval: 9 }),
    'the organization has no channel': control => control.setOrganizationColumns({ emailconnectionchannel: null }),
    'the organization has another channel': control => control.setOrganizationColumns({ emailconnectionchannel: 2 }),
  }
  for (const [what, blank] of Object.entries(blanks)) {
    it(`is never healthy, and no cause: ${what}`, async () => {
      blank(simulator.contoso.control)
      const { verdict, unexplained, findings } = diagnose((await gatherIn(simulator, NORA)).facts, checks)
      assert.deepEqual([verdict, unexplained], ['undetermined', false])
      assert.deepEqual(
        findings.filter(({ outcome }) => outcome === 'problem'),
        [],
      )
    })
  }

  it('does not make an alert old if it is its date', async () => {
    const { control } = simulator.contoso
    control.addAlert(NORA, { text: 'ErrorQuotaExceeded', minutesAgo: 5, level: 3 })
    const tracelogs = simulator.contoso.table('tracelog')
    for (const row of tracelogs.where(({ text }) => text === 'ErrorQuotaExceeded'))
      tracelogs.update(tracelogs.idOf(row), { createdon: null })
    assert.equal(failed((await gatherIn(simulator, NORA)).facts).alerts?.why, 'malformed')
  })
})

describe('an email server profile', () => {
  it('is for Exchange Online by its type, or as a hybrid one with server-to-server authentication', () => {
    const isOnline = (servertype: number | null, outgoingcredentialretrieval: number | null) =>
      serverProfileOf({ emailserverprofileid: ID, servertype, outgoingcredentialretrieval }).exchangeOnline
    assert.deepEqual([isOnline(3, null), isOnline(3, 0), isOnline(2, 2)], [true, true, true])
    assert.deepEqual(
      [isOnline(2, 0), isOnline(2, null), isOnline(1, 2), isOnline(0, 2), isOnline(null, 2)],
      [false, false, false, false, false],
    )
  })
})

describe('a list', () => {
  it('is read to its end: the user with the address comes after many who have it as their name', async () => {
    const users = simulator.contoso.table('systemuser')
    const { systemuserid: _, ...copy } = simulator.contoso.control.user('helen@contoso.com')
    const others = Array.from({ length: 30 }, (_none, i) =>
      users.insert({ ...copy, internalemailaddress: `helen${i}@contoso.com`, domainname: 'the.boss@contoso.com' }),
    )
    users.insert({ ...copy, fullname: 'The Boss', internalemailaddress: 'the.boss@contoso.com' })
    const senders = factIn(await gatherIn(simulator, 'the.boss@contoso.com'), 'senders')
    assert.equal(others.length, 30)
    assert.deepEqual(
      senders.map(({ name }) => name),
      ['The Boss'],
    )
  })

  it('of alerts is read to its end, page by page', async () => {
    const { control } = simulator.contoso
    control.addAlert(NORA, { text: 'The oldest one', minutesAgo: 60 * 24, level: 3 })
    for (let i = 0; i < 5_001; i++) control.addAlert(NORA, { text: `Not approved, ${i}`, minutesAgo: 5, level: 3 })
    const alerts = factIn(await gatherIn(simulator, NORA), 'alerts')
    assert.deepEqual([alerts?.length, alerts?.at(-1)?.text], [5_002, 'The oldest one'])
  })
})
