import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { LogReading } from '../../src/symptoms/logReading.js'
import { readLog } from '../../src/symptoms/readLog.js'
import { createRangeReader, cutIn, type RangeRead, readingOf } from '../../src/symptoms/readRange.js'
import { ordinaryLog, SHAPES } from '../bench/reading/events.js'
import { logs, textOf } from '../fixtures/logs/index.js'
import { LAYOUTS, SIGNS } from '../fixtures/signs.js'

function rangeOf(text: string, next: string | null): RangeRead {
  const reader = createRangeReader(next)
  reader.push(Buffer.from(text))
  // As it is passed between threads.
  return structuredClone(reader.finish())
}

/** Reads a text in ranges that begin at these places; null: it has to be read in one go. */
function readCut(text: string, places: readonly number[]): LogReading | null {
  const starts = [0, ...places]
  const ranges = starts.map((start, part) => {
    const end = starts[part + 1]
    const next = end === undefined ? null : (text.slice(end).split(/[\r\n]/, 1)[0] ?? '')
    return rangeOf(text.slice(start, end), next)
  })
  return readingOf(ranges)
}

function lineStarts(text: string): readonly number[] {
  return [...text.matchAll(/\n(?=[^\r\n])/g)].map(({ index }) => index + 1)
}

/** Lines whose meaning depends on the lines before. */
const STATEFUL = [
  ...[
    'password:',
    'secret1/',
    `${'x1'.repeat(9)}`,
    'password=x1',
    'Log Name: x',
    '2021-04-19 07:31 x',
    '[2021-04-19 07:31] 0x8004480D',
  ],
  ...[
    'Event Xml:',
    '<Event>',
    '</Event>',
    '<Event a="b">0x8004480D mailbox: Aa</Event><Event >',
    '<Event ><Level>2</Level><Data>x</Data></Event>',
  ],
  ...[
    '{',
    '  {',
    '{"a": "0x8004480D", "b": "2021-04-19 07:31"},',
    '  {"a": "b"},{"a": "0x8005E219 and so on and on"}',
    '}',
  ],
  ...[
    'Level,Date and Time,Source,Event ID,Task',
    'Error,1/1/2021 1:00:00 AM,x,1,None,"0x8004480D',
    '01/02/2021 10:00 0x8004480D',
  ],
  ...['An error occurred', '0x8004480D', '2021-04-19T07:31:02Z 0x8004480D', ''],
]

const happened = {
  at: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T00:00:05Z', '2026-01-01T00:00:02', '01/02/2026 10:00'),
  user: fc.constantFrom('sara@contoso.com', 'omar@contoso.com'),
  org: fc.constantFrom('contoso', 'fabrikam', 'adatum'),
  text: fc.constantFrom(...SIGNS, 'All is well.', 'It failed.', 'ErrorCode: 0x8004480D', 'ErrorCode: 0x8005E219'),
}
const event = fc.record({ shape: fc.constantFrom(...SHAPES), ...happened }).map(({ shape, ...one }) => shape(one))
const line = fc.tuple(fc.constantFrom(...STATEFUL), fc.constantFrom('\n', '\r\n', '\n\n', '\r')).map(([a, b]) => a + b)
const sign = fc.tuple(fc.constantFrom(...SIGNS), fc.constantFrom(...Object.values(LAYOUTS))).map(([a, b]) => a + b)

describe('a text that is split', () => {
  it('is read as if in one go, or the split is rejected, wherever it is', () => {
    const texts = fc
      .array(fc.oneof(event, line, line, sign), { minLength: 1, maxLength: 12 })
      .map(all => all.join('').toWellFormed())
    let accepted = 0
    const property = fc.property(texts, text => {
      const whole = readLog(text)
      for (const place of lineStarts(text)) {
        const reading = readCut(text, [place])
        if (reading === null) continue
        accepted++
        assert.deepEqual(reading, whole, JSON.stringify([text.slice(0, place), text.slice(place)]))
      }
    })
    fc.assert(property, { numRuns: 600 })
    assert.ok(accepted > 500, `${accepted}`)
  })

  it('is read so for every file, split at every line', () => {
    for (const text of logs.map(({ file }) => textOf(file)).filter(({ length }) => length < 20_000))
      for (const place of lineStarts(text)) {
        const reading = readCut(text, [place])
        if (reading) assert.deepEqual(reading, readLog(text))
      }
  })

  it('into many ranges keeps line numbers, times and the order of faults', () => {
    const events = fc.array(fc.record({ shape: fc.constantFrom(...SHAPES), ...happened }), {
      minLength: 2,
      maxLength: 20,
    })
    const property = fc.property(events, fc.infiniteStream(fc.boolean()), (all, choices) => {
      const text = all
        .map(({ shape, ...one }) => shape(one))
        .join('')
        .toWellFormed()
      const places = lineStarts(text).filter(place => readCut(text, [place]) && choices.next().value)
      const reading = readCut(text, places)
      if (reading) assert.deepEqual(reading, readLog(text))
    })
    fc.assert(property, { numRuns: 150 })
  })

  it('is read in one go if the times after the split cannot be compared with each other', () => {
    const at = (time: string) => `[2026-01-01T${time}] mailbox sara@contoso.com: 0x8004480D\n`
    const [first, local, utc] = [at('10:00:00Z'), at('09:30:00'), at('09:00:00Z')]
    assert.equal(readCut(first + local + utc, [first.length]), null)
    for (const text of [first + utc, first + local, local + utc + first]) {
      const place = text.length - (text.endsWith(local) ? local : first).length
      assert.deepEqual(readCut(text, [place]), readLog(text))
    }
  })

  it('is read in one go if it names more users than are counted separately', () => {
    const events = (from: number) =>
      Array.from(
        { length: 600 },
        (_, at) => `[2026-01-01T00:00:00Z] mailbox user${from + at}@contoso.com: 0x8004480D\n`,
      )
    const [first, second] = [events(0).join(''), events(600).join('')]
    assert.equal(readCut(first + second, [first.length]), null)
    assert.notEqual(readCut(first + first, [first.length]), null)
  })
})

describe('a place to split a text', () => {
  it('is found in the middle of every format of log, and of all of them together, and is accepted', () => {
    const ordinary = ordinaryLog(60_000)
    const single = SHAPES.map((shape, at) =>
      Array.from({ length: 200 }, (_, second) =>
        shape({
          at: `2026-01-01T00:00:${String(second % 60).padStart(2, '0')}Z`,
          user: 'sara@contoso.com',
          org: `a${at}`,
          text: '0x8004480D',
        }),
      ).join(''),
    )
    for (const text of [ordinary, ...single]) {
      const window = Buffer.from(text).subarray(1_000, 40_000)
      const cut = cutIn(window, 1_000)
      assert.ok(cut, text.slice(0, 80))
      assert.ok(text.startsWith(cut.line, cut.at) && text.charAt(cut.at - 1) === '\n')
      assert.deepEqual(readCut(text, [cut.at]), readLog(text))
    }
  })

  it('is not found if no event begins', () => {
    for (const text of ['no line', 'a\n'.repeat(100), ' at x.y()\r\n'.repeat(100)])
      assert.equal(cutIn(Buffer.from(text), 0), null)
  })
})
