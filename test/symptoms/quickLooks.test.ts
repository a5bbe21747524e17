import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fold } from '../../src/domain/errorText.js'
import { createSieve } from '../../src/domain/faults/phraseFinder.js'
import { createMasker } from '../../src/domain/secrets.js'
import { Judge } from '../../src/symptoms/evidence/judgeEvent.js'
import { Tally } from '../../src/symptoms/faultTally.js'
import type { LogReading } from '../../src/symptoms/logReading.js'
import { readLog } from '../../src/symptoms/readLog.js'
import { createLines } from '../../src/symptoms/text/inputLines.js'
import { Events } from '../../src/symptoms/text/logEvents.js'
import { SHAPES } from '../bench/reading/events.js'
import { LAYOUTS, SIGNS } from '../fixtures/signs.js'

/** One name for each word that a cheap test searches for. */
const NAMES =
  'password passwd pwd client_secret account_key access_token accesssignature client_assertion kennwort contrasena senha wachtwoord parola adgangskode salasana heslo'
const SHAPED: readonly string[] = [
  'Bearer abcdefghijkl1',
  'NEGOTIATE abcdefghijkl1',
  'ntlm abcdefghijkl1',
  'basic abcdefghijklM1',
  'AUTHORIZATION: abc1',
  'eyJhbGciOiJIUzI1NiJ9.abcd',
  'eyjhbGciOiJIUzI1NiJ9.abcd',
  '?SIG=abc1',
  'smtp://me:abc1@host',
  `abc7Q~${'x'.repeat(31)}`,
  `abc8Q~${'x'.repeat(31)}`,
  `${'x'.repeat(86)}==`,
]
const NATIONAL = ['lösenord', 'LÖSENORD', 'hasło', 'jelszó', 'ПАРОЛЬ', 'パスワード', '暗証番号', '密码', '비밀번호']

const pieces = fc.oneof(
  fc.constantFrom(...SIGNS, ...Object.values(LAYOUTS)),
  fc.constantFrom(' ', '\n', '\t', '\u00a0', '\u200b', 'E-Mail', 'e-', '-mail', '‑', '“', 'Ａ', 'İ'),
)
const texts = fc.array(pieces, { maxLength: 30 }).map(parts => parts.join(''))

describe('a cheap test never skips a line that has', () => {
  const mask = (line: string) => createMasker().mask(line)

  it('a secret with a name, whatever its case', () => {
    for (const name of [...NAMES.split(' '), ...NATIONAL])
      for (const spelling of [name, name.toUpperCase(), name.charAt(0).toUpperCase() + name.slice(1)])
        assert.doesNotMatch(mask(`it is ${spelling}=abc1 there`), /abc1/, spelling)
  })

  it('a secret with a shape', () => {
    for (const line of SHAPED) assert.match(mask(`it is ${line} there`), /\[masked\]/, line)
  })

  it('one of several phrases', () => {
    const phrase = fc.string({ unit: fc.constantFrom(...'abAB='), minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(
        fc.array(phrase, { minLength: 1, maxLength: 4 }),
        fc.string({ unit: fc.constantFrom(...'abAB=c') }),
        (phrases, text) => {
          const lower = text.toLowerCase()
          assert.equal(
            createSieve(phrases)(text),
            phrases.some(one => lower.includes(one.toLowerCase())),
          )
        },
      ),
      { numRuns: 2_000 },
    )
    assert.equal(createSieve(['ab'])('é'), true)
  })
})

describe('a folded text', () => {
  it('has single spaces only, and is the same whatever white space there was', () => {
    fc.assert(
      fc.property(texts, text => {
        const once = fold(text)
        assert.doesNotMatch(once, /[^\S ]| {2}/)
        assert.equal(once, fold(text.replace(/\s/g, white => `${white}\n`)))
        assert.equal(once, fold(text.replace(/\s+/g, ' ')))
      }),
      { numRuns: 2_000 },
    )
  })
})

/** Like `readLog`, but everything is wanted from every event. */
function readWholly(text: string): LogReading {
  const tally = new Tally()
  const judge = new Judge({ organization: true, complaint: true, cut: true, direction: true })
  const masker = createMasker()
  const events = new Events(masker, {
    part: lines => judge.part(lines, false),
    end: begun => tally.add(judge.end(), begun),
  })
  const lines = createLines(line => events.line(line))
  lines.push(text)
  lines.finish()
  events.finish()
  return tally.reading(masker.any)
}

describe('information that is not wanted any more', () => {
  it('can be skipped without changing the reading', () => {
    const event = fc
      .record({
        shape: fc.constantFrom(...SHAPES),
        at: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', '01/02/2026 10:00'),
        user: fc.constantFrom('sara@contoso.com', 'omar@contoso.com'),
        org: fc.constantFrom('contoso', 'fabrikam', 'adatum'),
        text: fc.constantFrom(...SIGNS, 'All is well.', 'It failed.', 'cannot go on', 'FaultException'),
      })
      .map(({ shape, ...happened }) => shape(happened))
    const logs = fc.array(fc.oneof({ weight: 3, arbitrary: event }, pieces), { maxLength: 12 })
    fc.assert(
      fc.property(logs, parts => {
        const text = parts.join('')
        assert.deepEqual(readLog(text), readWholly(text))
      }),
      { numRuns: 1_000 },
    )
  })
})
