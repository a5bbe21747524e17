import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import type { Case, Surface } from '../../../src/domain/case/case.js'
import type { Event, Shown } from '../../../src/domain/case/caseEvents.js'
import { drawingIn, isOwed } from '../../../src/domain/case/drawing.js'
import {
  after,
  answered,
  casesByPhase,
  checkedAgain,
  counted,
  gathered,
  helen,
  opened,
  repairAsked,
  shown,
  surface,
} from '../../fixtures/cases.js'
import { AT, backlog } from '../../fixtures/facts.js'

const phases = casesByPhase(checks)
const next = (thisCase: Case, ...events: ((thisCase: Case) => Event)[]) => after(thisCase, checks, ...events)
const chat: Surface = { ...surface, audience: 'sender', conversationId: 'chat of the sender' }
const { activityId: _, ...unsent } = chat

type Result = Omit<Shown['deliveries'][number], 'place'>
/** The result of drawing the card at one place. */
const delivered =
  (result: Result, place?: Surface) =>
  (thisCase: Case): Event => {
    const [first] = thisCase.surfaces
    assert.ok(first)
    return { type: 'shown', at: AT, revision: thisCase.revision, deliveries: [{ place: place ?? first, ...result }] }
  }

describe('a drawing', () => {
  it('is promised in the saved state, for every change that a card shows', () => {
    const moved = next(phases.diagnosed, checkedAgain())
    assert.equal(moved.revision, phases.diagnosed.revision + 1)
    assert.equal(drawingIn(moved)?.id, `draw.${moved.revision}`)
    assert.ok(moved.surfaces.every(place => isOwed(place, moved)))
    assert.equal(drawingIn(opened())?.kind, 'draw', 'from the start')
  })

  it('is done when every card was drawn', () => {
    const drawn = next(phases.diagnosed, checkedAgain(), shown)
    assert.equal(drawingIn(drawn), undefined)
    assert.ok(drawn.surfaces.every(place => !isOwed(place, drawn)))
  })

  it('is not promised if nothing is new: a lease, a heartbeat, or an unchanged count', () => {
    const { watching } = phases
    const same = next(watching, counted(3, 0))
    assert.equal(same.revision, watching.revision)
    assert.equal(drawingIn(same), undefined)
    assert.equal(next(watching, counted(2, 1)).revision, watching.revision + 1)
  })

  it('is not lost when another promise replaces all others', () => {
    const undrawn = next(phases.watching, counted(2, 1))
    assert.ok(drawingIn(next(undrawn, counted(2, 1))), 'an unchanged count')
  })

  it('is tried again after ever longer delays if it failed', () => {
    let thisCase = next(phases.diagnosed, checkedAgain())
    const waits: number[] = []
    for (let tries = 0; tries < 12; tries++) {
      thisCase = next(thisCase, delivered({ result: 'failed' }))
      waits.push((Date.parse(drawingIn(thisCase)?.notBefore ?? '') - Date.parse(AT)) / 1000)
    }
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
    const slowed = next(phases.diagnosed, checkedAgain(), delivered({ result: 'failed', retryAfterMs: 30_000 }))
    assert.equal(drawingIn(slowed)?.notBefore, new Date(Date.parse(AT) + 30_000).toISOString())
  })

  it('is given up permanently where the channel refuses the place', () => {
    const refused = next(phases.diagnosed, checkedAgain(), delivered({ result: 'refused', status: 403 }))
    assert.equal(drawingIn(refused), undefined)
    assert.equal(refused.surfaces[0]?.refused, 403)
    const later = next(refused, gathered())
    assert.equal(drawingIn(later), undefined, 'nothing is drawn there any more')
  })

  it('sends the card again if the message is gone, but only once', () => {
    const gone = next(phases.diagnosed, checkedAgain(), delivered({ result: 'gone' }))
    assert.equal(gone.surfaces[0]?.activityId, undefined)
    assert.ok(drawingIn(gone))
    const resent = next(gone, thisCase => {
      const [place] = thisCase.surfaces
      assert.ok(place)
      return delivered({ result: 'shown' }, { ...place, activityId: 'second' })(thisCase)
    })
    assert.deepEqual([resent.surfaces[0]?.activityId, drawingIn(resent)], ['second', undefined])
    const again = next(resent, gathered(), delivered({ result: 'gone' }))
    assert.deepEqual([again.surfaces[0]?.refused, drawingIn(again)], [404, undefined])
  })

  it('is repeated if an older drawing of the same message ends after a newer one', () => {
    const now = next(phases.diagnosed, checkedAgain(), shown)
    const late = { ...(delivered({ result: 'shown' })(now) as Shown), revision: now.revision - 1 }
    const owing = next(now, () => late)
    assert.ok(drawingIn(owing))
  })

  it('moves the card to the end of a conversation, and makes older messages say so', () => {
    const heard: Event = { type: 'heard', at: AT, here: surface, note: { key: 'notes.working' } }
    const twice = next(phases.diagnosed, () => heard)
    assert.deepEqual(twice.surfaces[0]?.retires, ['activity-1'])
    const sent = next(twice, delivered({ result: 'shown' }, { ...surface, activityId: 'new' }))
    assert.ok(drawingIn(sent), 'the old message does not say so yet')
    assert.equal(sent.surfaces[0]?.note, undefined, 'a note is shown once')
    const place = { ...surface, activityId: 'new' }
    const done = next(sent, delivered({ result: 'shown', retired: ['activity-1'] }, place))
    assert.deepEqual([drawingIn(done), done.surfaces[0]?.retires], [undefined, undefined])
  })

  it('ignores a message from which the card has moved in the meantime', () => {
    const moved = next(phases.diagnosed, () => ({ type: 'heard', at: AT, here: surface }))
    const late = next(moved, delivered({ result: 'shown' }, surface))
    assert.equal(late.surfaces[0]?.activityId, undefined)
    assert.ok(drawingIn(late))
  })

  it('includes the card of a sender who is asked for consent, and the asker sees if they cannot be reached', () => {
    const asking = next(phases.diagnosed, repairAsked('senderConsent', helen))
    const reached = next(asking, thisCase => ({
      type: 'reached',
      at: AT,
      work: thisCase.pending[0]?.id ?? '',
      surface: unsent,
    }))
    const theirs = reached.surfaces.find(({ audience }) => audience === 'sender')
    assert.ok(theirs && isOwed(theirs, reached))
    const reachOf = ({ phase }: Case) => (phase.name === 'asking' ? phase.reached : null)
    assert.equal(reachOf(reached), 'notYet')
    const refused = next(reached, delivered({ result: 'refused', status: 403 }, theirs))
    assert.equal(reachOf(refused), 'none')
    assert.ok(drawingIn(refused), 'the person who asks has to see it')
    const waiting = next(reached, delivered({ result: 'failed', status: 500 }, theirs))
    assert.equal(reachOf(waiting), 'none', 'the card does not count as shown without a message')
    const there = waiting.surfaces.find(({ audience }) => audience === 'sender')
    assert.equal(
      reachOf(next(waiting, delivered({ result: 'shown' }, { ...(there ?? theirs), activityId: '1' }))),
      'card',
    )
  })

  it('is separate from the notification that the mail left, which is repeated until everybody has it', () => {
    const left = next(phases.watching, counted(0, 3))
    const notify = (told: readonly Surface[]) => (thisCase: Case) =>
      ({ type: 'notified', at: AT, work: thisCase.pending[0]?.id ?? '', told }) as const
    const tried = next(left, notify([]))
    assert.equal(tried.pending[0]?.attempts, 1)
    const done = next(tried, notify(tried.surfaces))
    assert.ok(!done.pending.some(({ kind }) => kind === 'notify'))
  })
})

describe('an activity that is delivered twice', () => {
  const type = (activity: string) => (thisCase: Case) => ({
    ...(answered({ ask: 'symptom', value: 'stuck' })(thisCase) as Extract<Event, { type: 'answered' }>),
    activity,
  })

  it('is processed once, whatever it changed in the case', () => {
    const once = next(opened(), type('a'))
    const decide = () => next(once, type('a'))
    assert.throws(decide, /refused: duplicate/)
    assert.throws(() => next(once, () => ({ type: 'heard', at: AT, activity: 'a', here: surface })), /duplicate/)
  })

  it('is distinguished from the next one', () => {
    const twice = next(opened(), type('a'))
    const heard = (thisCase: Case, activity: string) =>
      next(thisCase, () => ({ type: 'heard', at: AT, activity, here: surface }))
    const later = heard(twice, 'b')
    assert.deepEqual(later.activities?.slice(-2), ['a', 'b'])
    assert.throws(() => heard(later, 'a'), /duplicate/, 'delivered again after the next one')
    const long = Array.from({ length: 30 }, (_, n) => `c${n}`).reduce(heard, later)
    assert.deepEqual([long.activities?.length, long.activities?.at(-1)], [20, 'c29'])
  })
})

describe('an offer that nobody answers', () => {
  it('keeps subjects and recipients for a day, and then has to be requested again', () => {
    const { offered } = phases
    const [forget] = offered.pending
    assert.deepEqual([forget?.kind, forget?.notBefore], ['forget', new Date(Date.parse(AT) + 86_400_000).toISOString()])
    const dropped = next(offered, thisCase => ({ type: 'forgotten', at: AT, work: thisCase.pending[0]?.id ?? '' }))
    assert.ok(dropped.phase.name === 'diagnosed')
    assert.equal(dropped.phase.note?.key, 'notes.offerForgotten')
    assert.doesNotMatch(JSON.stringify(dropped), /Fabrikam|anna@/)
    assert.ok(drawingIn(dropped), 'the card drops them, too')
  })

  it('has nothing left to drop once it was answered', () => {
    assert.ok(!phases.applying.pending.some(({ kind }) => kind === 'forget'))
    assert.equal(backlog(3, 60).count, 3)
  })
})
