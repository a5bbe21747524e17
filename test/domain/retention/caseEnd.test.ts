import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { type Case, isOpen } from '../../../src/domain/case/case.js'
import { endOf, withEnd } from '../../../src/domain/retention/caseEnd.js'
import { after, cancelled, casesByPhase, opened, shown } from '../../fixtures/cases.js'
import { AT } from '../../fixtures/facts.js'

const cases = casesByPhase(checks)

describe('the end of a case', () => {
  for (const [phase, c] of Object.entries(cases)) {
    it(`is known when it is ${phase}, if that is the end`, () => {
      assert.equal(endOf(c), isOpen(c) ? null : AT)
      assert.equal(c.endedAt, isOpen(c) ? undefined : AT)
    })
  }

  it('is when it was closed, whatever happens to its card later', () => {
    const at = '2026-12-24T10:00:00Z'
    const closed = after(opened(), checks, c => ({ ...cancelled()(c), at }) as ReturnType<ReturnType<typeof cancelled>>)
    assert.equal(endOf(closed), at)
    assert.equal(endOf(after(closed, checks, shown)), at)
  })

  it('is that of its last step in a case that an earlier version ended', () => {
    for (const { endedAt: _, ...former } of [cases.closed, cases.resolved]) assert.equal(endOf(former as Case), AT)
  })

  it('is the later one if it was open again in between', () => {
    const { resolved, diagnosed } = cases
    const again = withEnd(resolved, { ...resolved, phase: diagnosed.phase }, '2026-12-01T10:00:00Z')
    assert.equal(endOf(again), null)
    const at = '2026-12-24T10:00:00Z'
    assert.equal(endOf(withEnd(again, { ...again, phase: resolved.phase }, at)), at)
  })
})
