import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type RemedyText, remedyKey } from '../../src/domain/messageKey.js'
import type { Remedy } from '../../src/domain/repair/remedy.js'
import { remedies } from '../../src/remedies/index.js'
import { createWordings } from '../../src/view/wordings.js'
import { library } from '../fixtures/library.js'

/** The sentences that a repair needs, according to its definition. */
function textsOf({ purpose, decides }: Remedy): readonly RemedyText[] {
  if (purpose === 'hold') return []
  if (purpose === 'undo') return ['repair']
  return [
    'repair',
    'next.here',
    ...(decides === 'sender' ? (['asking.sender.headline', 'asking.sender.text'] as const) : []),
  ]
}

describe('the sentences of a repair', () => {
  for (const locale of Object.keys(library.strings)) {
    const wording = createWordings(library.strings)(locale)
    for (const remedy of remedies) {
      it(`${remedy.id} are all there: ${locale}`, () => {
        const keys = textsOf(remedy).map(text => remedyKey(text, remedy.id))
        assert.deepEqual(
          keys.filter(key => !wording.has(key)),
          [],
        )
      })
    }
  }
})
