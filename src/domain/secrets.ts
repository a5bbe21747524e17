import { createSieve } from './faults/phraseFinder.js'

/** Written in place of a secret, so that a reader sees that something was there. */
const MASKED = '[masked]'

/** A cheap test before the exact ones: most lines have no secret. */
const MAYBE =
  /pass|pwd|secret|key|token|signature|assertion|sig=|bearer|negotiate|ntlm|basic|authorization|ey[jJ]|:[^\s/@:]+@|[78]Q~|==|kennwort|contrase|senha|wachtwoord|parola|lösenord|adgangskode|salasana|hasło|heslo|jelszó|пароль|パスワード|暗証番号|密[码碼]|비밀번호/i

/** A still cheaper test: on a line that is all ASCII, `MAYBE` needs one of these words. */
const HINTED = createSieve([
  ...[
    'pass',
    'pwd',
    'secret',
    'key',
    'token',
    'signature',
    'assertion',
    'sig=',
    'bearer',
    'negotiate',
    'ntlm',
    'basic',
  ],
  ...['authorization', 'eyj', '7q~', '8q~', '==', 'kennwort', 'contrase', 'senha', 'wachtwoord', 'parola'],
  ...['adgangskode', 'salasana', 'heslo'],
])

/** Looks for `:password@`, as in `user:password@host`, in a line that is all ASCII. */
function hasColonBeforeAt(line: string): boolean {
  for (let at = line.indexOf('@'); at >= 0; at = line.indexOf('@', at + 1)) {
    let start = at - 1
    while (start >= 0 && ENDS_USER[line.charCodeAt(start)] === 0) start--
    if (start < at - 1 && line.charAt(start) === ':') return true
  }
  return false
}

const ENDS_USER = new Uint8Array(128)
for (const mark of '\t\n\v\f\r /@:') ENDS_USER[mark.charCodeAt(0)] = 1

function mayHoldSecret(line: string): boolean {
  return (HINTED(line) || hasColonBeforeAt(line)) && MAYBE.test(line)
}

/** The shortest line with a secret: a name, a separator and a value of one character. */
const SHORTEST = 4

/** The name of a secret, a separator, and the value: in quotes, up to the next delimiter, or missing. */
const NAMED =
  /((?:pass(?:word|wd|wort|ord|phrase)|pwd|secret|(?:account|access|shared|private|encryption|symmetric|session|api|master|primary|secondary)[ _-]?(?:access)?[ _-]?key|(?:access|refresh|id|auth|security|sas|session|bearer)[ _-]?token|\btoken|accesssignature|client[ _-]?assertion|kennwort|mots? de passe|contrase(?:ñ|n)a|senha|palavra[ -]passe|wachtwoord|parola(?: d'ordine)?|lösenord|adgangskode|salasana|hasło|heslo|jelszó|пароль|パスワード|暗証番号|密[码碼]|비밀번호)\w{0,20}\\{0,3}["']?\s?[=:：＝]{1,2}\s{0,3})("[^"]+"?|'[^']+'?|(?:""|\\{1,3}["'])[^"\\]+|[^\s"'<>;,&]+|["']?$)?/gi

/** Secrets that are recognized by their shape, or by what precedes them. */
const SHAPES: readonly RegExp[] = [
  /(\bauthorization["']?\s?[=:]\s{0,3}["']?(?:(?:basic|bearer|negotiate|ntlm|digest|wrap) )?)[^\s"'<>;,]+/gi,
  /(\b(?:bearer|negotiate|ntlm)\s{1,3})(?:[\w.~+/=-]{12,}|(?=[a-z.~+/=-]{0,12}\d)[\w.~+/=-]{3,})/gi,
  /(\b(?:[Bb]asic|BASIC) )(?=[a-z_-]{0,200}[A-Z\d+/=])[\w+/=-]{12,}/g,
  /()(?<![\w-])ey[jJ][\w-]{10,}\.[\w.-]{4,}/g,
  /((?<![\w.])sig=)[^\s&"'<>;]+/gi,
  /(:\/\/[^\s/@:]{0,64}:)[^\s/@:]{1,200}(?=@)/g,
  // A client secret of Entra, and a key of an Azure account: recognized anywhere.
  /()(?<![\w.~-])[\w.~-]{3}[78]Q~[\w.~-]{31,34}(?![\w.~-])/g,
  /()(?<![\w+/=])[\w+/]{86}==/g,
  // In a sentence: a value that is not a plain word.
  /(\b(?:password|passcode|kennwort|passwort|mot de passe|contraseña|senha|wachtwoord) (?:is|ist|est|es|é) )(?=\S{0,40}[\d!$%&*+/=_])[^\s"'<>;,]+/gi,
]
/** A cheap test again: most lines that pass `MAYBE` match none of the shapes. */
const SHAPED = /bearer|negotiate|ntlm|basic|authorization|ey[jJ]|sig=|:\/\/|[78]Q~|==| (?:is|ist|est|es|é) /i
const BLOB = /^[\w+/=-]{16,}$/
/** The first word of a line, if it may be a secret: not a plain word, not the name of a field, not an error code. */
const ODD_WORD = /^(\s*)(?!0x|-\d|#\d|\d{4}-\d\d)(?=\S{0,200}[\d!$%&*+/=_])\S+(?<!:)(?=\s|$)/i

/** Masks line by line and keeps state, because a secret may stand on the line below its name and run over several lines. */
export function createMasker(instead = MASKED) {
  /** The name of a secret was read, and its value not yet. */
  let open = false
  /** The previous line was part of a secret. */
  let inside = false
  let any = false

  const maskLine = (line: string): string => {
    if (line.length < SHORTEST || !mayHoldSecret(line)) return line
    const named = line.replace(NAMED, (whole, name: string, value = '') => {
      open = value === '' || value === '"' || value === "'"
      return open ? whole : `${name}${instead}`
    })
    return !SHAPED.test(named) ? named : SHAPES.reduce((text, shape) => text.replace(shape, `$1${instead}`), named)
  }
  const mask = (line: string): string => {
    if (open || inside) {
      const trimmed = line.trim()
      if (trimmed === '') return line
      inside = BLOB.test(trimmed)
    }
    const wasOpen = open
    open = false
    const masked = inside ? instead : maskLine(wasOpen ? line.replace(ODD_WORD, `$1${instead}`) : line)
    any ||= masked !== line
    return masked
  }
  return {
    get any(): boolean {
      return any
    },
    /** The state left by the previous lines: with the same state, a line is masked in the same way. */
    get memory(): number {
      return (open ? 1 : 0) + (inside ? 2 : 0)
    },
    mask,
    /** Masks all lines of a text. Masking the result again changes nothing. */
    text: (lines: string): string => lines.replace(/[^\r\n]+/g, mask),
  }
}

export function withoutSecrets(text: string, instead = MASKED): string {
  return createMasker(instead).text(text)
}
