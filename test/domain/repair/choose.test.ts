import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import type { Actor } from '../../../src/domain/actor.js'
import type { Case } from '../../../src/domain/case/case.js'
import type { Event } from '../../../src/domain/case/caseEvents.js'
import { decide } from '../../../src/domain/case/decide.js'
import type { RemedyId } from '../../../src/domain/repair/repair.js'
import { after, consented, helen, repairAsked, saraActor } from '../../fixtures/cases.js'
import { definitions } from '../../fixtures/definitions.js'
import { backlog, dana, job, refusedWorkflow, rightsOf } from '../../fixtures/facts.js'
import { choose, found, jobs, plannedHeld, withDrafts, withJobs } from '../../fixtures/screens/heldRepairs.js'

const stranger: Actor = { ...saraActor, id: '29:eve', aadObjectId: '33333333-3333-4333-8333-333333333333' }

const next = (thisCase: Case, ...events: ((thisCase: Case) => Event)[]) => after(thisCase, checks, ...events)
const listOf = (remedy: RemedyId) => {
  const thisCase = remedy === 'resumeJobs' ? withJobs() : withDrafts()
  return next(thisCase, repairAsked(remedy), plannedHeld)
}
const noteOf = ({ phase }: Case) => ('note' in phase ? phase.note?.key : undefined)
const refusal = (thisCase: Case, event: (thisCase: Case) => Event) => {
  const decision = decide(thisCase, event(thisCase), definitions)
  return 'refused' in decision ? decision.refused : null
}

for (const [remedy, ids] of [
  ['resumeJobs', ['old', 'young']],
  ['sendDrafts', ['one', 'two']],
] as const) {
  describe(`what ${remedy} is about`, () => {
    it('is listed first, and nothing is chosen beforehand', () => {
      const { phase } = listOf(remedy)
      assert.ok(phase.name === 'offered')
      assert.deepEqual([phase.plans, phase.chosen], [[], undefined])
      assert.deepEqual(
        [...phase.mails, ...(phase.jobs ?? [])].map(({ id }) => id),
        ids,
      )
    })

    it('is forgotten after a day in which nobody chooses', () => {
      assert.ok(listOf(remedy).pending.some(({ kind }) => kind === 'forget'))
    })

    it('is never chosen all at once, and what is not on the list cannot be chosen', () => {
      for (const chosen of [[], ['all'], ['somebody-elses']]) {
        const still = next(listOf(remedy), choose(chosen))
        assert.equal(noteOf(still), 'notes.chooseSome')
        assert.equal(still.phase.name, 'offered')
      }
      const { phase } = next(listOf(remedy), choose(['somebody-elses', ids[1], 'all']))
      assert.deepEqual(phase.name === 'planning' && phase.chosen, [ids[1]])
    })

    it('makes a plan of exactly that, which has to be agreed to', () => {
      const { phase } = next(listOf(remedy), choose([ids[1]]), plannedHeld)
      assert.ok(phase.name === 'offered')
      assert.deepEqual(
        phase.plans.flatMap(({ writes }) => writes.map(write => 'id' in write && write.id)),
        [ids[1]],
      )
    })
  })
}

describe('drafts', () => {
  it('are chosen by the sender alone, where nobody else reads', () => {
    const list = listOf('sendDrafts')
    assert.equal(refusal(list, choose(['one'], { by: helen })), 'notAllowed')
    assert.equal(refusal(list, choose(['one'], { by: stranger })), 'notAllowed')
    assert.equal(refusal(list, choose(['one'], { own: false })), 'notAllowed')
    assert.equal(refusal(list, choose(['one'])), null)
  })

  it('are offered only once nothing is in the way, and jobs only where the account may send', () => {
    assert.equal(refusal(withJobs(), repairAsked('sendDrafts')), 'stale')
    const lacking = found({ ...refusedWorkflow, rights: [rightsOf(dana.id, { sendAs: [] })] })
    for (const remedy of ['sendDrafts', 'resumeJobs'] as const)
      assert.equal(refusal(lacking, repairAsked(remedy)), 'stale')
  })
})

describe('jobs', () => {
  it('that are older than a day go on only if the person agrees to that', () => {
    const young = next(listOf('resumeJobs'), choose(['young']), plannedHeld)
    assert.equal(next(young, consented()).phase.name, 'applying')
    const old = next(listOf('resumeJobs'), choose(['old', 'young']), plannedHeld)
    assert.equal(noteOf(next(old, consented())), 'notes.knowsOldJobs')
    assert.equal(next(old, consented(saraActor, { knowsOld: true })).phase.name, 'applying')
  })

  it('without a date count as old', () => {
    const { phase, ...rest } = next(listOf('resumeJobs'), choose(['young']), plannedHeld)
    assert.ok(phase.name === 'offered')
    const undated = { ...rest, phase: { ...phase, jobs: jobs.map(one => ({ ...one, createdOn: '' })) } }
    assert.equal(noteOf(next(undated, consented())), 'notes.knowsOldJobs')
  })

  it('are linked to the sender by their owner, who made mail in the sender’s name', () => {
    assert.deepEqual(withJobs().parties?.jobOwnerIds, [dana.id])
    const other = { ...job, ownerId: 'somebody' }
    assert.deepEqual(found({ ...refusedWorkflow, jobs: { jobs: [other], cut: false } }).parties?.jobOwnerIds, [])
    assert.deepEqual(found({ backlog: backlog(3, 60) }).parties?.jobOwnerIds, [])
  })
})
