import { folded } from '../domain/wording.js'
import { beginsAlert, boundaryOf, partsOf } from './boundaries.js'
import type { InputLine } from './lines.js'
import { type Format, plainLine, unquoted } from './plainLine.js'

/** A line of an event in plain words, secrets masked. */
export interface EventLine {
  readonly number: number
  readonly words: string
}

export interface EventSink {
  /** A part of the event that is open; the next part repeats its end, so that no wording is cut. */
  part(lines: readonly EventLine[]): void
  /** The event is over. `begun`: a line said that it begins; else it is what stands before, between or behind events. */
  end(begun: boolean): void
}

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
    const isBlank = bare.trim() === ''
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
    const words = this.mask(plainLine(text, this.#format))
    if (this.#format === 'plain' && beginsAlert(folded(words.slice(0, 120)))) {
      if (this.#spoken) this.#begin('plain')
      this.#begun = true
      this.#spoken = true
    }
    if (words.trim() !== '') this.#keep({ number, words })
    if (this.#format === 'viewer' && /^\s{0,8}event xml:/i.test(text)) this.#xmlOfSame = true
    if (text.includes('</') && /<\/(?:\w{1,20}:)?event>/i.test(text)) this.#endXml()
  }

  /** Begins an event where the line says so. */
  #startOf(text: string): Format | 'nothing' | null {
    const place = {
      format: this.#format,
      afterBlank: this.#afterBlank,
      xmlOfSame: this.#xmlOfSame,
      braceAt: this.#braceAt,
    }
    const starts = boundaryOf(text, place)
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
  return tail.map(({ number, words }, at) => ({ number, words: at === 0 ? words.slice(-REPEATED) : words }))
}
