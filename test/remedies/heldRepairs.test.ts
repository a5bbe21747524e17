import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isUndoable } from '../../src/domain/repair/plan.js'
import { remedyOf } from '../../src/domain/repair/remedy.js'
import type { RemedyId, RepairFacts, WaitingJob, WaitingMail } from '../../src/domain/repair/repair.js'
import { remedies } from '../../src/remedies/index.js'
import { partiesIn, plansFor, plansOf, read } from './facts.js'

const AT = '2026-03-01T10:00:00Z'
const mail = (id: string): WaitingMail => ({
  id,
  etag: `W/"${id}"`,
  subject: `Subject of ${id}`,
  to: 'to@example.com',
  createdOn: AT,
  maker: 'dana',
  attachments: 1,
})
const job = (id: string): WaitingJob => ({
  id,
  etag: `W/"${id}"`,
  name: `Job ${id}`,
  about: 'incident',
  createdOn: AT,
})

const FACTS: RepairFacts = {
  jobs: read([job('a'), job('b'), job('c')]),
  drafts: read([mail('a'), mail('b'), mail('c')]),
  notSubmitted: read([mail('a'), mail('b'), mail('c')]),
}
const repairing = (remedy: RemedyId, ...chosen: string[]) => ({ remedy, parties: partiesIn('sales'), chosen })
const CHOOSING = ['resumeJobs', 'sendDrafts', 'submitMails'] as const
const DRAFT = { statecode: 0, statuscode: 1 }
const NOT_SUBMITTED = { statecode: 1, statuscode: 6, deliveryattempts: null }

describe('resuming jobs', () => {
  it('makes the chosen ones ready that still wait, in order, and says how many', () => {
    const [plan, ...more] = plansOf(repairing('resumeJobs', 'c', 'gone', 'a'), FACTS)
    assert.deepEqual(more, [])
    const state = { before: { statecode: 1 }, after: { statecode: 0 }, settles: true }
    assert.deepEqual(
      plan?.writes,
      ['a', 'c'].map(id => ({ kind: 'update', table: 'asyncoperation', id, etag: `W/"${id}"`, ...state })),
    )
    assert.deepEqual(plan.args, { count: 2, job: 'Job a' })
  })

  it('counts jobs, not e-mails', () => {
    const { reads, releasesMail } = remedyOf(remedies, 'resumeJobs') ?? assert.fail()
    assert.deepEqual([reads, releasesMail], [['jobs'], false])
  })
})

describe('sending drafts', () => {
  it('sends the chosen ones in the version that was shown', () => {
    const [plan] = plansOf(repairing('sendDrafts', 'b', 'gone'), FACTS)
    assert.deepEqual(plan?.writes, [{ kind: 'send', id: 'b', etag: 'W/"b"', before: DRAFT }])
    assert.deepEqual(plan.args, { count: 1 })
  })
})

describe('submitting e-mails whose status was only set', () => {
  it('makes each a draft again, and then sends it, one after another', () => {
    const [plan] = plansOf(repairing('submitMails', 'a', 'b'), FACTS)
    assert.deepEqual(
      plan?.writes,
      ['a', 'b'].flatMap(id => {
        const etag = `W/"${id}"`
        return [
          { kind: 'update', table: 'email', id, etag, before: NOT_SUBMITTED, after: DRAFT, settles: true },
          { kind: 'send', id, etag, before: DRAFT, first: NOT_SUBMITTED },
        ]
      }),
    )
    assert.deepEqual(plan.args, { count: 2 })
  })
})

for (const remedy of CHOOSING) {
  describe(`the repair ${remedy}`, () => {
    it('plans nothing if none is chosen, or none of the chosen ones is there', () => {
      assert.deepEqual(plansOf(repairing(remedy), FACTS), [])
      assert.deepEqual(plansOf(repairing(remedy, 'gone', 'all'), FACTS), [])
      assert.deepEqual(plansOf({ remedy, parties: partiesIn('sales') }, FACTS), [])
    })

    it('keeps nothing personal in the plan, which is kept', () => {
      assert.ok(!/Subject|example/.test(JSON.stringify(plansOf(repairing(remedy, 'a', 'b'), FACTS))))
    })

    it('has another hash if one of them has changed, or another one is chosen', () => {
      const hash = (facts: RepairFacts, ...chosen: string[]) => plansOf(repairing(remedy, ...chosen), facts)[0]?.hash
      const changed = { etag: 'W/"9"' }
      const later: RepairFacts = {
        jobs: read([{ ...job('a'), ...changed }]),
        drafts: read([{ ...mail('a'), ...changed }]),
        notSubmitted: read([{ ...mail('a'), ...changed }]),
      }
      assert.equal(hash(FACTS, 'a'), hash(FACTS, 'a'))
      assert.notEqual(hash(FACTS, 'a'), hash(later, 'a'))
      assert.notEqual(hash(FACTS, 'a'), hash(FACTS, 'b'))
    })

    it('cannot be planned if they were not read', () => {
      const missing = plansFor(repairing(remedy, 'a'), {})
      assert.ok('ok' in missing && missing.why === 'notGathered')
    })

    it('cannot be put back', () => {
      assert.equal(isUndoable(plansOf(repairing(remedy, 'a', 'b'), FACTS)[0]?.writes ?? []), false)
    })
  })
}
