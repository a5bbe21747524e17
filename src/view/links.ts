import type { Links } from '../domain/diagnosis/diagnosis.js'
import { type Cloud, cloudOf } from '../domain/diagnosis/rows/cloud.js'

/**
 * Addresses of pages inside an organization, built from its own URL. Forms and views:
 * https://learn.microsoft.com/power-apps/developer/model-driven-apps/open-forms-views-dialogs-reports-url
 * (`pagetype`, `etn`, `id`; a view that is not named is the table's default one).
 * The personal settings page is the one behind the gear menu; its address is in use, but not documented.
 */
type Table = 'systemuser' | 'mailbox' | 'role' | 'email' | 'queue' | 'asyncoperation' | 'emailserverprofile'

/** The personal options of whoever opens it. */
function personalSettings(organizationUrl: string): string {
  return `${organizationUrl}/tools/personalsettings/dialogs/personalsettings.aspx`
}

/** `id`: a GUID without braces. */
export function record(organizationUrl: string, table: Table, id: string): string {
  return `${organizationUrl}/main.aspx?pagetype=entityrecord&etn=${table}&id=${encodeURIComponent(`{${id}}`)}`
}

export function list(organizationUrl: string, table: Table): string {
  return `${organizationUrl}/main.aspx?pagetype=entitylist&etn=${table}`
}

export function mailboxOrAll(url: string, { mailboxId }: Links): string {
  return mailboxId ? record(url, 'mailbox', mailboxId) : list(url, 'mailbox')
}

/** The admin center of Microsoft 365 operated by 21Vianet, which leads to the other ones. https://learn.microsoft.com/microsoft-365/admin/services-in-china/services-in-china */
const ADMIN_CENTER_IN_CHINA = 'https://portal.partner.microsoftonline.cn/adminportal'

/**
 * https://learn.microsoft.com/power-platform/admin/admin-mode
 * https://learn.microsoft.com/power-platform/admin/powerapps-us-government#power-apps-us-government-service-urls
 */
const ENVIRONMENTS: Readonly<Record<Cloud, string>> = {
  public: 'https://admin.powerplatform.microsoft.com/environments',
  gcc: 'https://gcc.admin.powerplatform.microsoft.us/environments',
  gccHigh: 'https://high.admin.powerplatform.microsoft.us/environments',
  dod: 'https://admin.appsplatform.us/environments',
  // UNCONFIRMED: no address of its own is documented.
  china: ADMIN_CENTER_IN_CHINA,
}

/**
 * https://learn.microsoft.com/exchange/monitoring/trace-an-email-message/message-trace-modern-eac
 * GCC uses the public address. https://learn.microsoft.com/exchange/whats-new
 */
const MESSAGE_TRACES: Readonly<Record<Cloud, string>> = {
  public: 'https://admin.exchange.microsoft.com/#/messagetrace',
  gcc: 'https://admin.exchange.microsoft.com/#/messagetrace',
  gccHigh: 'https://admin.exchange.office365.us/#/messagetrace',
  // UNCONFIRMED: known only from lists of addresses that a firewall has to let through.
  dod: 'https://admin.exchange.apps.mil/#/messagetrace',
  china: ADMIN_CENTER_IN_CHINA,
}

/** Where environments are administered; null: the address is not one of Microsoft's. */
export function adminCenter(organizationUrl: string): string | null {
  const cloud = cloudOf(organizationUrl)
  return cloud && ENVIRONMENTS[cloud]
}

/** Where an e-mail that left is traced. An organization with an address of its own may use Exchange Online as well. */
export function messageTrace(organizationUrl: string): string {
  return MESSAGE_TRACES[cloudOf(organizationUrl) ?? 'public']
}

type Opens = (organizationUrl: string, links: Links) => string

/** The place where a guide's work is done, by the value of `opens` in its strings. */
const PLACES: Readonly<Record<string, Opens>> = {
  personalOptions: personalSettings,
  mailbox: mailboxOrAll,
  mailboxes: url => list(url, 'mailbox'),
  queue: (url, { queueId }) => (queueId ? record(url, 'queue', queueId) : list(url, 'queue')),
  roles: url => list(url, 'role'),
  job: (url, { jobId }) => (jobId ? record(url, 'asyncoperation', jobId) : list(url, 'asyncoperation')),
  sender: (url, { userId, queueId }) =>
    queueId ? record(url, 'queue', queueId) : userId ? record(url, 'systemuser', userId) : list(url, 'systemuser'),
  environment: url => adminCenter(url) ?? list(url, 'mailbox'),
  users: url => list(url, 'systemuser'),
}

/** Whether the page depends on the reader: everybody sees their own options. */
export function isReadersOwn(opens: unknown): boolean {
  return opens === 'personalOptions'
}

/** Without a named place, it is the record that the finding names. */
export function placeOf(opens: unknown, organizationUrl: string, links: Links = {}): string {
  const place = typeof opens === 'string' && Object.hasOwn(PLACES, opens) ? PLACES[opens] : undefined
  if (place) return place(organizationUrl, links)
  return links.userId ? record(organizationUrl, 'systemuser', links.userId) : list(organizationUrl, 'email')
}
