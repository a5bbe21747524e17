/**
 * Lower case, plain quotes and dashes, single spaces, and one spelling of e-mail: programs of different age write
 * differently. What is folded line by line and joined by spaces is the same as what is folded as a whole.
 */
export function fold(text: string): string {
  const lower = text.toLowerCase()
  const single = IS_FOLDED.test(lower) ? lower : singleSpaced(ONLY_ASCII.test(lower) ? lower : plainMarks(lower))
  // Looked for by its dash: there are fewer of them than of e.
  return single.includes('-mail') ? single.replaceAll('e-mail', 'email') : single
}

/** All white space as single spaces; what is one already is not put together anew. */
function singleSpaced(text: string): string {
  return text.replace(/\s{2,}|[^\S ]/g, ' ')
}

/** Neither a letter beyond ASCII, nor a space that is more than one. */
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
}
/** From ！ to ～: the same letters, digits and marks in the width of Japanese. */
const FULL_WIDTH = 0xfee0

function plainMarks(text: string): string {
  return text.replace(
    /[\u200b\u00ad\ufeff‘’“”„‐‑−！-～]/g,
    mark => PLAIN[mark] ?? String.fromCharCode(mark.charCodeAt(0) - FULL_WIDTH),
  )
}

export interface CodeAt {
  /** As 0x8004480D. */
  readonly code: string
  readonly at: number
}

/** 32 bits in hex, with or without 0x, or as a signed decimal number; not the first part of a GUID. Without 0x, a number is only taken for a code in the platform's range. */
const CODE = /(?<![0-9a-z_])(?:(?:0x(8[0-9a-f]{7})|(80[0-9a-f]{6}))(?![0-9a-z_]|-[0-9a-f]{4}-)|(-2\d{9})(?!\d))/g

/** A quick look before the careful one: most texts have none. */
const MAYBE_CODE = /0x8[0-9a-f]{7}|80[0-9a-f]{6}|-2\d{9}/
const NO_CODES: readonly CodeAt[] = []

/** The error codes in a folded text. */
export function codesIn(text: string): readonly CodeAt[] {
  if (!MAYBE_CODE.test(text)) return NO_CODES
  const codes: CodeAt[] = []
  for (const { 1: prefixed, 2: bare, 3: decimal, index } of text.matchAll(CODE)) {
    const hex = prefixed ?? bare ?? (Number(decimal) >>> 0).toString(16).padStart(8, '0')
    if (hex.startsWith('8')) codes.push({ code: `0x${hex.toUpperCase()}`, at: index })
  }
  return codes
}

/** Nothing that belongs to a word or number stands before or behind. */
export function standsAlone(text: string, start: number, end: number): boolean {
  return !isWordAt(text, start - 1) && !isWordAt(text, end)
}

function isWordAt(text: string, at: number): boolean {
  return /^[\p{L}\p{N}_]$/u.test(text.charAt(at))
}
