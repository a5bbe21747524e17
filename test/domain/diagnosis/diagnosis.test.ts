import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import type { Check } from '../../../src/domain/diagnosis/check.js'
import { diagnose, missingFacts } from '../../../src/domain/diagnosis/diagnosis.js'
import {
  backlog,
  type Changes,
  dana,
  forbidden,
  healthy,
  mailbox,
  overdue,
  refusedWorkflow,
  rightsOf,
  router,
  sheet,
  synchronized,
} from '../../fixtures/facts.js'
import { causesOf, verdictOf } from './verdicts.js'

describe('a diagnosis', () => {
  it('names both seed causes at once, in the order of explanation', () => {
    const facts: Changes = { senderConsent: false, rights: [rightsOf('router', { sendAs: [] })] }
    assert.deepEqual(verdictOf(facts), ['causeFound', false])
    assert.deepEqual(causesOf(facts), ['senderConsent', 'sendAsPrivilege'])
  })

  it('puts what blocks before what contributes', () => {
    const facts: Changes = { ...refusedWorkflow, senderMailbox: null, alerts: null }
    assert.deepEqual(causesOf(facts), ['noMailbox', 'heldJobs'])
  })

  it('does not say that the router has stopped where it may not send, and does where nothing else is in the way', () => {
    const pulse = {
      ...healthy.pulse,
      lastDeparture: null,
      lastProcessed: null,
      overdueInOrder: [overdue(60), overdue(70)],
    }
    assert.deepEqual(causesOf({ pulse, senderConsent: false }), ['senderConsent'])
    assert.deepEqual(causesOf({ pulse, backlog: backlog(3, 60) }), ['everybodyWaits'])
    const untested = { ...mailbox, outgoing: { enabled: false, testStatus: 0 } } as const
    const both = causesOf({ ...synchronized, pulse, senderMailbox: untested })
    assert.deepEqual(both, ['mailboxNotEnabled', 'everybodyWaits'])
  })

  it('keeps the depth at which the bot holds a privilege, if that is not deep enough', () => {
    const hidden = { ...forbidden('prvReadMailbox'), depth: 'Local' as const }
    const [missing] = missingFacts(diagnose(sheet({ senderMailbox: hidden }), checks))
    assert.deepEqual([missing?.privilege, missing?.depth], ['prvReadMailbox', 'Local'])
  })

  it('reports a check that throws as undetermined, and goes on with the others', () => {
    const broken: Check = {
      id: 'senderConsent',
      needs: [],
      lastResort: false,
      judge: () => {
        throw new Error('a bug')
      },
    }
    const diagnosis = diagnose(sheet(), [broken, ...checks])
    assert.equal(diagnosis.verdict, 'undetermined')
    assert.equal(diagnosis.findings.length, checks.length + 1)
    assert.deepEqual(missingFacts(diagnosis), [{ fact: 'senderConsent', why: 'crashed', detail: 'Error: a bug' }])
  })

  it('includes the backlog, the channel and what left, whatever the verdict', () => {
    const {
      backlog: counted,
      channel,
      departures,
    } = diagnose(sheet({ backlog: backlog(37, 60_000), senderConsent: false }), checks)
    assert.ok(counted.ok && counted.value?.count === 37 && counted.value.olderThanADay === 37)
    assert.deepEqual([channel, departures.ok], ['router', true])
    const unseen = diagnose(sheet({ mailSettings: forbidden('prvReadOrganization') }), checks)
    assert.deepEqual([unseen.channel, unseen.held, unseen.acting], [null, null, []])
  })

  it('says who acts, and what was held back', () => {
    const { acting, held } = diagnose(sheet(refusedWorkflow), checks)
    assert.deepEqual(
      acting.map(({ account, as, certain }) => [account.id, as, certain]),
      [['dana', 'workflow', true]],
    )
    assert.deepEqual([held?.drafts, held?.jobs], [2, 1])
    const { acting: both } = diagnose(
      sheet({ namedAccounts: [dana], rights: [rightsOf('router'), rightsOf('dana')] }),
      checks,
    )
    assert.deepEqual(
      both.map(({ account, as }) => [account.id, as]),
      [
        [router.id, 'router'],
        ['dana', 'named'],
      ],
    )
  })
})
