import type { Actor, AuditRecord, Case } from '../case/case.js'

/** The latest lines are enough to understand a case; the store keeps permanently what has to be kept. */
const MAX_AUDIT = 50

export interface AuditLine {
  readonly at: string
  readonly by: Actor | 'bot'
  readonly what: string
  readonly record?: AuditRecord
}

export function withAuditLine(thisCase: Case, { at, by, what, record }: AuditLine): Case {
  const number = (thisCase.audit.at(-1)?.n ?? 0) + 1
  const entry = { n: number, at, by: by === 'bot' ? by : nameOf(by), what, ...(record && { record }) }
  return { ...thisCase, audit: [...thisCase.audit, entry].slice(-MAX_AUDIT) }
}

function nameOf({ aadObjectId, id }: Actor): string {
  return aadObjectId ?? id
}
