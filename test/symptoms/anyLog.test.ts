import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { LogReading } from '../../src/symptoms/logReading.js'
import { createReader, readLog } from '../../src/symptoms/readLog.js'
import { logs, textOf } from '../fixtures/logs/index.js'

const files = logs.map(expected => ({ ...expected, text: textOf(expected.file) }))
const short = files.filter(({ text }) => text.length < 20_000)
/** Logs whose codes belong to faults that happened: no denials, and no tables of codes. */
const meant = short.filter(({ file }) => !/^(?:denial|codes-table)/.test(file))

/** The wordings of the send-as fault, reduced to their letters. */
const WORDINGS = [
  'userdoesnothavesendasprivilege',
  'cannotsendemailastheselecteduser',
  'cantsendemailastheselecteduser',
  'alsderausgewähltebenutzersenden',
  'entantquutilisateursélectionné',
  'comoelusuarioseleccionado',
]

/** Independent of the reader's method: removes everything between the letters. */
function hasSignOfSendAs(text: string): boolean {
  const lower = text.normalize('NFKC').toLowerCase()
  if (/8004480d|-2147203059|userdoesnothavesendasallowed|prvsendasuser|6fd3eb4f/.test(lower)) return true
  const letters = lower.replace(/<[^>]*>|&[a-z#\d]+;|\\[nrt]/g, '').replace(/[^\p{L}]/gu, '')
  return WORDINGS.some(wording => letters.includes(wording))
}

function assertSound(reading: LogReading, text: string): void {
  const { verdict, faults, codes, addresses, events } = reading
  if (verdict === 'sendAs') assert.ok(hasSignOfSendAs(text), text)
  assert.equal(verdict === 'unknown', faults.length === 0)
  assert.equal(verdict === 'sendAs', faults[0]?.fault === 'sendAs')
  assert.ok(codes.length <= 50 && codes.every(code => /^0x8[0-9A-F]{7}$/.test(code)))
  assert.ok(addresses.length <= 20)
  for (const { count, evidence } of faults) {
    assert.ok(count >= 1 && count <= events)
    assert.ok(evidence.length >= 1 && evidence.length <= 3)
    for (const { text: proof } of evidence) assert.ok(proof.length <= 300 && !/[\r\n]/.test(proof))
  }
}

describe('any text', () => {
  it('of noise is read, and is not reported as send-as', () => {
    const words = files.flatMap(({ text }) => text.slice(0, 2_000).split(/(?<=\W)/))
    const pieces = fc.oneof(fc.constantFrom(...new Set(words)), fc.string({ unit: 'binary' }), fc.string())
    const noise = fc.array(pieces, { maxLength: 60 }).map(parts => parts.join(''))
    fc.assert(
      fc.property(noise, text => assertSound(readLog(text), text)),
      { numRuns: 2000 },
    )
  })

  it('of arbitrary bytes is read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), bytes => {
        const text = new TextDecoder('utf-16le').decode(bytes)
        assertSound(readLog(text), text)
      }),
    )
  })

  it('is read wherever it is cut off, at every byte of every file', () => {
    for (const { text } of short) {
      const bytes = Buffer.from(text)
      for (let end = 0; end <= bytes.length; end++) {
        const cut = bytes.toString('utf8', 0, end)
        assertSound(readLog(cut), cut)
      }
    }
  })

  it('is read wherever a very long line is cut off around what it says', () => {
    for (const { text } of files.filter(({ text }) => text.length >= 20_000)) {
      const sign = text.indexOf('0x8004480D')
      for (let end = sign - 5; end < sign + 15; end++) {
        const cut = text.slice(0, end)
        assertSound(readLog(cut), cut)
        assert.equal(readLog(cut).verdict, end >= sign + 10 ? 'sendAs' : 'unknown')
      }
    }
  })

  it('is read wherever it begins', () => {
    const tails = fc.constantFrom(...short).chain(({ text }) => fc.nat(text.length).map(start => text.slice(start)))
    fc.assert(
      fc.property(tails, text => assertSound(readLog(text), text)),
      { numRuns: 2000 },
    )
  })

  it('may interleave the lines of two logs: what their codes prove is still found, and nothing is added', () => {
    const two = fc.tuple(fc.constantFrom(...meant), fc.constantFrom(...meant), fc.infiniteStream(fc.boolean()))
    fc.assert(
      fc.property(two, ([before, behind, choices]) => {
        const text = interleaved(before.text, behind.text, choices)
        const reading = readLog(text)
        assertSound(reading, text)
        if (/0x8004480d|-2147203059/i.test(text)) assert.equal(reading.verdict, 'sendAs', text)
      }),
      { numRuns: 3000 },
    )
  })
})

function interleaved(before: string, behind: string, choices: Iterator<boolean>): string {
  const left = before.split(/\r\n|\n|\r/)
  const right = behind.split(/\r\n|\n|\r/)
  const lines: string[] = []
  while (left.length > 0 || right.length > 0) {
    const [first, second] = choices.next().value ? [left, right] : [right, left]
    lines.push(first.shift() ?? second.shift() ?? '')
  }
  return lines.join('\n')
}

describe('a log of 50,000 events', () => {
  const at = (second: number) => new Date(Date.UTC(2021, 3, 19) + second * 1000).toISOString()
  const event = (number: number, code: string) =>
    `${at(number)} ERROR mailbox user${number % 7}@contoso.com of https://disco.crm.dynamics.com/contoso: ${code}\r\n`

  it('is counted for every sender, with its first and last time', () => {
    const reader = createReader()
    for (let number = 0; number < 50_000; number++) reader.push(event(number, '0x8004480D'))
    const { events, faults, addresses, organization } = reader.finish()
    assert.equal(events, 50_000)
    assert.equal(organization, 'contoso')
    assert.equal(addresses.length, 7)
    assert.deepEqual(
      faults.map(({ user, count }) => [user, count]),
      [0, 1, 2, 3, 4, 5, 6].map(user => [`user${user}@contoso.com`, user < 6 ? 7_143 : 7_142]),
    )
    assert.equal(faults[0]?.first, '2021-04-19T00:00:00Z')
    assert.equal(faults[0]?.last, '2021-04-19T13:53:14Z')
  })

  it('with too many senders is counted by organization', () => {
    const reader = createReader()
    for (let number = 0; number < 5_000; number++) {
      reader.push(`${at(number)} mailbox user${number}@contoso.com organization: contoso 0x8004480D\n`)
    }
    const { faults } = reader.finish()
    assert.ok(faults.length <= 2_001)
    assert.equal(
      faults.reduce((sum, { count }) => sum + count, 0),
      5_000,
    )
    assert.ok(faults.every(({ organization }) => organization === 'contoso'))
    assert.equal(faults[0]?.user, null)
  })

  it('lists one send-as fault before many look-alikes', () => {
    const reader = createReader()
    for (let number = 0; number < 1_000; number++)
      reader.push(event(number, number === 500 ? '0x8004480D' : '8005e219'))
    const { verdict, faults } = reader.finish()
    assert.equal(verdict, 'sendAs')
    assert.equal(faults[0]?.count, 1)
    assert.ok(faults.slice(1).every(({ fault }) => fault === 'mailboxDisabled'))
  })
})
