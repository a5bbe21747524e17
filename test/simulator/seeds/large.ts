import { ADMINISTRATOR, ADMINISTRATOR_KIND, READER, READER_ROLE, ROUTER, SALESPERSON } from '../rows/roles.js'
import { OrganizationBuilder } from './builder.js'
import { CLIENT_ID } from './contoso.js'
import type { Seeded } from './seeds.js'

export interface Size {
  readonly users: number
  /** E-mails in Pending Send of one person, LARGE_SENDER, who has not consented. */
  readonly pending: number
}

export const LARGE_SENDER = 'sara@contoso.com'

const UNITS = ['Sales', 'Service', 'Marketing', 'Finance'] as const

/** An organization of any size. Its people are user00001@contoso.com and so on, spread over four business units. */
export function seedLarge(now: () => Date, { users, pending }: Size): Seeded {
  const org = new OrganizationBuilder('Large', now)
  org.organization('contoso')
  org.unit('Contoso', null)
  for (const unit of UNITS) org.unit(unit, 'Contoso')
  org.role('System Administrator', ADMINISTRATOR, ADMINISTRATOR_KIND)
  org.role('Salesperson', SALESPERSON)
  org.role('Email Router', { ...ROUTER, prvSendAsUser: 'Global' })
  org.role(READER_ROLE, READER)
  const root = { unit: 'Contoso' }
  org.person({
    ...root,
    key: 'router',
    name: 'Email Router Service',
    address: 'svc-router@contoso.com',
    roles: ['Email Router'],
  })
  org.person({
    ...root,
    key: 'bot',
    name: '# Pending Send',
    address: 'pending-send@contoso.com',
    roles: [READER_ROLE],
    applicationId: CLIENT_ID,
  })
  org.person({
    ...root,
    key: 'admin',
    name: 'Adele Admin',
    address: 'admin@contoso.com',
    roles: ['System Administrator'],
  })
  for (const name of ['Support', 'Invoices']) {
    const key = name.toLowerCase()
    org.queue({ key, name, address: `${key}@contoso.com`, unit: 'Service', owner: 'admin' })
  }
  // One e-mail per minute, the newest an hour old.
  const ages = Array.from({ length: pending }, (_, i) => 60 + i)
  org.person({
    key: 'sara',
    name: 'Sara Davis',
    address: LARGE_SENDER,
    unit: 'Sales',
    consent: false,
    pending: ages,
  })
  for (let number = 5; number <= users; number++) {
    const key = `user${String(number).padStart(5, '0')}`
    org.person({
      key,
      name: `User ${number}`,
      address: `${key}@contoso.com`,
      unit: UNITS[number % UNITS.length] ?? 'Sales',
    })
  }
  return org.seeded('router')
}
