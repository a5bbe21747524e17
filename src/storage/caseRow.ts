import type { StoredCase } from '../app/ports.js'
import type { Case } from '../domain/case/case.js'
import { upgrade } from '../domain/case/upgradeCase.js'
import { type Head, headOf, type Saved } from './audit/auditRows.js'
import { entryOf, type OpenCaseRow } from './openCases.js'
import { chunksOf, jsonOf, PARTITION, type Row, type RowKey, toJson } from './tableRows.js'
import { type MemberRow, memberRow } from './triage/groupRows.js'
import { threadsOf } from './triage/threadRows.js'
import { type Promised, promisedBy } from './workRows.js'

export function caseKey(id: string): RowKey {
  return { partitionKey: PARTITION, rowKey: `c~${id}` }
}

/** Opaque to the application: what a save has to know about the stored rows, without reading them again. */
export interface Version extends Saved {
  readonly etag: string
  /** Content of the row that promises work; null: there is none. */
  readonly promise: Promised | null
  /** Row key in the list of open cases; null: it has no place in it yet. */
  readonly openKey: string | null
  /** Content of that row; null: there is none. */
  readonly entry: OpenCaseRow | null
  /** The threads that have a row. */
  readonly threads: readonly string[]
  /** The row among those with the same cause; null: there is none. */
  readonly member: MemberRow | null
}

export function readVersion(version: string): Version {
  return JSON.parse(version)
}

export function rowOf(
  thisCase: Case,
  { head: { key, chain }, openKey }: { readonly head: Head; readonly openKey: string },
): Row {
  const json = chunksOf(toJson(thisCase))
  const audited = key && { auditKey: key, auditChain: chain }
  const threads = threadsOf(thisCase).join(' ')
  return { ...caseKey(thisCase.id), ...json, openKey, threads, ...audited }
}

/** null: the case was deleted, and the row only holds the end of the chain of its audit. */
export function storedIn(row: Row): StoredCase | null {
  if (row.json0 === undefined) return null
  const thisCase = upgrade(JSON.parse(jsonOf(row)))
  const openKey = typeof row.openKey === 'string' ? row.openKey : null
  // Cases that were stored before threads had rows get them when they are saved.
  const threads = typeof row.threads === 'string' ? row.threads.split(' ').filter(Boolean) : []
  return toStoredCase(thisCase, { etag: row.etag, openKey, threads, head: headOf(row) })
}

type Kept = Pick<Version, 'openKey' | 'threads' | 'head'> & { readonly etag: string | undefined }

export function toStoredCase(thisCase: Case, { etag, openKey, threads, head }: Kept): StoredCase {
  if (!etag) throw new Error('The table answered a row without an ETag')
  const promised = promisedBy(thisCase)
  // Cases that were stored before there were two lanes have their row in the one for urgent work.
  const promise = promised && openKey === null ? { ...promised, lane: 'urgent' as const } : promised
  const audited = thisCase.audit.at(-1)?.n ?? 0
  const [entry, member] = [entryOf(thisCase), memberRow(thisCase)]
  const version: Version = { etag, promise, openKey, entry, threads, member, audited, head }
  return { case: thisCase, version: JSON.stringify(version) }
}
