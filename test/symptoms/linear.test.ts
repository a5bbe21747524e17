import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { tokenizer } from 'acorn'
import { transformSync } from 'esbuild'
import fc from 'fast-check'
import { analyse } from 'scslre'
import { createFileReader } from '../../src/symptoms/readFile.js'
import { readLog } from '../../src/symptoms/readLog.js'
import { LAYOUTS, repeated, SIGNS } from '../fixtures/signs.js'
import { workOf } from './work.js'

/** The sources, whose types are taken off before they are read; this file runs in dist/test/symptoms. */
const sources = new URL('../../../src/', import.meta.url)
const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))

/** Files whose expressions need not be linear, since they read only short texts: configuration, and a log line that was cut. */
const SHORT_TEXTS = ['config/variables.ts', 'log.ts']

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

/** A repetition with a bound this large or larger is as slow as one without a bound. */
const LARGE_BOUND = 40

/** Why an expression may take more than linear time; empty: it does not. */
function faultsOf({ source, flags }: Expression): readonly string[] {
  const unbound = source.replace(/\{(\d+),(\d+)\}/g, (repeat, least, most) =>
    Number(most) < LARGE_BOUND ? repeat : `{${least},}`,
  )
  return analyse({ source: unbound, flags }).reports.map(({ type, character }) => `${type} on ${character.pick}`)
}

describe('the regular expressions that read what people paste', () => {
  const all = files.map(file => {
    const typed = readFileSync(fileURLToPath(new URL(file, sources)), 'utf8')
    return { file, code: transformSync(typed, { loader: 'ts', target: 'esnext' }).code }
  })

  it('are literals, so that they can be analysed', () => {
    for (const { file, code } of all) assert.doesNotMatch(code, /\bRegExp\(/, file)
    assert.ok(all.flatMap(({ code }) => expressionsIn(code)).length > 40)
  })

  for (const { file, code } of all.filter(({ file }) => !SHORT_TEXTS.includes(file))) {
    it(`take linear time: ${file}`, () => {
      for (const expression of expressionsIn(code)) assert.deepEqual(faultsOf(expression), [], expression.source)
    })
  }

  it('would be found out', () => {
    for (const source of ['^(a+)+$', '[a-z]+@', 'a*a*b', '[a-z]{1,400}@'])
      assert.notDeepEqual(faultsOf({ source, flags: '' }), [])
  })
})

/** How many characters may be read for each character of the text. */
const MOST_WORK = 150
const SIZE = 6_000

function assertLinear(unit: string): void {
  const count = Math.ceil(SIZE / unit.length)
  const [once, twice] = [count, 2 * count].map(times => workOf(() => readLog(unit.repeat(times))))
  const each = Math.round(once! / (count * unit.length))
  assert.ok(each <= MOST_WORK, `${each} looks at each character of ${JSON.stringify(unit)}`)
  assert.ok(twice! <= 2.6 * once!, `${once} looks, and ${twice} at twice the text of ${JSON.stringify(unit)}`)
}

describe('the work of reading is linear', () => {
  for (const [layout, between] of Object.entries(LAYOUTS)) {
    it(`for signs repeated ${layout}`, () => {
      for (const sign of SIGNS) assertLinear(sign + between)
    })
  }

  it('for any mixture of signs', () => {
    const pieces = fc.array(fc.constantFrom(...SIGNS, ...Object.values(LAYOUTS)), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(pieces, parts => assertLinear(parts.join('') || ' ')),
      { numRuns: 300 },
    )
  })

  it('for many parts of one event', () => {
    for (const unit of ['0x8004480D ', '0x8004480D\n', 'ErrorSendAsDenied, 0x8005E219; ']) {
      const [once, twice] = [150_000, 300_000].map(size => workOf(() => readLog(repeated(unit, size))))
      assert.ok(twice! <= 2.1 * once!, `${once} and ${twice} of ${unit}`)
    }
  })

  it('for pieces of any size, of a file with or without lines', () => {
    for (const unit of ['0x8004480D ', '0x8004480D\r\n', 'é', '\u00e9\n']) {
      const bytes = Buffer.from(repeated(unit, 40_000), unit === 'é' ? 'utf8' : 'latin1')
      const [whole, ...others] = [bytes.length, 1_000, 10, 1].map(size => workOf(() => readPieces(bytes, size)))
      for (const work of others) assert.ok(work <= 3 * whole! + 10 * bytes.length, `${work} instead of ${whole}`)
    }
  })

  it('would be found out', () => {
    const text = repeated('0x8004480D ', SIZE)
    const work = workOf(() => {
      for (const _code of text.matchAll(/0x/g)) text.toLowerCase()
    })
    assert.ok(work > MOST_WORK * SIZE)
  })
})

function readPieces(bytes: Uint8Array, size: number): void {
  const reader = createFileReader()
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size))
  reader.finish()
}

const MEGABYTE = 1_000_000
/** Texts that nearly match an expression or a search, to be repeated. */
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
