import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseRetryAfter } from '../../src/domain/retryAfter.js'

describe('parseRetryAfter', () => {
  const now = new Date('2026-03-02T10:00:00Z')

  it('reads seconds and both forms of an HTTP date', () => {
    assert.equal(parseRetryAfter('7', now), 7000)
    assert.equal(parseRetryAfter(' 0.5 ', now), 500)
    assert.equal(parseRetryAfter('Mon, 02 Mar 2026 10:00:30 GMT', now), 30_000)
    assert.equal(parseRetryAfter('Monday, 02-Mar-26 10:00:30 GMT', now), 30_000)
  })

  it('reads a date in the past as no wait', () => {
    assert.equal(parseRetryAfter('Mon, 02 Mar 2026 09:00:00 GMT', now), 0)
  })

  it('ignores anything else, instead of reading it as "at once"', () => {
    for (const header of [undefined, '', '-5', 'soon', 'maybe 5', '1e3', 'GMT', 'Infinity'])
      assert.equal(parseRetryAfter(header, now), null, String(header))
  })

  it('gives null or a time that is not negative for any text', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const wait = parseRetryAfter(text, now)
        assert.ok(wait === null || wait >= 0)
      }),
    )
  })
})
