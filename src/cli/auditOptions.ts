import { parseArgs } from 'node:util'
import { demandParsed, quoted, UsageError } from './usage.js'

export interface AuditOptions {
  readonly since: Date
  readonly until: Date | undefined
  readonly caseId: string | undefined
  readonly json: boolean
}

/** Throws a UsageError that names the mistake. */
export function readAuditOptions(args: string[]): AuditOptions {
  const text = { type: 'string' } as const
  const options = { since: text, until: text, case: text, json: { type: 'boolean' } } as const
  const { since, until, case: caseId, json = false } = demandParsed(() => parseArgs({ args, options }).values)
  if (!since) throw new UsageError('Say from when on: --since 2026-11-01.')
  return { since: dateIn('--since', since), until: until ? dateIn('--until', until) : undefined, caseId, json }
}

const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/

/** A day begins at midnight UTC. JavaScript would take 31 February for 3 March. */
function dateIn(option: string, text: string): Date {
  const date = new Date(text)
  const isDate = DATE.test(text) && !Number.isNaN(date.getTime())
  const day = text.slice(0, 10)
  if (isDate && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)) return date
  throw new UsageError(`${option} takes a day, 2026-11-01, or a time, 2026-11-01T08:00:00Z; not ${quoted(text)}.`)
}
