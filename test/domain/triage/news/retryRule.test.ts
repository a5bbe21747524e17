import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DAY_MS, HOUR_MS } from '../../../../src/domain/durations.js'
import { isGivenUp, isTransient, obeyed, retryDelay, spread } from '../../../../src/domain/triage/news/retryRule.js'

const AT = '2026-11-23T10:00:00.000Z'
const later = (ms: number) => new Date(Date.parse(AT) + ms)

describe('what is sent again', () => {
  it('is what got no answer, or one that passes', () => {
    for (const status of [null, 408, 425, 429, 500, 502, 503, 504]) assert.ok(isTransient(status), `${status}`)
    for (const status of [301, 302, 307, 400, 401, 403, 404, 405, 409, 410, 413, 422])
      assert.ok(!isTransient(status), `${status}`)
  })

  it('waits three times as long each time, from five seconds up to four hours, and up to a quarter more', () => {
    const least = [5, 15, 45, 135, 405, 1215, 3645, 10_935, 14_400, 14_400].map(seconds => seconds * 1000)
    for (const [i, delay] of least.entries()) {
      const waited = retryDelay({ id: 'event-1', failed: i + 1 })
      assert.ok(waited >= delay && waited <= delay * 1.25, `${i + 1}: ${waited}`)
    }
    assert.equal(retryDelay({ id: 'event-1', failed: 3 }), retryDelay({ id: 'event-1', failed: 3 }))
  })

  it('is tried about a dozen times in a day, then given up', () => {
    let failed = 0
    for (let age = 0; ; age += retryDelay({ id: 'event-1', failed })) {
      failed += 1
      if (isGivenUp({ at: AT, failed }, later(age))) break
      assert.ok(age < DAY_MS)
    }
    assert.ok(failed >= 10 && failed <= 14, `${failed}`)
  })

  it('is tried three times however late the first try is', () => {
    const late = later(5 * DAY_MS)
    assert.deepEqual(
      [1, 2, 3].map(failed => isGivenUp({ at: AT, failed }, late)),
      [false, false, true],
    )
  })

  it('does not return together: the delays of a hundred events differ', () => {
    const delays = Array.from({ length: 100 }, (_, i) => spread(`event-${i}`, HOUR_MS))
    assert.ok(new Set(delays).size > 95)
    assert.ok(Math.min(...delays) < HOUR_MS * 1.05 && Math.max(...delays) > HOUR_MS * 1.2)
  })

  it('waits at least as long as it was asked to, up to an hour', () => {
    const delay = retryDelay({ id: 'event-1', failed: 1, retryAfterMs: 60_000 })
    assert.ok(delay >= 60_000 && delay <= 75_000)
    assert.equal(obeyed(60_000), 60_000)
    assert.equal(obeyed(DAY_MS), HOUR_MS)
    assert.ok(retryDelay({ id: 'event-1', failed: 1, retryAfterMs: 99 * DAY_MS }) <= HOUR_MS * 1.25)
  })
})
