import type { TableClient } from '@azure/data-tables'
import type { CaseStore } from '../../src/app/ports.js'
import type { AuditRecord, Case } from '../../src/domain/case/case.js'
import { withAuditLine } from '../../src/domain/repair/auditTrail.js'
import { type Audited, type AuditRange, listAudit } from '../../src/storage/audit/auditLog.js'
import { opened, saraActor } from '../fixtures/cases.js'
import { outcomeOf } from './outcome.js'

export const written: AuditRecord = {
  kind: 'write',
  token: 'person',
  organization: 'https://contoso.crm4.dynamics.com',
  plan: 'f00d',
  changes: ['usersettings(1).issendasallowed: false → true'],
}

/** The case with a permanent line. */
export function recorded(c: Case, at: string, record: Partial<AuditRecord> = {}): Case {
  return withAuditLine(c, { at, by: c.owner, what: 'repair', record: { ...written, ...record } })
}

/** This many seconds after ten o'clock. */
export function second(count: number): string {
  return new Date(Date.parse('2026-11-23T10:00:00Z') + count * 1000).toISOString()
}

/** A case with its own owner, not saved yet and without a line in its audit. */
export function caseOf(store: CaseStore, id: string): Case {
  const owner = { ...saraActor, id, aadObjectId: null }
  return { ...opened(), audit: [], id: store.idOf(owner, 'first'), owner }
}

/** Changes the case and saves it. */
export async function change(store: CaseStore, id: string, become: (c: Case) => Case): Promise<'saved' | 'conflict'> {
  const stored = await store.load(id)
  if (!stored) throw new Error(`There is no case ${id}`)
  return outcomeOf(await store.replace(become(stored.case), stored.version))
}

/** A saved case with this many records, a second apart, each in a separate save. */
export async function caseWithRecords(store: CaseStore, id: string, count: number): Promise<Case> {
  const c = caseOf(store, id)
  await store.insert(c)
  for (let i = 1; i <= count; i++) await change(store, c.id, before => recorded(before, second(i)))
  return c
}

export async function listed(table: TableClient, range: Partial<AuditRange> = {}): Promise<readonly Audited[]> {
  const all: Audited[] = []
  for await (const it of listAudit(table, { since: new Date(0), ...range })) all.push(it)
  return all
}

export interface RawRow extends Record<string, unknown> {
  readonly partitionKey: string
  readonly rowKey: string
  readonly etag: string
}

/** The rows of the audit in the table. */
export async function auditRowsOf(table: TableClient): Promise<readonly RawRow[]> {
  const rows: RawRow[] = []
  for await (const row of table.listEntities<RawRow>()) if (row.rowKey.startsWith('a~')) rows.push(row as RawRow)
  return rows
}
