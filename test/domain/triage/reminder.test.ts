import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Case } from '../../../src/domain/case/case.js'
import type { Event } from '../../../src/domain/case/caseEvents.js'
import { decide } from '../../../src/domain/case/decide.js'
import { cancelled, checkedAgain, gathered, saraActor } from '../../fixtures/cases.js'
import { backlog, forbidden, rightsOf } from '../../fixtures/facts.js'
import { asked, checkOfSara, entered, inHelpdesk, triaged, withHelpdesk } from '../../fixtures/triage.js'

const withoutConsent = { senderConsent: false, backlog: backlog(3, 60) } as const
const unseen = { backlog: forbidden('prvReadActivity') } as const
const lacking = { rights: [rightsOf('router', { sendAs: [] })], backlog: backlog(3, 60) } as const

const workOf = ({ pending }: Case) => pending.find(({ kind }) => kind === 'remind')
const reminded =
  (at: string) =>
  (thisCase: Case): Event => ({ type: 'reminded', at, work: workOf(thisCase)?.id ?? 'none' })
const dueAt = (thisCase: Case) => workOf(thisCase)?.notBefore ?? null
const told = ({ notices = [] }: Case) => notices.map(({ to, message }) => `${to} ${message.key}`)
/** What is said on a card that came to the end of its conversation. */
const noted = ({ surfaces }: Case) => surfaces.flatMap(({ audience, note }) => (note ? `${audience} ${note.key}` : []))
/** The case after each reminder, until no more come. */
function untilSilent(thisCase: Case): readonly Case[] {
  const at = dueAt(thisCase)
  if (at === null) return []
  const next = inHelpdesk(thisCase, reminded(at))
  return [next, ...untilSilent(next)]
}

// AT is Monday, 23 November 2026, 10:00.
const TUESDAY = '2026-11-24T10:00:00.000Z'

describe('a reminder', () => {
  it('comes after one working day and then two, at most three times', () => {
    const all = untilSilent(asked(lacking))
    assert.deepEqual([asked(lacking), ...all].map(dueAt), [
      TUESDAY,
      '2026-11-26T10:00:00.000Z',
      '2026-11-30T10:00:00.000Z',
      null,
    ])
    assert.equal(told(all.at(-1)!).length, 3)
  })

  it('goes to the sender where it is their turn, else to the thread of the card', () => {
    const reminders = (thisCase: Case) => told(inHelpdesk(thisCase, reminded(TUESDAY)))
    const own = inHelpdesk(asked(withoutConsent), reminded(TUESDAY))
    assert.deepEqual([noted(own), told(own)], [['user triage.told.remind.self'], []])
    assert.deepEqual(reminders(asked(lacking)), ['helpdesk triage.told.remind.dynamicsAdministrator'])
    assert.deepEqual(reminders(asked(unseen)), ['helpdesk triage.told.remind.helpdesk'])
  })

  it('brings a check to the helpdesk that nobody acted on, once, and its owner is told', () => {
    const waiting = checkOfSara(lacking)
    assert.equal(dueAt(waiting), TUESDAY)
    const passed = inHelpdesk(waiting, reminded(TUESDAY))
    assert.equal(passed.triage?.entry, 'unanswered')
    assert.deepEqual(told(passed), ['user triage.told.unanswered'])
    const all = untilSilent(inHelpdesk(passed, entered()))
    assert.equal(all.length, 2, 'the first of three came before')
  })

  it('is not due where nobody has to act', () => {
    assert.equal(dueAt(checkOfSara()), null, 'nothing is wrong')
    assert.equal(dueAt(checkOfSara(unseen)), null, 'nobody knows what to do')
    assert.equal(dueAt(inHelpdesk(asked(), cancelled())), null, 'it is over')
    assert.equal(dueAt(inHelpdesk(checkOfSara(lacking), checkedAgain())), null, 'the bot is at work')
  })

  it('begins anew when the turn changes, or somebody else has the case', () => {
    const once = inHelpdesk(asked(lacking), reminded(TUESDAY))
    const taken = inHelpdesk(once, triaged({ do: 'take' }, undefined, '2026-11-25T12:00:00.000Z'))
    assert.equal(dueAt(taken), '2026-11-26T12:00:00.000Z')
    assert.equal(taken.reminder?.count, 0)
  })

  it('survives every other work, and a look again with the same result', () => {
    const thisCase = asked(lacking)
    const later = '2026-11-23T15:00:00.000Z'
    const again = inHelpdesk(thisCase, checkedAgain(), gathered(lacking, later))
    assert.equal(dueAt(again), TUESDAY)
  })

  it('waits as long as an agent says', () => {
    const snoozed = inHelpdesk(asked(lacking), triaged({ do: 'snooze', days: 5 }))
    assert.equal(dueAt(snoozed), '2026-11-30T10:00:00.000Z')
    assert.ok(snoozed.reminder?.snoozed)
    assert.ok(!inHelpdesk(snoozed, reminded('2026-11-30T10:00:00.000Z')).reminder?.snoozed)
    for (const days of [0, 11, 1.5, Number.NaN]) {
      const decision = decide(asked(lacking), triaged({ do: 'snooze', days })(asked(lacking)), withHelpdesk)
      assert.deepEqual(decision, { refused: 'stale' })
    }
  })

  it('follows the time zone of whoever has to act', () => {
    const there = asked(withoutConsent)
    const sydney = { ...there, surfaces: there.surfaces.map(place => ({ ...place, timeZone: 'Australia/Sydney' })) }
    // 21:00 there: after hours, so it is the morning of the day after the next working day.
    const taken = inHelpdesk(sydney, triaged({ do: 'take' }))
    assert.equal(dueAt(taken), '2026-11-24T22:00:00.000Z')
    assert.notEqual(saraActor.id, taken.triage?.assignee?.id)
  })

  it('is never due without a helpdesk', () => {
    const { reminder, pending } = checkOfSara(lacking)
    assert.ok(reminder && pending.length > 0)
    const thisCase = { ...checkOfSara(lacking), pending: [] }
    const { reminder: _, ...bare } = thisCase
    const decision = decide(bare, checkedAgain()(bare), { ...withHelpdesk, helpdesk: false })
    assert.ok('done' in decision && decision.done.reminder === undefined)
  })
})
