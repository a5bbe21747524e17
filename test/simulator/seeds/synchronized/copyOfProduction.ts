import type { Seeded } from '../seeds.js'
import { seedFoundation } from './onlineContoso.js'
import { SynchronizedBuilder } from './synchronizedBuilder.js'

const HOUR = 60
const DAY = 24 * HOUR

/** A fresh copy of production: its background operations are off until somebody switches them on. https://learn.microsoft.com/power-platform/admin/copy-environment */
export function seedCopyOfProduction(now: () => Date): Seeded {
  const org = new SynchronizedBuilder('Contoso copy', now)
  seedFoundation(org, 'contosocopy')
  const at = org.at(-2 * DAY)
  const mailbox = { processinglastattemptedon: at, lastsuccessfulsynccompletedon: at, testmailboxaccesscompletedon: at }
  org.person({ key: 'nora', name: 'Nora Lindqvist', address: 'nora@contoso.com', unit: 'Sales', mailbox })
  org.person({ key: 'sara', name: 'Sara Davis', address: 'sara@contoso.com', unit: 'Sales', mailbox })
  org.person({ key: 'omar', name: 'Omar Haddad', address: 'omar@contoso.com', unit: 'Field Sales', mailbox })
  for (const key of ['nora', 'sara', 'omar']) {
    org.mails(key, { minutes: 3 * DAY, status: 'sent' }, { minutes: 4 * HOUR }, { minutes: 45 })
  }
  for (const mailbox of org.db.table('mailbox').where(one => one.processinglastattemptedon !== null))
    org.db.table('mailbox').update(String(mailbox.mailboxid), { processinglastattemptedon: at })
  org.process(
    {
      kind: 'workflow',
      name: 'Order confirmation',
      from: 'sara',
      to: 'orders@fabrikam.example',
      subject: 'Your order',
    },
    'sara',
  )
  // System jobs pile up: nothing runs them.
  for (const minutes of [30, 90, 3 * HOUR]) org.automation(minutes).trigger('Order confirmation')
  org.environment.backgroundOperations = false
  return { ...org.online('admin'), organizationType: 'CustomerTest' }
}
