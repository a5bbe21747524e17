import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Problem } from '../../../src/domain/diagnosis/diagnosis.js'
import { mailboxFaults } from '../../../src/domain/faults/mailboxFaults.js'
import type { GuideId } from '../../../src/domain/messageKey.js'
import { MISSING } from '../../../src/view/wordings.js'
import { library, sentencesBelow, view } from '../../fixtures/library.js'

const english = library.strings.en as { readonly guides: Readonly<Record<GuideId, object>> }
const guides = Object.keys(english.guides) as GuideId[]
const titles = sentencesBelow(library.strings.en).flatMap(([key, text]) =>
  key.startsWith('buttons.') ? `"${text}"` : [],
)

/** Whatever a sentence of some cause is told. */
const ARGS = { account: 'router', as: 'router', queue: 'help', sender: 'Sara', submitter: 'Dana', waiting: 1 }

const consentProblem: Omit<Problem, 'guide'> = {
  ...{ checkId: 'senderConsent', outcome: 'problem', severity: 'blocking', evidence: [] },
  message: { key: 'checks.senderConsent.problem', args: ARGS },
}

function nextStepOf(problem: Problem): string {
  const { next } = view.advice(problem, 'https://contoso.example', 'en')
  assert.ok(next !== '' && !next.includes(MISSING), next)
  return next
}

describe('a next step at the terminal', () => {
  it('never mentions a button, whatever a guide or a fault says on a card', () => {
    for (const guide of guides) {
      const next = nextStepOf({ ...consentProblem, guide })
      for (const title of titles) assert.ok(!next.includes(title), `${guide}: ${next}`)
    }
    for (const { id } of mailboxFaults) {
      const next = nextStepOf({ ...consentProblem, guide: 'otherMailboxError', next: { key: `faults.${id}.next` } })
      for (const title of titles) assert.ok(!next.includes(title), `${id}: ${next}`)
    }
  })

  it('mentions the option instead of a field, and the next run instead of a button', () => {
    assert.match(nextStepOf({ ...consentProblem, guide: 'senderUnknown' }), /give it with --sender/)
    assert.match(nextStepOf({ ...consentProblem, guide: 'actingAccountUnknown' }), /give it with --as/)
    assert.match(nextStepOf({ ...consentProblem, guide: 'senderConsent' }), /Then run this again/)
  })
})
