import type { Actor, AuditRecord, Case } from './case.js'

/** The latest lines are enough to read a case by; what is to be kept for good is kept by the store. */
const MAX_AUDIT = 50

export interface AuditLine {
  readonly at: string
  readonly by: Actor | 'bot'
  readonly what: string
  readonly record?: AuditRecord
}

/** The case with one more line in its audit. */
export function withAuditLine(c: Case, { at, by, what, record }: AuditLine): Case {
  const n = (c.audit.at(-1)?.n ?? 0) + 1
  const entry = { n, at, by: by === 'bot' ? by : nameOf(by), what, ...(record && { record }) }
  return { ...c, audit: [...c.audit, entry].slice(-MAX_AUDIT) }
}

function nameOf({ aadObjectId, id }: Actor): string {
  return aadObjectId ?? id
}
