import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import type { Case, Work } from '../../../src/domain/case/case.js'
import { lineResultOf } from '../../../src/domain/triage/batch/lineResult.js'
import { contoso, gathered, helen, opened } from '../../fixtures/cases.js'
import { backlog } from '../../fixtures/facts.js'
import { entered, inHelpdesk } from '../../fixtures/triage.js'

const known = { symptom: 'notSure', organization: contoso, sender: 'sara@contoso.com' } as const
const found = inHelpdesk(opened(known, helen), gathered({ senderConsent: false, backlog: backlog(3, 60) }))

/** The same, with the promise of a number in another state. */
const promised = (change: Partial<Work>): Case => ({
  ...found,
  pending: found.pending.map(work => (work.kind === 'enter' ? { ...work, ...change } : work)),
})

describe('a line of a batch', () => {
  it('waits for the number that its check is to get, whether or not somebody is fetching it already', () => {
    assert.ok(found.pending.some(({ kind, lease }) => kind === 'enter' && lease === undefined))
    assert.equal(lineResultOf(found, checks), null)
    assert.equal(lineResultOf(promised({ lease: { owner: 'a', until: '2026-11-23T10:00:05Z' } }), checks), null)
    assert.equal(lineResultOf(inHelpdesk(found, entered(12)), checks)?.number, 12)
  })

  it('waits no longer where the number could not be fetched', () => {
    const failed = lineResultOf(promised({ attempts: 1 }), checks)
    assert.deepEqual([failed?.verdict, failed?.number], ['causeFound', null])
  })
})
