import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Screen } from '../../src/app/ports.js'
import { contoso, opened } from '../fixtures/cases.js'
import { rightsOf, sara } from '../fixtures/facts.js'
import { view } from '../fixtures/library.js'
import { diagnosed, HOSTILE, surfaces } from '../fixtures/screens.js'
import { skeletonOf, textsOf } from './nodes.js'

/** Text of all kinds, with many characters that are special in templates, Markdown, ICU and JSON. */
const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom(
      '$',
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      "'",
      '"',
      '\\',
      '*',
      '_',
      '#',
      '|',
      '<',
      ':',
      '/',
      'a',
      ' ',
      '\n',
    ),
  }),
)

const asksText = { name: 'intake', run: 0, ask: 'errorText' } as const

/** Cards that show the text wherever a person or Dataverse may have put it. */
function cardsWith(text: string): readonly object[] {
  const organization = { ...contoso, name: text }
  const target = { symptom: 'stuck', organization, sender: text } as const
  const problem = { ...sara, name: text, address: text, disabled: true, deliveryMethod: 0 }
  const shown: readonly Screen[] = [
    diagnosed({ senders: [problem], senderConsent: false, rights: [rightsOf('router', { sendAs: [] })] }, { target }),
    diagnosed({ senders: [{ ...problem, id: 'a' }, problem] }, { target }),
    diagnosed({ routerAccounts: { ok: false, why: 'malformed', detail: text } }, { target }),
    { kind: 'case', case: { ...opened({ symptom: 'errorText' }), phase: { ...asksText, draft: text } } },
    { kind: 'case', case: opened({ addresses: [text, 'x@y.example'] }) },
    { kind: 'welcome', note: { key: 'notes.organizationUnknown', args: { text, names: text } } },
    { kind: 'notice', message: { key: 'notes.notUnderstood', args: { text } } },
  ]
  return shown.map(screen => view.card(screen, surfaces['Action.Execute']))
}

const harmless = cardsWith('Harmless Name').map(skeletonOf)

describe('what a person typed, or Dataverse stores', () => {
  it('never becomes an expression, an element, an address or a button of a card', () => {
    fc.assert(
      fc.property(hostile, text => {
        const cards = cardsWith(text)
        assert.deepEqual(cards.map(skeletonOf), harmless)
        for (const shown of cards.flatMap(textsOf)) {
          assert.ok(!shown.includes('${'), shown)
          // Only our own dates are functions of the card.
          assert.doesNotMatch(shown.replaceAll(/\{\{(DATE|TIME)\(2026-\d\d-\d\dT[\d:]+Z(, SHORT)?\)\}\}/g, ''), /\{\{/)
          assert.doesNotMatch(shown, /\]\(|[\u202a-\u202e\u2066-\u2069]/)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is shown unchanged when it is harmless', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'é', '山', '🙂', ' ', "'"), minLength: 1, maxLength: 60 }),
        typed => {
          const text = `x${typed}x`
          const [card] = cardsWith(text)
          assert.ok(textsOf(card).some(shown => shown.includes(text)))
        },
      ),
      { numRuns: 100 },
    )
  })
})
