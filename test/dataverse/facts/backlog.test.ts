import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { diagnose } from '../../../src/domain/diagnosis/diagnosis.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { type Asked, factIn, failed, gatherIn, NOW } from './asking.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => NOW })
})
after(() => simulator.close())

const gather = (sender: string, asked?: Asked) => gatherIn(simulator, sender, asked)

/** Adds e-mails of Nora, who has none waiting, for as long as the work lasts. */
async function withMails<T>(mails: readonly Record<string, string | number | boolean>[], work: () => Promise<T>) {
  const table = simulator.contoso.table('email')
  const { systemuserid = null } = simulator.contoso.control.user('nora@contoso.com')
  const of = { _emailsender_value: systemuserid, _createdby_value: systemuserid, _modifiedby_value: systemuserid }
  const rows = mails.map(mail => table.insert({ directioncode: true, ...of, ...mail }))
  try {
    return await work()
  } finally {
    for (const row of rows) table.remove(table.idOf(row))
  }
}

describe('e-mails that failed', () => {
  it('are those of the last 30 days, counted and dated by their last change', async () => {
    const days = [1, 29, 31].map(day => new Date(NOW.getTime() - day * 86_400_000).toISOString().replace('.000Z', 'Z'))
    const mails = days.map(modifiedon => ({ statuscode: 8, modifiedon, createdon: '2025-01-01T10:00:00Z' }))
    const gathered = await withMails(mails, () => gather('nora@contoso.com'))
    assert.deepEqual(factIn(gathered, 'failedMails'), { count: 2, oldest: days[1], newest: days[0] })
  })
})

describe('the backlog', () => {
  it('with no e-mail waiting is empty, without dates', async () => {
    const backlog = factIn(await gather('nora@contoso.com'), 'backlog')
    assert.deepEqual(backlog, {
      count: 0,
      atLeast: false,
      oldest: null,
      newest: null,
      olderThanADay: 0,
      overdue: 0,
      scheduled: 0,
      notSubmitted: 0,
      asOf: NOW.toISOString(),
    })
  })

  it('of one e-mail has one date', async () => {
    const createdon = '2026-03-01T10:00:00Z'
    const one = await withMails([{ statuscode: 6, createdon }], () => gather('nora@contoso.com'))
    const { count, atLeast, oldest, newest, olderThanADay } = factIn(one, 'backlog') ?? {}
    assert.deepEqual([count, atLeast, oldest, newest, olderThanADay], [1, false, createdon, createdon, 0])
  })

  it('of many e-mails has their count and their dates', async () => {
    const { systemuserid } = simulator.contoso.control.user('omar@contoso.com')
    const dates = simulator.contoso
      .table('email')
      .where(row => row._emailsender_value === systemuserid)
      .map(({ createdon }) => String(createdon))
      .toSorted()
    const backlog = factIn(await gather('omar@contoso.com'), 'backlog')
    assert.equal(backlog?.count, 37)
    assert.deepEqual([backlog.oldest, backlog.newest, backlog.olderThanADay], [dates[0], dates.at(-1), 37])
  })

  it('distinguishes e-mails of the last day from older ones', async () => {
    const mails = ['2026-03-01T09:59:59Z', '2026-03-01T10:00:00Z', '2026-03-02T09:00:00Z']
    const gathered = await withMails(
      mails.map(createdon => ({ statuscode: 6, createdon })),
      () => gather('nora@contoso.com'),
    )
    assert.equal(factIn(gathered, 'backlog')?.olderThanADay, 1)
  })

  it('is what is in Pending Send, and nothing else: status 6, outgoing', async () => {
    const createdon = '2026-03-02T09:00:00Z'
    const others = [1, 2, 3, 4, 5, 7, 8].map(statuscode => ({ statuscode, createdon }))
    const incoming = { statuscode: 6, createdon, directioncode: false }
    const gathered = await withMails([...others, incoming, { statuscode: 6, createdon }], () =>
      gather('nora@contoso.com'),
    )
    assert.equal(factIn(gathered, 'backlog')?.count, 1)
  })

  it('of more e-mails than Dataverse counts is "at least", with its dates, and takes no extra trip', async () => {
    const [oldest, newest] = ['2026-02-02T09:00:00Z', '2026-03-02T09:00:00Z']
    const mails = Array.from({ length: 50_001 }, (_, i) => ({ statuscode: 6, createdon: i === 7 ? oldest : newest }))
    const gathered = await withMails(mails, () => gather('nora@contoso.com'))
    assert.deepEqual(failed(gathered.facts), {})
    const backlog = factIn(gathered, 'backlog')
    assert.deepEqual([backlog?.count, backlog?.atLeast, backlog?.olderThanADay], [50_000, true, 1])
    assert.deepEqual([backlog?.oldest, backlog?.newest], [oldest, newest])
    assert.equal(gathered.requests.roundTrips, 2)
    const { verdict, unexplained } = diagnose(gathered.facts, checks)
    assert.deepEqual([verdict, unexplained], ['undetermined', true])
  })

  it('has of the oldest five who made and changed them, for whom, whether a workflow did, and the marks of Send', async () => {
    const idOf = (address: string) => String(simulator.contoso.control.user(address).systemuserid)
    const [omar, helen, grace] = ['omar@contoso.com', 'helen@contoso.com', 'grace@contoso.com'].map(idOf)
    const mails = Array.from({ length: 6 }, (_, i) => ({ statuscode: 6, createdon: `2026-03-01T10:0${i}:00Z` }))
    const [first, ...others] = mails
    const made = { _createdby_value: omar ?? '', _createdonbehalfby_value: helen ?? '', isworkflowcreated: true }
    const marks = { deliveryattempts: 4, trackingtoken: 'CRM:0001', delayedemailsendtime: '2026-03-01T11:00:00Z' }
    const changed = { _modifiedby_value: helen ?? '', _modifiedonbehalfby_value: grace ?? '' }
    const gathered = await withMails([{ ...first, ...made, ...marks, ...changed }, ...others], () =>
      gather('nora@contoso.com'),
    )
    const [oldest, second, ...rest] = factIn(gathered, 'pendingMails') ?? []
    assert.equal(rest.length, 3)
    const { id: _, ...seen } = oldest ?? {}
    assert.deepEqual(seen, {
      createdAt: '2026-03-01T10:00:00Z',
      submittedAt: null,
      scheduledFor: '2026-03-01T11:00:00Z',
      createdBy: omar,
      createdOnBehalfBy: helen,
      byWorkflow: true,
      modifiedBy: helen,
      modifiedOnBehalfBy: grace,
      deliveryAttempts: 4,
      hasTrackingToken: true,
    })
    const { byWorkflow, deliveryAttempts, hasTrackingToken } = second ?? {}
    assert.deepEqual([byWorkflow, deliveryAttempts, hasTrackingToken], [false, null, false])
  })

  it('counts what was sent from that moment on, in whole seconds', async () => {
    const sent = ['2026-03-02T08:59:59Z', '2026-03-02T09:00:00Z', '2026-03-02T09:30:00Z']
    const gathered = await withMails(
      sent.map(senton => ({ statuscode: 3, senton })),
      () => gather('nora@contoso.com', { since: '2026-03-02T09:00:00.750Z' }),
    )
    assert.deepEqual(factIn(gathered, 'sentSince'), { since: '2026-03-02T09:00:00.750Z', count: 2 })
  })
})
