import { setTimeout } from 'node:timers/promises'
import { EXIT } from '../exit.js'
import { stoppedCode } from '../interrupt.js'
import { heldSentence } from './mailCounts.js'
import { isRefused } from './missingFacts.js'
import { isUnreachable, type Result } from './runOne.js'

export interface WatchRequest {
  readonly seconds: number
  readonly signal: AbortSignal
  ask(): Promise<Result>
  /** Prints the whole report, at the first look and at the last. */
  report(result: Result): void
  /** Shows how many e-mails have left, and what is held; in place where the terminal can. */
  progress(line: string): void
}

/** Repeats the diagnosis until no e-mail is waiting. Returns the exit code of the last look. */
export async function watch(watching: WatchRequest): Promise<number> {
  const last = { exitCode: EXIT.undetermined as number }
  try {
    await keepLooking(watching, last)
    return last.exitCode
  } catch (error) {
    if (!watching.signal.aborted) throw error
    return stoppedCode(watching.signal, last.exitCode)
  }
}

async function keepLooking(
  { seconds, signal, ask, report, progress }: WatchRequest,
  last: { exitCode: number },
): Promise<void> {
  const look = async () => {
    const result = await ask()
    last.exitCode = EXIT[result.diagnosis.verdict]
    return result
  }
  let result = await look()
  report(result)
  let most = waiting(result) ?? 0
  let lastLine = ''
  while (mayWait(result)) {
    await setTimeout(seconds * 1000, undefined, { signal })
    result = await look()
    most = Math.max(most, waiting(result) ?? 0)
    const line = lineOf(result, most)
    if (line !== lastLine) progress(line)
    lastLine = line
  }
  if (lastLine !== '') report(result)
}

/** What was canceled in the meantime did not leave. */
function leftOf(result: Result, most: number): string {
  const count = waiting(result) ?? 0
  const { sentSince } = result.diagnosis
  const gone = most - count
  const left = sentSince.ok ? Math.min(sentSince.value?.count ?? 0, gone) : gone
  if (count > 0) return `${left} of ${most} left, ${count} waiting.`
  if (!sentSince.ok) return 'No e-mail is waiting any more.'
  if (left === 0) return 'No e-mail is waiting any more, and none was sent: somebody may have canceled them.'
  if (left < most) return `${left} of ${most} left, none is waiting.`
  return most === 1 ? 'The e-mail left.' : `All ${most} left.`
}

/** null: they could not be counted. */
function waiting({ diagnosis: { backlog } }: Result): number | null {
  return backlog.ok && backlog.value ? backlog.value.count : null
}

/** Without exactly one sender no mail can be counted, and without access none can be seen: watching would never end. */
function mayWait(result: Result): boolean {
  if (isRefused(result)) return false
  const { backlog } = result.diagnosis
  return backlog.ok ? (backlog.value?.count ?? 0) > 0 : true
}

function lineOf(result: Result, most: number): string {
  const count = waiting(result)
  if (isUnreachable(result)) return 'The organization cannot be reached; looking again.'
  if (count === null) return 'The waiting e-mails could not be counted; looking again.'
  return [leftOf(result, most), heldSentence(result.diagnosis)].filter(text => text !== '').join(' ')
}
