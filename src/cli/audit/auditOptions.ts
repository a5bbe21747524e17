import { readArguments } from '../arguments.js'
import { AUDIT } from '../commandTable.js'
import { quoted, UsageError } from '../exit.js'

export interface AuditOptions {
  readonly since: Date
  readonly until: Date | undefined
  readonly caseId: string | undefined
  readonly json: boolean
  readonly pseudonyms: boolean
}

/** Throws a UsageError that names the mistake. */
export function readAuditOptions(args: string[]): AuditOptions {
  const { since: from, until: to, case: caseId, json = false, pseudonyms = false } = readArguments(args, AUDIT).values
  if (!from) throw new UsageError('Give a start date: --since 2026-11-01.')
  const since = dateIn('--since', from)
  const until = to === undefined ? undefined : dateIn('--until', to)
  if (until && until <= since) throw new UsageError(`--until ${to} is not later than --since ${from}: ${UNTIL}`)
  return { since, until, caseId, json, pseudonyms }
}

const UNTIL = '--until is not included, so a single day is --since 2026-11-01 --until 2026-11-02.'

const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/

/** A day begins at midnight UTC. JavaScript would take 31 February for 3 March. */
function dateIn(option: string, text: string): Date {
  const date = new Date(text)
  const isDate = DATE.test(text) && !Number.isNaN(date.getTime())
  const day = text.slice(0, 10)
  if (isDate && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)) return date
  throw new UsageError(`${option} takes a day, 2026-11-01, or a time, 2026-11-01T08:00:00Z; not ${quoted(text)}.`)
}
