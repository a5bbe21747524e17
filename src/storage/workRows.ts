import type { Lane } from '../app/ports.js'
import type { Case, Work } from '../domain/case/case.js'
import type { RowChange } from './rowChange.js'
import { PARTITION, type RowKey } from './tableRows.js'

/** How the keys of rows that promise work begin, by lane. */
export const PREFIX: Readonly<Record<Lane, string>> = { urgent: 'd', watch: 'w' }

/** The keys of the row, of which a case has one at most. */
export function workKeys(id: string): readonly RowKey[] {
  return Object.values(PREFIX).map(prefix => ({ partitionKey: PARTITION, rowKey: `${prefix}~${id}` }))
}

/** The row that promises work. */
export interface Promised {
  readonly lane: Lane
  readonly dueAt: string
}

/** Moves the row to the lane of the work that is pending now. */
export function promises(thisCase: Case, before: Promised | null): RowChange[] {
  const now = promisedBy(thisCase)
  const key = (lane: Lane) => ({ partitionKey: PARTITION, rowKey: `${PREFIX[lane]}~${thisCase.id}` })
  const isMoved = before !== null && before.lane !== now?.lane
  const isSame = before !== null && !isMoved && before.dueAt === now?.dueAt
  return [
    ...(isMoved ? [{ kind: 'delete', row: key(before.lane) } as const] : []),
    ...(now && !isSame ? [{ kind: 'upsert', row: { ...key(now.lane), dueAt: now.dueAt } } as const] : []),
  ]
}

const CAN_WAIT: readonly Work['kind'][] = ['watch', 'forget', 'remind', 'announce', 'group']

/** null: nothing is pending. */
export function promisedBy({ pending }: Case): Promised | null {
  const [dueAt] = pending.map(({ lease, notBefore }) => lease?.until ?? notBefore ?? '').toSorted()
  if (dueAt === undefined) return null
  return { lane: pending.every(({ kind }) => CAN_WAIT.includes(kind)) ? 'watch' : 'urgent', dueAt }
}
