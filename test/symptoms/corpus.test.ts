import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { LogReading } from '../../src/symptoms/logReading.js'
import { createReader, readLog } from '../../src/symptoms/readLog.js'
import { type ExpectedReading, logs, textOf } from '../fixtures/logs/index.js'

const VERDICTS = ['sendAs', 'lookAlike', 'unknown'] as const
const SECRETS = ['Winter-2021!', 'eyJ0eXAi', 'MTIzNDU2Nzg5']

function countsOf({ faults }: LogReading): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { fault, count } of faults) counts[fault] = (counts[fault] ?? 0) + count
  return counts
}

function assertExpected(reading: LogReading, expected: ExpectedReading): void {
  const { verdict, organization, events, masked, ask } = reading
  const { file: _, faults, user, first, last, ask: asked, ...rest } = expected
  assert.deepEqual({ verdict, organization, events, masked }, { masked: false, ...rest })
  assert.deepEqual(countsOf(reading), faults)
  if (user) assert.equal(reading.faults[0]?.user, user)
  if (first) assert.equal(reading.faults[0]?.first, first)
  if (last) assert.equal(reading.faults[0]?.last, last)
  if (asked) assert.equal(ask, asked)
}

function assertProved(reading: LogReading, text: string): void {
  const lines = text.split(/\r\n|\n|\r/).length
  for (const { fault, evidence } of reading.faults) {
    assert.ok(evidence.length >= 1 && evidence.length <= 3, fault)
    for (const { line, text: proof } of evidence) {
      assert.ok(line >= 1 && line <= lines, `line ${line} of ${lines}`)
      assert.ok(proof.length > 0 && proof.length <= 300 && !/[\r\n]/.test(proof), proof)
    }
  }
}

describe('the corpus of logs', () => {
  it('covers every file in the folder, and every verdict', () => {
    assert.deepEqual(new Set(logs.map(({ verdict }) => verdict)), new Set(VERDICTS))
    const folder = fileURLToPath(new URL('../../../test/fixtures/logs/', import.meta.url))
    const files = readdirSync(folder).filter(name => !name.endsWith('.ts'))
    assert.deepEqual(files.toSorted(), logs.map(({ file }) => file).toSorted())
  })

  for (const expected of logs) {
    it(`${expected.file} is ${Object.keys(expected.faults).join(' and ') || 'unknown'}`, () => {
      const text = textOf(expected.file)
      const reading = readLog(text)
      assertExpected(reading, expected)
      assertProved(reading, text)
      for (const secret of SECRETS) assert.ok(!JSON.stringify(reading).includes(secret), secret)
    })
  }

  it('is read the same in pieces of any size, and with line ends of either kind', () => {
    for (const { file } of logs) {
      const text = textOf(file)
      const whole = readLog(text)
      for (const size of [1, 2, 7, 1000]) {
        const reader = createReader()
        for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size))
        assert.deepEqual(reader.finish(), whole, `${file} in pieces of ${size}`)
      }
      const returns = text.replace(/\r\n|\r/g, '\n')
      assert.deepEqual(readLog(returns.replaceAll('\n', '\r\n')), readLog(returns), file)
    }
  })

  it('is classified without a mistake: expected (down) × actual (across)', () => {
    const table = Object.fromEntries(
      VERDICTS.map(expected => {
        const of = logs.filter(({ verdict }) => verdict === expected).map(({ file }) => readLog(textOf(file)).verdict)
        return [expected, Object.fromEntries(VERDICTS.map(told => [told, of.filter(one => one === told).length]))]
      }),
    )
    console.table(table)
    for (const expected of VERDICTS) {
      const { [expected]: right, ...wrong } = table[expected] as Record<string, number>
      assert.ok(right! > 0)
      assert.deepEqual(Object.values(wrong), [0, 0], expected)
    }
  })
})
