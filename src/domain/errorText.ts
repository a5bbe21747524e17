/**
 * Lower case, plain quotes and dashes, single spaces, and one spelling of e-mail, since older and newer programs write
 * these differently. Folding line by line and joining by spaces gives the same as folding the whole text.
 */
export function fold(text: string): string {
  const lower = text.toLowerCase()
  const single = IS_FOLDED.test(lower) ? lower : singleSpaced(ONLY_ASCII.test(lower) ? lower : plainMarks(lower))
  // Searching for the dash is faster: a text has fewer dashes than e's.
  return single.includes('-mail') ? single.replaceAll('e-mail', 'email') : single
}

/** Makes all white space single spaces. Spaces that are single already do not match, which saves copying. */
function singleSpaced(text: string): string {
  return text.replace(/\s{2,}|[^\S ]/g, ' ')
}

/** Only ASCII, and only single spaces. */
const IS_FOLDED = /^(?:[!-~]| (?! ))*$/

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ONLY_ASCII = /^[\x00-\x7f]*$/

const PLAIN: Readonly<Record<string, string>> = {
  '\u200b': '',
  '\u00ad': '',
  '\ufeff': '',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‐': '-',
  '‑': '-',
  '−': '-',
  '–': '-',
  '—': '-',
  '「': '"',
  '」': '"',
  '『': '"',
  '』': '"',
}
/** Distance from ！…～ (full-width forms, as Japanese keyboards type them) to the ASCII characters. */
const FULL_WIDTH = 0xfee0

function plainMarks(text: string): string {
  return text.replace(
    /[\u200b\u00ad\ufeff‘’“”„‐‑−–—「」『』！-～]/g,
    mark => PLAIN[mark] ?? String.fromCharCode(mark.charCodeAt(0) - FULL_WIDTH),
  )
}

export interface CodeAt {
  /** For example 0x8004480D. */
  readonly code: string
  readonly at: number
}

/** 32 bits in hex, with or without 0x, or as a signed decimal number; not the first part of a GUID. Without 0x, only a number in the platform's range counts as a code. */
const CODE = /(?<![0-9a-z_])(?:(?:0x(8[0-9a-f]{7})|(80[0-9a-f]{6}))(?![0-9a-z_]|-[0-9a-f]{4}-)|(-2\d{9})(?!\d))/g

/** A cheap test before the exact one: most texts have no code. */
const MAYBE_CODE = /0x8[0-9a-f]{7}|80[0-9a-f]{6}|-2\d{9}/
const NO_CODES: readonly CodeAt[] = []

/** The error codes in a text that `fold` made. */
export function codesIn(text: string): readonly CodeAt[] {
  if (!MAYBE_CODE.test(text)) return NO_CODES
  const codes: CodeAt[] = []
  for (const { 1: prefixed, 2: bare, 3: decimal, index } of text.matchAll(CODE)) {
    const hex = prefixed ?? bare ?? (Number(decimal) >>> 0).toString(16).padStart(8, '0')
    if (hex.startsWith('8')) codes.push({ code: `0x${hex.toUpperCase()}`, at: index })
  }
  return codes
}

/** Whether this range is a whole word: no letter, digit or underscore comes directly before or after it. */
export function standsAlone(text: string, start: number, end: number): boolean {
  return !isWordAt(text, start - 1) && !isWordAt(text, end)
}

function isWordAt(text: string, at: number): boolean {
  return /^[\p{L}\p{N}_]$/u.test(text.charAt(at))
}
