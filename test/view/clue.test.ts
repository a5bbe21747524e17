import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type FaultName, mailboxFaults } from '../../src/domain/faults/mailboxFaults.js'
import { createView } from '../../src/view/view.js'
import { library } from '../fixtures/library.js'

const view = createView(library, { publicUrl: '', remedies: [] })
const shown = (fault: FaultName, bare: boolean) => {
  const verdict = fault === 'sendAs' ? 'sendAs' : 'lookAlike'
  return view.clue({ verdict, fault, count: 1, proof: [], ...(bare && { bare }) }, 'en')
}

describe('what a pasted text shows', () => {
  it('is proved only by an event: a code alone just says what it stands for', () => {
    assert.match(shown('sendAs', false).name, /proves/)
    for (const fault of ['sendAs', 'routerDisabled', ...mailboxFaults.map(({ id }) => id)] as const) {
      const { name, text, next } = shown(fault, true)
      assert.doesNotMatch(`${name} ${text} ${next}`, /proves/, fault)
      assert.match(text, /the code alone does not show that it happened here/, fault)
    }
  })
})
