import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { type Actor, type Case, stepOf } from '../../../src/domain/case/case.js'
import type { Event } from '../../../src/domain/case/caseEvents.js'
import { decide } from '../../../src/domain/case/decide.js'
import {
  after,
  carriedOut,
  casesByPhase,
  checkedAgain,
  consented,
  counted,
  gathered,
  helen,
  mails,
  planned,
  repairAsked,
  repairFacts,
  saraActor,
  surface,
} from '../../fixtures/cases.js'
import { definitions } from '../../fixtures/definitions.js'
import { AT, backlog, forbidden, rightsOf } from '../../fixtures/facts.js'

const phases = casesByPhase(checks)
const { diagnosed, asking, offered, applying, verifying, watching } = phases
const next = (thisCase: Case, ...events: ((thisCase: Case) => Event)[]) => after(thisCase, checks, ...events)
const refusal = (thisCase: Case, event: (thisCase: Case) => Event) => {
  const decision = decide(thisCase, event(thisCase), definitions)
  return 'refused' in decision ? decision.refused : null
}
const noteOf = ({ phase }: Case) => ('note' in phase ? phase.note?.key : undefined)
const stranger: Actor = { ...saraActor, id: '29:eve', aadObjectId: '33333333-3333-4333-8333-333333333333' }
const old = { ...repairFacts, backlog: { ok: true, value: backlog(37, 42 * 24 * 60), at: AT } } as const
const back =
  (by = saraActor) =>
  (thisCase: Case) =>
    ({ type: 'backedOut', at: AT, by, step: stepOf(thisCase) }) as const
const hold =
  (chosen: readonly string[], own = true, by = saraActor) =>
  (thisCase: Case) =>
    ({ type: 'holdAsked', at: AT, by, step: stepOf(thisCase), chosen, own }) as const
const recordsOf = (thisCase: Case) => thisCase.audit.flatMap(({ record }) => record ?? [])

describe('a repair', () => {
  it('is asked for by the sender, offered, agreed to, written, verified and watched until all mails have left', () => {
    const thisCase = next(watching, counted(2, 1), counted(0, 3))
    assert.equal(thisCase.phase.name, 'resolved')
    assert.deepEqual(
      thisCase.pending.map(({ kind }) => kind),
      ['notify', 'draw'],
    )
    assert.deepEqual(
      recordsOf(thisCase).map(({ kind, token }) => [kind, token]),
      [
        ['consent', null],
        ['write', 'person'],
        ['result', 'application'],
      ],
    )
    assert.match(recordsOf(thisCase)[1]?.changes[0] ?? '', /^usersettings sara: issendasallowed false → true$/)
  })

  it('asks the sender if somebody else wants their consent, which only the sender can give', () => {
    assert.ok(asking.phase.name === 'asking' && asking.phase.by.id === helen.id)
    assert.deepEqual(
      asking.pending.map(({ kind }) => kind),
      ['ask'],
    )
    assert.equal(refusal(asking, repairAsked('senderConsent', helen)), 'stale')
    const shown = next(asking, repairAsked('senderConsent'), planned())
    assert.equal(refusal(shown, consented(helen)), 'notAllowed')
    assert.equal(next(shown, consented()).phase.name, 'applying')
    assert.equal(noteOf(next(asking, back())), 'notes.senderDeclined')
  })

  it('remembers whether the sender could be reached', () => {
    const work = asking.pending[0]?.id ?? ''
    const there = { ...surface, audience: 'sender', conversationId: 'of-sara' } as const
    const reached = next(asking, () => ({ type: 'reached', at: AT, work, surface: there }))
    assert.ok(reached.phase.name === 'asking' && reached.phase.reached === 'notYet', 'until the card is shown')
    assert.equal(reached.surfaces.length, 2)
    const none = next(asking, () => ({ type: 'reached', at: AT, work, surface: null }))
    assert.ok(none.phase.name === 'asking' && none.phase.reached === 'none')
  })

  it('cannot be asked for by anybody else, except an administrator who sees the card in a group', () => {
    assert.equal(refusal(diagnosed, repairAsked('senderConsent', stranger)), 'notAllowed')
    const router = next(
      phases.diagnosing,
      gathered({ rights: [rightsOf('router', { sendAs: [] })], backlog: backlog(3, 60) }),
    )
    const present = (thisCase: Case) =>
      ({ ...repairAsked('sendAsPrivilege', stranger)(thisCase), present: true }) as Event
    assert.equal(refusal(router, repairAsked('sendAsPrivilege', stranger)), 'notAllowed')
    assert.equal(next(router, present).phase.name, 'planning')
  })

  it('is offered only for causes that were found', () => {
    assert.equal(refusal(diagnosed, repairAsked('sendAsPrivilege')), 'stale')
    assert.equal(refusal(diagnosed, repairAsked('holdMails')), 'stale')
    assert.equal(refusal(diagnosed, repairAsked('undo')), 'stale')
  })

  it('accepts consent only for the plan that is shown, and only once', () => {
    assert.equal(refusal(offered, consented(saraActor, { plan: 'another' })), 'stale')
    const late = consented()(offered)
    assert.equal(
      refusal(applying, () => late),
      'stale',
    )
    assert.equal(refusal(applying, consented()), 'stale')
  })

  it('lets e-mail that is older than a day or was not counted leave only if the person agrees to that', () => {
    const asks = next(diagnosed, repairAsked('senderConsent'), planned(old))
    assert.equal(noteOf(next(asks, consented())), 'notes.knowsOld')
    assert.equal(next(asks, consented(saraActor, { knowsOld: true })).phase.name, 'applying')
    const uncounted = { ...repairFacts, backlog: forbidden('prvReadActivity') }
    const blind = next(diagnosed, repairAsked('senderConsent'), planned(uncounted))
    assert.equal(noteOf(next(blind, consented())), 'notes.knowsOld')
  })

  it('drops the subjects once it was agreed to', () => {
    assert.ok(JSON.stringify(offered).includes('Fabrikam'))
    assert.ok(!JSON.stringify(applying).includes('Fabrikam'))
  })

  it('holds chosen e-mails back first, by a separate plan, and is then offered again', () => {
    assert.equal(noteOf(next(offered, hold([]))), 'notes.chooseMails')
    assert.equal(noteOf(next(offered, hold(['not-offered']))), 'notes.chooseMails')
    assert.equal(refusal(offered, hold(['mail-1'], false)), 'notAllowed')
    assert.equal(refusal(offered, hold(['mail-1'], true, helen)), 'notAllowed')
    const plan = next(offered, hold(['mail-1']), planned())
    assert.ok(plan.phase.name === 'offered' && plan.phase.remedy === 'holdMails')
    assert.deepEqual(plan.phase.plans[0]?.writes, [
      {
        kind: 'update',
        table: 'email',
        id: 'mail-1',
        etag: mails[0]?.etag,
        before: { statecode: 1, statuscode: 6 },
        after: { statecode: 2, statuscode: 5 },
      },
    ])
    const held = next(plan, consented(), carriedOut())
    assert.ok(held.phase.name === 'planning' && held.phase.remedy === 'senderConsent')
    assert.equal(held.applied, undefined)
    assert.ok(!JSON.stringify(recordsOf(held)).includes('Fabrikam'))
  })

  it('is planned again if a record was changed in between', () => {
    const again = next(applying, carriedOut({ result: 'changed' }))
    assert.equal(again.phase.name, 'planning')
    assert.equal(noteOf(again), 'notes.planChanged')
    assert.notEqual(stepOf(next(again, planned())), stepOf(offered))
  })

  it('says whom to ask if Dataverse refuses, and otherwise why it failed', () => {
    const refused = next(applying, carriedOut({ result: 'refused', detail: '0x80040220', privilege: 'prvAssignRole' }))
    assert.equal(noteOf(refused), 'notes.refused.allowSendAs')
    assert.equal(recordsOf(refused).at(-1)?.kind, 'refusal')
    assert.equal(noteOf(next(applying, carriedOut({ result: 'signIn', need: 'expired' }))), 'notes.signInAgain')
    const failed = next(applying, carriedOut({ result: 'failed', why: 'unreachable', detail: '' }))
    assert.equal(noteOf(failed), 'notes.repairFailed')
    const unseen = next(phases.planning, planned({ ...repairFacts, settings: forbidden('prvReadUserSettings') }))
    assert.equal(noteOf(unseen), 'notes.cannotPlan')
  })

  it('is verified instead of written if somebody has made it already', () => {
    const done = { ok: true, value: { etag: 'W/"9"', values: { issendasallowed: true } }, at: AT } as const
    assert.equal(next(phases.planning, planned({ ...repairFacts, settings: done })).phase.name, 'verifying')
  })

  it('counts as done only when its effect was seen, whatever the write answered', () => {
    const same = next(verifying, gathered({ senderConsent: false, backlog: backlog(3, 60) }))
    assert.equal(noteOf(same), 'notes.verified.stillThere')
    const other = next(verifying, gathered({ rights: [rightsOf('router', { sendAs: [] })], backlog: backlog(3, 60) }))
    assert.equal(noteOf(other), 'notes.verified.otherCause')
    const unseen = next(verifying, gathered({ senderConsent: forbidden('prvReadUserSettings') }))
    assert.equal(noteOf(unseen), 'notes.notVerified')
    assert.equal(noteOf(next(verifying, gathered())), 'notes.verified.nothingWaits')
  })
})

describe('the watch over a backlog', () => {
  it('counts again and again, after ever longer intervals', () => {
    const one = next(watching, counted(2, 1))
    assert.ok(one.phase.name === 'watching')
    assert.deepEqual([one.phase.watch.left, one.phase.watch.total, one.phase.watch.round], [2, 3, 1])
    assert.equal(one.pending[0]?.notBefore, '2026-11-23T10:01:00.000Z')
    assert.notEqual(one.pending[0]?.id, watching.pending[0]?.id)
  })

  it('gathers the facts again if nothing left during two cycles of the router, and says so', () => {
    const standing = { ...watching, phase: { ...watching.phase, watch: stale() } } as Case
    const looking = next(standing, counted(3, 0))
    assert.equal(looking.phase.name, 'verifying')
    const stalled = next(looking, gathered({ backlog: backlog(3, 60) }))
    assert.ok(stalled.phase.name === 'watching' && stalled.phase.watch.stalled)
    const found = next(looking, gathered({ rights: [rightsOf('router', { sendAs: [] })], backlog: backlog(3, 60) }))
    assert.equal(found.phase.name, 'diagnosed')
    assert.equal(next(stalled, counted(0, 3)).phase.name, 'resolved')
  })

  it('does not mistake mails that are gone for mails that were sent', () => {
    assert.equal(noteOf(next(watching, counted(0, 0))), 'notes.nothingLeft')
  })

  it('continues through an outage, and ends after a day', () => {
    const blind = next(watching, thisCase => ({
      ...(counted(0, 0)(thisCase) as Extract<Event, { type: 'counted' }>),
      backlog: { ok: false, why: 'unreachable', detail: '' },
    }))
    assert.ok(blind.phase.name === 'watching' && blind.phase.watch.unseen === 'unreachable')
    const yesterday = { ...stale(), since: '2026-11-22T09:00:00.000Z' }
    const over = next({ ...watching, phase: { ...watching.phase, watch: yesterday } } as Case, counted(3, 0))
    assert.equal(noteOf(over), 'notes.watchedADay')
  })

  it('keeps its count when somebody checks again by hand', () => {
    const looked = next(watching, counted(2, 1), checkedAgain(), gathered({ backlog: backlog(1, 60) }))
    assert.ok(looked.phase.name === 'watching')
    assert.deepEqual([looked.phase.watch.left, looked.phase.watch.total], [1, 3])
  })

  function stale() {
    assert.ok(watching.phase.name === 'watching')
    return { ...watching.phase.watch, movedAt: '2026-11-23T09:40:00.000Z' }
  }
})

describe('undoing a repair', () => {
  const undo = repairAsked('undo')

  it('restores the value, from whatever phase it was asked for, and says so', () => {
    const plan = next(watching, undo, planned())
    assert.ok(plan.phase.name === 'offered')
    const [write] = plan.phase.plans[0]?.writes ?? []
    assert.ok(write?.kind === 'update')
    assert.deepEqual(
      [write.before, write.after, write.etag],
      [{ issendasallowed: true }, { issendasallowed: false }, 'W/"8"'],
    )
    const undone = next(plan, consented(), carriedOut(), gathered({ senderConsent: false, backlog: backlog(3, 60) }))
    assert.equal(noteOf(undone), 'notes.verified.undone')
    assert.equal(refusal(undone, undo), 'stale')
  })

  it('returns to the watch if the person changes their mind', () => {
    const again = next(watching, undo, planned(), back())
    assert.ok(again.phase.name === 'watching' && again.pending[0]?.kind === 'watch')
    const resolved = next(watching, counted(0, 3))
    assert.equal(next(resolved, undo, planned(), back()).phase.name, 'resolved')
  })

  it('leaves alone what something else has changed since', () => {
    const touched = {
      ...repairFacts,
      states: { ok: true, value: [{ state: 'after', etag: 'W/"99"' }], at: AT },
    } as const
    const left = next(watching, undo, planned(touched))
    assert.equal(left.phase.name, 'watching')
    assert.equal(refusal(left, undo), 'stale')
  })

  it('of a consent is for the sender alone', () => {
    assert.equal(refusal(watching, repairAsked('undo', helen)), 'notAllowed')
  })
})
