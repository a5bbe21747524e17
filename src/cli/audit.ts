import { readOutput, readStorageConfig } from '../config.js'
import { type Audited, listAudit } from '../storage/auditLog.js'
import { openTable, StoreUnavailable } from '../storage/table.js'
import type { AuditOptions } from './auditOptions.js'
import { stoppedCode, whenToStop } from './stopping.js'
import { type Style, styled } from './terminal.js'
import { EXIT } from './usage.js'

/** Prints what was agreed to, written, refused and seen. Answers with the exit code: 1, a record is not as it was written. */
export async function runAudit({ since, until, caseId, json }: AuditOptions): Promise<number> {
  const storage = readStorageConfig()
  const colour = readOutput().colour && process.stdout.isTTY
  const signal = whenToStop()
  let count = 0
  let broken = 0
  const codeSoFar = () => (broken > 0 ? EXIT.causeFound : EXIT.healthy)
  try {
    for await (const audited of listAudit(await openTable(storage), { since, until, caseId, signal })) {
      count += 1
      if (audited.broken) broken += 1
      process.stdout.write(json ? `${JSON.stringify(jsonOf(audited))}\n` : blockOf(audited, colour))
      if (signal.aborted) break
    }
  } catch (error) {
    if (signal.aborted) return stoppedCode(signal, codeSoFar())
    if (!(error instanceof StoreUnavailable)) throw error
    process.stderr.write(`${error.message}\n`)
    return EXIT.unavailable
  }
  if (signal.aborted) return stoppedCode(signal, codeSoFar())
  if (!json) process.stderr.write(summaryOf(count, broken))
  return codeSoFar()
}

/** The stable shape; src/cli/audit.schema.json describes it. */
function jsonOf({ at, caseId, n, entry, broken }: Audited) {
  const told = entry && { by: entry.by, what: entry.what, ...entry.record }
  return { at, case: caseId, n, broken, ...told }
}

function blockOf({ at, caseId, n, entry, broken }: Audited, colour: boolean): string {
  const paint = (text: string, style: Style) => (colour ? styled(text, style) : text)
  const head = `${paint(at, 'bold')}  case ${caseId.slice(-8)}  #${n}`
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
  unlinked: 'NOT IN PLACE: it was added or written anew, or the one before it was',
}

function summaryOf(count: number, broken: number): string {
  if (count === 0) return 'Nothing was recorded in that time.\n'
  const faults = broken > 0 ? `${broken} of them not as the bot wrote them` : 'all as the bot wrote them'
  return `${count} ${count === 1 ? 'entry' : 'entries'}, ${faults}.\n`
}
