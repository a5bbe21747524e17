import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { WaitingMail } from '../../src/domain/repair/repair.js'
import { partiesIn, plansFor, plansOf, read } from './facts.js'

const mail = (id: string): WaitingMail => ({
  id,
  etag: `W/"${id}"`,
  subject: `Subject of ${id}`,
  to: 'to@example.com',
  createdOn: '2026-03-01T10:00:00Z',
})
const repairing = (...chosen: string[]) => ({ remedy: 'holdMails', parties: partiesIn('sales'), chosen }) as const
const mails = read([mail('a'), mail('b'), mail('c')])

describe('holding e-mails back', () => {
  it('cancels the chosen e-mails that still wait, in order, and says how many', () => {
    const [plan, ...more] = plansOf(repairing('c', 'a', 'gone'), { chosenMails: mails })
    assert.deepEqual(more, [])
    assert.equal(plan?.way, 'holdMails')
    const states = { before: { statecode: 1, statuscode: 6 }, after: { statecode: 2, statuscode: 5 } }
    assert.deepEqual(
      plan.writes,
      ['a', 'c'].map(id => ({ kind: 'update', table: 'email', id, etag: `W/"${id}"`, ...states })),
    )
    assert.deepEqual(plan.args, { count: 2 })
  })

  it('keeps nothing personal', () => {
    const text = JSON.stringify(plansOf(repairing('a', 'b'), { chosenMails: mails }))
    assert.ok(!/Subject|example/.test(text))
  })

  it('plans nothing if none is chosen, or none of the chosen ones waits', () => {
    assert.deepEqual(plansOf(repairing(), { chosenMails: mails }), [])
    assert.deepEqual(plansOf(repairing('gone'), { chosenMails: mails }), [])
    assert.deepEqual(plansOf({ remedy: 'holdMails', parties: partiesIn(null) }, { chosenMails: mails }), [])
  })

  it('cannot be planned if the mails were not read', () => {
    const missing = plansFor(repairing('a'), {})
    assert.ok('ok' in missing && missing.why === 'notGathered')
  })
})
