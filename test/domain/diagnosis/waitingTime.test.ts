import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { minutesWaited, waitsSince } from '../../../src/domain/diagnosis/waitingTime.js'
import { AT, minutesAgo, pending } from '../../fixtures/facts.js'

describe('the age of an e-mail', () => {
  it('counts from when it was submitted, or else created', () => {
    assert.equal(waitsSince(pending(60, { submittedAt: minutesAgo(20) }), AT), minutesAgo(20))
    assert.equal(waitsSince(pending(60, { submittedAt: null }), AT), minutesAgo(60))
  })

  it('counts from the time it was meant to leave at, if that came later and has passed', () => {
    assert.equal(waitsSince(pending(60, { scheduledFor: minutesAgo(10) }), AT), minutesAgo(10))
    assert.equal(waitsSince(pending(60, { scheduledFor: minutesAgo(90) }), AT), minutesAgo(60))
    assert.equal(waitsSince(pending(60, { scheduledFor: minutesAgo(-10) }), AT), minutesAgo(60))
  })

  it('of several is that of the one which has waited longest, those apart that are meant to leave later', () => {
    const tomorrow = { scheduledFor: minutesAgo(-24 * 60) }
    assert.equal(minutesWaited([pending(120, tomorrow), pending(9), pending(12)], AT), 12)
    assert.equal(minutesWaited([pending(120, tomorrow)], AT), null)
    assert.equal(minutesWaited([], AT), null)
  })
})
