import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import type { Case } from '../../../src/domain/case/case.js'
import type { Event } from '../../../src/domain/case/caseEvents.js'
import { diagnose } from '../../../src/domain/diagnosis/diagnosis.js'
import { needsName } from '../../../src/domain/repair/remedy.js'
import type { RemedyId } from '../../../src/domain/repair/repair.js'
import type { WatchPace } from '../../../src/domain/repair/repairWorkEvents.js'
import {
  after,
  carriedOut,
  casesByPhase,
  consented,
  counted,
  gathered,
  planned,
  repairAsked,
  repairFacts,
  saraActor,
} from '../../fixtures/cases.js'
import { definitions } from '../../fixtures/definitions.js'
import {
  backlog,
  type Changes,
  mailbox,
  refusedWorkflow,
  sheet,
  standstill,
  synchronized,
} from '../../fixtures/facts.js'

const waiting = { ...synchronized, backlog: backlog(3, 60) }
const box = (testStatus: 0 | 1 | 2, testQueued = false): Changes => ({
  ...waiting,
  senderMailbox: { ...mailbox, outgoing: { enabled: testStatus === 1, testStatus }, testQueued },
})
const neverTested = box(0)
const queued = box(0, true)
const failed = box(2)
const passed = box(1)

const row = { testemailconfigurationscheduled: false, outgoingemaildeliverymethod: 0, emailrouteraccessapproval: 2 }
const facts = {
  ...repairFacts,
  mailbox: { ok: true, value: { etag: 'W/"7"', values: row }, at: '2026-11-23T10:00:00Z' },
} as const
const next = (thisCase: Case, ...events: ((thisCase: Case) => Event)[]) => after(thisCase, checks, ...events)
const diagnosed = (changes: Changes) => next(casesByPhase(checks).diagnosing, gathered(changes))
const offer = (changes: Changes, remedy: RemedyId = 'testMailbox') =>
  next(diagnosed(changes), repairAsked(remedy), planned(facts))
const tested = () => next(offer(neverTested), consented(), carriedOut())
const noteOf = ({ phase }: Case) => ('note' in phase ? phase.note?.key : undefined)
/** A look at the facts in the middle of the watch, so many minutes after it began. */
const look = (changes: Changes, minutes: number) => (thisCase: Case) => {
  const at = new Date(Date.parse('2026-11-23T10:00:00Z') + minutes * 60_000)
  const before = (more: number) => new Date(at.getTime() - more * 60_000).toISOString()
  const pace: WatchPace = { nextLook: at.toISOString(), stuckSince: before(10), endedSince: before(24 * 60) }
  return { ...gathered(changes, at.toISOString())(thisCase), pace } as Event
}
const watchOf = ({ phase }: Case) => (phase.name === 'watching' ? phase.watch : null)

describe('a test of a mailbox that was asked for', () => {
  it('is watched by gathering the facts until it has run, and then the mail is', () => {
    const first = next(tested(), gathered(queued))
    assert.equal(watchOf(first)?.looksAt, 'facts')
    assert.equal(first.pending[0]?.kind, 'watch')
    const looking = next(first, counted(3, 0))
    assert.equal(looking.phase.name, 'verifying', 'mail that waits is no answer')
    const second = next(looking, look(queued, 1))
    assert.deepEqual([watchOf(second)?.looksAt, watchOf(second)?.round], ['facts', 1])
    const enabled = next(second, counted(3, 0), look(passed, 2))
    assert.deepEqual([watchOf(enabled)?.looksAt, watchOf(enabled)?.left], [undefined, 3])
    const left = next(enabled, counted(0, 3))
    assert.equal(left.phase.name, 'resolved')
  })

  it('that failed ends the watch with the cause', () => {
    const ended = next(tested(), gathered(queued), counted(3, 0), look(failed, 1))
    assert.ok(ended.phase.name === 'diagnosed')
    assert.equal(noteOf(ended), 'notes.verified.testFailed')
  })

  it('that does not run for ten minutes is watched like other mail, for a day', () => {
    const stalled = next(tested(), gathered(queued), counted(3, 0), look(queued, 11))
    assert.deepEqual([watchOf(stalled)?.looksAt, watchOf(stalled)?.left], [undefined, 3])
  })

  it('is not offered for undoing', () => {
    assert.equal(noteOf(next(tested(), gathered(failed))), 'notes.verified.testFailed')
    const undoing = next(tested(), gathered(failed), repairAsked('undo'), planned())
    assert.equal(noteOf(undoing), 'notes.cannotUndo')
  })

  it('does not keep watching for drafts that somebody else has to send', () => {
    const held = next(tested(), gathered({ ...refusedWorkflow, ...passed, jobs: { jobs: [], cut: false } }))
    assert.notEqual(watchOf(held)?.looksAt, 'facts')
  })
})

describe('the name of the organization', () => {
  const typing = (typedName?: string) => consented(saraActor, typedName === undefined ? {} : { typedName })
  const copy = { environment: { production: false } }

  it('is typed before old mail may leave a copy, in any case and with spaces around it', () => {
    const asks = offer({ ...neverTested, ...copy })
    for (const wrong of [undefined, '', 'Contoso Field Service'])
      assert.equal(noteOf(next(asks, typing(wrong))), 'notes.typeName')
    assert.equal(next(asks, typing(' contoso ')).phase.name, 'applying')
    assert.equal(next(offer(neverTested), typing()).phase.name, 'applying', 'not in production')
  })

  it('is needed in a copy, where that is not known, and where nobody’s mail leaves', () => {
    const places: readonly (readonly [Changes, boolean])[] = [
      [{}, false],
      [copy, true],
      [{ environment: { ok: false, why: 'forbidden', detail: 'no' } }, true],
      [{ pulse: standstill }, true],
    ]
    for (const [changes, needed] of places) {
      const diagnosis = diagnose(sheet({ ...neverTested, ...changes }), checks)
      for (const remedy of definitions.remedies) {
        const keepsMail = ['holdMails', 'undo'].includes(remedy.id)
        assert.equal(needsName(remedy, diagnosis), needed && !keepsMail, `${remedy.id} ${JSON.stringify(changes)}`)
      }
    }
  })
})
