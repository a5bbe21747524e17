import { addressesIn } from '../domain/address.js'
import type { ParsedMessage } from '../domain/parsedMessage.js'
import { plainLine } from './text/plainLine.js'

/** Where a line of HTML ends. */
const LINE_ENDS = /<(?:br|\/p|\/div|\/tr|\/li|\/h\d)\b[^<>]{0,200}>|\r?\n/gi

/** The header of a forwarded e-mail, in the languages in which Outlook writes it for most of its users. */
const FROM = /^[\s>*|]{0,10}(?:from|von|de|da|van|från|fra|od|absender|expéditeur)\s{0,3}[:：]/i

/** Whose e-mail a message is about: the address in its "From:", or the only one in it. Nothing: it names none, or several. */
export function fromIn(html: string): Pick<ParsedMessage, 'from'> {
  if (!html.includes('@')) return {}
  const lines = html.split(LINE_ENDS).map(line => plainLine(line, 'plain').trim())
  const header = lines.find(line => FROM.test(line) && addressesIn(line).length === 1)
  const [only, ...others] = header === undefined ? addressesIn(lines.join('\n')) : addressesIn(header)
  return only !== undefined && others.length === 0 ? { from: only } : {}
}
