import type { Proof } from '../logReading.js'
import { copyOf } from '../text/flatCopy.js'
import type { EventLine } from '../text/logEvents.js'

const PROOF_LENGTH = 300
/** How many characters a proof shows before its sign. */
const BEFORE = 60
const BORDER = 4

/** The lines of an event, none of them empty, in the form in which they are compared. Each line is folded once, however many signs it has. */
export class EventPage {
  /** All lines, folded, one space between them. */
  readonly words: string
  /** Where each line begins in `words`; computed on first use, since most events prove nothing. */
  #starts: readonly number[] | null = null
  /** Long lines that were quoted, without repeated white space. */
  readonly #single = new Map<EventLine, string>()

  constructor(private readonly lines: readonly EventLine[]) {
    const [first] = lines
    this.words = first && lines.length === 1 ? first.folded : lines.map(({ folded }) => folded).join(' ')
  }

  /** Whether a line begins here, apart from a bullet or a table border. */
  beginsLine(at: number): boolean {
    return at - this.#startOf(this.#indexAt(at)) <= BORDER
  }

  /** The number of the line at this position of `words`. */
  lineAt(at: number): number {
    return this.lines[this.#indexAt(at)]?.number ?? 1
  }

  /** The line at this position of `words`; of a long line, the part around the position. */
  proofAt(at: number): Proof {
    const index = this.#indexAt(at)
    const line = this.lines[index]
    if (!line) return { line: 1, text: '' }
    return { line: line.number, text: copyOf(around(this.#singleSpaced(line), at - this.#startOf(index))) }
  }

  #startOf(index: number): number {
    this.#starts ??= startsOf(this.lines)
    return this.#starts[index] ?? 0
  }

  #indexAt(at: number): number {
    let [low, high] = [0, this.lines.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (this.#startOf(middle) <= at) low = middle
      else high = middle - 1
    }
    return low
  }

  #singleSpaced(line: EventLine): string {
    if (line.words.length <= PROOF_LENGTH) return singleSpaced(line.words)
    const text = this.#single.get(line) ?? singleSpaced(line.words)
    this.#single.set(line, text)
    return text
  }
}

function startsOf(lines: readonly EventLine[]): readonly number[] {
  let next = 0
  return lines.map(({ folded }) => {
    const start = next
    next += folded.length + 1
    return start
  })
}

function singleSpaced(words: string): string {
  return (/[^\S ]| {2}/.test(words) ? words.replace(/\s+/g, ' ') : words).trim()
}

function around(line: string, at: number): string {
  if (line.length <= PROOF_LENGTH) return line
  const from = Math.max(0, Math.min(at - BEFORE, line.length - PROOF_LENGTH + 1))
  const cut = line.slice(from, from + PROOF_LENGTH - (from > 0 ? 2 : 1))
  return `${from > 0 ? '…' : ''}${cut}…`.slice(0, PROOF_LENGTH)
}
