import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { IntlMessageFormat } from 'intl-messageformat'
import { checks } from '../../src/checks/index.js'
import { healthy } from '../fixtures/facts.js'
import { library } from '../fixtures/library.js'

const root = fileURLToPath(new URL('../../../src', import.meta.url))
const english = library.strings.en

/** Every text of the strings, by key. */
function textsBelow(node: unknown, key = ''): [string, string][] {
  if (typeof node === 'string') return [[key, node]]
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([name, inner]) => textsBelow(inner, key ? `${key}.${name}` : name))
}

const texts = new Map(textsBelow(english))

describe('the strings', () => {
  it('are messages that can be formatted', () => {
    for (const [key, text] of texts)
      assert.doesNotThrow(() => new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }), key)
  })

  it('have a name, a cause and a guide for every check', () => {
    for (const { id } of checks) {
      for (const key of [
        `checks.${id}.name`,
        `checks.${id}.cause`,
        `guides.${id}.next`,
        `guides.${id}.link`,
        `guides.${id}.steps.0`,
      ]) {
        assert.ok(texts.has(key), key)
      }
    }
  })

  it('have a name for every fact and a sentence for every reason', () => {
    for (const fact of Object.keys(healthy)) assert.ok(texts.has(`facts.${fact}`), fact)
    for (const why of ['forbidden', 'timeout', 'throttled', 'unreachable', 'malformed', 'notGathered', 'crashed']) {
      assert.ok(texts.has(`why.${why}`), why)
    }
  })

  it('have every key that the sources name in full, and no sentence that nothing names', () => {
    const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts'))
      .map(file => readFileSync(join(root, file), 'utf8'))
      .join('\n')
    const named = [...sources.matchAll(/'((?:notes|notice|next|why|details|outcome)\.[A-Za-z.]+)'/g)].map(
      ([, key = '']) => key,
    )
    assert.ok(named.length > 10)
    for (const key of named) assert.ok(texts.has(key) || texts.has(`${key}.0`), key)
    const isNamed = (key: string) => sources.includes(`'${key}'`) || sources.includes(`'${key.split('.').at(-1)}'`)
    for (const key of texts.keys()) if (/^(notes|next|notice|why)\./.test(key)) assert.ok(isNamed(key), key)
  })
})
