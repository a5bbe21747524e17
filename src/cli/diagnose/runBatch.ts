import { causesIn } from '../../domain/diagnosis/diagnosis.js'
import { plain, readAddress } from '../../domain/parsedMessage.js'
import { EXIT, NothingMatched, quoted } from '../exit.js'
import { stoppedCode } from '../interrupt.js'
import { plural } from '../plural.js'
import { isRefused } from './missingFacts.js'
import { isUnreachable, type Result } from './runOne.js'

export interface Many {
  readonly lines: AsyncIterable<string>
  /** The address after which to continue. */
  readonly startAfter: string | undefined
  readonly signal: AbortSignal
  /** How many addresses there are to look at; null: not known. */
  readonly total: number | null
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
  readonly stopped: 'interrupted' | 'unreachable' | 'refused' | null
  readonly exitCode: number
}

/** After this many senders in a row without an answer, or without access, the run stops: that is no coincidence. */
const MAX_FAILURES_IN_A_ROW = 3

/** Looks at the addresses of a file in order, one at a time: Dataverse counts operations, so connections in parallel gain nothing. */
export async function runBatch(many: Many): Promise<Summary> {
  const { startAfter, signal, total } = many
  const tally = new Tally()
  try {
    for await (const sender of sendersIn(many, tally)) {
      signal.throwIfAborted()
      const result = await many.ask(sender)
      tally.add(sender, result)
      many.report(sender, result)
      many.progress(`${tally.senders}${total === null ? '' : ` of ${total}`} looked at, ${plain(sender)}`)
      if (tally.failuresInARow >= MAX_FAILURES_IN_A_ROW) return tally.summary(...outageOf(result, tally))
    }
    signal.throwIfAborted()
  } catch (error) {
    if (!signal.aborted) throw error
    return tally.summary('interrupted', stoppedCode(signal, tally.worst))
  }
  if (!tally.started) {
    throw new NothingMatched(
      `--start-after ${quoted(startAfter ?? '')} is not a line of the file: no sender was looked at.`,
    )
  }
  if (tally.senders === 0) many.complain('There is no e-mail address to look at in the file.')
  return tally.summary(null, tally.worst)
}

function outageOf(last: Result, { worst }: Tally): [stopped: Summary['stopped'], exitCode: number] {
  return isRefused(last) ? ['refused', worst] : ['unreachable', EXIT.unavailable]
}

/** How many addresses `lines` has to look at. */
export async function countSenders(lines: Many['lines'], startAfter: string | undefined): Promise<number> {
  let count = 0
  for await (const _ of sendersIn({ lines, startAfter, complain: () => {} }, new Tally())) count += 1
  return count
}

type Lines = Pick<Many, 'lines' | 'startAfter' | 'complain'>

/** The addresses after `startAfter`. */
async function* sendersIn({ lines, startAfter, complain }: Lines, tally: Tally): AsyncIterable<string> {
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
      complain(`line ${number}: ${quoted(text)} is not an e-mail address`)
    }
  }
}

class Tally {
  senders = 0
  badLines = 0
  failuresInARow = 0
  started = false
  #reached = 0
  #last: string | null = null
  #worst: number = EXIT.healthy
  readonly #verdicts = new Map<string, number>()
  readonly #causes = new Map<string, number>()

  add(sender: string, result: Result): void {
    const { verdict } = result.diagnosis
    const unreached = isUnreachable(result)
    const unseen = unreached || isRefused(result)
    this.senders += 1
    this.failuresInARow = unseen ? this.failuresInARow + 1 : 0
    if (!unreached) this.#reached += 1
    // Without an answer this sender was not looked at, so a resumed run starts with it.
    if (!unseen) this.#last = sender
    this.#worst = Math.max(this.#worst, EXIT[verdict])
    count(this.#verdicts, unreached ? 'unreachable' : verdict)
    for (const { checkId } of causesIn(result.diagnosis, result.gathered.facts)) count(this.#causes, checkId)
  }

  /** The worst exit code of all senders; a code of its own if no sender could be reached, or if there was none. */
  get worst(): number {
    if (this.senders === 0) return EXIT.undetermined
    return this.senders > 0 && this.#reached === 0 ? EXIT.unavailable : this.#worst
  }

  summary(stopped: Summary['stopped'], exitCode: number): Summary {
    return {
      senders: this.senders,
      verdicts: Object.fromEntries(this.#verdicts),
      causes: Object.fromEntries([...this.#causes].toSorted(([, a], [, b]) => b - a)),
      badLines: this.badLines,
      last: this.#last,
      stopped,
      exitCode,
    }
  }
}

function count(tally: Map<string, number>, name: string): void {
  tally.set(name, (tally.get(name) ?? 0) + 1)
}

/** The summary for people, with the command to continue if the run ended early. */
export function summaryText(summary: Summary, resume: string | null): string {
  const { senders, verdicts, causes, badLines } = summary
  const words: Readonly<Record<string, string>> = VERDICTS
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([name, number]) => `${number} ${words[name] ?? name}`)
  return [
    `${plural(senders, 'sender')}: ${list(verdicts).join(', ') || 'none'}`,
    ...(Object.keys(causes).length > 0 ? [`Causes: ${list(causes).join(', ')}`] : []),
    ...(badLines > 0 ? [`Not an e-mail address: ${plural(badLines, 'line')}`] : []),
    ...(resume ? [resumeText(summary, resume)] : []),
  ].join('\n')
}

/** A verdict in words. */
export const VERDICTS = {
  causeFound: 'cause found',
  healthy: 'healthy',
  undetermined: 'undetermined',
  unreachable: 'not reached',
} as const

/** Why the run ended early, and the command to continue. */
export function resumeText({ stopped }: Summary, resume: string): string {
  return `${WHY[stopped ?? 'interrupted']} Continue with: ${resume}`
}

const WHY = {
  interrupted: 'Stopped.',
  unreachable: 'Stopped: the organization cannot be reached.',
  refused: 'Stopped: the organization lets nobody in with these credentials.',
} as const
