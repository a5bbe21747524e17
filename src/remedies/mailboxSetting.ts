import { makePlan, type Plan, type Value } from '../domain/repair/plan.js'
import type { Parties, RowSeen } from '../domain/repair/repair.js'

interface Setting {
  readonly way: Plan['way']
  readonly column: string
  readonly value: Value
}

/** The plan that sets one column of the sender's mailbox; empty: it has that value, or there is no mailbox. */
export function mailboxSettingPlan(
  parties: Parties,
  row: RowSeen | null,
  { way, column, value }: Setting,
): readonly Plan[] {
  const { mailboxId } = parties
  const found = row?.values[column] ?? null
  if (!row || !mailboxId || found === value) return []
  const before = { [column]: found }
  const after = { [column]: value }
  const plan = makePlan({
    way,
    writes: [{ kind: 'update', table: 'mailbox', id: mailboxId, etag: row.etag, before, after }],
    gain: { count: 0, names: [] },
    args: { sender: parties.sender.name },
  })
  return [plan]
}
