/** Hosts that say where organizations are, and are none. */
const DISCOVERY = /^(?:disco|dev|globaldisco)\.crm\d{0,2}\./
const ONLINE =
  /^([\w-]{1,63})\.(?:api\.)?(crm\d{0,2}\.(?:dynamics\.(?:com|cn)|microsoftdynamics\.(?:us|de)|appsplatform\.us))$/
const HOST_ALONE = /\b([\w-]{1,63}\.(?:api\.)?crm\d{0,2}\.dynamics\.com)(?!\.?[\w-])/i
const NAMED =
  /\b(?:organi[sz]ation(?: ?unique)?(?: ?name)?|org(?:unique)?name|organisationsname)["']?\s?[:=]\s{0,3}["']?([\p{L}\d][\p{L}\d_-]{0,99})/iu
/** The router names an organization behind its sentence; approval speaks of one. */
const SAID = /(?:messages to process: |\bin (?:the )?organization "?)([\p{L}\d][\p{L}\d_-]{0,99})(?=[\s."']|$)/iu
const MAYBE_NAMED = /org|messages to process/i
/** What addresses of a server of one's own have behind the organization's name. */
const BEHIND_NAME = ['xrmservices', 'main.aspx', 'api']
/** An event with more addresses than this is a list of links. */
const MOST_URLS = 50
const ENDS_URL = /[\s<>"'|,;()[\]{}]/

/** The organization that a text names: its URL, or its unique name; null: none. */
export function organizationIn(text: string): string | null {
  const url = inUrls(text)
  if (url) return url
  // A quick look before the careful ones: most events name none.
  const named = MAYBE_NAMED.test(text) ? (NAMED.exec(text)?.[1] ?? SAID.exec(text)?.[1]) : undefined
  return named ?? hostAlone(text)
}

function inUrls(text: string): string | null {
  let looked = 0
  for (let at = text.indexOf('://'); at >= 0 && looked < MOST_URLS; at = text.indexOf('://', at + 3)) {
    looked++
    const scheme = text.slice(Math.max(0, at - 5), at).toLowerCase()
    if (!scheme.endsWith('http') && scheme !== 'https') continue
    const found = ofUrl(`${scheme === 'https' ? 'https' : 'http'}://${upToEnd(text.slice(at + 3, at + 503))}`)
    if (found) return found
  }
  return null
}

function upToEnd(text: string): string {
  const end = text.search(ENDS_URL)
  return (end < 0 ? text : text.slice(0, end)).replace(/[.:]{1,3}$/, '')
}

function ofUrl(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol, host, hostname, pathname } = new URL(url)
  const parts = pathname.split('/').filter(Boolean)
  const name = parts[0] ?? ''
  const isName = name !== '' && !BEHIND_NAME.includes(name.toLowerCase())
  if (DISCOVERY.test(hostname)) return isName && isUniqueName(name) ? name : null
  const online = ofHost(hostname)
  if (online) return online
  if (!parts.some(part => BEHIND_NAME.slice(0, 2).includes(part.toLowerCase()))) return null
  return isName ? `${protocol}//${host}/${name}` : `${protocol}//${host}`
}

function ofHost(host: string): string | null {
  const [, name, rest] = ONLINE.exec(host.toLowerCase()) ?? []
  return name && rest && !DISCOVERY.test(host) ? `https://${name}.${rest}` : null
}

function hostAlone(text: string): string | null {
  const host = text.includes('.crm') ? HOST_ALONE.exec(text)?.[1] : undefined
  return host ? ofHost(host) : null
}

function isUniqueName(name: string): boolean {
  return /^[\w.-]{1,100}$/.test(name)
}
