import { ADMINISTRATOR, ADMINISTRATOR_KIND, READER, READER_ROLE, ROUTER, SALESPERSON } from '../rows/roles.js'
import { guid } from '../rows/rows.js'
import { OrganizationBuilder } from './builder.js'
import type { Seeded } from './seeds.js'

export const TENANT_ID = guid('tenant contoso')
export const CLIENT_ID = guid('application pending send')
/** Client id of the command line, for people who sign in with it. */
export const CLI_CLIENT_ID = guid('application command line')

const HOUR = 60
const DAY = 24 * HOUR

/** The organization of the demo: a router account that reaches Sales and the units below, and senders in every state. */
export function seedContoso(now: () => Date): Seeded {
  const org = new OrganizationBuilder('Contoso', now)
  org.organization('contoso')
  org.unit('Contoso', null)
  org.unit('Sales', 'Contoso')
  org.unit('Field Sales', 'Sales')
  seedRoles(org)
  seedAccounts(org)
  org.person({
    key: 'bot',
    name: '# Pending Send',
    address: 'pending-send@contoso.com',
    unit: 'Contoso',
    roles: [READER_ROLE],
    applicationId: CLIENT_ID,
  })
  org.person({
    key: 'admin',
    name: 'Adele Admin',
    address: 'admin@contoso.com',
    unit: 'Contoso',
    roles: ['System Administrator'],
  })
  seedQueues(org)
  org.person({ key: 'helen', name: 'Helen Park', address: 'helen@contoso.com', unit: 'Sales' })
  org.person({ key: 'nora', name: 'Nora Lindqvist', address: 'nora@contoso.com', unit: 'Sales', sent: 4 })
  org.person({
    key: 'sara',
    name: 'Sara Davis',
    address: 'sara@contoso.com',
    unit: 'Sales',
    consent: false,
    pending: [40, 95, 200],
    sent: 2,
  })
  org.person({
    key: 'omar',
    name: 'Omar Haddad',
    address: 'omar@contoso.com',
    unit: 'Field Sales',
    consent: false,
    pending: oldMails(37),
  })
  org.person({
    key: 'grace',
    name: 'Grace Kim',
    address: 'grace@contoso.com',
    unit: 'Contoso',
    pending: [3 * HOUR, 2 * DAY],
  })
  org.person({
    key: 'dave',
    name: 'Dave Miller',
    address: 'dave@contoso.com',
    unit: 'Sales',
    disabled: true,
    pending: [9 * DAY],
  })
  org.person({
    key: 'mia',
    name: 'Mia Novak',
    address: 'mia@contoso.com',
    unit: 'Sales',
    method: 0,
    pending: [50, 5 * HOUR],
  })
  org.person({
    key: 'wen',
    name: 'Wen Zhou',
    address: 'wen@contoso.com',
    unit: 'Field Sales',
    pending: [2],
    postponedMinutes: 10,
  })
  org.person({
    key: 'obrien',
    name: "Áine O'Brien",
    address: "aine.o'brien@contoso.com",
    unit: 'Sales',
    consent: false,
    pending: [70],
  })
  org.person({ key: 'yamada', name: '山田 太郎', address: 'yamada@contoso.com', unit: 'Sales', sent: 1 })
  // Mail of others leaves: the organization as a whole is not at a standstill.
  org.person({ key: 'zoe', name: 'Zoe Arnold', address: 'zoe@contoso.com', unit: 'Sales', sentNow: true })
  org.person({ key: 'twinA', name: 'Reception North', address: 'shared@contoso.com', unit: 'Sales' })
  org.person({
    key: 'twinB',
    name: 'Reception South',
    address: 'shared@contoso.com',
    unit: 'Sales',
    consent: false,
    pending: [80],
  })
  seedMailboxes(org)
  return org.seeded('router')
}

/** Three ways lead to prvSendAsUser for the whole organization: a role that nobody holds, one that somebody holds, and a new one. */
function seedRoles(org: OrganizationBuilder): void {
  org.role('System Administrator', ADMINISTRATOR, ADMINISTRATOR_KIND)
  org.role('Salesperson', SALESPERSON)
  org.role('Email Router', ROUTER)
  org.role('Mail Services', { prvSendAsUser: 'Deep' })
  org.role('Mail Sender', { prvSendAsUser: 'Global' })
  org.role('Field Service Mailer', { prvSendAsUser: 'Global' }, { managed: true })
  org.role(READER_ROLE, READER)
}

/** The router account reaches Sales and the units below. Another account shares its role. */
function seedAccounts(org: OrganizationBuilder): void {
  org.person({
    key: 'router',
    name: 'Email Router Service',
    address: 'svc-router@contoso.com',
    unit: 'Sales',
    roles: ['Email Router'],
  })
  org.team('Mail Services', 'Sales', { members: ['router'], roles: ['Mail Services'] })
  org.person({
    key: 'invoicing',
    name: 'Invoice Integration',
    address: 'invoice-integration@contoso.com',
    unit: 'Sales',
    roles: ['Email Router'],
    applicationId: guid('application invoice integration'),
  })
}

/** Senders with a fault in their mailbox. */
function seedMailboxes(org: OrganizationBuilder): void {
  org.person({
    key: 'ute',
    name: 'Ute Becker',
    address: 'ute@contoso.com',
    unit: 'Sales',
    approval: 2,
    pending: [55, 3 * HOUR],
  })
  org.person({
    key: 'ivan',
    name: 'Ivan Petrov',
    address: 'ivan@contoso.com',
    unit: 'Field Sales',
    mailboxInactive: true,
    pending: [4 * HOUR],
  })
  org.person({ key: 'lena', name: 'Lena Fischer', address: 'lena@contoso.com', unit: 'Sales', pending: [90], sent: 1 })
  org.person({ key: 'tom', name: 'Tom Berg', address: 'tom@contoso.com', unit: 'Sales', pending: [2 * HOUR] })
  const tested = 'The mailbox was tested and enabled for outgoing e-mail.'
  org.alert('nora', { level: 1, text: tested, minutesAgo: 3 * DAY })
  org.alert('lena', {
    level: 3,
    text: 'The e-mail could not be sent: the e-mail server did not accept the credentials of the mailbox Lena Fischer.',
    details: 'Email Server Error Code: OutgoingEmailAuthenticationError 535 5.7.8',
    minutesAgo: 80,
  })
  org.alert('tom', {
    level: 3,
    text: 'The e-mail could not be sent: the quota of the carrier pigeons is used up.',
    details: 'Email Server Error Code: PigeonQuotaExceeded. Error code: 0x8FFF0001',
    minutesAgo: 100,
  })
}

/** A queue that the router account may read, and one above its reach. */
function seedQueues(org: OrganizationBuilder): void {
  const owner = 'admin'
  org.queue({ key: 'support', name: 'Support', address: 'support@contoso.com', unit: 'Sales', owner })
  org.queue({
    key: 'invoices',
    name: 'Invoices',
    address: 'invoices@contoso.com',
    unit: 'Contoso',
    owner,
    private: true,
    members: ['grace'],
    pending: [75, 6 * HOUR],
  })
}

/** From five days to six weeks ago. */
function oldMails(count: number): number[] {
  return Array.from({ length: count }, (_, i) => 5 * DAY + Math.round((i * 37 * DAY) / (count - 1)))
}
