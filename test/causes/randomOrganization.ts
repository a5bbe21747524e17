import fc from 'fast-check'
import { OrganizationBuilder } from '../simulator/builder.js'
import { CLIENT_ID } from '../simulator/contoso.js'
import { READER, READER_ROLE, ROUTER, SALESPERSON } from '../simulator/roles.js'
import type { Depth } from '../simulator/security.js'
import type { Seeded } from '../simulator/seeds.js'

const DEPTHS = ['Local', 'Deep', 'Global'] as const

/** A role with prvSendAsUser, and how, if at all, the router account comes by it. */
const grant = fc.record({
  depth: fc.constantFrom(...DEPTHS),
  way: fc.constantFrom('direct', 'ownerTeam', 'groupTeam', 'somebodyElse'),
  /** Of the team. */
  unit: fc.nat(),
  isinherited: fc.constantFrom(0, 1),
})

const mostly = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(usual, ...others) })

/** What a random organization is made of. Numbers name a unit by their remainder. */
export const plan = fc.record({
  /** parents[i] is where unit i + 1 hangs: anywhere above, so that trees are chains and bushes up to five deep. */
  parents: fc.array(fc.nat(), { maxLength: 9 }),
  chain: fc.boolean(),
  routerUnit: fc.nat(),
  senderUnit: fc.nat(),
  sender: fc.oneof(
    { weight: 8, arbitrary: fc.constant('user' as const) },
    { weight: 2, arbitrary: fc.constantFrom('queue' as const, 'privateQueue' as const, 'memberQueue' as const) },
    { weight: 1, arbitrary: fc.constant('routerItself' as const) },
  ),
  grants: fc.array(grant, { minLength: 1, maxLength: 3 }),
  consent: mostly(true, false),
  senderDisabled: mostly(false, true),
  routerDisabled: mostly(false, true),
  method: mostly(2, 0, 1),
  approval: mostly(1, 0, 2, 3),
  approvalRequired: fc.boolean(),
  mailboxInactive: mostly(false, true),
  channel: mostly(1, 0),
  version: mostly('9.2.26104.148', '8.2.2.112', '8.1.1.1042', '9.0.3.7'),
  routerBy: fc.constantFrom('address', 'signInName', 'fullName'),
})

export type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never

export interface RandomOrganization {
  readonly seeded: Seeded
  /** As the router account is named in the configuration. */
  readonly router: string
  readonly sender: string
}

const DEEPEST = 5
const ACCOUNT = { address: 'router@contoso.com', signInName: 'CONTOSO\\svc-router', fullName: 'Email Router Service' }

/** Unit i hangs below one before it, or below the one just before it in a chain; none is more than five deep. */
function unitsOf({ parents, chain }: Plan): readonly { readonly name: string; readonly parent: string | null }[] {
  const depths = [1]
  const above = parents.map((wish, i) => {
    const wanted = chain ? i : wish % (i + 1)
    const parent = (depths[wanted] ?? 1) < DEEPEST ? wanted : 0
    depths.push((depths[parent] ?? 1) + 1)
    return parent
  })
  return [
    { name: 'unit 0', parent: null },
    ...above.map((parent, i) => ({ name: `unit ${i + 1}`, parent: `unit ${parent}` })),
  ]
}

/** The rows of a plan; one e-mail waits. */
export function organizationOf(made: Plan, now: () => Date): RandomOrganization {
  const org = new OrganizationBuilder('Random', now)
  const units = unitsOf(made)
  const unit = (number: number) => `unit ${number % units.length}`
  org.organization('random')
  for (const { name, parent } of units) org.unit(name, parent)
  org.role('Salesperson', SALESPERSON)
  org.role('Email Router', ROUTER)
  org.role(READER_ROLE, READER)
  for (const [i, { depth, isinherited }] of made.grants.entries()) {
    org.role(`Send ${i}`, { prvSendAsUser: depth satisfies Depth }, { isinherited })
  }
  addPeople(org, made, unit)
  for (const [i, { way, unit: where }] of made.grants.entries()) {
    if (way === 'ownerTeam' || way === 'groupTeam') {
      org.team(`Team ${i}`, unit(where), { members: ['router'], roles: [`Send ${i}`], ofGroup: way === 'groupTeam' })
    }
  }
  const [organization] = org.db.table('organization').all()
  org.db.table('organization').update(String(organization?.organizationid), {
    emailconnectionchannel: made.channel,
    requireapprovalforuseremail: made.approvalRequired,
    requireapprovalforqueueemail: made.approvalRequired,
  })
  const itself = made.sender === 'routerItself'
  return {
    seeded: { ...org.seeded('router'), version: made.version },
    router: ACCOUNT[made.routerBy],
    sender: itself ? ACCOUNT.address : 'sender@contoso.com',
  }
}

function addPeople(org: OrganizationBuilder, made: Plan, unit: (number: number) => string): void {
  const { method, approval, mailboxInactive, consent, senderDisabled: disabled } = made
  const rolesBy = (wanted: string) => made.grants.flatMap(({ way }, i) => (way === wanted ? [`Send ${i}`] : []))
  const mail = { method, approval, mailboxInactive, pending: [60] }
  org.person({
    key: 'bot',
    name: '# Pending Send',
    address: 'bot@contoso.com',
    unit: 'unit 0',
    roles: [READER_ROLE],
    applicationId: CLIENT_ID,
  })
  org.person({
    key: 'else',
    name: 'Somebody Else',
    address: 'else@contoso.com',
    unit: unit(made.routerUnit),
    roles: rolesBy('somebodyElse'),
  })
  org.person({
    key: 'router',
    name: ACCOUNT.fullName,
    address: ACCOUNT.address,
    signInName: ACCOUNT.signInName,
    unit: unit(made.routerUnit),
    disabled: made.routerDisabled,
    roles: ['Email Router', ...rolesBy('direct')],
    ...(made.sender === 'routerItself' && { ...mail, consent }),
  })
  const sender = { key: 'sender', name: 'The Sender', address: 'sender@contoso.com', unit: unit(made.senderUnit) }
  if (made.sender === 'user') org.person({ ...sender, ...mail, consent, disabled })
  if (made.sender.endsWith('ueue')) {
    const isPrivate = made.sender !== 'queue'
    org.queue({
      ...sender,
      ...mail,
      owner: 'else',
      private: isPrivate,
      members: made.sender === 'memberQueue' ? ['router'] : [],
    })
  }
}
