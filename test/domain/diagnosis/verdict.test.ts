import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { diagnose, missingFacts } from '../../../src/domain/diagnosis/diagnosis.js'
import {
  backlog,
  type Changes,
  dana,
  draftsBy,
  forbidden,
  healthy,
  mailbox,
  minutesAgo,
  newerLeft,
  pending,
  refusedWorkflow,
  rightsOf,
  sheet,
  synchronized,
} from '../../fixtures/facts.js'
import { causesOf, verdictOf } from './verdicts.js'

const HEALTHY = ['healthy', false]
const FOUND = ['causeFound', false]
const NOT_SEEN = ['undetermined', false]
const UNEXPLAINED = ['undetermined', true]

const old: Changes = { backlog: backlog(3, 60), pendingMails: [pending(60)] }
const young: Changes = { backlog: backlog(1, 14), pendingMails: [pending(14)] }
const tomorrow = minutesAgo(-24 * 60)
const later: Changes = {
  ...synchronized,
  backlog: { ...backlog(3, 60), overdue: 0, scheduled: 3 },
  pendingMails: [pending(60, { scheduledFor: tomorrow })],
}
/** Drafts that a workflow's owner made; whoever may send them may do so now. */
const held: Changes = { ...refusedWorkflow, jobs: { jobs: [], cut: false } }
const failed = (minutes: number) => ({
  failedMails: { count: 1, oldest: minutesAgo(3000), newest: minutesAgo(minutes) },
  departures: { lastHour: 0, lastDay: 1, newest: { sentAt: minutesAgo(120), submittedAt: minutesAgo(125) } },
})
const slowly: Changes = {
  backlog: backlog(50, 60),
  pendingMails: [pending(60)],
  departures: { lastHour: 10, lastDay: 90, newest: { sentAt: minutesAgo(2), submittedAt: minutesAgo(70) } },
}
const postponed = { senderMailbox: { ...mailbox, sendingPostponedUntil: minutesAgo(-5) } }
const queued = { senderMailbox: { ...mailbox, outgoing: { enabled: false, testStatus: 0 as const }, testQueued: true } }

describe('a verdict', () => {
  it('is causeFound where something blocks, whatever else was not seen or is without an explanation', () => {
    const blocked: Changes = { ...old, senderMailbox: { ...mailbox, active: false } }
    assert.deepEqual(verdictOf(blocked), FOUND)
    assert.deepEqual(verdictOf({ ...blocked, alerts: forbidden('prvReadTraceLog') }), FOUND)
    assert.deepEqual(verdictOf({ ...blocked, ...failed(60) }), FOUND)
  })

  it('is undetermined where something was not seen, and names the fact and the privilege that the bot lacks', () => {
    for (const facts of [{}, old, { ...synchronized, ...old, ...postponed }, { ...held }]) {
      const unseen: Changes = { ...facts, alerts: forbidden('prvReadTraceLog') }
      assert.deepEqual(verdictOf(unseen), NOT_SEEN)
      assert.deepEqual(
        missingFacts(diagnose(sheet(unseen), checks)).map(({ fact, privilege }) => [fact, privilege]),
        [['alerts', 'prvReadTraceLog']],
      )
    }
  })

  it('does not depend on facts that only make the evidence fuller', () => {
    const evidence = ['workflows', 'submission', 'roles', 'environment'] as const
    const missing = Object.fromEntries(evidence.map(name => [name, forbidden('prvRead')]))
    for (const facts of [{}, synchronized, refusedWorkflow, old, { ...refusedWorkflow, senderConsent: false }]) {
      assert.deepEqual(verdictOf({ ...facts, ...missing }), verdictOf(facts))
      assert.deepEqual(causesOf({ ...facts, ...missing }), causesOf(facts))
    }
  })

  it('is undetermined where only a failed run of a flow could show that drafts of a person were to be sent', () => {
    const prepared: Changes = {
      ...synchronized,
      drafts: draftsBy('dana', {}),
      accounts: [dana],
      rights: [rightsOf('dana', { sendAs: [] })],
    }
    assert.deepEqual(verdictOf(prepared), HEALTHY)
    assert.deepEqual(verdictOf({ ...prepared, flowFailures: [{ flowId: 'reminder', at: minutesAgo(60) }] }), FOUND)
    const unseen: Changes = { ...prepared, flowFailures: forbidden('prvReadflowrun') }
    assert.deepEqual(verdictOf(unseen), NOT_SEEN)
    const [missing] = missingFacts(diagnose(sheet(unseen), checks))
    assert.deepEqual([missing?.fact, missing?.privilege], ['flowFailures', 'prvReadflowrun'])
    const without: Changes = { ...synchronized, flowFailures: forbidden('prvReadflowrun') }
    assert.deepEqual(verdictOf(without), HEALTHY, 'nobody made drafts')
  })

  it('is undetermined where it was not seen what left: neither mail that failed nor a setting decides', () => {
    const departures = forbidden('prvReadActivity')
    const wrong: Changes = { ...old, senderMailbox: { ...mailbox, active: false } }
    for (const facts of [failed(60), failed(180), wrong]) {
      const unseen: Changes = { ...facts, departures }
      assert.deepEqual(verdictOf(unseen), NOT_SEEN)
      const names = missingFacts(diagnose(sheet(unseen), checks)).map(({ fact }) => fact)
      assert.deepEqual(names, ['departures'])
    }
    assert.deepEqual(causesOf({ ...wrong, departures }), [])
  })

  it('is healthy when everything was seen and there is nothing to explain', () => {
    assert.deepEqual(verdictOf({}), HEALTHY)
    assert.deepEqual(verdictOf(synchronized), HEALTHY)
    assert.deepEqual(causesOf(synchronized), [])
  })

  it('is healthy beside younger mail, which is just waiting', () => {
    for (const channel of [{}, synchronized]) {
      assert.deepEqual(verdictOf({ ...channel, ...young }), HEALTHY)
      assert.deepEqual(causesOf({ ...channel, ...young }), ['justWaiting'])
    }
    assert.deepEqual(causesOf({ ...young, senderConsent: false }), ['senderConsent'])
  })

  it('is healthy beside what contributes and accounts for nothing', () => {
    assert.deepEqual(
      verdictOf({ ...held, drafts: healthy.drafts, jobs: refusedWorkflow.jobs ?? healthy.jobs }),
      HEALTHY,
    )
    assert.deepEqual(verdictOf({ hosting: { online: true } }), HEALTHY)
  })
})

describe('mail that waits for longer than a quarter of an hour', () => {
  it('is unexplained where everything was seen and nothing is in the way', () => {
    for (const channel of [{}, synchronized]) {
      assert.deepEqual(verdictOf({ ...channel, ...old }), UNEXPLAINED)
      assert.deepEqual(verdictOf({ ...channel, backlog: { ...backlog(50_000, 540), atLeast: true } }), UNEXPLAINED)
    }
    assert.deepEqual(missingFacts(diagnose(sheet(old), checks)), [])
  })

  for (const [by, facts] of Object.entries<Changes>({
    slowlyLeaving: slowly,
    mailboxPostponed: { ...synchronized, ...old, ...postponed },
    sendLater: later,
    mailboxNotEnabled: { ...synchronized, ...old, ...queued },
    routerRetired: { ...old, hosting: { online: true } },
  }))
    it(`is explained by ${by}, which blocks nothing`, () => {
      assert.deepEqual(verdictOf(facts), FOUND)
      assert.deepEqual(causesOf(facts), [by])
      assert.ok(
        diagnose(sheet(facts), checks).findings.every(one => !('severity' in one) || one.severity !== 'blocking'),
      )
    })

  it('is not explained by jobs that were refused, by mail that failed, or by a setting with which newer mail left', () => {
    assert.deepEqual(verdictOf({ ...refusedWorkflow, ...old }), UNEXPLAINED)
    assert.deepEqual(verdictOf({ ...old, ...failed(60) }), UNEXPLAINED)
    const setting: Changes = { ...synchronized, ...newerLeft, senderMailbox: { ...mailbox, approval: 2 } }
    assert.deepEqual(causesOf(setting), ['mailboxNotApproved'])
    assert.deepEqual(verdictOf(setting), UNEXPLAINED)
  })

  it('is old even if all of it is meant to leave later, where nothing says that it will', () => {
    assert.deepEqual(
      verdictOf({ backlog: later.backlog ?? null, pendingMails: later.pendingMails ?? null }),
      UNEXPLAINED,
    )
    const just: Changes = { ...later, backlog: { ...backlog(1, 5), scheduled: 1 } }
    assert.deepEqual([verdictOf(just), causesOf(just)], [HEALTHY, ['sendLater']])
  })
})

describe('mail that is held', () => {
  it('is unexplained where whoever tried to send it may do so now', () => {
    assert.deepEqual(verdictOf(held), UNEXPLAINED)
  })

  it('is explained by linked jobs that wait', () => {
    assert.deepEqual(verdictOf(refusedWorkflow), FOUND)
    assert.deepEqual(causesOf(refusedWorkflow), ['heldJobs'])
  })

  it('is explained by nothing that accounts for mail that waits', () => {
    assert.deepEqual(verdictOf({ ...held, ...later, accounts: [dana], rights: [rightsOf('dana')] }), UNEXPLAINED)
    assert.deepEqual(verdictOf({ ...refusedWorkflow, ...old, ...postponed }), FOUND)
  })

  it('is not what an assistant prepared', () => {
    const prepared: Changes = { ...synchronized, drafts: draftsBy('dana'), accounts: [dana], rights: [] }
    assert.deepEqual(verdictOf(prepared), HEALTHY)
  })
})

describe('mail that failed', () => {
  it('after the last departure is the cause', () => {
    assert.deepEqual([verdictOf(failed(60)), causesOf(failed(60))], [FOUND, ['failedMails']])
    const neverLeft: Changes = { ...failed(60), departures: { lastHour: 0, lastDay: 0, newest: null } }
    assert.deepEqual(verdictOf(neverLeft), FOUND)
  })

  it('before the last departure is only told', () => {
    assert.deepEqual([verdictOf(failed(180)), causesOf(failed(180))], [HEALTHY, ['failedMails']])
  })

  it('leaves other mail that waits without an explanation', () => {
    assert.deepEqual(verdictOf({ ...failed(60), ...old }), UNEXPLAINED)
  })
})
