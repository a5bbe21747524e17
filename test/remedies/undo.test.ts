import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Write } from '../../src/domain/repair/plan.js'
import type { Applied, WriteState } from '../../src/domain/repair/repair.js'
import { partiesIn, plansFor, plansOf, read } from './facts.js'

const update: Write = {
  kind: 'update',
  table: 'usersettings',
  id: 'sender-id',
  etag: 'W/"8"',
  before: { issendasallowed: false },
  after: { issendasallowed: true },
}
const role = { roleId: 'role-id', role: 'Email Router send-as' }
const create: Write = { kind: 'createRole', ...role, businessUnitId: 'sales' }
const give: Write = { kind: 'giveRole', userId: 'account-id', ...role }
const set: Write = {
  kind: 'setPrivilege',
  ...role,
  privilegeId: 'send-as',
  privilege: 'prvSendAsUser',
  before: null,
  after: 'Deep',
}

const done = (...writes: Write[]): Applied => ({
  way: 'createRole',
  remedy: 'sendAsPrivilege',
  writes,
  at: '2026-03-02T10:00:00Z',
  by: 'somebody',
})
const after: WriteState = { state: 'after', etag: null }
const plans = (applied: Applied | undefined, ...states: WriteState[]) =>
  plansOf({ remedy: 'undo', parties: partiesIn('sales'), ...(applied && { applied }) }, { states: read(states) })

describe('undoing a repair', () => {
  it('writes the earlier value, if the row is as the repair left it', () => {
    const [plan, ...more] = plans(done(update), { state: 'after', etag: 'W/"8"' })
    assert.deepEqual(more, [])
    assert.equal(plan?.way, 'undo')
    assert.deepEqual(plan.writes, [{ ...update, before: update.after, after: update.before }])
    assert.equal(plan.args.of, 'createRole')
  })

  it('goes backwards, and deletes a role that was created, with its privileges', () => {
    const [plan] = plans(done(create, set, give), after, after, after)
    assert.deepEqual(plan?.writes, [
      { ...give, kind: 'takeRole' },
      { kind: 'deleteRole', ...role },
    ])
    assert.equal(plan.args.role, 'Email Router send-as')
  })

  it('restores the depth of a privilege in an existing role', () => {
    for (const before of [null, 'Local'] as const) {
      const [plan] = plans(done({ ...set, before }), after)
      assert.deepEqual(plan?.writes, [{ ...set, before: 'Deep', after: before }])
    }
  })

  it('is not offered if anything has changed since: the row, one of the writes, or everything', () => {
    assert.deepEqual(plans(done(update), { state: 'after', etag: 'W/"9"' }), [])
    for (const state of ['before', 'other'] as const) {
      assert.deepEqual(plans(done(update), { state, etag: 'W/"8"' }), [])
      assert.deepEqual(plans(done(create, set, give), after, { state, etag: null }, after), [])
    }
    assert.deepEqual(plans(done(create, set, give), after, after), [])
  })

  it('is not offered twice, or without a repair, or for canceled e-mails', () => {
    const whole = { state: 'after', etag: 'W/"8"' } as const
    assert.deepEqual(plans({ ...done(update), undone: true }, whole), [])
    assert.deepEqual(plans(undefined), [])
    assert.deepEqual(plans(done({ ...update, table: 'email' }), whole), [])
  })

  it('cannot be planned if the current state was not read', () => {
    const missing = plansFor({ remedy: 'undo', parties: partiesIn('sales'), applied: done(update) }, {})
    assert.ok('ok' in missing && missing.why === 'notGathered')
  })
})
