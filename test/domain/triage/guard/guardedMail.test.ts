import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MINUTE_MS } from '../../../../src/domain/durations.js'
import {
  afterLook,
  afterTelling,
  claimed,
  type GuardedMail,
  unguarded,
} from '../../../../src/domain/triage/guard/guardedMail.js'
import { owedNotice } from '../../../../src/domain/triage/guard/guardNotice.js'
import {
  AT,
  type Changes,
  forbidden,
  healthy,
  minutesAgo,
  overdue,
  sheet,
  standstill,
  synchronized,
} from '../../../fixtures/facts.js'

const everyMs = 5 * MINUTE_MS
const stopped: Changes = { ...synchronized, pulse: { ...standstill, waitingMails: 12 } }
const leaves: Changes = { ...synchronized, pulse: { ...healthy.pulse, lastDeparture: minutesAgo(1) } }

/** Looks one after another, at the same time; what is owed is told after each. */
function seen(...looks: readonly Changes[]): GuardedMail {
  return looks.reduce(
    (before, changes) => afterLook(before, { facts: sheet(changes), at: AT, everyMs }),
    unguarded as GuardedMail,
  )
}
const owed = (mail: GuardedMail) => owedNotice(mail, 'Contoso')
const minutesTo = ({ next }: GuardedMail) => (Date.parse(next) - Date.parse(AT)) / MINUTE_MS

describe('the guard of the mail', () => {
  it('tells since when nothing left, how much waits, and what sends', () => {
    assert.deepEqual(owed(seen(stopped)), {
      key: 'triage.guard.stopped',
      args: {
        organization: 'Contoso',
        ever: 'yes',
        since: minutesAgo(240),
        by: 'synchronization',
        counted: 'yes',
        senders: 7,
        mails: 12,
      },
    })
    assert.equal(owed(seen({ ...stopped, environment: { production: false } }))?.args?.by, 'copy')
    assert.equal(owed(seen({ ...stopped, environment: forbidden('prvReadOrganization') }))?.args?.by, 'copy')
    assert.equal(owed(seen({ pulse: standstill }))?.args?.by, 'router')
    const uncounted = owed(
      seen({ ...stopped, pulse: { ...standstill, lastDeparture: null, waitingMails: null } }),
    )?.args
    assert.deepEqual([uncounted?.ever, uncounted?.counted], ['no', 'no'])
  })

  for (const [when, facts] of [
    ['mail leaves', leaves],
    ['one sender is busy', { ...stopped, pulse: { ...standstill, overdueInOrder: [overdue(60)] } }],
    [
      'mail has left since one of two submitted theirs',
      { ...stopped, pulse: { ...standstill, overdueInOrder: [overdue(60), overdue(300)] } },
    ],
    ['a mailbox was processed 14 minutes ago', { ...stopped, pulse: { ...standstill, lastProcessed: minutesAgo(14) } }],
    ['the router may not send for those who wait', { pulse: standstill, rights: [] }],
    ['nobody named the account of the router', { pulse: standstill, routerAccounts: null }],
  ] as const satisfies readonly (readonly [string, Changes])[]) {
    it(`says nothing if ${when}`, () => {
      const after = seen(facts, facts)
      assert.deepEqual([after.standstill, owed(after), after.unseen], [null, null, 0])
    })
  }

  it('tells it once, and once that mail leaves again, after how long', () => {
    const told = afterTelling(seen(stopped))
    const still = afterLook(told, { facts: sheet(stopped), at: AT, everyMs })
    assert.equal(owed(still), null)
    const over = afterLook(still, { facts: sheet(leaves), at: AT, everyMs })
    assert.deepEqual(owed(over), {
      key: 'triage.guard.leaves',
      args: { organization: 'Contoso', at: minutesAgo(1), unit: 'hours', count: 4 },
    })
    const after = afterTelling(over)
    assert.equal(owed(after), null)
    assert.equal(owed(afterLook(after, { facts: sheet(leaves), at: AT, everyMs })), null)
    assert.equal(owed(afterLook(after, { facts: sheet(stopped), at: AT, everyMs }))?.key, 'triage.guard.stopped')
  })

  it('says how long it lasted in the largest unit of which there are two', () => {
    const lasted = (minutes: number) => {
      const long = { ...synchronized, pulse: { ...standstill, lastDeparture: minutesAgo(minutes + 1) } }
      const { unit, count } =
        owed(afterLook(afterTelling(seen(long)), { facts: sheet(leaves), at: AT, everyMs }))?.args ?? {}
      return [unit, count]
    }
    assert.deepEqual(lasted(119), ['minutes', 119])
    assert.deepEqual(lasted(120), ['hours', 2])
    assert.deepEqual(lasted(47 * 60), ['hours', 47])
    assert.deepEqual(lasted(48 * 60), ['days', 2])
  })

  it('takes nothing that it did not see for a standstill, nor for its end', () => {
    const told = afterTelling(seen(stopped))
    const unseen: readonly Changes[] = [
      { ...leaves, pulse: forbidden('prvReadActivity') },
      { ...leaves, mailSettings: forbidden('prvReadOrganization') },
      { pulse: healthy.pulse, routerAccounts: forbidden('prvReadUser') },
      { pulse: healthy.pulse, rights: forbidden('prvReadRole') },
      { pulse: healthy.pulse, businessUnits: forbidden('prvReadBusinessUnit') },
    ]
    for (const changes of unseen) {
      const after = afterLook(told, { facts: sheet(changes), at: AT, everyMs })
      assert.deepEqual([after.standstill, after.told, owed(after)], [told.standstill, told.told, null])
      assert.equal(seen(changes).standstill, null)
    }
  })

  it('takes mail that is withdrawn, and a mailbox that is processed again, for no mail that leaves', () => {
    const told = afterTelling(seen(stopped))
    for (const pulse of [
      { ...standstill, waitingSenders: 0, waitingMails: 0, overdueInOrder: [] },
      { ...standstill, lastProcessed: minutesAgo(1) },
    ]) {
      const after = afterLook(told, { facts: sheet({ ...stopped, pulse }), at: AT, everyMs })
      assert.deepEqual([after.standstill, owed(after)], [told.standstill, null])
    }
  })

  it('remembers what left in between, and does not take it for the end', () => {
    const some = { ...standstill, lastDeparture: minutesAgo(70), overdueInOrder: [overdue(60), overdue(65)] }
    const told = afterTelling(seen(stopped, { ...stopped, pulse: some }))
    assert.equal(told.standstill?.since, minutesAgo(240))
    const withdrawn = { ...stopped, pulse: { ...some, overdueInOrder: [] } }
    const after = afterLook(told, { facts: sheet(withdrawn), at: AT, everyMs })
    assert.notEqual(after.standstill, null)
    assert.equal(owed(after), null)
  })

  it('tells neither of a standstill that was over before it could be told', () => {
    assert.equal(owed(seen(stopped, leaves)), null)
  })

  it('goes on with one that came back before its end could be told', () => {
    const again = afterLook(afterLook(afterTelling(seen(stopped)), { facts: sheet(leaves), at: AT, everyMs }), {
      facts: sheet(stopped),
      at: AT,
      everyMs,
    })
    assert.equal(owed(again), null)
    assert.equal(owed(afterLook(again, { facts: sheet(leaves), at: AT, everyMs }))?.args?.count, 4)
  })

  it('looks less and less often at what does not answer, at least once an hour, and as before once it does', () => {
    const away: Changes = { pulse: { ok: false, why: 'throttled', detail: '429' } }
    const pauses = [1, 2, 3, 4, 5, 40].map(looks => minutesTo(seen(...Array.from({ length: looks }, () => away))))
    assert.deepEqual(pauses, [5, 10, 20, 40, 60, 60])
    assert.equal(minutesTo(seen(away, away, leaves)), 5)
  })

  it('looks soon when a clock was a day ahead', () => {
    const later = new Date(Date.parse(AT) + 24 * 60 * MINUTE_MS).toISOString()
    const ahead = claimed(unguarded, later, everyMs) ?? assert.fail()
    assert.ok(claimed(ahead, AT, everyMs))
    const daily = 24 * 60 * MINUTE_MS
    const seldom = afterLook(unguarded, { facts: sheet(leaves), at: AT, everyMs: daily })
    assert.equal(claimed(seldom, AT, daily), null, 'a pause that the configuration asks for')
  })

  it('lets one instance look: the others wait until that one is done or dead', () => {
    const at = (minutes: number) => new Date(Date.parse(AT) + minutes * MINUTE_MS).toISOString()
    const claim = claimed(unguarded, at(0), everyMs)
    assert.ok(claim)
    assert.equal(claimed(claim, at(1), everyMs), null)
    assert.ok(claimed(claim, at(2), everyMs))
    assert.equal(claimed(seen(leaves), at(4), everyMs), null)
    assert.ok(claimed(seen(leaves), at(5), everyMs))
  })
})
