import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { IntlMessageFormat } from 'intl-messageformat'
import { checks } from '../../src/checks/index.js'
import { mailboxFaults } from '../../src/domain/faults/mailboxFaults.js'
import type { Strings } from '../../src/view/wordings.js'
import { library, sentencesBelow } from '../fixtures/library.js'

const root = fileURLToPath(new URL('../../../src', import.meta.url))
const { en: english = {}, ...others } = library.strings
const keys = sentencesBelow(english).map(([key]) => key)

/** The keys that a translation lacks and the ones it has in excess: one line for each kind, however many keys there are. */
function lacksOf(locale: string, strings: Strings): string[] {
  const its = sentencesBelow(strings).map(([key]) => key)
  const counted = (found: readonly string[]) =>
    `${found.length} ${found.length === 1 ? 'key' : 'keys'}: ${found.join(', ')}`
  const lacking = keys.filter(key => !its.includes(key))
  const foreign = its.filter(key => !keys.includes(key))
  return [
    ...(lacking.length > 0 ? [`${locale}.json lacks ${counted(lacking)}`] : []),
    ...(foreign.length > 0 ? [`${locale}.json has what en.json does not have, ${counted(foreign)}`] : []),
  ]
}

function parsed(text: string): unknown {
  return new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst()
}

/** As @formatjs/icu-messageformat-parser numbers the elements of a message. */
const [ARGUMENT, NUMBER, POUND] = [1, 2, 7]

function isDoubled(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false
  const inner = Object.values(node)
  const types = inner.map(part => (part as { readonly type?: unknown } | null)?.type)
  const isHere = types.some((type, i) => type === POUND && (types[i + 1] === ARGUMENT || types[i + 1] === NUMBER))
  return isHere || inner.some(isDoubled)
}

describe('the strings', () => {
  it('are messages that can be formatted, in every locale', () => {
    for (const [locale, strings] of Object.entries(library.strings)) {
      for (const [key, text] of sentencesBelow(strings)) {
        const format = () => new IntlMessageFormat(text, locale, undefined, { ignoreTag: true })
        assert.doesNotThrow(format, `${key} of ${locale}.json`)
      }
    }
  })

  it('have no count in front of a number: within a plural, # is the count, and what should stay # is quoted', () => {
    for (const [locale, strings] of Object.entries(library.strings)) {
      const doubled = sentencesBelow(strings).filter(([, text]) => isDoubled(parsed(text)))
      assert.deepEqual(doubled, [], locale)
    }
    assert.ok(isDoubled(parsed('{n, plural, other {as #{n}}}')))
    assert.ok(!isDoubled(parsed("{n, plural, other {as '#'{n}, # of them}} #{n}")))
  })

  it('are complete in every locale', () => {
    const lacks = Object.entries(others).flatMap(([locale, strings]) => lacksOf(locale, strings))
    assert.equal(lacks.join('\n'), '')
  })

  it('are reported missing in one message for each locale', () => {
    const { welcome: _welcome, ...rest } = english as { readonly [key: string]: Strings }
    const gone = keys.filter(key => key.startsWith('welcome.'))
    const listed = `${gone.length} keys: ${gone.join(', ')}`
    assert.ok(gone.length > 1)
    assert.deepEqual(lacksOf('de', english), [])
    assert.deepEqual(lacksOf('de', rest), [`de.json lacks ${listed}`])
    assert.deepEqual(lacksOf('de', { ...rest, hello: 'Hallo' }), [
      `de.json lacks ${listed}`,
      'de.json has what en.json does not have, 1 key: hello',
    ])
  })

  // The compiler ensures that there are strings for each of them.
  it('describe no cause and no fault that does not exist', () => {
    const { checks: causes, faults } = english as { readonly [name: string]: object }
    assert.deepEqual(Object.keys(causes ?? {}).toSorted(), checks.map(({ id }) => id).toSorted())
    assert.deepEqual(Object.keys(faults ?? {}).toSorted(), mailboxFaults.map(({ id }) => id).toSorted())
  })

  it('have no sentence that is never used', () => {
    const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts'))
      .map(file => readFileSync(join(root, file), 'utf8'))
      .join('\n')
    const isNamed = (key: string) => sources.includes(`'${key}'`) || sources.includes(`'${key.split('.').at(-1)}'`)
    for (const key of keys) if (/^(notes|next|notice|why|because|evidence)\./.test(key)) assert.ok(isNamed(key), key)
  })
})
