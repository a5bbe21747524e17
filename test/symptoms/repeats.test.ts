import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createMasker } from '../../src/domain/secrets.js'
import { readLog } from '../../src/symptoms/readLog.js'
import { type EventLine, Events, type LineMasker } from '../../src/symptoms/text/logEvents.js'
import { SIGNS } from '../fixtures/signs.js'

const ALERT = 'The mailbox location could not be determined'

/** Lines whose meaning depends on the lines before: secrets, copies from the event viewer, objects. */
const STATEFUL = ['password:', 'secret1/', 'Log Name: x', '2021-04-19 07:31 x', 'Event Xml:', '<Event>', '{', '  {']

/** The events that the lines make: the lines of each, and whether a line marked its beginning. */
function eventsOf(lines: readonly string[], masker: LineMasker): readonly unknown[] {
  const found: unknown[] = []
  const events = new Events(masker, { part: part => found.push([...part]), end: begun => found.push(begun) })
  for (const [at, text] of lines.entries()) events.line({ number: at + 1, text })
  events.finish()
  return found
}

/** Has a different state every time, so that every line is parsed again. */
function forgetful(): LineMasker {
  const { mask } = createMasker()
  let memory = 0
  return {
    mask,
    get memory() {
      return memory++
    },
  }
}

describe('lines that repeat themselves', () => {
  it('are separate events if each line begins one', () => {
    const [fault, ...others] = readLog(`${ALERT}\n`.repeat(4)).faults
    assert.deepEqual(others, [])
    assert.equal(fault?.count, 4)
    assert.deepEqual(
      fault.evidence.map(({ line }) => line),
      [1, 2, 3],
    )
  })

  it('are quoted once within one event', () => {
    const [fault] = readLog('an unknown error occurred\n0x8004480D\n0x8004480D\nno more is known\n0x8004480D').faults
    assert.equal(fault?.count, 1)
    assert.deepEqual(
      fault.evidence.map(({ line }) => line),
      [2, 5],
    )
  })

  it('are masked only where they belong to a secret', () => {
    const [lines] = eventsOf(['password:', 'secret1/', 'secret1/'], createMasker())
    assert.deepEqual(
      (lines as readonly EventLine[]).map(({ words }) => words),
      ['password:', '[masked]', 'secret1/'],
    )
  })

  it('give the same events as when each line is parsed again', () => {
    const text = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...STATEFUL) }, fc.constantFrom(...SIGNS))
    const between = fc.constantFrom([], [''], ['  '])
    const repeated = fc
      .tuple(text, fc.integer({ min: 1, max: 4 }), between)
      .map(([line, times, blank]) => Array.from({ length: times }, () => [line, ...blank]).flat())
    fc.assert(
      fc.property(fc.array(repeated, { minLength: 1, maxLength: 8 }), repeats => {
        const lines: readonly string[] = repeats.flat()
        assert.deepEqual(eventsOf(lines, createMasker()), eventsOf(lines, forgetful()))
      }),
      { numRuns: 3_000 },
    )
  })
})
