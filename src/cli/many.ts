import { plain, readAddress } from '../domain/said.js'
import { isUnreachable, type Result } from './ask.js'
import { EXIT, quoted, UsageError } from './usage.js'

export interface Many {
  readonly lines: AsyncIterable<string>
  /** The address behind which it goes on. */
  readonly startAfter: string | undefined
  readonly signal: AbortSignal
  ask(sender: string): Promise<Result>
  /** One sender is done. */
  report(sender: string, result: Result): void
  /** A line of the file that is no address. */
  complain(line: string): void
  progress(line: string): void
}

export interface Summary {
  readonly senders: number
  readonly verdicts: Readonly<Record<string, number>>
  readonly causes: Readonly<Record<string, number>>
  readonly badLines: number
  /** The last address that was looked at; null: none. */
  readonly last: string | null
  /** Why it ended before the file did. */
  readonly stopped: 'interrupted' | 'unreachable' | null
  readonly exitCode: number
}

/** So many in a row that could not be reached are an outage, not bad luck. */
const TOO_MANY_UNREACHED = 3

/** Looks at every address of a file, in its order, one after the other: Dataverse counts operations, not connections. */
export async function diagnoseMany(many: Many): Promise<Summary> {
  const tally = new Tally()
  for await (const sender of sendersIn(many, tally)) {
    if (many.signal.aborted) return tally.summary('interrupted')
    const result = await many.ask(sender)
    tally.add(sender, result)
    many.report(sender, result)
    many.progress(`${tally.senders} looked at, ${plain(sender)}`)
    if (tally.unreached >= TOO_MANY_UNREACHED) return tally.summary('unreachable')
  }
  if (many.startAfter !== undefined && !tally.started) {
    throw new UsageError(`--start-after ${quoted(many.startAfter)} is no line of the file.`)
  }
  return tally.summary(many.signal.aborted ? 'interrupted' : null)
}

/** The addresses behind the one to start after. */
async function* sendersIn({ lines, startAfter, complain }: Many, tally: Tally): AsyncIterable<string> {
  let number = 0
  tally.started = startAfter === undefined
  for await (const line of lines) {
    number += 1
    const text = line.replace(/^\uFEFF/, '').trim()
    if (text === '' || text.startsWith('#')) continue
    const sender = readAddress(text)
    if (!tally.started) tally.started = text.toLowerCase() === startAfter?.trim().toLowerCase()
    else if (sender) yield sender
    else {
      tally.badLines += 1
      complain(`line ${number}: ${quoted(text)} is no e-mail address`)
    }
  }
}

class Tally {
  senders = 0
  badLines = 0
  /** In a row. */
  unreached = 0
  started = false
  #last: string | null = null
  #worst: number = EXIT.healthy
  readonly #verdicts = new Map<string, number>()
  readonly #causes = new Map<string, number>()

  add(sender: string, result: Result): void {
    const { verdict, findings } = result.diagnosis
    const unreached = isUnreachable(result)
    this.senders += 1
    this.unreached = unreached ? this.unreached + 1 : 0
    // Where nobody answered, nothing was looked at: it starts there again.
    if (!unreached) this.#last = sender
    this.#worst = Math.max(this.#worst, EXIT[verdict])
    count(this.#verdicts, unreached ? 'unreachable' : verdict)
    for (const { outcome, checkId } of findings) if (outcome === 'problem') count(this.#causes, checkId)
  }

  summary(stopped: Summary['stopped']): Summary {
    const codes = { interrupted: EXIT.interrupted, unreachable: EXIT.unavailable }
    return {
      senders: this.senders,
      verdicts: Object.fromEntries(this.#verdicts),
      causes: Object.fromEntries([...this.#causes].toSorted(([, a], [, b]) => b - a)),
      badLines: this.badLines,
      last: this.#last,
      stopped,
      exitCode: stopped ? codes[stopped] : this.#worst,
    }
  }
}

function count(tally: Map<string, number>, name: string): void {
  tally.set(name, (tally.get(name) ?? 0) + 1)
}

/** The summary for people, with the way on where it ended early. */
export function summaryText(summary: Summary, command: string): string {
  const { senders, verdicts, causes, badLines, last, stopped } = summary
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([name, number]) => `${number} ${name}`)
  const why = { interrupted: 'Stopped.', unreachable: 'Stopped: the organization cannot be reached.' }
  return [
    `${senders} senders: ${list(verdicts).join(', ') || 'none'}`,
    ...(Object.keys(causes).length > 0 ? [`Causes: ${list(causes).join(', ')}`] : []),
    ...(badLines > 0 ? [`${badLines} lines are no e-mail address`] : []),
    ...(stopped ? [`${why[stopped]} Go on with: ${command}${last ? ` --start-after ${last}` : ''}`] : []),
  ].join('\n')
}
