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

const problem: Omit<Problem, 'guide'> = {
  ...{ checkId: 'senderConsent', outcome: 'problem', severity: 'blocking', evidence: [] },
  message: { key: 'checks.senderConsent.problem', args: { account: 'router', queue: 'help', sender: 'Sara' } },
}

function nextStepOf(its: Problem): string {
  const { next } = view.advice(its, 'https://contoso.example', 'en')
  assert.ok(next !== '' && !next.includes(MISSING), next)
  return next
}

describe('a next step at the terminal', () => {
  it('names no button of a card, whatever a guide or a fault says on one', () => {
    for (const guide of guides) {
      const next = nextStepOf({ ...problem, guide })
      for (const title of titles) assert.ok(!next.includes(title), `${guide}: ${next}`)
    }
    for (const { id } of mailboxFaults) {
      const next = nextStepOf({ ...problem, guide: 'otherMailboxError', next: { key: `faults.${id}.next` } })
      for (const title of titles) assert.ok(!next.includes(title), `${id}: ${next}`)
    }
  })

  it('names the option instead of a field, and the next run instead of a button', () => {
    assert.match(nextStepOf({ ...problem, guide: 'senderUnknown' }), /give it with --sender/)
    assert.match(nextStepOf({ ...problem, guide: 'routerAccountUnknown' }), /give it with --router/)
    assert.match(nextStepOf({ ...problem, guide: 'senderConsent' }), /Then run this again/)
  })
})
