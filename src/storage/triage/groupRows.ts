import { odata, type TableClient } from '@azure/data-tables'
import type { Groups } from '../../app/ports.js'
import type { Case } from '../../domain/case/case.js'
import type { GroupMember } from '../../domain/triage/group/group.js'
import { memberOf } from '../../domain/triage/group/sharedCause.js'
import type { RowChange } from '../rowChange.js'
import { RowClient } from '../rowClient.js'
import { PARTITION, type Row, type RowKey } from '../tableRows.js'

/**
 * The open cases with one cause are one range of row keys, those with the lowest numbers first:
 *   g~ROOT~NUMBER~CASE   what the others see of the case; exists only while it is open and has the cause
 *   n~ROOT               when the cause was last seen to be gone
 * A case's row is written in its transaction. It follows from the case alone, so what is there needs no column: a change of
 * `memberRow` has to find the rows that were written before it.
 */
export interface MemberRow {
  readonly rowKey: string
  /** JSON. */
  readonly member: string
}

/** Without a number, after all others. */
const UNNUMBERED = '9'.repeat(10)

/** null: it has none. */
export function memberRow(thisCase: Case): MemberRow | null {
  const member = memberOf(thisCase)
  if (!member || !thisCase.shared) return null
  const number = member.number === null ? UNNUMBERED : String(member.number).padStart(UNNUMBERED.length, '0')
  return { rowKey: `g~${thisCase.shared.root}~${number}~${member.id}`, member: JSON.stringify(member) }
}

/** The writes that bring the row up to date with the case; `before`: the one that there is. */
export function memberActions(thisCase: Case, before: MemberRow | null): RowChange[] {
  const now = memberRow(thisCase)
  if (now?.rowKey === before?.rowKey && now?.member === before?.member) return []
  const isLeft = before !== null && before.rowKey !== now?.rowKey
  return [
    ...(isLeft ? [{ kind: 'delete', row: keyOf(before.rowKey) } as const] : []),
    ...(now ? [{ kind: 'upsert', row: { ...keyOf(now.rowKey), member: now.member } } as const] : []),
  ]
}

export function createGroups(table: TableClient): Groups {
  const client = new RowClient(table)
  return {
    members: (root, most = Number.POSITIVE_INFINITY) => listMembers(client, root, most),

    async markGone(root, at) {
      await client.commit([{ kind: 'upsert', row: { ...keyOf(`n~${root}`), at } }])
    },

    async goneAt(root) {
      const row = await client.get(keyOf(`n~${root}`))
      return row ? String(row.at) : null
    },
  }
}

/** The service answers at most this many rows at once. https://learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination */
const PAGE = 1000

async function listMembers(client: RowClient, root: string, most: number): Promise<readonly GroupMember[]> {
  const filter = odata`PartitionKey eq ${PARTITION} and RowKey ge ${`g~${root}~`} and RowKey lt ${`g~${root}~~`}`
  const found: GroupMember[] = []
  for await (const page of client.pages(filter, Math.min(most, PAGE))) {
    found.push(...page.map(memberIn))
    if (found.length >= most) break
  }
  return found
}

function memberIn({ member }: Row): GroupMember {
  return JSON.parse(String(member))
}

function keyOf(rowKey: string): RowKey {
  return { partitionKey: PARTITION, rowKey }
}
