import { ADMINISTRATOR, ADMINISTRATOR_KIND, READER, READER_ROLE, SALESPERSON } from '../../rows/roles.js'
import { CLIENT_ID } from '../contoso.js'
import type { Seeded } from '../seeds.js'
import { seedHeldSenders } from './heldSenders.js'
import { seedMailboxSenders } from './mailboxSenders.js'
import { EXCHANGE, SynchronizedBuilder } from './synchronizedBuilder.js'

/** Contoso as most organizations are today: online, with server-side synchronization, and senders in every state. */
export function seedOnlineContoso(now: () => Date): Seeded {
  const org = new SynchronizedBuilder('Contoso online', now)
  seedFoundation(org, 'contoso')
  org.role('Mail Sender', { prvSendAsUser: 'Global' })
  org.role('Unit Mailer', { prvSendAsUser: 'Local' })
  // Who holds it may change and send e-mails that others own.
  org.role('Shared Mail', { prvReadActivity: 'Global', prvWriteActivity: 'Global' })
  org.person({ key: 'helen', name: 'Helen Park', address: 'helen@contoso.com', unit: 'Sales' })
  seedMailboxSenders(org)
  seedHeldSenders(org)
  return org.online('admin')
}

/** Business units, roles, the accounts of the platform, an administrator and the bot, and the profiles of Exchange. */
export function seedFoundation(org: SynchronizedBuilder, uniqueName: string): void {
  org.organization(uniqueName)
  org.unit('Contoso', null)
  org.unit('Sales', 'Contoso')
  org.unit('Field Sales', 'Sales')
  org.role('System Administrator', ADMINISTRATOR, ADMINISTRATOR_KIND)
  org.role('Salesperson', { ...SALESPERSON, prvReadQueue: 'Local', prvWriteMailbox: 'Basic' })
  org.role(READER_ROLE, READER)
  org.platform('Contoso')
  org.person({
    key: 'admin',
    name: 'Adele Admin',
    address: 'admin@contoso.com',
    unit: 'Contoso',
    roles: ['System Administrator'],
  })
  org.environment.exchangeAdministrators.add(org.id('user admin'))
  org.person({
    key: 'bot',
    name: '# Pending Send',
    address: 'pending-send@contoso.com',
    unit: 'Contoso',
    roles: [READER_ROLE],
    applicationId: CLIENT_ID,
    method: 0,
  })
  org.profile(EXCHANGE, 'admin')
  org.profile('Exchange on premises', 'admin', { serverType: 0, inactive: true })
}
