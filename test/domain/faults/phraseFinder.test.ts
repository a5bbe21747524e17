import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fold } from '../../../src/domain/errorText.js'
import { createPhraseFinder } from '../../../src/domain/faults/phraseFinder.js'

function placesBySearching(phrases: readonly string[], text: string): readonly string[] {
  return phrases
    .flatMap((phrase, number) =>
      [...text].flatMap((_, at) => (text.startsWith(phrase, at) ? [`${number} to ${at + phrase.length}`] : [])),
    )
    .toSorted()
}

describe('phrases', () => {
  it('are all found, however they overlap', () => {
    const letters = (options: object) => fc.string({ unit: fc.constantFrom('a', 'b', 'é'), ...options })
    const phrases = fc.uniqueArray(letters({ minLength: 1, maxLength: 5 }), { maxLength: 8 })
    fc.assert(
      fc.property(phrases, letters({ maxLength: 60 }), (all, text) => {
        const found: string[] = []
        createPhraseFinder(all).scan(text, (number, end) => found.push(`${number} to ${end}`))
        assert.deepEqual(found.toSorted(), placesBySearching(all, text))
      }),
      { numRuns: 1000 },
    )
  })

  it('are found the same whether the text is folded line by line or as a whole', () => {
    const line = fc.string({ unit: fc.constantFrom('e', '-', 'mail', ' ', '\t', 'E‑Mail', '’', 'É', '\u200b') })
    fc.assert(
      fc.property(fc.array(line), lines => {
        const each = lines.map(one => fold(one).trim()).filter(Boolean)
        assert.equal(fold(lines.join('\n')).trim(), each.join(' '))
      }),
    )
  })
})
