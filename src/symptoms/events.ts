import { folded } from '../domain/wording.js'
import { beginsAlert, boundaryOf, partsOf } from './boundaries.js'
import type { InputLine } from './lines.js'
import { type Format, plainLine, unquoted } from './plainLine.js'

/** A line of an event in plain words, secrets masked. */
export interface EventLine {
  readonly number: number
  readonly words: string
  /** `words` as they are compared: folded, without white space around. */
  readonly folded: string
}

export interface EventSink {
  /** A part of the event that is open; the next part repeats its end, so that no wording is cut. */
  part(lines: readonly EventLine[]): void
  /** The event is over. `begun`: a line said that it begins; else it is what stands before, between or behind events. */
  end(begun: boolean): void
}

const WORD = /\S/

/** An event that is longer is judged part by part. */
const PART = 65_536
/** What a part repeats of the one before: longer than any wording. */
const REPEATED = 600

/** Gathers lines into events. Holds one part of one event, however long the text is. */
export class Events {
  #format: Format = 'plain'
  #lines: EventLine[] = []
  #size = 0
  #begun = false
  /** The event has a line that alerts begin with. */
  #spoken = false
  #afterBlank = false
  /** What follows is the same event in XML. */
  #xmlOfSame = false
  #braceAt: number | null = null

  constructor(
    private readonly mask: (line: string) => string,
    private readonly sink: EventSink,
  ) {}

  line({ number, text }: InputLine): void {
    const bare = unquoted(text)
    const isBlank = !WORD.test(bare)
    if (!isBlank) for (const part of partsOf(bare, this.#format)) this.#part(number, part)
    this.#afterBlank = isBlank
  }

  finish(): void {
    if (this.#lines.length > 0) {
      this.sink.part(this.#lines)
      this.sink.end(this.#begun)
    }
    this.#lines = []
    this.#size = 0
    this.#begun = false
    this.#spoken = false
  }

  #part(number: number, text: string): void {
    const starts = this.#startOf(text)
    if (starts === 'nothing') return
    const line = lineOf(number, this.mask(plainLine(text, this.#format)))
    if (this.#format === 'plain' && beginsAlert(line.folded)) {
      if (this.#spoken) this.#begin('plain')
      this.#begun = true
      this.#spoken = true
    }
    if (line.folded !== '') this.#keep(line)
    if (this.#format === 'viewer' && !this.#xmlOfSame && /^\s{0,8}event xml:/i.test(text)) this.#xmlOfSame = true
    if (text.includes('</') && /<\/(?:\w{1,20}:)?event>/i.test(text)) this.#endXml()
  }

  /** Begins an event where the line says so. */
  #startOf(text: string): Format | 'nothing' | null {
    const starts = boundaryOf(text, {
      format: this.#format,
      afterBlank: this.#afterBlank,
      xmlOfSame: this.#xmlOfSame,
      braceAt: this.#braceAt,
    })
    if (starts === 'nothing') {
      this.finish()
      this.#format = 'csv'
    } else if (starts) {
      if (starts === 'json' && this.#format !== 'json') this.#braceAt = text.length - text.trimStart().length
      this.#begin(starts)
    }
    return starts
  }

  #begin(format: Format): void {
    this.finish()
    this.#format = format
    this.#begun = true
    this.#xmlOfSame = false
  }

  #endXml(): void {
    this.#xmlOfSame = false
    if (this.#format !== 'xml') return
    this.finish()
    this.#format = 'plain'
  }

  #keep(line: EventLine): void {
    this.#lines.push(line)
    this.#size += line.words.length
    if (this.#size < PART) return
    this.sink.part(this.#lines)
    this.#lines = endOf(this.#lines)
    this.#size = REPEATED
  }
}

function endOf(lines: readonly EventLine[]): EventLine[] {
  let size = 0
  const from = lines.findLastIndex(({ words }) => {
    size += words.length
    return size >= REPEATED
  })
  const tail = lines.slice(Math.max(from, 0))
  return tail.map((line, at) => (at === 0 ? lineOf(line.number, line.words.slice(-REPEATED)) : line))
}

function lineOf(number: number, words: string): EventLine {
  return { number, words, folded: folded(words).trim() }
}
