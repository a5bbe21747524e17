import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { WriteResult } from '../../../src/app/ports.js'
import { DataverseError } from '../../../src/dataverse/http/dataverseError.js'
import { applyPlan } from '../../../src/dataverse/repair/applyPlan.js'
import type { Fact } from '../../../src/domain/diagnosis/facts.js'
import type { RowSeen } from '../../../src/domain/repair/repair.js'
import { mailboxSettingPlan } from '../../../src/remedies/mailboxSetting.js'
import { library, sentencesBelow } from '../../fixtures/library.js'
import { READER_ROLE } from '../../simulator/rows/roles.js'
import { seedOnlineContoso } from '../../simulator/seeds/synchronized/onlineContoso.js'
import { type OnlineWorld, startOnlineWorld } from '../../simulator/seeds/synchronized/onlineWorld.js'
import { type OnlineDesk, onlineDesk } from './onlineRepairs.js'
import { factValue } from './repairing.js'

const [SARA, MIA, UTE] = ['sara@contoso.com', 'mia@contoso.com', 'ute@contoso.com'] as const

let world: OnlineWorld
let desk: OnlineDesk
before(async () => {
  world = await startOnlineWorld()
  desk = onlineDesk(world, [])
})
after(() => world.simulator.close())
beforeEach(() => world.org.load(seedOnlineContoso(world.now)))

const made = (carried: WriteResult) => (carried.result === 'done' ? carried.made : carried)
const writers = () => world.org.written.map(({ method, by, byApplication }) => [method, by, byApplication])

describe('a test of a mailbox', () => {
  it('is asked for by the sender, with their own token, and lets the mail leave', async () => {
    const plan = await desk.plan('testMailbox', SARA)
    assert.equal(made(await desk.carryOut(plan, 'sara')), 1)
    assert.deepEqual(writers(), [['PATCH', 'Sara Davis', false]])
    assert.equal(world.mailbox(SARA).testemailconfigurationscheduled, true)
    world.pass(1)
    world.pass(1)
    assert.equal(world.mailbox(SARA).enabledforoutgoingemail, true)
    assert.deepEqual([world.mails(SARA, 6).length, world.mails(SARA, 3).length], [0, 3])
  })

  it('counts and dates the mail that leaves', async () => {
    const { backlog } = await desk.prepare('testMailbox', SARA)
    assert.equal(factValue(backlog)?.count, 3)
    assert.ok(factValue(backlog)?.oldest)
  })

  it('is asked for once, even if the connection is cut after the write', async () => {
    const plan = await desk.plan('testMailbox', SARA)
    world.org.faults.set({ kind: 'resetAfter', writes: true, next: 1 })
    assert.equal(made(await desk.carryOut(plan, 'sara')), 1)
    world.org.faults.clear()
    assert.equal(made(await desk.carryOut(plan, 'sara')), 0, 'the same plan again')
    assert.equal(world.org.written.length, 1)
  })

  /** What comes of asking for a test where Dynamics 365 answers with an error. */
  async function answeredWith(code: string, status: number): Promise<WriteResult> {
    const at = '2026-06-15T10:00:00Z'
    const { mailbox } = await desk.prepare('testMailbox', SARA)
    const setting = { way: 'testMailbox', column: 'testemailconfigurationscheduled', value: true } as const
    const [plan] = mailboxSettingPlan(desk.parties(SARA), factValue(mailbox as Fact<RowSeen | null>), setting)
    const etag = plan?.writes[0]?.kind === 'update' ? plan.writes[0].etag : ''
    const row = { '@odata.etag': etag, testemailconfigurationscheduled: false }
    const call = { signal: new AbortController().signal }
    const answer = { why: status === 403 ? 'forbidden' : 'malformed', status, code, message: 'no' } as const
    return applyPlan({
      writes: plan?.writes ?? [],
      readingOf: () => ({ client: { batch: async () => [row] } as never, call, now: at }),
      person: { patch: () => Promise.reject(new DataverseError(answer)) } as never,
      ...call,
    })
  }

  it('counts as asked for if Dynamics 365 says that one is under way (0x8005E248)', async () => {
    assert.equal(made(await answeredWith('0x8005E248', 400)), 0)
  })

  it('is refused where only certain people may test (0x8005E232), and the card says whom to ask', async () => {
    for (const status of [400, 403]) {
      const carried = await answeredWith('0x8005E232', status)
      assert.deepEqual([carried.result, 'lacks' in carried], ['refused', false], String(status))
    }
    assert.match(
      String(
        library.strings.en &&
          sentencesBelow(library.strings.en).find(([key]) => key === 'notes.refused.testMailbox')?.[1],
      ),
      /Ask/,
    )
  })

  it('is refused to somebody who may not change the mailbox', async () => {
    const plan = await desk.plan('testMailbox', SARA)
    const carried = await desk.carryOut(plan, 'nora')
    assert.deepEqual(carried.result === 'refused' && carried.privilege, 'prvWriteMailbox')
    assert.deepEqual(world.org.written, [])
  })

  it('is void if somebody has changed the mailbox since', async () => {
    const plan = await desk.plan('testMailbox', SARA)
    world.org.table('mailbox').update(String(world.mailbox(SARA).mailboxid), { transientfailurecount: 1 })
    assert.deepEqual(await desk.carryOut(plan, 'sara'), { result: 'changed' })
    assert.deepEqual(world.org.written, [])
  })
})

describe('the method of sending', () => {
  it('is set by an administrator in one write, and once', async () => {
    const plan = await desk.plan('deliveryMethod', MIA)
    assert.equal(made(await desk.carryOut(plan, 'admin')), 1)
    assert.equal(made(await desk.carryOut(plan, 'admin')), 0)
    assert.deepEqual(writers(), [['PATCH', 'Adele Admin', false]])
    assert.deepEqual(
      [world.mailbox(MIA), world.sender(MIA)].map(row => row.outgoingemaildeliverymethod),
      [2, 2],
    )
  })
})

describe('the approval of an address', () => {
  it('is written with the token of whoever may approve', async () => {
    const plan = await desk.plan('approveAddress', UTE)
    assert.equal(made(await desk.carryOut(plan, 'admin')), 1)
    assert.equal(world.mailbox(UTE)._emailaddressapprovedby_value, world.sender('admin@contoso.com').systemuserid)
  })

  it('that is refused says which of the two roles is missing', async () => {
    const plan = await desk.plan('approveAddress', UTE)
    world.org.background.environment.exchangeAdministrators.clear()
    const byAdmin = await desk.carryOut(plan, 'admin')
    assert.deepEqual(byAdmin.result === 'refused' && byAdmin.lacks, 'microsoft365')
    const byDana = await desk.carryOut(plan, 'dana')
    assert.deepEqual(byDana.result === 'refused' && byDana.lacks, 'dynamics')
    assert.deepEqual(world.org.written, [])
  })

  it('that is refused says so too where the bot may not read roles', async () => {
    const plan = await desk.plan('approveAddress', UTE)
    world.org.control.removePrivilege(READER_ROLE, 'prvReadTeam')
    const carried = await desk.carryOut(plan, 'dana')
    assert.ok(carried.result === 'refused' && carried.lacks === undefined, JSON.stringify(carried))
  })
})
