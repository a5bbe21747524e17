import { folded } from '../../domain/errorText.js'
import { beginsAlert, beginsAnew, boundaryOf, indentationOf, type LinePlace, partsOf, TOP } from './eventBoundaries.js'
import type { InputLine } from './inputLines.js'
import { type Format, isBlank, plainLine, unquoted } from './plainLine.js'

/** A line of an event in plain words, secrets masked. */
export interface EventLine {
  readonly number: number
  readonly words: string
  /** `words` as they are compared: folded, without white space around. */
  readonly folded: string
}

export interface EventSink {
  /** A part of the event that is open; the next part repeats its end, so that no wording is cut. */
  part(lines: readonly EventLine[], isLast: boolean): void
  /** The event is over. `begun`: a line said that it begins; else it is what stands before, between or behind events. */
  end(begun: boolean): void
}

/** Masks line after line. */
export interface LineMasker {
  mask(line: string): string
  /** What it remembers of the lines before: with the same in mind it does the same to a line. */
  readonly memory: number
}

/** What a line is, in the place where it stands. */
interface LineRead {
  readonly text: string
  readonly place: LinePlace
  /** The format in which it begins an event; 'nothing': it belongs to none. */
  readonly starts: Format | 'nothing' | null
  readonly words: string
  readonly folded: string
  readonly isAlert: boolean
  readonly opensXml: boolean
  readonly closesXml: boolean
}

/** An event that is longer is judged part by part. */
const PART = 65_536
/** What a part repeats of the one before: longer than any wording. */
const REPEATED = 600

/** Gathers lines into events. Holds one part of one event, however long the text is. */
export class Events {
  #format: Format = TOP.format
  #lines: EventLine[] = []
  #size = 0
  #begun = false
  /** The event has a line that alerts begin with. */
  #spoken = false
  #afterBlank = TOP.afterBlank
  /** What follows is the same event in XML. */
  #xmlOfSame = TOP.xmlOfSame
  #braceAt = TOP.braceAt
  /** The line before: a log that repeats a line is not made to wait for it again. */
  #last: LineRead | null = null

  constructor(
    private readonly masker: LineMasker,
    private readonly sink: EventSink,
  ) {}

  line({ number, text }: InputLine): void {
    const bare = unquoted(text)
    const blank = isBlank(bare)
    if (!blank) for (const part of partsOf(bare, this.#format) ?? [bare]) this.#part(number, part)
    this.#afterBlank = blank
  }

  /** Whether this line, as the next one, begins an event, and nothing before it matters from there on. */
  beginsAnew(text: string): boolean {
    return this.masker.memory === 0 && beginsAnew(unquoted(text), this.#place())
  }

  finish(): void {
    if (this.#lines.length > 0) {
      this.sink.part(this.#lines, true)
      this.sink.end(this.#begun)
    }
    this.#lines = []
    this.#size = 0
    this.#begun = false
    this.#spoken = false
  }

  #part(number: number, text: string): void {
    const { starts, words, folded: foldedWords, isAlert, opensXml, closesXml } = this.#read(text)
    if (starts) this.#startAs(starts, text)
    if (starts === 'nothing') return
    if (isAlert) {
      if (this.#spoken) this.#begin('plain')
      this.#begun = true
      this.#spoken = true
    }
    if (foldedWords !== '') this.#keep({ number, words, folded: foldedWords })
    if (opensXml) this.#xmlOfSame = true
    if (closesXml) this.#endXml()
  }

  #read(text: string): LineRead {
    const last = this.#last
    const place = last && this.#isHere(last.place) ? last.place : this.#place()
    if (last?.text === text && last.place === place) return last
    const { memory } = this.masker
    const read = this.#readAnew(text, place)
    // Where a secret begins or ends, the same line may be something else.
    this.#last = this.masker.memory === memory ? read : null
    return read
  }

  #readAnew(text: string, place: LinePlace): LineRead {
    const starts = boundaryOf(text, place)
    const format = starts === null || starts === 'nothing' ? place.format : starts
    const words = starts === 'nothing' ? '' : this.masker.mask(plainLine(text, format))
    const foldedWords = folded(words).trim()
    return {
      text,
      place,
      starts,
      words,
      folded: foldedWords,
      isAlert: format === 'plain' && beginsAlert(foldedWords),
      opensXml: format === 'viewer' && !place.xmlOfSame && /^\s{0,8}event xml:/i.test(text),
      closesXml: text.includes('</') && /<\/(?:\w{1,20}:)?event>/i.test(text),
    }
  }

  #place(): LinePlace {
    return {
      format: this.#format,
      afterBlank: this.#afterBlank,
      xmlOfSame: this.#xmlOfSame,
      braceAt: this.#braceAt,
    }
  }

  #isHere(place: LinePlace): boolean {
    return (
      place.format === this.#format &&
      place.afterBlank === this.#afterBlank &&
      place.xmlOfSame === this.#xmlOfSame &&
      place.braceAt === this.#braceAt
    )
  }

  #startAs(starts: Format | 'nothing', text: string): void {
    if (starts === 'nothing') {
      this.finish()
      this.#format = 'csv'
      return
    }
    if (starts === 'json' && this.#format !== 'json') this.#braceAt = indentationOf(text)
    this.#begin(starts)
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
    // A line that says what the one above it said adds nothing to the event.
    if (line.words === this.#lines.at(-1)?.words) return
    this.#lines.push(line)
    this.#size += line.words.length
    if (this.#size < PART) return
    this.sink.part(this.#lines, false)
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
