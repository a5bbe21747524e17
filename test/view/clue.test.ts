import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Clue } from '../../src/domain/faults/clue.js'
import { type FaultName, mailboxFaults } from '../../src/domain/faults/mailboxFaults.js'
import { clueShown } from '../../src/view/parts/clueLines.js'
import { createView } from '../../src/view/view.js'
import { createWordings } from '../../src/view/wordings.js'
import { library } from '../fixtures/library.js'

const wording = createWordings(library.strings)('en')
const view = createView(library, { publicUrl: '', checks: [], remedies: [] })
const shown = (fault: FaultName, bare: boolean) => {
  const verdict = fault === 'sendAs' ? 'sendAs' : 'lookAlike'
  return view.clue({ verdict, fault, count: 1, proof: [], ...(bare && { bare }) }, 'en')
}

describe('what a pasted text shows', () => {
  const about = (more: Partial<Clue>) =>
    clueShown({ verdict: 'lookAlike', fault: 'privilegeMissing', count: 0, proof: [], ...more }, wording)

  it('says that it is not about mail that does not leave', () => {
    assert.match(about({ direction: 'receiving' }).text, /about receiving mail, not about mail that does not leave/)
    assert.match(about({ direction: 'appointments' }).text, /about appointments, contacts and tasks, not about mail/)
    for (const direction of ['sending', 'approval', 'router'] as const)
      assert.equal(about({ direction }).text, about({}).text)
  })

  it('says what the access mode does, and names privileges in the details only', () => {
    assert.match(about({ accessMode: 1 }).text, /administrative access mode/)
    assert.equal(about({ accessMode: 0 }).text, about({}).text)
    const { text, name, next, proof } = about({ privileges: ['prvCreateTask'] })
    assert.doesNotMatch(text + name + next, /prvCreateTask/)
    assert.deepEqual(proof, [{ text: 'Missing privilege: prvCreateTask' }])
  })

  it('is proved only by an event: a code alone just says what it stands for', () => {
    assert.match(shown('sendAs', false).name, /proves/)
    for (const fault of ['sendAs', 'routerDisabled', ...mailboxFaults.map(({ id }) => id)] as const) {
      const { name, text, next } = shown(fault, true)
      assert.doesNotMatch(`${name} ${text} ${next}`, /proves/, fault)
      assert.match(text, /the code alone does not show that it happened here/, fault)
    }
  })
})
