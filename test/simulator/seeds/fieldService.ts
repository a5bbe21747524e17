import { ADMINISTRATOR, ADMINISTRATOR_KIND, READER, READER_ROLE, ROUTER, SALESPERSON } from '../rows/roles.js'
import { OrganizationBuilder } from './builder.js'
import { CLIENT_ID } from './contoso.js'
import type { Seeded } from './seeds.js'

const HOUR = 60
const DAY = 24 * HOUR

/** The second organization: no role gives the router account prvSendAsUser. */
export function seedFieldService(now: () => Date): Seeded {
  const org = new OrganizationBuilder('Contoso Field Service', now)
  org.organization('contosofs')
  org.unit('Contoso Field Service', null)
  org.unit('North', 'Contoso Field Service')
  org.role('System Administrator', ADMINISTRATOR, ADMINISTRATOR_KIND)
  org.role('Salesperson', SALESPERSON)
  org.role('Email Router', ROUTER)
  org.role(READER_ROLE, READER)
  org.person({
    key: 'router',
    name: 'Field Service Router',
    address: 'router@fs.contoso.com',
    unit: 'Contoso Field Service',
    roles: ['Email Router'],
  })
  org.person({
    key: 'bot',
    name: '# Pending Send',
    address: 'pending-send@fs.contoso.com',
    unit: 'Contoso Field Service',
    roles: [READER_ROLE],
    applicationId: CLIENT_ID,
  })
  org.person({
    key: 'admin',
    name: 'Adele Admin',
    address: 'admin@contoso.com',
    unit: 'Contoso Field Service',
    roles: ['System Administrator'],
  })
  org.person({ key: 'helen', name: 'Helen Park', address: 'helen@contoso.com', unit: 'North' })
  org.person({
    key: 'nora',
    name: 'Nora Lindqvist',
    address: 'nora@contoso.com',
    unit: 'North',
    pending: [30, 2 * HOUR],
  })
  org.person({
    key: 'omar',
    name: 'Omar Haddad',
    address: 'omar@contoso.com',
    unit: 'North',
    consent: false,
    pending: [HOUR, DAY, 3 * DAY, 4 * DAY],
  })
  return org.seeded('router')
}
