import { isLoopbackUrl } from '../../domain/loopback.js'

/**
 * Hosts of the Teams channel. `create the conversation` in
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages lists all four.
 * UNCONFIRMED: whether the last two ever come with tokens of the public cloud's issuer, which alone is trusted here.
 */
const TEAMS_HOSTS: readonly string[] = [
  'smba.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
  'smba.infra.gov.teams.microsoft.us',
  'smba.infra.dod.teams.microsoft.us',
]

/**
 * Hosts of the Bot Framework's other channels, for example https://webchat.botframework.com/.
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference#base-uri
 */
const OTHER_CHANNELS = '.botframework.com'

/** Whether a service URL belongs to a Bot Framework channel: no other host gets a token of the bot. */
export function isOfChannel(serviceUrl: string): boolean {
  const url = plainHttps(serviceUrl)
  return url !== null && (TEAMS_HOSTS.includes(url.hostname) || url.hostname.endsWith(OTHER_CHANNELS))
}

/** The channel is on this machine in local mode, and may be where its keys are published on this machine. */
export function servicesOf(auth: { readonly openIdMetadataUrl?: string } | null): (serviceUrl: string) => boolean {
  if (auth === null) return isLoopbackUrl
  if (!isLoopbackUrl(auth.openIdMetadataUrl ?? '')) return isOfChannel
  return serviceUrl => isLoopbackUrl(serviceUrl) || isOfChannel(serviceUrl)
}

/**
 * A file that a person sent to the bot lies in OneDrive or SharePoint of their tenant: one label below sharepoint.com,
 * for example contoso-my.sharepoint.com. The same page: in the clouds of the US government where SharePoint has other
 * names (GCC High, DoD), bots get no files.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
 * https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges#sharepoint-online-and-onedrive-for-business
 */
const FILE_HOST = /^[\da-z-]+\.sharepoint\.com$/

/** Whether Teams may keep a file at this address: nothing else is ever fetched, whatever an attachment says. */
export function isOfTeamsFiles(address: string): boolean {
  return FILE_HOST.test(plainHttps(address)?.hostname ?? '')
}

/** Same scheme, host and path: a slash at the end and the case of the host make no difference. */
export function isSameService(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && serviceOf(one) === serviceOf(other)
}

function serviceOf(address: string): string {
  const { href, hash } = new URL(address)
  const service = href.slice(0, href.length - hash.length)
  return service.endsWith('/') ? service.slice(0, -1) : service
}

/** null: the URL has another scheme or port, or contains a name and password. */
function plainHttps(address: string): URL | null {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  const isPlain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === ''
  return isPlain ? url : null
}
