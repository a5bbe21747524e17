import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decideRetry, type TokenAttempt } from '../../src/entra/retry.js'

const BUDGET_MS = 90_000
const attempt: TokenAttempt = {
  write: false,
  attempts: 1,
  status: 0,
  sent: false,
  retryAfterMs: null,
  elapsedMs: 0,
  chance: 0,
}

const anyAttempt: fc.Arbitrary<TokenAttempt> = fc.record({
  write: fc.boolean(),
  attempts: fc.integer({ min: 1, max: 10 }),
  status: fc.constantFrom(0, 301, 400, 401, 403, 404, 408, 412, 429, 500, 502, 503, 504),
  sent: fc.boolean(),
  retryAfterMs: fc.option(fc.double({ min: 0, max: 200_000, noNaN: true })),
  elapsedMs: fc.integer({ min: 0, max: 200_000 }),
  chance: fc.double({ min: 0, max: 1, noNaN: true }),
})

describe('decideRetry', () => {
  it('never waits a negative time, or beyond the budget', () => {
    fc.assert(
      fc.property(anyAttempt, attempt => {
        const delay = decideRetry(attempt)
        assert.ok(delay === null || (delay >= 0 && attempt.elapsedMs + delay <= BUDGET_MS))
      }),
      { numRuns: 500 },
    )
  })

  it('repeats a write only when nothing was sent, or on 429', () => {
    fc.assert(
      fc.property(anyAttempt, attempt => {
        const repeated = decideRetry({ ...attempt, write: true }) !== null
        assert.ok(!repeated || attempt.status === 429 || (attempt.status === 0 && !attempt.sent))
      }),
      { numRuns: 500 },
    )
  })

  it('never repeats a request whose answer is final', () => {
    for (const status of [301, 302, 400, 401, 403, 404, 412, 501])
      assert.equal(decideRetry({ ...attempt, status }), null)
  })

  it('gives up after the sixth attempt', () => {
    assert.notEqual(decideRetry({ ...attempt, attempts: 5 }), null)
    assert.equal(decideRetry({ ...attempt, attempts: 6 }), null)
  })

  it('waits longer each time, with half of the wait random', () => {
    const delays = (chance: number) => [1, 2, 3, 4, 5].map(attempts => decideRetry({ ...attempt, attempts, chance }))
    assert.deepEqual(delays(1), [400, 800, 1600, 3200, 6400])
    assert.deepEqual(delays(0), [200, 400, 800, 1600, 3200])
  })

  it('waits exactly as long as Dataverse asks, and gives up when that is too long', () => {
    const throttled = { ...attempt, status: 429, sent: true }
    assert.equal(decideRetry({ ...throttled, retryAfterMs: 17_000 }), 17_000)
    assert.equal(decideRetry({ ...throttled, retryAfterMs: BUDGET_MS, elapsedMs: 1 }), null)
    assert.equal(decideRetry({ ...throttled, retryAfterMs: Number.POSITIVE_INFINITY }), null)
  })
})
