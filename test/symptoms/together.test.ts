import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readLog } from '../../src/symptoms/readLog.js'
import { SHAPES } from '../bench/reading/events.js'

const first = {
  at: '2026-01-01T00:00:00Z',
  user: 'sara@contoso.com',
  org: 'contoso',
  text: 'ErrorCode: 0x8004480D, it stays.',
}
const second = { at: '2026-01-01T00:00:01Z', user: 'omar@fabrikam.com', org: 'fabrikam', text: '0x8005E219, it stays.' }

describe('logs of several programs, one after another in one file', () => {
  for (const [number, format] of SHAPES.entries()) {
    for (const [otherNumber, otherFormat] of SHAPES.entries()) {
      it(`are separate events: format ${otherNumber} after format ${number}`, () => {
        const { events, faults } = readLog(format(first) + otherFormat(second))
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
