import { readOutput, readStorageConfig } from '../../config.js'
import { plain } from '../../domain/parsedMessage.js'
import { openCaseTable } from '../../openStore.js'
import { type Audited, listAudit } from '../../storage/audit/auditLog.js'
import { StoreUnavailable } from '../../storage/table.js'
import { EXIT, NothingMatched, quoted } from '../exit.js'
import { stoppedCode, whenToStop } from '../interrupt.js'
import { plural } from '../plural.js'
import { type Style, styled } from '../terminal.js'
import type { AuditOptions } from './auditOptions.js'

/**
 * Prints the audit records. Returns the exit code; 1: a record is not as the bot wrote it. Throws NothingMatched if there
 * are no records.
 */
export async function runAudit({ json, ...range }: AuditOptions): Promise<number> {
  const storage = readStorageConfig()
  const textOf = json ? lineOf : blockOf
  const signal = whenToStop()
  const seen = { entries: 0, broken: 0 }
  const codeSoFar = () => (seen.broken > 0 ? EXIT.causeFound : EXIT.healthy)
  try {
    for await (const audited of listAudit(await openCaseTable(storage), { ...range, signal })) {
      seen.entries += 1
      if (audited.broken) seen.broken += 1
      process.stdout.write(textOf(audited))
      if (signal.aborted) break
    }
  } catch (error) {
    if (signal.aborted) return stoppedCode(signal, codeSoFar())
    if (!(error instanceof StoreUnavailable)) throw error
    process.stderr.write(`${error.message}\n`)
    return EXIT.unavailable
  }
  if (signal.aborted) return stoppedCode(signal, codeSoFar())
  if (seen.entries === 0) throw new NothingMatched(nothingIn(range))
  if (!json) process.stderr.write(summaryOf(seen))
  return codeSoFar()
}

function nothingIn({ caseId }: Pick<AuditOptions, 'caseId'>): string {
  return caseId
    ? `Nothing was recorded in that time about the case ${quoted(caseId)}.`
    : 'Nothing was recorded in that time.'
}

/** The stable shape; src/cli/audit.schema.json describes it. */
function reportOf({ at, caseId, n, entry, broken }: Audited) {
  const details = entry && { by: entry.by, what: entry.what, ...entry.record }
  return { at, case: caseId, n, broken, ...details }
}

function lineOf(audited: Audited): string {
  return `${JSON.stringify(reportOf(audited))}\n`
}

function blockOf({ at, caseId, n, entry, broken }: Audited): string {
  const colour = readOutput().colour && process.stdout.isTTY
  const paint = (text: string, style: Style) => (colour ? styled(text, style) : text)
  const head = `${paint(at, 'bold')}  case ${plain(caseId)}  #${n}`
  const fault = broken ? [paint(`  ${FAULTS[broken]}`, 'red')] : []
  if (!entry) return `${[head, ...fault].join('\n')}\n\n`
  const { kind, token, organization, changes, detail } = entry.record
  const lines = [
    `  ${entry.what} (${kind}${token ? `, token of the ${token}` : ''})`,
    `  by ${entry.by}, ${organization}`,
    ...changes.map(change => `  ${change}`),
    ...(detail ? [`  ${detail}`] : []),
  ]
  return `${[head, ...fault, ...lines].join('\n')}\n\n`
}

const FAULTS: Readonly<Record<NonNullable<Audited['broken']>, string>> = {
  changed: 'CHANGED: this is not what the bot wrote',
  missing: 'MISSING: it was written, and is gone',
  unlinked: 'NOT IN PLACE: this record, or the one before it, was added or replaced',
}

function summaryOf({ entries: count, broken }: Readonly<Record<'entries' | 'broken', number>>): string {
  const asWritten = (records: number) => `as the bot wrote ${records === 1 ? 'it' : 'them'}`
  const entries = plural(count, 'entry', 'entries')
  if (broken > 0) return `${entries}, ${broken === count ? '' : `${broken} of them `}not ${asWritten(broken)}.\n`
  return `${entries}, ${count === 1 ? '' : 'all '}${asWritten(count)}.\n`
}
