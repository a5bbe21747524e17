import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { checks } from '../../../src/checks/index.js'
import { diagnose } from '../../../src/domain/diagnosis/diagnosis.js'
import type { FactName, FactSheet } from '../../../src/domain/diagnosis/facts.js'
import {
  AT,
  backlog,
  type Changes,
  dana,
  draftsBy,
  forbidden,
  healthy,
  job,
  mailbox,
  mailSettings,
  minutesAgo,
  newerLeft,
  overdue,
  pending,
  profile,
  refusedWorkflow,
  rightsOf,
  router,
  sara,
  sheet,
  support,
  synchronized,
} from '../../fixtures/facts.js'

const off = { enabled: false, testStatus: 0 } as const
const later = minutesAgo(-60)
/** Each entry changes some facts of an organization; any of them may come together. */
const CHANGES: readonly Changes[] = [
  synchronized,
  { ...synchronized, mailSettings: { ...mailSettings, channel: 'synchronization', delegation: true } },
  refusedWorkflow,
  newerLeft,
  { hosting: { online: true } },
  { routerAccounts: null },
  { routerAccounts: null, namedAccounts: [router] },
  { namedAccounts: [dana], rights: [rightsOf('router'), rightsOf('dana', { sendAs: [] })] },
  { senders: [support], senderConsent: null, queueOwnerHasRole: false },
  { senders: [{ ...sara, licensed: false }] },
  { senders: [{ ...sara, disabled: true }] },
  { senderConsent: false },
  { rights: [rightsOf('dana'), rightsOf('router', { readsQueue: true })] },
  { senderMailbox: null, alerts: null },
  { senderMailbox: { ...mailbox, approval: 2, approvedInMicrosoft365: false } },
  { senderMailbox: { ...mailbox, outgoing: off } },
  { senderMailbox: { ...mailbox, outgoing: off, testQueued: true } },
  { senderMailbox: { ...mailbox, sendingPostponedUntil: later, transientFailures: 2 } },
  { serverProfiles: [{ ...profile, active: false }] },
  { alerts: [{ text: 'Too large. 0x8005E237', details: null, at: AT }] },
  { drafts: draftsBy('dana'), accounts: [dana] },
  {
    drafts: draftsBy('dana'),
    accounts: [dana],
    statement: { refused: true, aboutRouter: false, accountIds: ['dana'] },
  },
  { jobs: { jobs: [job], cut: false }, accounts: [dana] },
  { jobs: { jobs: [job], cut: true }, jobOwnersOfSender: ['dana'] },
  { failedMails: { count: 1, oldest: minutesAgo(90), newest: minutesAgo(90) } },
  { departures: { lastHour: 2, lastDay: 9, newest: { sentAt: minutesAgo(1), submittedAt: minutesAgo(300) } } },
  {
    pulse: {
      ...healthy.pulse,
      lastDeparture: minutesAgo(300),
      lastProcessed: null,
      overdueInOrder: [overdue(60), overdue(70)],
    },
  },
  { backlog: { ...backlog(2, 60), notSubmitted: 1 } },
  { submitterMailboxes: [{ userId: 'sara', mailbox }] },
]
const anyFacts = fc.subarray([...CHANGES], { maxLength: 6 }).map(some => Object.assign({}, ...some) as Changes)
const old = fc.record({ count: fc.integer({ min: 1, max: 60_000 }), minutes: fc.integer({ min: 16, max: 100_000 }) })
const RUNS = { numRuns: 3000 }

/** Some check that looks at organizations of this channel needs the fact. */
function isNeeded(name: FactName, facts: FactSheet): boolean {
  return checks.some(check => {
    if (!check.needs.includes(name)) return false
    const outcome = check.judge(facts)
    return outcome.outcome !== 'notApplicable' || !/\.(synchronizes|usesRouter)$/.test(outcome.because.key)
  })
}

describe('whatever the facts', () => {
  it('old mail that waits is never healthy', () => {
    fc.assert(
      fc.property(anyFacts, old, fc.boolean(), (facts, { count, minutes }, isScheduled) => {
        const waiting = backlog(count, minutes)
        const apart = { ...waiting, overdue: 0, scheduled: count }
        const mail = pending(minutes, isScheduled ? { scheduledFor: later } : {})
        const some: Changes = { ...facts, backlog: isScheduled ? apart : waiting, pendingMails: [mail] }
        assert.notEqual(diagnose(sheet(some), checks).verdict, 'healthy')
      }),
      RUNS,
    )
  })

  it('a needed fact that was not seen is never healthy', () => {
    const names = Object.keys(healthy) as FactName[]
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(...names), (facts, name) => {
        const whole = sheet(facts)
        const unseen = sheet({ ...facts, [name]: forbidden('prvRead') })
        if (isNeeded(name, whole)) assert.notEqual(diagnose(unseen, checks).verdict, 'healthy', name)
      }),
      RUNS,
    )
  })

  it('what was seen to be wrong is named, and nothing is both found and unexplained', () => {
    fc.assert(
      fc.property(anyFacts, facts => {
        const { verdict, unexplained, findings } = diagnose(sheet(facts), checks)
        const blocks = findings.some(one => one.outcome === 'problem' && one.severity === 'blocking')
        const unseen = findings.some(({ outcome }) => outcome === 'undetermined')
        if (blocks) assert.equal(verdict, 'causeFound')
        if (unseen && !blocks) assert.equal(verdict, 'undetermined')
        assert.ok(!unexplained || (verdict === 'undetermined' && !blocks && !unseen))
      }),
      RUNS,
    )
  })
})
