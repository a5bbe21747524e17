/** Finds e-mail addresses in what people type, whatever surrounds them: `Sara <sara@contoso.com>`, mailto:, a full stop, full-width letters. */

/** Dynamics stores at most 100 characters (systemuser.internalemailaddress). */
const LONGEST = 100
const LOCAL = /[^\s<>()[\]{}",;:@|=\\/、「」『』【】〈〉《》]/
const DOMAIN = /[\p{L}\p{M}\p{N}.-]/u
const URLS = /\bhttps?:\/\/[^\s<>"]+/gi
/** Quotation marks and emphasis in front of an address. */
const OPENING = /^[.!?*`'‘’“”„«»]+/
const BEFORE = /^(?:[^<>@]*<)?\s*(?:mailto:)?[['"‘“„«(*`「『【]*$/i
const BEHIND = /^(?:\?\S*|[\]>'"’”»)*`.,;:!?\s、」』】]*)$/

/** Control characters, format characters and line ends become single spaces. */
export function plain(typed: string): string {
  return typed
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Each address once, as typed, in order of appearance. The text is scanned once, plus at most 100 characters around each @. */
export function addressesIn(typed: string): readonly string[] {
  const text = toHalfWidth(typed).replace(URLS, ' ')
  const addresses = new Map<string, string>()
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const address = addressAt(text, at)
    if (address && !addresses.has(address.toLowerCase())) addresses.set(address.toLowerCase(), address)
  }
  return [...addresses.values()]
}

const BARE_LOCAL = /^[^\s<>()[\]",;:@.!?*`'‘’“”„«»「『【][^\s<>()[\]",;:@]*$/
const BARE_LABEL = /^[\p{L}\p{M}\p{N}-]+$/u

/** An address with nothing around it: here the local part may contain nearly any character. */
function isBare(text: string): boolean {
  const [local = '', domain = '', ...others] = text.split('@')
  const labels = domain.split('.')
  return (
    others.length === 0 && BARE_LOCAL.test(local) && labels.length > 1 && labels.every(label => BARE_LABEL.test(label))
  )
}

/** The e-mail address, if the text is one address and nothing but what it was copied with; otherwise null. */
export function readAddress(typed: string): string | null {
  const text = plain(toHalfWidth(typed))
  if (text.length <= LONGEST && isBare(text)) return text
  const [address, ...others] = addressesIn(text)
  if (address === undefined || others.length > 0) return null
  const at = text.indexOf(address)
  const isAlone = BEFORE.test(text.slice(0, at)) && BEHIND.test(text.slice(at + address.length))
  return isAlone ? address : null
}

/** The text without addresses, and without anything that was meant to be one: every word that contains an @. */
export function withoutAddresses(typed: string): string {
  return toHalfWidth(typed).replace(/[^\s<>]+/g, word => (word.includes('@') ? ' ' : word))
}

export function sameAddress(address: string | null, other: string): boolean {
  return address !== null && address.toLowerCase() === other.toLowerCase()
}

/** Replaces full-width characters of Japanese and Chinese keyboards, such as ＠, by the ordinary ones. */
function toHalfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u3002\uff61]/g, '.')
    .replace(/\u3000/g, ' ')
}

/** Letters of languages that write no spaces between words. */
const UNSPACED = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}\u30fc]/u
const ASCII_BEFORE_UNSPACED = /^[a-z0-9-]*[a-z0-9](?=[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}\u30fc])/iu
const UNSPACED_BEFORE_ASCII = /^[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}\u30fc]+(?=[!-~])/u

/**
 * An address without the words that touch it, as in 差出人sara@contoso.comのメール: neither its local part nor a domain label
 * after the first changes from one script to the other.
 */
export function withoutNeighbours(local: string, domain: string): { readonly local: string; readonly domain: string } {
  if (!UNSPACED.test(local) && !UNSPACED.test(domain)) return { local, domain }
  const [first = '', ...others] = domain.split('.')
  const labels = [first]
  for (const label of others) {
    const ascii = ASCII_BEFORE_UNSPACED.exec(label)?.[0]
    // contoso.com.エラー: a sentence begins; contoso.みんな is a domain.
    if (ascii === undefined && labels.length > 1 && UNSPACED.test(label) && !UNSPACED.test(labels.join(''))) break
    labels.push(ascii ?? label)
    if (ascii !== undefined) break
  }
  const own = labels.join('.')
  return { local: UNSPACED.test(own) ? local : local.replace(UNSPACED_BEFORE_ASCII, ''), domain: own }
}

function addressAt(text: string, at: number): string | null {
  let start = at
  while (start > 0 && at - start <= LONGEST && LOCAL.test(text.charAt(start - 1))) start--
  let end = at + 1
  while (end < text.length && end - at <= LONGEST && DOMAIN.test(text.charAt(end))) end++
  // a@b@c is ambiguous.
  if (text.charAt(start - 1) === '@' || text.charAt(end) === '@') return null
  while ('.-'.includes(text.charAt(end - 1))) end--
  const own = withoutNeighbours(text.slice(start, at), text.slice(at + 1, end))
  const local = own.local.replace(OPENING, '')
  const { domain } = own
  const isDomain = domain.split('.').length > 1 && domain.split('.').every(label => label !== '')
  const fits = local !== '' && isDomain && local.length + domain.length < LONGEST
  return fits ? `${local}@${domain}` : null
}
