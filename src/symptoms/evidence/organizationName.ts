/** Hosts of the discovery service, which are not organizations. */
const DISCOVERY = /^(?:disco|dev|globaldisco)\.crm\d{0,2}\./
const ONLINE =
  /^([\w-]{1,63})\.(?:api\.)?(crm\d{0,2}\.(?:dynamics\.(?:com|cn)|microsoftdynamics\.(?:us|de)|appsplatform\.us))$/
const HOST_ALONE = /\b([\w-]{1,63}\.(?:api\.)?crm\d{0,2}\.dynamics\.com)(?!\.?[\w-])/i
const NAMED =
  /\b(?:organi[sz]ation(?: ?unique)?(?: ?name)?|org(?:unique)?name|organisationsname)["']?\s?[:=]\s{0,3}["']?([\p{L}\d][\p{L}\d_-]{0,99})/iu
/** The router puts the organization after its sentence; texts about approval name it within one. */
const IN_SENTENCE = /(?:messages to process: |\bin (?:the )?organization "?)([\p{L}\d][\p{L}\d_-]{0,99})(?=[\s."']|$)/iu
const MAYBE_NAMED = /org|messages to process/i
/** What follows the organization's name in URLs of on-premises servers. */
const BEHIND_NAME = ['xrmservices', 'main.aspx', 'api']
/** An event with more URLs than this is a list of links. */
const MOST_URLS = 50
const ENDS_URL = /[\s<>"'|,;()[\]{}]/

/** The organization that a text names: its URL, or its unique name; null: none. */
export function organizationIn(text: string): string | null {
  const url = inUrls(text)
  if (url) return url
  // A cheap test before the exact ones: most events name no organization.
  const named = MAYBE_NAMED.test(text) ? (NAMED.exec(text)?.[1] ?? IN_SENTENCE.exec(text)?.[1]) : undefined
  return named ?? hostAlone(text)
}

function inUrls(text: string): string | null {
  let looked = 0
  for (let at = text.indexOf('://'); at >= 0 && looked < MOST_URLS; at = text.indexOf('://', at + 3)) {
    looked++
    const scheme = text.slice(Math.max(0, at - 5), at).toLowerCase()
    if (!scheme.endsWith('http') && scheme !== 'https') continue
    const found = organizationOfUrl(
      `${scheme === 'https' ? 'https' : 'http'}://${upToEnd(text.slice(at + 3, at + 503))}`,
    )
    if (found) return found
  }
  return null
}

function upToEnd(text: string): string {
  const end = text.search(ENDS_URL)
  return (end < 0 ? text : text.slice(0, end)).replace(/[.:]{1,3}$/, '')
}

function organizationOfUrl(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol, host, hostname, pathname } = new URL(url)
  const parts = pathname.split('/').filter(Boolean)
  const name = parts[0] ?? ''
  const isName = name !== '' && !BEHIND_NAME.includes(name.toLowerCase())
  if (DISCOVERY.test(hostname)) return isName && isUniqueName(name) ? name : null
  const online = organizationOfHost(hostname)
  if (online) return online
  if (!parts.some(part => BEHIND_NAME.slice(0, 2).includes(part.toLowerCase()))) return null
  return isName ? `${protocol}//${host}/${name}` : `${protocol}//${host}`
}

function organizationOfHost(host: string): string | null {
  const [, name, rest] = ONLINE.exec(host.toLowerCase()) ?? []
  return name && rest && !DISCOVERY.test(host) ? `https://${name}.${rest}` : null
}

function hostAlone(text: string): string | null {
  const host = text.includes('.crm') ? HOST_ALONE.exec(text)?.[1] : undefined
  return host ? organizationOfHost(host) : null
}

function isUniqueName(name: string): boolean {
  return /^[\w.-]{1,100}$/.test(name)
}
