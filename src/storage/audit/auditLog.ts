import { odata, type TableClient } from '@azure/data-tables'
import { z } from 'zod'
import { jsonOrNull } from '../../app/ports/jsonOrNull.js'
import type { AuditEntry, AuditRecord } from '../../domain/case/case.js'
import { orIfStatus, PARTITION, type Row } from '../tableRows.js'
import { type Found, found, type Head, headOf, isWhole, type RecordKey, readKey } from './auditRows.js'
import { ChainCheck } from './chainCheck.js'
import { type Meaning, meaningIn, withMeaning } from './pseudonyms.js'

export interface AuditRange {
  readonly since: Date
  /** The exclusive end of the period; undefined: up to now. */
  readonly until?: Date | undefined
  readonly caseId?: string | undefined
  /** With the pseudonyms as they are stored, even where it is still known who is meant. */
  readonly pseudonyms?: boolean
  readonly signal?: AbortSignal | undefined
}

/**
 * `changed`: the record is not what the bot wrote. `missing`: it was written and is gone. `unlinked`: the chain of the
 * case expects another record here, because this one or the one before it was added or replaced.
 */
type Broken = 'changed' | 'missing' | 'unlinked'

export interface Audited extends RecordKey {
  /** null: the record is missing or cannot be read. Whoever it names is named until the case is deleted, then by pseudonyms. */
  readonly entry: (AuditEntry & { readonly record: AuditRecord }) | null
  readonly chain: string | null
  readonly broken: Broken | null
}

/** Sorts after every year of four digits. */
const UPPER = 'a~:'

const entrySchema = z.object({
  n: z.number(),
  at: z.string(),
  by: z.string(),
  what: z.string(),
  record: z.object({
    kind: z.enum(['consent', 'write', 'refusal', 'result']),
    token: z.enum(['person', 'application']).nullable(),
    organization: z.string(),
    plan: z.string().exactOptional(),
    changes: z.array(z.string()),
    detail: z.string().exactOptional(),
  }),
})

/**
 * The permanent audit records in order of time, read page by page. A missing record is reported just before the one that
 * follows it; a fault that only the end of a chain reveals comes last, without an entry. Chains are followed up to now,
 * whatever `until` is, because a later record may reveal that an earlier one is gone.
 */
export async function* listAudit(table: TableClient, range: AuditRange): AsyncIterable<Audited> {
  for await (const it of followed(table, range)) if (!range.until || it.at < range.until.toISOString()) yield it
}

async function* followed(table: TableClient, range: AuditRange): AsyncIterable<Audited> {
  // The heads are read first: the records that they name exist before the listing starts, so it has to find them.
  const heads = await headsSince(table, range)
  const meanings = await meaningsSince(table, range)
  const check = new ChainCheck(heads, {
    record: key => readRow(table, key, range.signal).then(row => row && found(row)),
    head: id => readRow(table, `c~${id}`, range.signal).then(row => row && headOf(row)),
  })
  const filter = odata`PartitionKey eq ${PARTITION} and RowKey ge ${lower(range)} and RowKey lt ${UPPER}`
  for await (const row of rowsOf(table, { filter }, range.signal)) {
    const key = readKey(row.rowKey)
    if (!key || !isInRange(key.caseId, range)) continue
    const it = found(row)
    const { gone, linked } = await check.follow(key.caseId, it)
    if (gone) yield withoutEntry(gone, 'missing')
    yield named(toAudited(key, it, linked), meanings.get(key.caseId))
  }
  for await (const { key, broken } of check.rest(lower(range))) yield withoutEntry(key, broken)
}

async function headsSince(table: TableClient, range: AuditRange): Promise<ReadonlyMap<string, Head>> {
  const query = { filter: recordedSince('c', range), select: ['RowKey', 'auditKey', 'auditChain'] }
  return byCase(rowsOf(table, query, range.signal), range, headOf)
}

/** By case. A record that is written while the listing runs may show a pseudonym that it knows no meaning of. */
async function meaningsSince(table: TableClient, range: AuditRange): Promise<ReadonlyMap<string, Meaning>> {
  if (range.pseudonyms) return new Map()
  return byCase(rowsOf(table, { filter: recordedSince('k', range) }, range.signal), range, meaningIn)
}

/** Rows of this kind, one for each case, of the cases whose latest record is not older. */
function recordedSince(kind: 'c' | 'k', range: AuditRange): string {
  return odata`PartitionKey eq ${PARTITION} and RowKey ge ${`${kind}~`} and RowKey lt ${`${kind}~~`} and auditKey ge ${lower(range)}`
}

async function byCase<T>(
  rows: AsyncIterable<Row>,
  range: AuditRange,
  valueIn: (row: Row) => T,
): Promise<ReadonlyMap<string, T>> {
  const values = new Map<string, T>()
  for await (const row of rows) {
    const caseId = row.rowKey.slice(2)
    if (isInRange(caseId, range)) values.set(caseId, valueIn(row))
  }
  return values
}

function isInRange(id: string, { caseId }: AuditRange): boolean {
  return caseId === undefined || id === caseId
}

function lower({ since }: AuditRange): string {
  return `a~${since.toISOString()}`
}

interface Query {
  readonly filter: string
  readonly select?: string[]
}

function rowsOf(table: TableClient, queryOptions: Query, signal: AbortSignal | undefined): AsyncIterable<Row> {
  return table.listEntities<Row>({ queryOptions, ...(signal && { abortSignal: signal }) })
}

function readRow(table: TableClient, key: string, signal: AbortSignal | undefined): Promise<Row | null> {
  const options = signal ? { abortSignal: signal } : {}
  return orIfStatus([404], () => table.getEntity<Row>(PARTITION, key, options), null)
}

function toAudited(key: RecordKey, it: Found, linked: boolean): Audited {
  const entry = entrySchema.safeParse(jsonOrNull(it.json)).data ?? null
  const whole = entry !== null && isWhole(it)
  return { ...key, entry, chain: it.chain, broken: whole ? (linked ? null : 'unlinked') : 'changed' }
}

function named(audited: Audited, meaning: Meaning | undefined): Audited {
  return audited.entry && meaning ? { ...audited, entry: withMeaning(audited.entry, meaning) } : audited
}

function withoutEntry(key: RecordKey, broken: Broken): Audited {
  return { ...key, entry: null, chain: null, broken }
}
