import { SERVER_IS_DOWN } from '../../background/environment.js'
import type { SynchronizedBuilder } from './synchronizedBuilder.js'

const HOUR = 60
const DAY = 24 * HOUR

const NEVER_TESTED = { outgoingemailstatus: 0, mailboxstatus: 0, enabledforoutgoingemail: false }
const TEST_FAILED = { outgoingemailstatus: 2, mailboxstatus: 2, enabledforoutgoingemail: false }
const NEVER_WORKED = { lastsuccessfulsynccompletedon: null, processinglastattemptedon: null }

export function seedMailboxSenders(org: SynchronizedBuilder): void {
  seedHealthy(org)
  seedTests(org)
  seedSettings(org)
  seedAccounts(org)
  seedWaits(org)
  seedOthers(org)
}

function seedHealthy(org: SynchronizedBuilder): void {
  org.person({ key: 'nora', name: 'Nora Lindqvist', address: 'nora@contoso.com', unit: 'Sales' })
  org.person({ key: 'yamada', name: '山田 太郎', address: 'yamada@contoso.com', unit: 'Sales' })
  org.team('Support Team', 'Sales', { members: ['nora'], roles: ['Salesperson'] })
  const support = { name: 'Support', address: 'support@contoso.com', owner: 'admin', ownerTeam: 'Support Team' }
  org.queue({ key: 'support', unit: 'Sales', ...support })
  org.mails('nora', ...[90, 5 * HOUR, 2 * DAY, 4 * DAY].map(minutes => ({ minutes, status: 'sent' as const })))
  org.mails('yamada', { minutes: 3 * HOUR, status: 'sent' })
  // Drafts that nobody has tried to send: of an assistant, and of an agent who writes in a queue's name.
  org.mails('nora', { minutes: 2 * HOUR, status: 'draft', maker: 'helen' })
  org.mails('support', { minutes: 25, status: 'draft', maker: 'nora' })
  org.mails('support', { minutes: 40, status: 'sent', maker: 'admin' })
}

/** A mailbox that was never tested, one whose test is postponed, and one whose test failed. */
function seedTests(org: SynchronizedBuilder): void {
  const never = { ...NEVER_TESTED, ...NEVER_WORKED, testmailboxaccesscompletedon: '1900-01-01T00:00:00Z' }
  const queued = {
    testemailconfigurationscheduled: true,
    testemailconfigurationretrycount: 1,
    testandenablelastattemptedon: org.at(-20),
    postponetestemailconfigurationuntil: org.at(25),
  }
  org.person({ key: 'sara', name: 'Sara Davis', address: 'sara@contoso.com', unit: 'Sales', mailbox: never })
  org.person({
    key: 'quinn',
    name: 'Quinn Abara',
    address: 'quinn@contoso.com',
    unit: 'Sales',
    mailbox: { ...never, ...queued },
  })
  org.person({
    key: 'felix',
    name: 'Felix Roth',
    address: 'felix@contoso.com',
    unit: 'Field Sales',
    mailbox: { ...TEST_FAILED, lastsuccessfulsynccompletedon: org.at(-6 * DAY) },
  })
  org.mails('sara', ...[40, 95, 200].map(minutes => ({ minutes })))
  org.mails('quinn', { minutes: 35 })
  org.mails('felix', { minutes: 7 * DAY, status: 'sent' }, { minutes: 5 * HOUR })
}

function seedSettings(org: SynchronizedBuilder): void {
  org.person({ key: 'ute', name: 'Ute Becker', address: 'ute@contoso.com', unit: 'Sales', approval: 2 })
  org.person({ key: 'mia', name: 'Mia Novak', address: 'mia@contoso.com', unit: 'Sales', method: 0 })
  org.person({
    key: 'ivan',
    name: 'Ivan Petrov',
    address: 'ivan@contoso.com',
    unit: 'Field Sales',
    mailboxInactive: true,
  })
  const profile = (id: string | null) => ({ _emailserverprofile_value: id })
  const [none, old] = [profile(null), profile(org.id('profile Exchange on premises'))]
  org.person({ key: 'paul', name: 'Paul Ortiz', address: 'paul@contoso.com', unit: 'Sales', mailbox: none })
  org.person({ key: 'petra', name: 'Petra Lang', address: 'petra@contoso.com', unit: 'Field Sales', mailbox: old })
  const before = { emailaddress: 'adam.wells@contoso.com' }
  org.person({ key: 'adam', name: 'Adam Wells', address: 'adam@contoso.com', unit: 'Sales', mailbox: before })
  org.mails('ute', { minutes: 55 }, { minutes: 3 * HOUR })
  org.mails('mia', { minutes: 50 }, { minutes: 5 * HOUR })
  for (const key of ['ivan', 'paul', 'petra', 'adam']) org.mails(key, { minutes: 4 * HOUR }, { minutes: DAY })
}

function seedAccounts(org: SynchronizedBuilder): void {
  org.person({ key: 'dave', name: 'Dave Miller', address: 'dave@contoso.com', unit: 'Sales', disabled: true })
  org.person({
    key: 'lucy',
    name: 'Lucy Grant',
    address: 'lucy@contoso.com',
    unit: 'Sales',
    licensed: false,
    mailbox: TEST_FAILED,
  })
  org.alert('lucy', {
    level: 3,
    text: 'The mailbox Lucy Grant could not be enabled for outgoing e-mail. The user has no license.',
    details: 'Email Server Error Code: 0x8005E276',
    minutesAgo: 2 * DAY,
  })
  org.mails('dave', { minutes: 9 * DAY })
  org.mails('lucy', { minutes: 30 * HOUR }, { minutes: 2 * HOUR })
  org.person({
    key: 'orders',
    name: 'Order Robot',
    address: 'orders@contoso.com',
    unit: 'Sales',
    applicationId: org.id('application order robot'),
    roles: ['Salesperson'],
  })
  org.removeMailbox('orders')
  org.mails('orders', { minutes: 75 })
}

/** E-mail that leaves later, or slowly. */
function seedWaits(org: SynchronizedBuilder): void {
  org.person({
    key: 'lena',
    name: 'Lena Fischer',
    address: 'lena@contoso.com',
    unit: 'Sales',
    mailbox: {
      transientfailurecount: 3,
      postponesendinguntil: org.at(4),
      lastsyncerror: SERVER_IS_DOWN.name,
      lastsyncerrorcount: 3,
      lastsyncerroroccurredon: org.at(-1),
      lastsuccessfulsynccompletedon: org.at(-25),
    },
  })
  org.environment.serverFaults.set(org.id('mailbox lena'), SERVER_IS_DOWN)
  org.person({ key: 'wen', name: 'Wen Zhou', address: 'wen@contoso.com', unit: 'Field Sales' })
  org.queue({ key: 'newsletter', name: 'Newsletter', address: 'newsletter@contoso.com', unit: 'Sales', owner: 'admin' })
  org.mails('lena', { minutes: 20 })
  org.mails('wen', { minutes: 90, laterMinutes: 3 * HOUR })
  // A campaign of 160 e-mails, of which one a minute has left so far.
  const campaign = { maker: 'admin', subject: 'What is new this spring' }
  org.environment.hourlyLimits.set(org.id('mailbox newsletter'), 59)
  for (let i = 0; i < 59; i++)
    org.mails('newsletter', { ...campaign, minutes: 62, sentMinutes: 60 - i, status: 'sent' })
  for (let i = 0; i < 100; i++) org.mails('newsletter', { ...campaign, minutes: 50 })
}

function seedOthers(org: SynchronizedBuilder): void {
  org.person({
    key: 'hugo',
    name: 'Hugo Brandt',
    address: 'hugo@contoso.com',
    unit: 'Sales',
    mailbox: { lastsuccessfulsynccompletedon: org.at(-3 * HOUR) },
  })
  org.alert('hugo', {
    level: 3,
    text: 'An error occurred while sending the email message "Offer 4711" for the mailbox Hugo Brandt.',
    details: 'Email Server Error Code: Exchange server returned ErrorQuotaExceeded exception.',
    minutesAgo: 80,
  })
  org.mails('hugo', { minutes: 4 * HOUR, status: 'sent' }, { minutes: 85 })
  org.person({ key: 'tom', name: 'Tom Berg', address: 'tom@contoso.com', unit: 'Sales' })
  org.mails(
    'tom',
    { minutes: DAY, status: 'sent' },
    { minutes: 2 * HOUR, status: 'set' },
    { minutes: 6 * HOUR, status: 'set' },
  )
  org.mails('tom', { minutes: 900 * DAY, status: 'set', imported: true })
  org.person({ key: 'rosa', name: 'Rosa Diaz', address: 'rosa@contoso.com', unit: 'Sales' })
  org.mails(
    'rosa',
    { minutes: 3 * DAY, status: 'sent' },
    { minutes: 5 * HOUR, status: 'failed' },
    { minutes: DAY, status: 'failed' },
  )
  org.team('Event Planners', 'Sales', { members: ['nora'], roles: [] })
  const events = { name: 'Events', address: 'events@contoso.com', owner: 'admin', ownerTeam: 'Event Planners' }
  org.queue({ key: 'events', unit: 'Sales', ...events })
  org.mails('events', { minutes: 2 * HOUR, status: 'sent', maker: 'admin' })
  org.person({ key: 'twinA', name: 'Reception North', address: 'shared@contoso.com', unit: 'Sales' })
  org.person({ key: 'twinB', name: 'Reception South', address: 'shared@contoso.com', unit: 'Sales' })
}
