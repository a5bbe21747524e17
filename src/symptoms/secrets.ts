/** What is written in place of a secret, so that one sees that something was there. */
const MASKED = '[masked]'

/** A quick look, before the careful ones: most lines have none. */
const MAYBE = /pass|pwd|secret|key|token|signature|assertion|sig=|bearer|negotiate|ntlm|authorization|ey[jJ]|@/i

/** A name of a secret, what stands between, and the value: in quotes, up to the next delimiter, or missing. */
const NAMED =
  /((?:pass(?:word|wd|phrase)|pwd|secret|(?:account|access|shared|private|encryption|symmetric|session|api|master|primary|secondary)[ _-]?(?:access)?[ _-]?key|(?:access|refresh|id|auth|security|sas|session|bearer)[ _-]?token|\btoken|accesssignature|client[ _-]?assertion)\w{0,20}\\{0,3}["']?\s?[=:]{1,2}\s{0,3})("[^"]+"?|'[^']+'?|(?:""|\\{1,3}["'])[^"\\]+|[^\s"'<>;,&]+|["']?$)?/gi

/** Secrets that are known by their shape, or by what stands before them. */
const SHAPES: readonly RegExp[] = [
  /(\bauthorization["']?\s?[=:]\s{0,3}["']?(?:(?:basic|bearer|negotiate|ntlm|digest|wrap) )?)[^\s"'<>;,]+/gi,
  /(\b(?:bearer|negotiate|ntlm) )[\w.~+/=-]{12,}/gi,
  /()\bey[jJ][\w-]{10,4000}\.[\w.-]{4,}/g,
  /([?&;]sig=)[^\s&"'<>;]+/gi,
  /(:\/\/[^\s/@:]{0,64}:)[^\s/@:]{1,200}(?=@)/g,
]
const BLOB = /^[\w+/=-]{16,}$/
/** The first word of a line, if it may be a secret: no plain word, no name of a field, no error code. */
const ODD_WORD = /^(\s*)(?!0x|-\d|#\d|\d{4}-\d\d)(?=\S{0,200}[\d!$%&*+/=_])\S+(?<!:)(?=\s|$)/i

/** Masks line after line: a secret may be on the line below its name, and go on over several. */
export function createMasker() {
  /** The name of a secret was read, and its value was not. */
  let open = false
  /** The line before was a part of a secret. */
  let inside = false
  let any = false

  const maskLine = (line: string): string => {
    if (!MAYBE.test(line)) return line
    const named = line.replace(NAMED, (whole, name: string, value = '') => {
      open = value === '' || value === '"' || value === "'"
      return open ? whole : `${name}${MASKED}`
    })
    return SHAPES.reduce((text, shape) => text.replace(shape, `$1${MASKED}`), named)
  }
  return {
    get any(): boolean {
      return any
    },
    mask(line: string): string {
      const trimmed = line.trim()
      if (trimmed === '') return line
      inside = BLOB.test(trimmed) && (open || inside)
      const wasOpen = open
      open = false
      const masked = inside ? MASKED : maskLine(wasOpen ? line.replace(ODD_WORD, `$1${MASKED}`) : line)
      any ||= masked !== line
      return masked
    },
  }
}
