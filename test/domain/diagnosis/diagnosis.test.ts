import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { type Check, diagnose, missingFacts, problemsOf } from '../../../src/domain/diagnosis/diagnosis.js'
import { backlog, forbidden, sheet } from '../../fixtures/facts.js'

const causes = (facts = sheet()) => problemsOf(diagnose(facts, checks)).map(({ checkId }) => checkId)
const verdict = (facts = sheet()) => diagnose(facts, checks).verdict

describe('diagnose', () => {
  it('is healthy when everything was seen and nothing is wrong', () => {
    assert.equal(verdict(), 'healthy')
    assert.deepEqual(causes(), [])
  })

  it('names both seed causes at once, in the order of explanation', () => {
    const facts = sheet({ senderConsent: false, sendAsPrivilege: [] })
    assert.equal(verdict(facts), 'causeFound')
    assert.deepEqual(causes(facts), ['senderConsent', 'sendAsPrivilege'])
  })

  it('is never healthy when something was not seen', () => {
    const facts = sheet({ senderConsent: forbidden('prvReadUserSettings') })
    assert.equal(verdict(facts), 'undetermined')
    assert.deepEqual(
      missingFacts(diagnose(facts, checks)).map(({ privilege }) => privilege),
      ['prvReadUserSettings'],
    )
  })

  it('keeps a cause that was found even if something else was not seen', () => {
    assert.equal(verdict(sheet({ sendAsPrivilege: [], senderConsent: forbidden('prvReadUserSettings') })), 'causeFound')
  })

  it('says that a recent e-mail is just waiting only if nothing else is wrong', () => {
    const young = backlog(1, 2)
    assert.deepEqual(causes(sheet({ backlog: young })), ['justWaiting'])
    assert.equal(verdict(sheet({ backlog: young })), 'healthy')
    assert.deepEqual(causes(sheet({ backlog: young, senderConsent: false })), ['senderConsent'])
  })

  it('is never healthy while e-mail waits for a quarter of an hour, and says that it found no reason', () => {
    const told = (facts = sheet()) => {
      const { verdict: said, unexplained } = diagnose(facts, checks)
      return [said, unexplained]
    }
    assert.deepEqual(told(sheet({ backlog: backlog(1, 14) })), ['healthy', false])
    assert.deepEqual(told(sheet({ backlog: backlog(1, 15) })), ['undetermined', true])
    assert.deepEqual(told(sheet({ backlog: { ...backlog(50_000, 540), atLeast: true } })), ['undetermined', true])
    // Some e-mails wait, but their dates are unknown.
    assert.deepEqual(told(sheet({ backlog: { ...backlog(3, 5), oldest: null } })), ['undetermined', true])
    assert.deepEqual(told(sheet({ backlog: backlog(0, 0) })), ['healthy', false])
    assert.deepEqual(missingFacts(diagnose(sheet({ backlog: backlog(1, 15) }), checks)), [])
  })

  it('is not unexplained if something was not seen or a cause was found', () => {
    const old = backlog(3, 540)
    const unseen = diagnose(sheet({ backlog: old, alerts: forbidden('prvReadTraceLog') }), checks)
    assert.deepEqual([unseen.verdict, unseen.unexplained], ['undetermined', false])
    const found = diagnose(sheet({ backlog: old, senderConsent: false }), checks)
    assert.deepEqual([found.verdict, found.unexplained], ['causeFound', false])
    const uncounted = diagnose(sheet({ backlog: forbidden('prvReadActivity') }), checks)
    assert.deepEqual([uncounted.verdict, uncounted.unexplained], ['undetermined', false])
  })

  it('is undetermined where the sender has no mailbox at all', () => {
    const diagnosis = diagnose(sheet({ senderMailbox: null, alerts: null }), checks)
    assert.equal(diagnosis.verdict, 'undetermined')
    assert.deepEqual(
      missingFacts(diagnosis).map(({ fact, why }) => [fact, why]),
      [['senderMailbox', 'absent']],
    )
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

  it('includes the backlog, whatever the verdict', () => {
    const { backlog: counted } = diagnose(sheet({ backlog: backlog(37, 60_000), senderConsent: false }), checks)
    assert.ok(counted.ok && counted.value?.count === 37 && counted.value.olderThanADay === 37)
  })
})
