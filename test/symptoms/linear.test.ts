import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { tokenizer } from 'acorn'
import { analyse } from 'scslre'
import { readLog } from '../../src/symptoms/readLog.js'

/** As they run: this file runs below dist/test/symptoms. */
const compiled = new URL('../../src/', import.meta.url)
const files = [
  ...readdirSync(new URL('symptoms/', compiled)).map(file => `symptoms/${file}`),
  ...['mailboxFaults', 'wording', 'phrases'].map(name => `domain/${name}.js`),
].filter(file => file.endsWith('.js'))

interface Expression {
  readonly source: string
  readonly flags: string
}

function expressionsIn(code: string): readonly Expression[] {
  const found: Expression[] = []
  for (const token of tokenizer(code, { ecmaVersion: 'latest', sourceType: 'module' })) {
    if (token.type.label !== 'regexp') continue
    const { pattern, flags } = (token as unknown as { value: { pattern: string; flags: string } }).value
    found.push({ source: pattern, flags })
  }
  return found
}

/** Why an expression may take longer than its text is long; empty: it does not. */
function faultsOf({ source, flags }: Expression): readonly string[] {
  return analyse({ source, flags }).reports.map(({ type, character }) => `${type} on ${character.pick}`)
}

describe('the regular expressions that read what people paste', () => {
  const all = files.map(file => ({ file, code: readFileSync(fileURLToPath(new URL(file, compiled)), 'utf8') }))

  it('are written out, so that they can be looked at', () => {
    for (const { file, code } of all) assert.doesNotMatch(code, /\bRegExp\(/, file)
    assert.ok(all.flatMap(({ code }) => expressionsIn(code)).length > 40)
  })

  for (const { file, code } of all) {
    it(`take no longer than the text is long: ${file}`, () => {
      for (const expression of expressionsIn(code)) assert.deepEqual(faultsOf(expression), [], expression.source)
    })
  }

  it('would be found out', () => {
    for (const source of ['^(a+)+$', '[a-z]+@', 'a*a*b']) assert.notDeepEqual(faultsOf({ source, flags: '' }), [])
  })
})

const MEGABYTE = 1_000_000
/** What each expression and search could stumble over, again and again. */
const NEAR_MISSES =
  '\t|a|@|a@|@a|.|<|<a |</|&|&#|&amp;|"|""|\\|\\u|{|[{|},{|>|> |:|://|http://|=|password=|password|token: |Bearer |eyJ|0x|8004480|-2147|1/1/2021 |2021-01-01T|mailbox A|mailbox: A|organization |in organization |messages to process: |<Event|<Event >|<a b="|Error,1/1/2021,|\r|\n|\r\n|é|\u200b|😀'

describe('a megabyte of near misses', () => {
  for (const miss of NEAR_MISSES.split('|')) {
    it(`of ${JSON.stringify(miss)} is read, and proves nothing`, () => {
      const text = miss.repeat(Math.ceil(MEGABYTE / miss.length))
      assert.deepEqual(readLog(text).faults, [])
      assert.equal(readLog(`${text}\nErrorCode: 0x8004480D`).verdict, 'sendAs')
    })
  }
})
