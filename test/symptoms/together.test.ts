import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readLog } from '../../src/symptoms/readLog.js'
import { SHAPES } from '../bench/events.js'

const first = {
  at: '2026-01-01T00:00:00Z',
  user: 'sara@contoso.com',
  org: 'contoso',
  text: 'ErrorCode: 0x8004480D, it stays.',
}
const second = { at: '2026-01-01T00:00:01Z', user: 'omar@fabrikam.com', org: 'fabrikam', text: '0x8005E219, it stays.' }

describe('logs of several programs, one behind the other in one file', () => {
  for (const [a, one] of SHAPES.entries()) {
    for (const [b, other] of SHAPES.entries()) {
      it(`keep their events apart: shape ${b} behind shape ${a}`, () => {
        const { events, faults } = readLog(one(first) + other(second))
        assert.equal(events, 2)
        assert.deepEqual(
          faults.map(({ fault, organization, user }) => [fault, organization, user]),
          [
            ['sendAs', 'contoso', 'sara@contoso.com'],
            ['mailboxDisabled', 'fabrikam', 'omar@fabrikam.com'],
          ],
        )
      })
    }
  }
})
