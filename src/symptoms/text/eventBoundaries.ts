import type { Format } from './plainLine.js'

export interface LinePlace {
  readonly format: Format
  /** The previous line was empty. */
  readonly afterBlank: boolean
  /** A copy from the event viewer continues with the same event in XML. */
  readonly xmlOfSame: boolean
  /** Indentation of the first brace that opened an object; null: there was none. */
  readonly braceAt: number | null
}

/** The place of the first line of a text. */
export const TOP: LinePlace = { format: 'plain', afterBlank: false, xmlOfSame: false, braceAt: null }

const VIEWER =
  /^(?:log name|protokollname|nom du journal|nombre de registro|nome registro|logboeknaam|nome do log) {0,2}:/i
const CSV_HEADER =
  /^"?(?:level|ebene|niveau|nivel|livello|nível)"?[,;\t]"?[\p{L} ]{4,40}"?[,;\t]"?\p{L}{4,20}"?[,;\t]/iu
/** The characters that `VIEWER` and `CSV_HEADER` can begin with. */
const HEADER_INITIALS: ReadonlySet<number> = codesOf('"lpneLPNE')
const CSV_RECORD = /^"?[\p{L} ]{3,20}"?[,;\t]"?\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[ T,]/u
const TIMED = /^[[(]?(?:\d{4}[-/]\d\d[-/]\d\d[T ]{1,2}\d{1,2}:\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{4},? {1,2}\d{1,2}:\d\d)/
/** The characters that `TIMED` can begin with. */
const TIME_INITIALS: ReadonlySet<number> = codesOf('[(0123456789')
const XML_EVENT = /^<(?:\w{1,20}:)?event[\s>]/i
/** The shortest line that begins an event: "<event>". */
const SHORTEST = 7
/** How many characters, such as a number, may precede the words of an alert. */
const NUMBER = 12
/** How alerts and the router's lines begin. */
const BEGINNINGS = [
  'an error occurred',
  'an unknown error occurred',
  'an unexpected error occurred',
  'an impersonation error occurred',
  'the email message "',
  'email cannot be sent',
  "email can't be sent",
  "email won't be processed",
  'incoming status:',
  'outgoing status:',
  "outgoing mails aren't being sent",
  "appointments can't be",
  'you cannot send email as',
  "you can't send email as",
  'unhandled exception',
  'the mailbox location could not',
  'one or more mailboxes have been disabled',
  'test and enable failed',
]

const INITIALS: ReadonlySet<number> = new Set(BEGINNINGS.map(beginning => beginning.charCodeAt(0)))

function codesOf(letters: string): ReadonlySet<number> {
  return new Set([...letters].map(letter => letter.charCodeAt(0)))
}

/** The format of the event that the line begins; 'nothing': it is a header, which belongs to no event; null: it begins none. */
export function boundaryOf(line: string, place: LinePlace): Format | 'nothing' | null {
  const text = line.trimStart()
  const announced = text.length < SHORTEST ? undefined : announcedBy(text, place)
  if (announced !== undefined) return announced
  if (place.format === 'csv' || place.format === 'xml') return null
  if (opensObject(text)) return isOutermost(line.length - text.length, place) ? 'json' : null
  if (place.format === 'viewer' && !place.afterBlank) return null
  // In JSON, too, since a time within an object is in quotes.
  return TIME_INITIALS.has(text.charCodeAt(0)) && TIMED.test(text) ? 'plain' : null
}

/** Whether the line begins an event here exactly as it would at the beginning of a text. false if in doubt. */
export function isCleanStart(line: string, place: LinePlace): boolean {
  const starts = boundaryOf(line, TOP)
  if (starts === null || starts === 'nothing' || starts !== boundaryOf(line, place)) return false
  if (partsOf(line, TOP.format) !== null || partsOf(line, place.format) !== null) return false
  return starts !== 'json' || place.format !== 'json' || place.braceAt === indentOf(line)
}

export function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

/** Looks for headers, XML events and CSV records. undefined: the line is none of these. */
function announcedBy(text: string, { xmlOfSame }: LinePlace): Format | 'nothing' | null | undefined {
  if (text.startsWith('<')) {
    if (XML_EVENT.test(text)) return xmlOfSame ? null : 'xml'
    return undefined
  }
  const mayBeHeader = HEADER_INITIALS.has(text.charCodeAt(0))
  if (mayBeHeader && VIEWER.test(text)) return 'viewer'
  if (mayBeHeader && CSV_HEADER.test(text)) return 'nothing'
  return CSV_RECORD.test(text) ? 'csv' : undefined
}

function opensObject(text: string): boolean {
  return (
    text === '{' || text.startsWith('{"') || text.startsWith('[{') || text.startsWith('{ "') || text.startsWith(',{')
  )
}

function isOutermost(indentation: number, { format, braceAt }: LinePlace): boolean {
  return format !== 'json' || braceAt === null || indentation <= braceAt
}

/** -1: there is none within the first `NUMBER` characters. */
function firstLetterOf(words: string): number {
  for (let at = 0; at <= NUMBER && at < words.length; at++) {
    const code = words.charCodeAt(at)
    if (code >= 97 && code <= 122) return at
  }
  return -1
}

/** Whether the words of a line, as `fold` gives them, begin an alert. */
export function beginsAlert(words: string): boolean {
  const at = firstLetterOf(words)
  return at >= 0 && INITIALS.has(words.charCodeAt(at)) && BEGINNINGS.some(beginning => words.startsWith(beginning, at))
}

/** Splits a line that contains several events; null: it stays whole. */
export function partsOf(line: string, format: Format): readonly string[] | null {
  if (line.length < 40) return null
  if (format === 'json' || line.startsWith('[{'))
    return line.indexOf('{', 1) < 0 ? null : cutBefore(line, /(?<=\}\s?,\s?)\{/g)
  if (line.indexOf('<') < 0) return null
  if (line.includes('vent')) return cutBefore(line, /<(?:\w{1,20}:)?event(?=[\s>])/gi)
  return line.includes('<tr') ? cutBefore(line, /<tr(?=[\s>])/g) : null
}

function cutBefore(line: string, mark: RegExp): readonly string[] | null {
  const parts: string[] = []
  let from = 0
  for (const { index } of line.matchAll(mark)) {
    if (index > from) parts.push(line.slice(from, index))
    from = index
  }
  return from === 0 ? null : [...parts, line.slice(from)]
}
