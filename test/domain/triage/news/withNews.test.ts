import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Case } from '../../../../src/domain/case/case.js'
import type { Event } from '../../../../src/domain/case/caseEvents.js'
import { decide } from '../../../../src/domain/case/decide.js'
import { agentOf } from '../../../../src/domain/triage/triage.js'
import { promisedBy } from '../../../../src/storage/workRows.js'
import { saraActor } from '../../../fixtures/cases.js'
import { AT } from '../../../fixtures/facts.js'
import { checkOfSara, entered, hugo, triaged, withHelpdesk } from '../../../fixtures/triage.js'

type Step = (thisCase: Case) => Event

function withTickets(thisCase: Case, ...events: readonly Step[]): Case {
  return events.reduce((before, event) => {
    const decision = decide(before, event(before), { ...withHelpdesk, tickets: true })
    return 'done' in decision ? decision.done : assert.fail(`refused: ${decision.refused}`)
  }, thisCase)
}

const announceOf = ({ pending }: Case) => pending.find(({ kind }) => kind === 'announce')
const newsIn = ({ news = [] }: Case) => news.map(({ n, kind }) => `${n} ${kind}`)
const asked = triaged({ do: 'ask' }, saraActor)
const announced =
  (delivered: number, failed = 0, retryAfterMs?: number): Step =>
  thisCase => ({
    type: 'announced',
    at: AT,
    work: announceOf(thisCase)?.id ?? '',
    delivered,
    failed,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  })

describe('the news of a case', () => {
  it('tell that it came, was taken, given back, moved on and was closed', () => {
    const closed = withTickets(
      checkOfSara({ senderConsent: false }),
      asked,
      entered(),
      triaged({ do: 'take' }),
      triaged({ do: 'assign', to: agentOf(hugo) }),
      triaged({ do: 'giveBack' }),
      triaged({ do: 'askAdministrator' }),
      triaged({ do: 'note', text: 'nobody hears of it' }),
      triaged({ do: 'close', outcome: 'other', reason: 'x' }),
    )
    const kinds = ['opened', 'taken', 'taken', 'taken', 'turnChanged', 'closed']
    assert.deepEqual(
      newsIn(closed),
      kinds.map((kind, i) => `${i + 1} ${kind}`),
    )
    assert.ok(announceOf(closed))
  })

  it('are not kept where there is no ticket system, or the case never came to the helpdesk', () => {
    const decision = decide(checkOfSara(), asked(checkOfSara()), withHelpdesk)
    assert.ok('done' in decision && decision.done.triage && decision.done.news === undefined)
    assert.equal(withTickets(checkOfSara()).news, undefined)
  })

  it('wait for the number, by which the ticket system knows the case', () => {
    const opened = withTickets(checkOfSara(), asked)
    assert.deepEqual([newsIn(opened), announceOf(opened)], [['1 opened'], undefined])
    assert.ok(announceOf(withTickets(opened, entered())))
  })

  it('are gone once they were told, and those that came meanwhile are told next', () => {
    const two = withTickets(checkOfSara(), asked, entered(), triaged({ do: 'take' }))
    assert.equal(announceOf(withTickets(two, announced(2))), undefined)
    assert.equal(withTickets(two, announced(2)).news, undefined)
    const more = withTickets(two, announced(1))
    assert.deepEqual([newsIn(more), announceOf(more)?.attempts], [['2 taken'], 0])
    const later = withTickets(two, announced(2), triaged({ do: 'giveBack' }))
    assert.deepEqual(newsIn(later), ['3 taken'])
  })

  it('are told again when the ticket system may take them, counted from where they stand, and hold up nothing', () => {
    const one = withTickets(checkOfSara(), asked, entered())
    const failed = withTickets(one, announced(0, 3, 60_000))
    const { attempts, notBefore } = announceOf(failed) ?? {}
    assert.deepEqual([newsIn(failed), attempts, notBefore], [['1 opened'], 3, '2026-11-23T10:01:00.000Z'])
    const alone = { ...failed, pending: failed.pending.filter(({ kind }) => kind === 'announce') }
    assert.equal(promisedBy(alone)?.lane, 'watch')
    const work = announceOf(failed)?.id ?? ''
    const [at, until] = ['2026-11-23T10:01:00.000Z', '2026-11-23T10:01:05.000Z']
    const broken = withTickets(
      failed,
      () => ({ type: 'leased', at, until, work, owner: 'a' }),
      () => ({ type: 'failed', at, work, owner: 'a', detail: 'the store is away' }),
    )
    assert.deepEqual(newsIn(broken), ['1 opened'])
    assert.ok(announceOf(broken))
  })

  it('draw no card anew', () => {
    const one = withTickets(checkOfSara(), asked, entered())
    assert.equal(withTickets(one, announced(1)).revision, one.revision)
  })
})

describe('a case that goes back and forth while the ticket system is away', () => {
  it('keeps a hundred news at most, and that it was closed', () => {
    const steps = Array.from({ length: 200 }, () => [triaged({ do: 'take' }), triaged({ do: 'giveBack' })]).flat()
    const close = triaged({ do: 'close', outcome: 'other', reason: 'x' })
    const news = newsIn(withTickets(checkOfSara({ senderConsent: false }), asked, entered(), ...steps, close))
    assert.equal(news.length, 101)
    assert.equal(news[0], '1 opened')
    assert.equal(news.at(-1), '101 closed')
  })
})
