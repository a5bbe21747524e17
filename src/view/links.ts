import type { Links } from '../domain/diagnosis/diagnosis.js'

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

/**
 * Where environments are administered; null: the organization is not hosted in Microsoft's public cloud.
 * https://learn.microsoft.com/power-platform/admin/admin-mode
 */
export function adminCenter(organizationUrl: string): string | null {
  const { hostname } = new URL(organizationUrl)
  return hostname.endsWith('.dynamics.com') ? 'https://admin.powerplatform.microsoft.com/environments' : null
}

/** https://learn.microsoft.com/exchange/monitoring/trace-an-email-message/message-trace-modern-eac */
export const MESSAGE_TRACE = 'https://admin.exchange.microsoft.com/#/messagetrace'

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
