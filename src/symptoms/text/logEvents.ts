import { fold } from '../../domain/errorText.js'
import { beginsAlert, boundaryOf, indentOf, isCleanStart, type LinePlace, partsOf, TOP } from './eventBoundaries.js'
import type { InputLine } from './inputLines.js'
import { type Format, isBlank, plainLine, unquoted } from './plainLine.js'

/** A line of an event in plain words, secrets masked. */
export interface EventLine {
  readonly number: number
  readonly words: string
  /** `words` in the form in which they are compared: folded and trimmed. */
  readonly folded: string
}

export interface EventSink {
  /** A part of the current event. The next part repeats its end, so that no wording is cut. */
  part(lines: readonly EventLine[], isLast: boolean): void
  /** The event has ended. `begun`: a line marked its beginning; otherwise it is text before, between or after events. */
  end(begun: boolean): void
}

/** Masks line by line. */
export interface LineMasker {
  mask(line: string): string
  /** The state left by the previous lines: with the same state, a line is masked in the same way. */
  readonly memory: number
}

/** What a line is at its place in the text. */
interface LineRead {
  readonly text: string
  readonly place: LinePlace
  /** The format of the event that it begins; 'nothing': it belongs to no event; null: it begins none. */
  readonly starts: Format | 'nothing' | null
  readonly words: string
  readonly folded: string
  readonly isAlert: boolean
  readonly opensXml: boolean
  readonly closesXml: boolean
}

/** Longer events are judged in parts. */
const PART = 65_536
/** How many characters a part repeats from the previous one: longer than any wording. */
const REPEATED = 600

/** Groups lines into events. Holds one part of one event, however long the text is. */
export class Events {
  #format: Format = TOP.format
  #lines: EventLine[] = []
  #size = 0
  #begun = false
  /** The current event has a line that begins an alert. */
  #hasAlert = false
  #afterBlank = TOP.afterBlank
  /** The same event follows in XML. */
  #xmlOfSame = TOP.xmlOfSame
  #braceAt = TOP.braceAt
  /** The previous line, kept so that a repeated line is not parsed again. */
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

  /** Whether this line, if it came next, would begin an event that does not depend on anything before it. */
  isCleanStart(text: string): boolean {
    return this.masker.memory === 0 && isCleanStart(unquoted(text), this.#place())
  }

  finish(): void {
    if (this.#lines.length > 0) {
      this.sink.part(this.#lines, true)
      this.sink.end(this.#begun)
    }
    this.#lines = []
    this.#size = 0
    this.#begun = false
    this.#hasAlert = false
  }

  #part(number: number, text: string): void {
    const { starts, words, folded: foldedWords, isAlert, opensXml, closesXml } = this.#read(text)
    if (starts) this.#startAs(starts, text)
    if (starts === 'nothing') return
    if (isAlert) {
      if (this.#hasAlert) this.#begin('plain')
      this.#begun = true
      this.#hasAlert = true
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
    const read = this.#parse(text, place)
    // Where a secret begins or ends, the same line may be masked differently the next time.
    this.#last = this.masker.memory === memory ? read : null
    return read
  }

  #parse(text: string, place: LinePlace): LineRead {
    const starts = boundaryOf(text, place)
    const format = starts === null || starts === 'nothing' ? place.format : starts
    const words = starts === 'nothing' ? '' : this.masker.mask(plainLine(text, format))
    const foldedWords = fold(words).trim()
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
    if (starts === 'json' && this.#format !== 'json') this.#braceAt = indentOf(text)
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
    // A line that repeats the one above adds nothing to the event.
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
  return { number, words, folded: fold(words).trim() }
}
