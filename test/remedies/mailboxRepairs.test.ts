import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inverseOf, isUndoable } from '../../src/domain/repair/plan.js'
import { remedyOf } from '../../src/domain/repair/remedy.js'
import type { RemedyId, RepairFacts, RowSeen } from '../../src/domain/repair/repair.js'
import { remedies } from '../../src/remedies/index.js'
import { partiesIn, plansFor, plansOf, read } from './facts.js'

const MAILBOX: RowSeen = {
  etag: 'W/"7"',
  values: { testemailconfigurationscheduled: false, outgoingemaildeliverymethod: 0, emailrouteraccessapproval: 2 },
}
const found = (values: Partial<RowSeen['values']> = {}): RepairFacts => ({
  mailbox: read({ ...MAILBOX, values: { ...MAILBOX.values, ...(values as RowSeen['values']) } }),
})
const repairing = (remedy: RemedyId, mailboxId: string | null = 'mailbox-id') => ({
  remedy,
  parties: { ...partiesIn('sales'), mailboxId },
})

interface Row {
  readonly remedy: RemedyId
  readonly way: string
  readonly column: string
  readonly before: number | boolean
  readonly after: number | boolean
  readonly undoable: boolean
}

const ROWS: readonly Row[] = [
  {
    remedy: 'testMailbox',
    way: 'testMailbox',
    column: 'testemailconfigurationscheduled',
    before: false,
    after: true,
    undoable: false,
  },
  {
    remedy: 'deliveryMethod',
    way: 'setDeliveryMethod',
    column: 'outgoingemaildeliverymethod',
    before: 0,
    after: 2,
    undoable: true,
  },
  {
    remedy: 'approveAddress',
    way: 'approveAddress',
    column: 'emailrouteraccessapproval',
    before: 2,
    after: 1,
    undoable: true,
  },
]

for (const { remedy, way, column, before, after, undoable } of ROWS) {
  describe(`the repair ${remedy}`, () => {
    it('writes one column of the sender’s mailbox, if the row is still as it was read', () => {
      const [plan, ...more] = plansOf(repairing(remedy), found())
      assert.deepEqual(more, [])
      assert.equal(plan?.way, way)
      const [write, ...others] = plan.writes
      assert.deepEqual(others, [])
      assert.ok(write?.kind === 'update')
      assert.deepEqual(
        [write.table, write.id, write.etag, write.before, write.after],
        ['mailbox', 'mailbox-id', 'W/"7"', { [column]: before }, { [column]: after }],
      )
      assert.deepEqual([plan.gain.count, plan.args], [0, { sender: 'Grace Kim' }])
    })

    it('has nothing to write if it is so already, or there is no mailbox', () => {
      assert.deepEqual(plansOf(repairing(remedy), found({ [column]: after })), [])
      assert.deepEqual(plansOf(repairing(remedy), { mailbox: read(null) }), [])
      assert.deepEqual(plansOf(repairing(remedy, null), found()), [])
    })

    it('has a hash of its own for every version of the row, and the same one for the same', () => {
      const hash = (facts: RepairFacts) => plansOf(repairing(remedy), facts)[0]?.hash
      assert.equal(hash(found()), hash(found()))
      assert.notEqual(hash(found()), hash({ mailbox: read({ ...MAILBOX, etag: 'W/"8"' }) }))
    })

    it('cannot be planned if the mailbox was not read', () => {
      const missing = { ok: false, why: 'forbidden', detail: 'no', privilege: 'prvReadMailbox' } as const
      assert.deepEqual(plansFor(repairing(remedy), { mailbox: missing }), missing)
    })

    it(`${undoable ? 'can' : 'cannot'} be put back`, () => {
      const writes = plansOf(repairing(remedy), found())[0]?.writes ?? []
      assert.equal(isUndoable(writes), undoable)
      const [write] = writes
      const inverse = write && inverseOf(write)
      assert.deepEqual(inverse?.kind === 'update' ? inverse.after : null, undoable ? { [column]: before } : null)
    })

    it('counts and dates the mail that leaves', () => {
      const { releasesMail, reads } = remedyOf(remedies, remedy) ?? assert.fail(remedy)
      assert.ok(releasesMail && reads.includes('backlog'))
    })
  })
}
