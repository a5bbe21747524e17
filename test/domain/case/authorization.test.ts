import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { identityOf, isSamePerson } from '../../../src/domain/actor.js'
import { mayAskAbout, mayOpenFrom, mayReadMails, maySee } from '../../../src/domain/case/authorization.js'
import { type Actor, type Case, type Surface, stepOf } from '../../../src/domain/case/case.js'
import type { Event } from '../../../src/domain/case/caseEvents.js'
import { decide } from '../../../src/domain/case/decide.js'
import {
  after,
  casesByPhase,
  consented,
  gathered,
  helen,
  opened,
  saraActor,
  self,
  surface,
} from '../../fixtures/cases.js'
import { AT, backlog, sara } from '../../fixtures/facts.js'

const ELSEWHERE = 'another tenant'
const oid = (digit: string) =>
  `${digit.repeat(8)}-${digit.repeat(4)}-4${digit.repeat(3)}-8${digit.repeat(3)}-${digit.repeat(12)}`

/** Omar asks, Sara is the sender, Helen is of the helpdesk, Ada reads along. */
const omar: Actor = { ...saraActor, id: '29:omar', name: 'Omar', aadObjectId: oid('5') }
const ada: Actor = { ...saraActor, id: '29:ada', name: 'Ada', aadObjectId: oid('6') }
const people = { owner: omar, sender: saraActor, helpdesk: helen, bystander: ada } as const
type Role = keyof typeof people

/** The same ids in another tenant, and the same channel id without a verified identity: somebody else. */
const impostors = {
  'in the tenant': (by: Actor) => by,
  'of another tenant': (by: Actor): Actor => ({ ...by, tenantId: ELSEWHERE, helpdesk: false }),
  'of another channel': (by: Actor): Actor => ({
    ...by,
    channelId: 'webchat',
    tenantId: null,
    aadObjectId: null,
    helpdesk: false,
  }),
} as const

const group: Surface = { ...surface, conversationId: 'group', conversationType: 'groupChat' }
const mail = { ...sara, aadObjectId: saraActor.aadObjectId }

function diagnosed(problem: 'senderConsent' | 'routerPrivilege'): Case {
  const known = { symptom: 'stuck', organization: opened().organizations[0]!, sender: 'sara@contoso.com' } as const
  const c = { ...opened(known, { ...omar, helpdesk: true }), owner: omar, surfaces: [group] }
  const changes = problem === 'senderConsent' ? { senderConsent: false } : { routerPrivilege: [] }
  return after(c, checks, gathered({ ...changes, senders: [mail], backlog: backlog(3, 60) }))
}

type Make = (c: Case, by: Actor, own: boolean) => Event
const seen = (c: Case, by: Actor, own: boolean) => ({
  at: AT,
  by,
  step: stepOf(c),
  ...(!own && { present: true as const }),
})
const ACTIONS: Readonly<Record<string, { on: Case; make: Make }>> = {
  'checks again': {
    on: diagnosed('senderConsent'),
    make: (c, by, own) => ({ type: 'checkedAgain', ...seen(c, by, own) }),
  },
  cancels: {
    on: diagnosed('senderConsent'),
    make: (c, by, own) => ({ type: 'cancelled', reason: 'cancelled', ...seen(c, by, own) }),
  },
  'goes back': {
    on: diagnosed('senderConsent'),
    make: (c, by, own) => ({ type: 'wentBack', ...seen(c, by, own) }),
  },
  'tells more': {
    on: { ...opened({ symptom: 'stuck' }, omar), surfaces: [group] },
    make: (c, by, own) => ({ type: 'told', known: { sender: 'sara@contoso.com' }, ...seen(c, by, own) }),
  },
  'asks for the consent': {
    on: diagnosed('senderConsent'),
    make: (c, by, own) => ({ type: 'repairAsked', remedy: 'senderConsent', own, ...seen(c, by, own) }),
  },
  'asks for the grant': {
    on: diagnosed('routerPrivilege'),
    make: (c, by, own) => ({ type: 'repairAsked', remedy: 'routerPrivilege', own, ...seen(c, by, own) }),
  },
}

/** Who may do what: in a chat of their own, and where others read along. */
const MAY: Readonly<Record<string, Readonly<Record<Role, readonly [alone: boolean, among: boolean]>>>> = {
  'checks again': { owner: [true, true], sender: [true, true], helpdesk: [true, true], bystander: [false, false] },
  cancels: { owner: [true, true], sender: [false, false], helpdesk: [true, true], bystander: [false, false] },
  'goes back': { owner: [true, true], sender: [false, false], helpdesk: [true, true], bystander: [false, false] },
  'tells more': { owner: [true, true], sender: [false, false], helpdesk: [true, true], bystander: [false, false] },
  'asks for the consent': {
    owner: [true, true],
    sender: [true, true],
    helpdesk: [true, true],
    bystander: [false, false],
  },
  // Dataverse decides who may: an administrator who sees the card among others is asked to sign in.
  'asks for the grant': { owner: [true, true], sender: [true, true], helpdesk: [true, true], bystander: [false, true] },
}

interface Row {
  readonly action: string
  readonly role: Role
  readonly whence: keyof typeof impostors
  readonly own: boolean
  readonly expected: boolean
}

/** Role × tenant × action × whether others read along. */
function matrix(): readonly Row[] {
  const places = Object.keys(impostors) as Row['whence'][]
  const roles = Object.keys(people) as Role[]
  return Object.keys(ACTIONS).flatMap(action =>
    roles.flatMap(role =>
      places.flatMap(whence =>
        [true, false].map(own => ({ action, role, whence, own, expected: isGranted({ action, role, whence, own }) })),
      ),
    ),
  )
}

function isGranted({ action, role, whence, own }: Omit<Row, 'expected'>): boolean {
  if (whence === 'in the tenant') return MAY[action]?.[role][own ? 0 : 1] ?? false
  // Whoever reads along may try the grant: their own token decides.
  return !own && action === 'asks for the grant'
}

describe('who may do what', () => {
  for (const { action, role, whence, own, expected } of matrix()) {
    it(`${role} ${whence} ${expected ? '' : 'never '}${action} ${own ? 'alone' : 'among others'}`, () => {
      const { on, make } = ACTIONS[action]!
      const decision = decide(on, make(on, impostors[whence](people[role]), own), checks)
      assert.equal('done' in decision, expected, JSON.stringify(decision).slice(0, 200))
    })
  }

  it('lets nobody but the sender agree to what is theirs, and shows nobody else their mails', () => {
    const { offered } = casesByPhase(checks)
    for (const by of [
      omar,
      helen,
      ada,
      impostors['of another tenant'](saraActor),
      impostors['of another channel'](saraActor),
    ]) {
      const decision = decide({ ...offered, owner: { ...omar } }, consented(by)(offered), checks)
      assert.deepEqual(decision, { refused: 'notAllowed' })
      assert.equal(mayReadMails(offered, by, true), false)
    }
    assert.equal(mayReadMails(offered, saraActor, true), true)
    assert.equal(mayReadMails(offered, saraActor, false), false, 'others read along')
  })

  it('asks a sender among others in a chat of their own', () => {
    const c = diagnosed('senderConsent')
    const among = after(c, checks, before => ({
      type: 'repairAsked',
      remedy: 'senderConsent',
      own: false,
      ...seen(before, saraActor, false),
    }))
    assert.equal(among.phase.name, 'asking')
    assert.equal(among.pending[0]?.kind, 'ask')
    const alone = after(among, checks, before => ({
      type: 'repairAsked',
      remedy: 'senderConsent',
      own: true,
      ...seen(before, saraActor, true),
    }))
    assert.equal(alone.phase.name, 'planning')
  })

  it('shows a card to its owner, its sender, the helpdesk and whoever reads along, and to nobody else', () => {
    const c = diagnosed('senderConsent')
    const elsewhere = { conversationId: 'elsewhere' }
    for (const by of [omar, saraActor, helen]) assert.ok(maySee(c, by, elsewhere))
    assert.ok(!maySee(c, ada, elsewhere))
    assert.ok(maySee(c, ada, group))
    for (const by of [omar, saraActor]) assert.ok(!maySee(c, impostors['of another tenant'](by), elsewhere))
    assert.deepEqual(
      [omar, helen, saraActor, ada].map(by => mayOpenFrom(c, by)),
      [true, true, false, false],
    )
  })

  it('lets people ask about their own mail, and the helpdesk about anybody’s', () => {
    const c: Case = { ...opened(), person: { ok: true, value: self, at: AT } }
    assert.ok(mayAskAbout(c, saraActor, 'SARA@contoso.com'))
    assert.ok(!mayAskAbout(c, saraActor, 'omar@contoso.com'))
    assert.ok(mayAskAbout(c, helen, 'omar@contoso.com'))
    assert.ok(!mayAskAbout(opened(), saraActor, 'sara@contoso.com'), 'nobody was looked up yet')
  })
})

describe('one person', () => {
  it('is a tenant and an object id, whatever the channel calls them and however it writes them', () => {
    const shouted = {
      ...saraActor,
      id: '29:other',
      tenantId: 'TENANT',
      aadObjectId: saraActor.aadObjectId?.toUpperCase() ?? null,
    }
    assert.ok(isSamePerson(saraActor, shouted))
  })

  it('is a channel and its id where the channel verifies no more', () => {
    const web: Actor = { ...saraActor, channelId: 'webchat', tenantId: null, aadObjectId: null }
    assert.ok(isSamePerson(web, { ...web }))
    assert.ok(!isSamePerson(web, { ...web, channelId: 'directline' }))
    assert.ok(!isSamePerson(web, saraActor))
    assert.notEqual(identityOf({ ...web, id: 'a' }), identityOf({ ...web, id: 'b' }))
  })
})
