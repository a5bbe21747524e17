import { setTimeout } from 'node:timers/promises'
import { isUnreachable, type Result } from './ask.js'
import { EXIT } from './usage.js'

export interface Watching {
  readonly seconds: number
  readonly signal: AbortSignal
  ask(): Promise<Result>
  /** The whole report: the first one, and the last one. */
  report(result: Result): void
  /** How far it is; in place where the terminal can. */
  progress(line: string): void
}

/** Looks again and again until nothing waits. Answers with the exit code of the last look. */
export async function watch({ seconds, signal, ask, report, progress }: Watching): Promise<number> {
  let result = await ask()
  report(result)
  let most = waiting(result) ?? 0
  let said = ''
  while (waiting(result) !== 0) {
    try {
      await setTimeout(seconds * 1000, undefined, { signal })
    } catch {
      return EXIT.interrupted
    }
    result = await ask()
    most = Math.max(most, waiting(result) ?? 0)
    const line = lineOf(result, most)
    if (line !== said) progress(line)
    said = line
  }
  if (said !== '') report(result)
  return EXIT[result.diagnosis.verdict]
}

/** null: they could not be counted. */
function waiting({ diagnosis: { backlog } }: Result): number | null {
  return backlog.ok && backlog.value ? backlog.value.count : null
}

function lineOf(result: Result, most: number): string {
  const count = waiting(result)
  if (isUnreachable(result)) return 'The organization cannot be reached; looking again.'
  if (count === null) return 'The waiting e-mails could not be counted; looking again.'
  return count === 0 ? `All ${most} left.` : `${most - count} of ${most} left, ${count} waiting.`
}
