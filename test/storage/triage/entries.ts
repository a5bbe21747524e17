import { createHash } from 'node:crypto'
import type { BoardEntry } from '../../../src/domain/triage/boardEntry.js'

const CAUSES = ['mailboxNotTested', 'sendAsDenied', 'mailboxInactive', 'justWaiting', null]
const TURNS = ['sender', 'dynamicsAdministrator', 'microsoft365Administrator', 'helpdesk'] as const

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** An entry of the board, of a size as in production; the cases differ in everything that people count and filter by. */
export function entryOf(i: number, changes: Partial<BoardEntry> = {}): BoardEntry {
  const since = Date.parse('2026-11-02T08:00:00Z') + i * 60_000
  return {
    id: hashOf(`case ${i}`),
    revision: 7,
    number: i,
    organization: `https://contoso${i % 3}.crm4.dynamics.com`,
    cause: CAUSES[i % CAUSES.length] ?? null,
    gate: i % 2 === 0 ? 2 : 1,
    turn: TURNS[i % TURNS.length] ?? 'helpdesk',
    assignee: i % 2 === 0 ? null : hashOf(`agent ${i % 9}`),
    since: new Date(since).toISOString(),
    turnSince: new Date(since + 3_600_000).toISOString(),
    waiting: i % 40,
    held: null,
    address: hashOf(`sender ${i}`),
    root: i % 3 === 0 ? hashOf(`root ${i % 30}`) : null,
    posted: true,
    ...changes,
  }
}
