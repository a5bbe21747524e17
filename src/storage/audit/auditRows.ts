import { createHash } from 'node:crypto'
import type { AuditEntry, Case } from '../../domain/case/case.js'
import { withoutPeople } from '../../domain/retention/personalData.js'
import { chunksOf, jsonOf, PARTITION, type Row, toJson } from '../tableRows.js'
import type { Pseudonyms } from './pseudonyms.js'

/**
 * Each audit record is a row of its own, created once and never changed:
 *   a~TIME~CASE~N   the entry, as JSON in properties json0, json1, …; pseudonyms stand for people
 * Its `chain` is a hash of the whole record and of the chain of the case's previous record, whose row key is `previous`.
 */
export interface Head {
  /** Row key of the case's latest record; empty: it has none yet. */
  readonly key: string
  readonly chain: string
}

/** Where a chain starts: from the id of its case. */
export function startOf(caseId: string): Head {
  return { key: '', chain: caseId }
}

/** Where the chain of a case's records ends: kept in the row of the case, `c~CASE`, also when the case is deleted. */
export function headOf(row: Row): Head {
  const { rowKey, auditKey, auditChain } = row
  return typeof auditKey === 'string' && typeof auditChain === 'string'
    ? { key: auditKey, chain: auditChain }
    : startOf(rowKey.slice(2))
}

export interface RecordKey {
  readonly at: string
  readonly caseId: string
  readonly n: number
}

const KEY = /^a~(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)~([\w-]+)~(\d{8,})$/

/** null: this is not the key of a record. */
export function readKey(key: string): RecordKey | null {
  const [, at, caseId, n] = KEY.exec(key) ?? []
  return at && caseId && n ? { at, caseId, n: Number(n) } : null
}

/** Times and numbers have a fixed form, so that keys sort by time. */
function keyOf({ at, caseId, n }: RecordKey): string {
  return `a~${new Date(at).toISOString()}~${caseId}~${String(n).padStart(8, '0')}`
}

export interface Records {
  readonly rows: readonly Row[]
  /** The end of the case's chain once these rows are written. */
  readonly head: Head
}

/** What was saved before. */
export interface Saved {
  /** The last line of the audit that was saved. */
  readonly audited: number
  readonly head: Head
}

/** Whether the case has lines to record that were not saved yet. */
export function hasRecords(thisCase: Case, { audited }: Pick<Saved, 'audited'>): boolean {
  return thisCase.audit.some(({ n, record }) => n > audited && record)
}

/** Rows for the permanent records among the lines of the case's audit that were not saved yet. */
export function recordsOf(thisCase: Case, { audited, head: from }: Saved, pseudonyms: Pseudonyms): Records {
  const fresh = thisCase.audit.filter(({ n }) => n > audited)
  const first = fresh[0]?.n ?? audited + 1
  // A case drops the oldest lines of its audit; a line dropped before it was saved would be lost.
  if (first > audited + 1)
    throw new Error(`Lines ${audited + 1} to ${first - 1} of the audit of ${thisCase.id} were not saved`)
  const rows: Row[] = []
  let head = from
  for (const entry of fresh.filter(({ record }) => record)) {
    const row = rowAfter(
      head,
      thisCase.id,
      withoutPeople(entry, personal => pseudonyms.of(personal)),
    )
    rows.push(row)
    head = { key: row.rowKey, chain: row.chain }
  }
  return { rows, head }
}

function rowAfter({ key: previous, chain: before }: Head, caseId: string, entry: AuditEntry) {
  const rowKey = keyOf({ ...entry, caseId })
  const json = toJson(entry)
  const chain = chainOf([before, previous, rowKey, json])
  return { partitionKey: PARTITION, rowKey, previous, before, chain, ...chunksOf(json) }
}

function chainOf(content: readonly [before: string, previous: string, rowKey: string, json: string]): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}

/** A record as read from the table. */
export interface Found {
  readonly rowKey: string
  readonly previous: string
  readonly before: string
  readonly chain: string
  readonly json: string
}

export function found(row: Row): Found {
  const text = (name: string) => (typeof row[name] === 'string' ? row[name] : '')
  return {
    rowKey: row.rowKey,
    previous: text('previous'),
    before: text('before'),
    chain: text('chain'),
    json: jsonOf(row),
  }
}

/** Whether the record still matches its hash. */
export function isWhole({ rowKey, previous, before, chain, json }: Found): boolean {
  return chain === chainOf([before, previous, rowKey, json])
}
