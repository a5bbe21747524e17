import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Screen } from '../../../src/app/ports.js'
import { upgrade } from '../../../src/domain/case/upgradeCase.js'
import { MISSING } from '../../../src/view/wordings.js'
import { view } from '../../fixtures/library.js'
import { diagnosed, surfaces } from '../../fixtures/screens.js'
import { textsOf } from '../nodes.js'

/** As another version stored it: with causes, labels, reasons and sentences that no longer exist. */
function stored(): Screen {
  const screen = diagnosed({ senderConsent: false })
  assert.ok(screen.kind === 'case' && screen.case.phase.name === 'diagnosed')
  const document = structuredClone<unknown>({
    ...screen.case,
    phase: {
      ...screen.case.phase,
      note: { key: 'notes.ofOldTimes' },
      diagnosis: {
        ...screen.case.phase.diagnosis,
        findings: [
          {
            ...{ checkId: 'oldCause', outcome: 'problem', severity: 'blocking', guide: 'oldCause' },
            message: { key: 'checks.oldCause.problem', args: { sender: 'Sara' } },
            evidence: [{ label: 'oldLabel', value: 'seen' }],
          },
          { checkId: 'oldCheck', outcome: 'notApplicable', because: { key: 'because.oldReason' } },
          { checkId: 'oldLook', outcome: 'undetermined', missing: [{ fact: 'oldFact', why: 'oldWhy', detail: '' }] },
          ...screen.case.phase.diagnosis.findings,
        ],
      },
    },
  })
  return { kind: 'case', case: upgrade(document) }
}

describe('a case that an older version stored', () => {
  it('is drawn with what is still known, and with a mark for each missing sentence', () => {
    for (const surface of Object.values(surfaces)) {
      const texts = textsOf(view.card(stored(), surface)).join('\n')
      for (const key of ['notes.ofOldTimes', 'checks.oldCause.problem', 'evidence.oldLabel', 'because.oldReason']) {
        assert.ok(texts.includes(`${MISSING}${key}`), key)
      }
      assert.match(texts, /Sara/)
      assert.match(texts, /Permission of the sender/)
    }
    assert.ok(view.summary(stored(), 'en').includes(MISSING))
  })
})
