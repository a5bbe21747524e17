import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { workingDaysLater } from '../../../src/domain/triage/turns/workingTime.js'

describe('a working day later', () => {
  const rows: readonly (readonly [string, string, number, string | undefined, string])[] = [
    ['the next day', '2026-11-23T10:00:00.000Z', 1, 'UTC', '2026-11-24T10:00:00.000Z'],
    ['two days', '2026-11-23T10:00:00.000Z', 2, 'UTC', '2026-11-25T10:00:00.000Z'],
    ['over a weekend', '2026-11-27T10:00:00.000Z', 1, 'UTC', '2026-11-30T10:00:00.000Z'],
    ['from a Saturday', '2026-11-28T10:00:00.000Z', 1, 'UTC', '2026-11-30T10:00:00.000Z'],
    ['without a time zone', '2026-11-23T10:00:00.000Z', 1, undefined, '2026-11-24T10:00:00.000Z'],
    ['with a zone that is none', '2026-11-23T10:00:00.000Z', 1, 'Mars/Olympus', '2026-11-24T10:00:00.000Z'],
    ['early in the morning', '2026-11-23T03:00:00.000Z', 1, 'UTC', '2026-11-24T09:00:00.000Z'],
    ['late in the evening', '2026-11-23T22:30:00.000Z', 1, 'UTC', '2026-11-25T09:00:00.000Z'],
    ['late on a Thursday', '2026-11-26T22:30:00.000Z', 1, 'UTC', '2026-11-30T09:00:00.000Z'],
    // 10:00 UTC on Friday is 21:00 in Sydney, so a working day later is Tuesday morning there.
    ['in Sydney', '2026-11-27T10:00:00.000Z', 1, 'Australia/Sydney', '2026-11-30T22:00:00.000Z'],
    ['in New York', '2026-11-23T15:00:00.000Z', 1, 'America/New_York', '2026-11-24T15:00:00.000Z'],
    ['in Kathmandu, with its odd offset', '2026-11-23T06:00:00.000Z', 1, 'Asia/Kathmandu', '2026-11-24T06:00:00.000Z'],
    // Clocks go back in Berlin on Sunday, 25 October 2026: 10:00 stays 10:00 there.
    ['over the end of summer time', '2026-10-23T08:00:00.000Z', 1, 'Europe/Berlin', '2026-10-26T09:00:00.000Z'],
    ['over its beginning', '2026-03-27T09:00:00.000Z', 1, 'Europe/Berlin', '2026-03-30T08:00:00.000Z'],
  ]
  for (const [name, at, days, zone, expected] of rows) {
    it(`${name}: ${at} + ${days} in ${zone ?? 'no zone'}`, () => {
      assert.equal(workingDaysLater(at, days, zone), expected)
    })
  }
})
