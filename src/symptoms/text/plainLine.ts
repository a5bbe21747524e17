/** Turns a line of a log into plain words, without the markup of its format. */
export type Format = 'plain' | 'viewer' | 'xml' | 'csv' | 'json'

export function unquoted(line: string): string {
  let at = 0
  for (let end = skipBlanks(line, at); line.charCodeAt(end) === QUOTES; end = skipBlanks(line, at)) at = end + 1
  return at === 0 ? line : line.slice(at)
}

/** Most lines show by their first character that they are not blank, which is cheaper than the regular expression. */
export function isBlank(line: string): boolean {
  const code = line.charCodeAt(0)
  return !(code > BLANK && code < ASCII) && !/\S/.test(line)
}

const ASCII = 128
const BLANK = 32
const TAB = 9
const QUOTES = 62

function skipBlanks(line: string, from: number): number {
  for (let at = from; ; at++) {
    const code = line.charCodeAt(at)
    if (code !== BLANK && code !== TAB) return at
  }
}

export function plainLine(line: string, format: Format): string {
  let text = line
  if (format === 'json' && text.includes('\\')) text = unescaped(text)
  if (format === 'csv' && text.includes('""')) text = text.replaceAll('""', '"')
  // Twice, because XML is often escaped inside other XML.
  for (let pass = 0; pass < 2; pass++) {
    if (text.includes('<')) text = withoutTags(text)
    if (text.includes('&')) text = decoded(text)
  }
  return text
}

const ESCAPED: Readonly<Record<string, string>> = { n: ' ', r: ' ', t: ' ', b: ' ', f: ' ' }

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|([^u]))/g, (_, hex: string | undefined, letter: string | undefined) =>
    hex ? letterOf(Number.parseInt(hex, 16)) : (ESCAPED[letter ?? ''] ?? letter ?? ''),
  )
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  rsquo: '’',
  lsquo: '‘',
  rdquo: '”',
  ldquo: '“',
  shy: '',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  szlig: 'ß',
  eacute: 'é',
  egrave: 'è',
  atilde: 'ã',
  oacute: 'ó',
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, ...groups: unknown[]) => {
    const [decimal, hex, name] = groups as (string | undefined)[]
    if (name) return ENTITIES[name.toLowerCase()] ?? whole
    return letterOf(decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16))
  })
}

/** Escaped line ends and other control characters become spaces, so that they do not make new lines. */
function letterOf(code: number): string {
  if (code < 0x20 || code > 0x10ffff) return ' '
  return String.fromCodePoint(code)
}

const TAG = /<(\/?)([a-z][\w:.-]{0,60})((?:\s[^<>]{0,2000}|\/)?)>/gi
/** Tags within a word or sentence are removed without a space. */
const INLINE = new Set(['b', 'i', 'u', 'em', 'strong', 'span', 'font', 'small', 'code', 'mark', 'wbr', 'o:p'])
const BLOCK = new Set(
  'p div br td tr th table tbody thead li ul ol h1 h2 h3 h4 html head body title meta pre hr img'.split(' '),
)

/** The target of a link may say which organization is meant. */
function linkOf(attributes: string): string {
  const url = /href\s?=\s?["'](https?:[^"']{1,500})/i.exec(attributes)?.[1]
  return url ? ` ${url} ` : ''
}

/** Removes HTML tags; of XML tags the name stays, because it says what the value is. */
function withoutTags(text: string): string {
  const apart = text.includes('[CDATA[') || text.includes(']]>') ? text.replace(/<!\[CDATA\[|\]\]>/g, ' ') : text
  return apart.replace(TAG, (_, closes: string, name: string, attributes: string) => {
    const lower = name.toLowerCase()
    if (INLINE.has(lower)) return ''
    if (lower === 'a') return linkOf(attributes)
    if (closes || BLOCK.has(lower)) return ' '
    if (attributes === '') return ` ${name.slice(name.indexOf(':') + 1)}: `
    const named = /^\s{1,20}name\s?=\s?["']([^"'<>]{1,100})["']\s?\/?$/i.exec(attributes)
    return named ? ` ${named[1]}: ` : `${attributes.replace(/\/$/, '')} ${name.slice(name.indexOf(':') + 1)}: `
  })
}
