import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Row } from '../../rows/database.js'
import { HELD_SENDERS, MAILBOX_SENDERS, ONLINE_SENDERS } from './labels.js'
import { type OnlineWorld, startOnlineWorld } from './onlineWorld.js'

let world: OnlineWorld
before(async () => {
  world = await startOnlineWorld()
})
after(() => world.simulator.close())

const STATUS = { draft: 1, sent: 3, pending: 6, failed: 8 } as const
const [DRAFT, PENDING] = [STATUS.draft, STATUS.pending]

/** Whether the rows of a sender show its cause, read from the columns that the product's documentation names. */
const SIGNS: Readonly<
  Record<string, (seen: { readonly sender: Row; readonly mailbox: Row; readonly mails: readonly Row[] }) => boolean>
> = {
  mailboxNotEnabled: ({ mailbox }) => mailbox.enabledforoutgoingemail === false && mailbox.outgoingemailstatus !== 1,
  mailboxNotApproved: ({ mailbox }) => mailbox.emailrouteraccessapproval !== 1,
  deliveryMethod: ({ mailbox }) => mailbox.outgoingemaildeliverymethod === 0,
  mailboxInactive: ({ mailbox }) => mailbox.statecode === 1,
  serverProfile: ({ mailbox }) => rowOf('emailserverprofile', mailbox._emailserverprofile_value)?.statecode !== 0,
  addressMismatch: ({ sender, mailbox }) => mailbox.emailaddress !== sender.internalemailaddress,
  mailboxPostponed: ({ mailbox }) => String(mailbox.postponesendinguntil) > '2026-06-15T10:00:00Z',
  sendLater: ({ mails }) => waitingIn(mails).every(mail => String(mail.delayedemailsendtime) > '2026-06-15T10:00:00Z'),
  senderDisabled: ({ sender }) => sender.isdisabled === true,
  senderUnlicensed: ({ sender }) => sender.islicensed === false && sender.accessmode === 0,
  otherMailboxError: ({ mailbox }) => alertsOf(mailbox).some(({ level }) => level === 3),
  notSubmitted: ({ mails }) =>
    waitingIn(mails).every(mail => mail.deliveryattempts === null && mail.trackingtoken === null),
  slowlyLeaving: ({ mails }) =>
    waitingIn(mails).length >
    mails.filter(({ senton = null }) => senton !== null && String(senton) > '2026-06-15T09:00:00Z').length,
  failedMails: ({ mails }) => mails.some(({ statuscode }) => statuscode === STATUS.failed),
  queueOwnerWithoutRole: ({ sender }) => rolesOfTeam(sender._ownerid_value) === 0,
  noMailbox: ({ sender }) => sender._defaultmailbox_value === null,
}

const waitingIn = (mails: readonly Row[]) => mails.filter(({ statuscode }) => statuscode === PENDING)
const rowOf = (table: string, id: Row[string] | undefined) => world.org.table(table).find(String(id))
const alertsOf = ({ mailboxid }: Row) =>
  world.org.table('tracelog').where(alert => alert._regardingobjectid_value === mailboxid)
function rolesOfTeam(id: Row[string] | undefined): number {
  assert.ok(rowOf('team', id), 'a team owns the queue')
  return world.org.table('teamroles').where(({ teamid }) => teamid === id).length
}

const mailsOf = (address: string) => Object.values(STATUS).flatMap(status => world.mails(address, status))

describe('Contoso with server-side synchronization', () => {
  it('has senders of its own domain in at least sixteen states, each labelled once', () => {
    assert.equal(new Set(ONLINE_SENDERS.map(({ sender }) => sender)).size, ONLINE_SENDERS.length)
    for (const { sender } of ONLINE_SENDERS) assert.match(sender, /^[a-z]+@contoso\.com$/)
    assert.ok(new Set(ONLINE_SENDERS.map(({ cause }) => cause)).size >= 16)
  })

  for (const { sender, cause } of MAILBOX_SENDERS.filter(one => one.cause !== null && one.cause !== 'senderUnknown')) {
    it(`shows ${cause} in the rows of ${sender}`, () => {
      const seen = { sender: world.sender(sender), mailbox: world.mailbox(sender), mails: mailsOf(sender) }
      assert.ok(seen.mails.length > 0)
      assert.ok(SIGNS[cause ?? '']?.(seen), JSON.stringify(seen.mailbox))
    })
  }

  it('has two people with one address', () => {
    const twins = world.org.table('systemuser').where(one => one.internalemailaddress === 'shared@contoso.com')
    assert.equal(twins.length, 2)
  })

  for (const { sender, cause } of HELD_SENDERS) {
    it(`has drafts for ${sender} by an account that was refused: ${cause}`, () => {
      const id = world.sender(sender).systemuserid
      const drafts = world.mails(sender, DRAFT)
      assert.ok(drafts.length > 0)
      for (const mail of drafts) assert.notEqual(mail._createdby_value, id)
      assert.equal(waitingIn(mailsOf(sender)).length, 0)
    })
  }

  it('has waiting jobs of owners of workflows, with the code in the column or in the message only, and a failed one of the integration', () => {
    const jobs = world.org.table('asyncoperation').all()
    const found = jobs.map(job => [
      job.name,
      rowOf('systemuser', job._ownerid_value)?.fullname,
      job.statuscode,
      job.errorcode,
      /0x8004480[DF]/.test(String(job.message)),
    ])
    assert.deepEqual(found, [
      ['Order confirmation', 'Dana Reyes', 10, -2147203059, true],
      ['Order confirmation', 'Dana Reyes', 10, null, true],
      ['Payment reminder', 'Dana Reyes', 10, -2147203057, true],
      ['Welcome', 'Bruno Costa', 10, -2147220955, false],
      ['Contract renewal', 'Elena Rossi', 10, -2147203059, true],
      ['Follow-up', 'Dana Reyes', 10, null, false],
      ['Follow-up', 'Dana Reyes', 32, null, false],
      ['Invoices: send to the customer', 'Invoice Integration', 31, -2147203059, true],
    ])
  })

  it('has a job that waits for a condition, drafts that nobody tried to send, and an imported e-mail', () => {
    const waits = world.org.table('asyncoperation').where(({ iswaitingforevent }) => iswaitingforevent === true)
    assert.deepEqual(
      waits.map(({ statuscode, errorcode }) => [statuscode, errorcode]),
      [[10, null]],
    )
    for (const [address, maker] of [
      ['nora@contoso.com', 'helen@contoso.com'],
      ['support@contoso.com', 'nora@contoso.com'],
    ] as const) {
      const makers = world.mails(address, DRAFT).map(mail => mail._createdby_value)
      assert.deepEqual(makers, [world.sender(maker).systemuserid])
    }
    const imported = world.org.table('email').where(({ importsequencenumber }) => importsequencenumber != null)
    assert.deepEqual(
      imported.map(({ overriddencreatedon }) => overriddencreatedon),
      ['2023-12-28T10:00:00Z'],
    )
  })

  it('has the drafts of a flow without a job, by a non-interactive account', () => {
    const [draft] = world.mails('omar@contoso.com', DRAFT)
    const maker = rowOf('systemuser', draft?._createdby_value)
    assert.deepEqual([maker?.fullname, maker?.accessmode, draft?.isworkflowcreated], ['Flow Service', 4, false])
    assert.equal(world.org.table('flowrun').where(({ status }) => status === 'Failed').length, 3)
  })

  it('lets only people of the directory sign in', () => {
    const platform = world.org
      .table('systemuser')
      .where(({ fullname }) => /^(SYSTEM|# SSSAdminProd)$/.test(String(fullname)))
    assert.equal(platform.length, 2)
    for (const { azureactivedirectoryobjectid, applicationid } of platform)
      assert.deepEqual([azureactivedirectoryobjectid, applicationid], [null, null])
  })
})

describe('time in Contoso', () => {
  /** Causes beside which e-mail leaves, or that are about other e-mails than waiting ones. */
  const LEAVES = [
    null,
    'mailboxPostponed',
    'sendLater',
    'slowlyLeaving',
    'failedMails',
    'queueOwnerWithoutRole',
    'senderUnknown',
  ]

  it('lets the e-mails leave that only wait, and no others', async () => {
    const later = await startOnlineWorld()
    try {
      later.org.background.environment.serverFaults.clear()
      const senders = MAILBOX_SENDERS.filter(({ cause }) => cause !== 'senderUnknown' && cause !== 'slowlyLeaving')
      const waiting = () => new Map(senders.map(({ sender }) => [sender, later.mails(sender, PENDING).length]))
      const before = waiting()
      for (let hour = 0; hour < 4; hour++) later.pass(60)
      for (const { sender, cause } of senders) {
        // The test of this mailbox was only postponed.
        const leaves = LEAVES.includes(cause) || sender === 'quinn@contoso.com'
        assert.equal(waiting().get(sender), leaves ? 0 : before.get(sender), `${sender}: ${cause}`)
      }
    } finally {
      await later.simulator.close()
    }
  })
})
