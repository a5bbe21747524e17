import fc from 'fast-check'
import { READER, READER_ROLE, ROUTER, SALESPERSON } from '../../simulator/rows/roles.js'
import type { Depth } from '../../simulator/rows/security.js'
import { OrganizationBuilder } from '../../simulator/seeds/builder.js'
import { CLIENT_ID } from '../../simulator/seeds/contoso.js'
import type { Seeded } from '../../simulator/seeds/seeds.js'
import { senderOf } from '../../simulator/sending/mails.js'
import { insertDraft } from '../../simulator/sending/newMail.js'
import { botRights, mostly, visibleTo } from './botRights.js'
import { BLANKS, removeMissing } from './gaps.js'

const DEPTHS = ['Local', 'Deep', 'Global'] as const

/** A role with prvSendAsUser, and how the router account gets it, if at all. */
const grant = fc.record({
  depth: fc.constantFrom(...DEPTHS),
  way: fc.constantFrom('direct', 'ownerTeam', 'groupTeam', 'somebodyElse'),
  /** Business unit of the team. */
  unit: fc.nat(),
  isinherited: fc.constantFrom(0, 1),
})

/** What a random organization with the Email Router is made of. Numbers select a unit by their remainder. */
export const anyPlan = fc.record({
  /** parents[i] selects the parent of unit i + 1 among the units before it, so that trees may be chains or bushes up to five deep. */
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
  version: mostly('9.2.26104.148', '8.2.2.112', '8.1.1.1042', '9.0.3.7'),
  /** What the bot itself may read; botUnit is its business unit. */
  bot: botRights,
  botUnit: fc.nat(),
  /** The sender's mailbox: `none`: there is none; `named`: the sender's row names a missing one; `another`: there is a second, active one. */
  mailbox: mostly('kept', 'none', 'named', 'another'),
  blank: mostly<(typeof BLANKS)[number] | null>(null, ...BLANKS),
  /** How many minutes the e-mail has been waiting. */
  waited: fc.constantFrom(2, 60),
  routerBy: fc.constantFrom('address', 'signInName', 'fullName'),
  /** What somebody else wrote in the sender's name: a workflow of theirs, a program, or a person by hand. */
  draft: mostly(null, 'workflow' as const, 'program' as const, 'person' as const),
})

export type Plan = typeof anyPlan extends fc.Arbitrary<infer P> ? P : never

export interface RandomOrganization {
  readonly seeded: Seeded
  /** How the configuration names the router account. */
  readonly router: string
  readonly sender: string
  /** The bot may read everything. */
  readonly visible: boolean
  /** No value or row that is needed is missing. */
  readonly complete: boolean
}

const MAX_DEPTH = 5
const ACCOUNT = { address: 'router@contoso.com', signInName: 'CONTOSO\\svc-router', fullName: 'Email Router Service' }

/** Each unit is below an earlier one, or in a chain below the one just before it; none is more than five deep. */
function unitsOf({ parents, chain }: Plan): readonly { readonly name: string; readonly parent: string | null }[] {
  const depths = [1]
  const above = parents.map((wish, i) => {
    const candidate = chain ? i : wish % (i + 1)
    const parent = (depths[candidate] ?? 1) < MAX_DEPTH ? candidate : 0
    depths.push((depths[parent] ?? 1) + 1)
    return parent
  })
  return [
    { name: 'unit 0', parent: null },
    ...above.map((parent, i) => ({ name: `unit ${i + 1}`, parent: `unit ${parent}` })),
  ]
}

/** The rows for a plan, with one waiting e-mail. */
export function organizationOf(plan: Plan, now: () => Date): RandomOrganization {
  const org = new OrganizationBuilder('Random', now)
  const units = unitsOf(plan)
  const unit = (number: number) => `unit ${number % units.length}`
  org.organization('random')
  for (const { name, parent } of units) org.unit(name, parent)
  org.role('Salesperson', SALESPERSON)
  org.role('Email Router', ROUTER)
  org.role(
    READER_ROLE,
    Object.fromEntries(Object.entries(plan.bot).flatMap(([name, depth]) => (depth ? [[name, depth]] : []))),
  )
  // Creates every privilege, so that each can be granted later.
  org.role('All of them', READER)
  for (const [i, { depth, isinherited }] of plan.grants.entries()) {
    org.role(`Send ${i}`, { prvSendAsUser: depth satisfies Depth }, { isinherited })
  }
  addPeople(org, plan, unit)
  for (const [i, { way, unit: where }] of plan.grants.entries()) {
    if (way === 'ownerTeam' || way === 'groupTeam') {
      org.team(`Team ${i}`, unit(where), { members: ['router'], roles: [`Send ${i}`], ofGroup: way === 'groupTeam' })
    }
  }
  const [organization] = org.db.table('organization').all()
  org.db.table('organization').update(String(organization?.organizationid), {
    requireapprovalforuseremail: plan.approvalRequired,
    requireapprovalforqueueemail: plan.approvalRequired,
  })
  const itself = plan.sender === 'routerItself'
  if (plan.draft) addDraft(org, plan.draft, itself ? 'router' : 'sender')
  removeMissing(org, plan, { router: org.id('user router'), sender: org.id(`user ${itself ? 'router' : 'sender'}`) })
  return {
    visible: visibleTo(plan.bot),
    complete: plan.blank === null && (plan.mailbox === 'kept' || plan.mailbox === 'another'),
    seeded: { ...org.seeded('router'), version: plan.version },
    router: ACCOUNT[plan.routerBy],
    sender: itself ? ACCOUNT.address : 'sender@contoso.com',
  }
}

function addDraft(org: OrganizationBuilder, by: NonNullable<Plan['draft']>, senderKey: string): void {
  const [maker, sender] = [
    org.db.table('systemuser').find(org.id('user else')),
    senderOf(org.db, org.id(`user ${senderKey}`)),
  ]
  if (!maker || !sender) throw new Error('Nobody can have made the draft')
  const mail = { maker, sender, to: 'orders@fabrikam.example', subject: 'Your order', byWorkflow: by === 'workflow' }
  insertDraft(org.db, mail, new Date(Date.now() - 30 * 60_000))
}

function addPeople(org: OrganizationBuilder, plan: Plan, unit: (number: number) => string): void {
  const { method, approval, mailboxInactive, consent, senderDisabled: disabled } = plan
  const rolesBy = (wanted: string) => plan.grants.flatMap(({ way }, i) => (way === wanted ? [`Send ${i}`] : []))
  const mail = { method, approval, mailboxInactive, pending: [plan.waited] }
  org.person({
    key: 'bot',
    name: '# Pending Send',
    address: 'bot@contoso.com',
    unit: unit(plan.botUnit),
    roles: [READER_ROLE],
    applicationId: CLIENT_ID,
  })
  org.person({
    key: 'else',
    name: 'Somebody Else',
    address: 'else@contoso.com',
    unit: unit(plan.routerUnit),
    roles: rolesBy('somebodyElse'),
    ...(plan.draft === 'program' && { applicationId: org.id('application else') }),
  })
  org.person({
    key: 'router',
    name: ACCOUNT.fullName,
    address: ACCOUNT.address,
    signInName: ACCOUNT.signInName,
    unit: unit(plan.routerUnit),
    disabled: plan.routerDisabled,
    roles: ['Email Router', ...rolesBy('direct')],
    ...(plan.sender === 'routerItself' && { ...mail, consent }),
  })
  const sender = { key: 'sender', name: 'The Sender', address: 'sender@contoso.com', unit: unit(plan.senderUnit) }
  if (plan.sender === 'user') org.person({ ...sender, ...mail, consent, disabled })
  if (plan.sender.endsWith('ueue')) {
    const isPrivate = plan.sender !== 'queue'
    org.queue({
      ...sender,
      ...mail,
      owner: 'else',
      private: isPrivate,
      members: plan.sender === 'memberQueue' ? ['router'] : [],
    })
  }
}
