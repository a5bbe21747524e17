import { withoutNeighbours } from '../../domain/address.js'

export interface AddressAt {
  readonly address: string
  readonly at: number
}

const LOCAL = /[^\s<>()[\]",;:@'|=\\/]/
const DOMAIN = /[\p{L}\p{N}.-]/u
/** More addresses than this in one event are a recipient list. */
const MOST = 20

/**
 * The e-mail addresses in a log and their positions. Punctuation is as `withPlainPunctuation` makes it. The text is scanned once for @, plus at most 64 characters before and 253 after each.
 */
export function addressPositions(text: string): readonly AddressAt[] {
  const found: AddressAt[] = []
  for (let at = text.indexOf('@'); at >= 0 && found.length < MOST; at = text.indexOf('@', at + 1)) {
    let start = at
    while (start > 0 && at - start < 64 && isLocal(text, start - 1)) start--
    let end = at + 1
    while (end < text.length && end - at < 254 && DOMAIN.test(text.charAt(end))) end++
    while (end > at && /[.-]/.test(text.charAt(end - 1))) end--
    const own = withoutNeighbours(text.slice(start, at), text.slice(at + 1, end))
    start = at - own.local.length
    if (own.local !== '' && own.domain.includes('.')) found.push({ address: `${own.local}@${own.domain}`, at: start })
  }
  return found
}

/** An apostrophe between letters belongs to a name (o'brien@); any other is a quotation mark. */
function isLocal(text: string, at: number): boolean {
  const letter = text.charAt(at)
  return (
    LOCAL.test(letter) || (letter === "'" && /\p{L}/u.test(text.charAt(at - 1)) && /\p{L}/u.test(text.charAt(at + 1)))
  )
}

const BEFORE_USER =
  /(?:\b(?:mailbox|sender|from|user|user ?name|principal|account|email ?address|on behalf of)\b\W{0,6}|(?:差出人|送信者|送信元|ユーザー|メールボックス|发件人|寄件者|用户|邮箱|보낸 사람)[\s:"'(<=]{0,6})$/i
const BEFORE_OTHER =
  /(?:\b(?:to|cc|bcc|recipients?|reply-to|account used|as)\b\W{0,6}|(?:宛先|受信者|收件人|收件者|받는 사람)[\s:"'(<=]{0,6})$/i
const MAILBOX =
  /\bmailbox "?(\p{Lu}[^\n.:;<>"()[\]@]{1,60}?)"?(?= (?:is|does|are|because|while|requires|was|has|could|cannot)\b|\.|$)/mu
const NAMED =
  /\b(?:mailbox|sender|user ?name|principal user)\b["']?\s?[:=]\s{0,3}["']?([\p{Lu}\p{Lo}][^\n"',;<>=:|()[\]@\\]{1,60})/iu
/** As East Asian texts write it: no space before the quotation mark, or labels of their own. */
const QUOTED = /(?:mailbox|sender|user)"([^"\n@]{1,60})"/iu
const EAST_ASIAN =
  /(?:差出人|送信者|送信元|ユーザー|メールボックス|发件人|寄件者|用户|邮箱|보낸 사람)(?:名)?\s?[:="(<]\s{0,3}["'(<]?(\p{L}[^\n"',;<>=:|()[\]@\\]{1,60})/u
/** No letter of an East Asian language. */
const IS_WESTERN = /^[^\u3040-\u9fff\uac00-\ud7a3]*$/
/** A cheap test before the exact ones: most events name nobody. */
const MAYBE_NAMED =
  /mailbox|sender|user ?name|principal user|差出人|送信|ユーザー|メールボックス|发件人|寄件者|用户|邮箱|보낸 사람/i
/** Windows accounts and placeholders that the event viewer shows as the user, and the beginnings of sentences. */
const NOBODY =
  /^(?:n\/a|system|local service|network service|s-1-|nt authority|true|false|null|none|(?:the|this|user|access|error|email|e-mail|cannot|could|not) )/i

/** `NAMED` takes long, and finds nothing in a text that has neither mark. */
function namedAfterMark(text: string): string | undefined {
  const named = text.includes(':') || text.includes('=') ? NAMED.exec(text)?.[1] : undefined
  return named ?? (IS_WESTERN.test(text) ? undefined : EAST_ASIAN.exec(text)?.[1])
}

/** The user that an event concerns: the sender's address if there is one, otherwise the name of the mailbox. */
export function userIn(text: string, addresses: readonly AddressAt[]): string | null {
  const before = ({ at }: AddressAt) => text.slice(Math.max(0, at - 40), at)
  const sender =
    addresses.find(found => BEFORE_USER.test(before(found))) ??
    addresses.find(found => !BEFORE_OTHER.test(before(found)))
  if (sender) return sender.address
  if (!MAYBE_NAMED.test(text)) return null
  const quoted = text.includes('"') ? QUOTED.exec(text)?.[1] : undefined
  const name = (quoted ?? MAILBOX.exec(text)?.[1] ?? namedAfterMark(text) ?? '').trim()
  return name === '' || NOBODY.test(name) ? null : name
}
