import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { guidOf, makePlan } from '../../../src/domain/repair/plan.js'

const about = {
  way: 'giveRole',
  writes: [{ kind: 'giveRole', userId: 'router', roleId: 'mail-sender', role: 'Mail Sender' }],
  gain: { count: 0, names: [] },
  args: { role: 'Mail Sender' },
} as const

describe('a plan', () => {
  it('has the SHA-256 of its whole content as its hash', () => {
    const hash = createHash('sha256').update(JSON.stringify(about)).digest('hex')
    assert.deepEqual(makePlan(about), { hash, ...about })
    assert.notEqual(makePlan({ ...about, args: { role: 'Mail sender' } }).hash, hash)
  })

  it('derives the id of a new record from its content, as a valid GUID', () => {
    const id = guidOf(['router', 'Email Router send-as', 'Global'])
    assert.equal(id, guidOf(['router', 'Email Router send-as', 'Global']))
    assert.match(id, /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/)
    assert.notEqual(id, guidOf(['router', 'Email Router send-as', 'Deep']))
  })
})
