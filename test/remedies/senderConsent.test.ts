import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RepairFacts, RowSeen } from '../../src/domain/repair/repair.js'
import { partiesIn, plansFor, plansOf, read } from './facts.js'

const repairing = { remedy: 'senderConsent', parties: partiesIn('sales') } as const
const row = (issendasallowed: boolean | null): RowSeen => ({ etag: 'W/"7"', values: { issendasallowed } })
const settings = (value: RowSeen | null): RepairFacts => ({ settings: read(value) })

describe('allowing others to send', () => {
  for (const before of [false, null])
    it(`changes one of the sender's own options from ${before}, if the row has not changed since it was read`, () => {
      const [plan, ...more] = plansOf(repairing, settings(row(before)))
      assert.deepEqual(more, [])
      assert.equal(plan?.way, 'allowSendAs')
      assert.deepEqual(plan.writes, [
        {
          kind: 'update',
          table: 'usersettings',
          id: 'sender-id',
          etag: 'W/"7"',
          before: { issendasallowed: before },
          after: { issendasallowed: true },
        },
      ])
      assert.deepEqual([plan.gain.count, plan.args], [0, { sender: 'Grace Kim' }])
    })

  it('has nothing to do if it is allowed already, or if there is no row', () => {
    assert.deepEqual(plansOf(repairing, settings(row(true))), [])
    assert.deepEqual(plansOf(repairing, settings(null)), [])
  })

  it('gives equal rows the same plan, and different rows different ones', () => {
    const hash = (one: RowSeen) => plansOf(repairing, settings(one))[0]?.hash
    assert.equal(hash(row(false)), hash(row(false)))
    assert.notEqual(hash(row(false)), hash({ ...row(false), etag: 'W/"8"' }))
    assert.notEqual(hash(row(false)), hash(row(null)))
  })

  it('cannot be planned if the options were not read', () => {
    const missing = { ok: false, why: 'forbidden', detail: 'no', privilege: 'prvReadUserSettings' } as const
    assert.deepEqual(plansFor(repairing, { settings: missing }), missing)
    const nothing = plansFor(repairing, {})
    assert.ok('ok' in nothing && nothing.why === 'notGathered')
  })
})
