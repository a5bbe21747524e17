import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { identityOf, isSamePerson } from '../../../src/domain/actor.js'
import {
  audienceOf,
  deciderOf,
  isAgent,
  isAlone,
  isPresent,
  mayAgree,
  mayAskAbout,
  mayBringHere,
  mayChooseChannel,
  mayConsent,
  mayLocate,
  mayOpenFrom,
  mayReadMails,
  maySee,
  maySeeBoard,
  mayVouch,
  readsAsSender,
  type Viewer,
  viewerOf,
} from '../../../src/domain/case/authorization.js'
import { type Actor, type Case, type Surface, stepOf } from '../../../src/domain/case/case.js'
import type { PersonEvent } from '../../../src/domain/case/caseEvents.js'
import { decide } from '../../../src/domain/case/decide.js'
import { remedyOf } from '../../../src/domain/repair/remedy.js'
import type { Applied, RemedyId, RepairFacts } from '../../../src/domain/repair/repair.js'
import type { TriageAction } from '../../../src/domain/triage/triageEvents.js'
import {
  after,
  carriedOut,
  casesByPhase,
  consented,
  gathered,
  helen,
  opened,
  planned,
  repairAsked,
  repairFacts,
  saraActor,
  self,
  surface,
} from '../../fixtures/cases.js'
import { definitions } from '../../fixtures/definitions.js'
import { AT, backlog, type Changes, mailbox, rightsOf, sara, synchronized } from '../../fixtures/facts.js'
import { entered, inHelpdesk, triaged, withHelpdesk } from '../../fixtures/triage.js'

const ELSEWHERE = 'another tenant'
const oid = (digit: string) =>
  `${digit.repeat(8)}-${digit.repeat(4)}-4${digit.repeat(3)}-8${digit.repeat(3)}-${digit.repeat(12)}`

/** Omar owns the case, Sara is the sender, Helen is in the helpdesk, Ada reads the same conversation. */
const omar: Actor = { ...saraActor, id: '29:omar', name: 'Omar', aadObjectId: oid('5') }
const ada: Actor = { ...saraActor, id: '29:ada', name: 'Ada', aadObjectId: oid('6') }
const people = { owner: omar, sender: saraActor, helpdesk: helen, bystander: ada } as const
type Role = keyof typeof people

/** The same ids in another tenant, or the same channel id without a verified identity, belong to somebody else. */
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
const channel: Surface = { ...surface, conversationId: 'channel', conversationType: 'channel' }
/** Whoever clicks there makes it a place of the case, which entitles to nothing later. */
const page: Surface = { ...surface, channelId: 'web', conversationId: 'page', page: true }
/** Where somebody writes and clicks. The case is shown in the group, in the channel and on the page. */
const surfaces = {
  'in a chat of their own': { ...surface, conversationId: 'own' },
  'on a page of their own': page,
  'in its group': group,
  'in its channel': channel,
  'in another group': { ...group, conversationId: 'another group' },
} as const
type Place = keyof typeof surfaces
const ANYWHERE = Object.keys(surfaces) as Place[]
const ALONE: readonly Place[] = ['in a chat of their own', 'on a page of their own']
const ALONG: readonly Place[] = ['in its group', 'in its channel']
const NOWHERE: readonly Place[] = []

const mail = { ...sara, aadObjectId: saraActor.aadObjectId }

type Repair = 'senderConsent' | 'sendAsPrivilege' | 'testMailbox'

function diagnosed(problem: Repair): Case {
  const known = { symptom: 'stuck', organization: opened().organizations[0]!, sender: 'sara@contoso.com' } as const
  const thisCase = { ...opened(known, { ...omar, helpdesk: true }), owner: omar, surfaces: [group, channel, page] }
  const lacking = { rights: [rightsOf('router', { sendAs: [] })] }
  const untested: Changes = {
    ...synchronized,
    senderMailbox: { ...mailbox, outgoing: { enabled: false, testStatus: 0 } },
  }
  const changes = { senderConsent: { senderConsent: false }, sendAsPrivilege: lacking, testMailbox: untested }[problem]
  return after(thisCase, checks, gathered({ ...changes, senders: [mail], backlog: backlog(3, 60) }))
}

const applied: Applied = { way: 'allowSendAs', remedy: 'senderConsent', writes: [], at: AT, by: 'sara' }
/** The grant is still in place. */
const statesAfter: RepairFacts = {
  ...repairFacts,
  states: { ok: true, value: [{ state: 'after', etag: null }], at: AT },
}

const factsOfMailbox: RepairFacts = {
  ...repairFacts,
  mailbox: { ok: true, value: { etag: 'W/"7"', values: { testemailconfigurationscheduled: false } }, at: AT },
}
const offered = (remedy: Repair): Case =>
  after(diagnosed(remedy), checks, repairAsked(remedy, saraActor), planned(factsOfMailbox))
const repaired = (remedy: 'senderConsent' | 'sendAsPrivilege'): Case =>
  after(offered(remedy), checks, consented(saraActor), carriedOut(), gathered({ backlog: backlog(3, 60) }))
const asking = after(diagnosed('senderConsent'), checks, repairAsked('senderConsent', helen))
const walking: Case = { ...opened({ symptom: 'stuck' }, omar), surfaces: [group, channel, page] }

const seen = (thisCase: Case, by: Actor, here: Surface) => ({
  at: AT,
  by,
  step: stepOf(thisCase),
  ...(isPresent(thisCase, here) && { present: true as const }),
})

type May = (by: Actor, here: Surface) => boolean
type Wish<E extends PersonEvent = PersonEvent> = E extends PersonEvent
  ? Omit<E, 'at' | 'by' | 'step' | 'own' | 'present'>
  : never

/** Whether `decide` accepts the event. */
const does =
  (thisCase: Case, wish: Wish): May =>
  (by, here) =>
    'done' in decide(thisCase, { ...wish, own: isAlone(here), ...seen(thisCase, by, here) } as PersonEvent, definitions)
const asks = (thisCase: Case, remedy: RemedyId) => does(thisCase, { type: 'repairAsked', remedy })
const agrees = (thisCase: Case) =>
  does(thisCase, {
    type: 'consented',
    plan: (thisCase.phase.name === 'offered' && thisCase.phase.plans[0]?.hash) || '',
    knowsOld: true,
    channelId: 'msteams',
  })

interface Action {
  readonly may: May
  readonly owner: readonly Place[]
  readonly sender: readonly Place[]
  readonly helpdesk: readonly Place[]
  readonly bystander: readonly Place[]
  /** Anybody who reads the conversation, from any tenant or channel, because Dataverse decides. */
  readonly anybody?: readonly Place[]
}

const theirs = { owner: ANYWHERE, helpdesk: ANYWHERE, sender: NOWHERE, bystander: NOWHERE } as const
const everybody = { owner: ANYWHERE, helpdesk: ANYWHERE, sender: ANYWHERE, bystander: NOWHERE } as const
const administrators = { ...everybody, bystander: ALONG, anybody: ALONG } as const
const senders = { owner: NOWHERE, helpdesk: NOWHERE, sender: ANYWHERE, bystander: NOWHERE } as const

const agents = { owner: NOWHERE, helpdesk: ANYWHERE, sender: NOWHERE, bystander: NOWHERE } as const

const queued: Case = inHelpdesk(diagnosed('senderConsent'), triaged({ do: 'ask' }, omar), entered())
const taken: Case = inHelpdesk(queued, triaged({ do: 'take' }))

/** Whether `decide` accepts what somebody does about a case that the helpdesk has. */
function triages(action: TriageAction, thisCase = queued): May {
  return by => 'done' in decide(thisCase, triaged(action, by)(thisCase), withHelpdesk)
}

/** Who may take which action, and where. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'sees the card before it is about anybody': {
    may: (by, here) => maySee(walking, by, here),
    owner: ANYWHERE,
    helpdesk: ANYWHERE,
    sender: ALONG,
    bystander: ALONG,
    anybody: ALONG,
  },
  'sees the card about their own mail': {
    may: (by, here) => maySee(diagnosed('senderConsent'), by, here),
    ...administrators,
  },
  'starts again from the card': { may: by => mayOpenFrom(walking, by), ...theirs },
  'moves the card to the end': { may: by => mayBringHere(diagnosed('senderConsent'), by), ...everybody },
  'vouches for a sender': { may: mayVouch, ...theirs, owner: NOWHERE },
  'reads the subjects': {
    may: (by, here) => mayReadMails(offered('senderConsent'), by, isAlone(here)),
    ...senders,
    sender: ALONE,
  },
  'answers a question': {
    may: does(opened({}, omar), { type: 'answered', answer: { ask: 'symptom', value: 'stuck' } }),
    ...theirs,
  },
  'adds information': { may: does(walking, { type: 'told', known: { sender: 'sara@contoso.com' } }), ...theirs },
  'goes back': { may: does(diagnosed('senderConsent'), { type: 'wentBack' }), ...theirs },
  cancels: { may: does(diagnosed('senderConsent'), { type: 'cancelled', reason: 'cancelled' }), ...theirs },
  'checks again': { may: does(diagnosed('senderConsent'), { type: 'checkedAgain' }), ...everybody },
  'asks for the consent': { may: asks(diagnosed('senderConsent'), 'senderConsent'), ...everybody },
  'agrees to the consent': { may: agrees(offered('senderConsent')), ...senders },
  'is asked to sign in for the consent': {
    may: (by, here) => {
      const thisCase = offered('senderConsent')
      const plan = (thisCase.phase.name === 'offered' && thisCase.phase.plans[0]?.hash) || ''
      const wish = { type: 'signInAsked', plan, need: 'signIn', conversationId: here.conversationId } as const
      return does(thisCase, wish)(by, here)
    },
    ...senders,
  },
  'declines the consent': { may: does(asking, { type: 'backedOut' }), ...everybody },
  'backs out of the consent': { may: does(offered('senderConsent'), { type: 'backedOut' }), ...everybody },
  'holds e-mails back': {
    may: does(offered('senderConsent'), { type: 'holdAsked', chosen: ['mail-1'] }),
    ...senders,
    sender: ALONE,
  },
  'asks to take the consent back': { may: asks(repaired('senderConsent'), 'undo'), ...senders },
  'agrees to take the consent back': {
    may: agrees(after(repaired('senderConsent'), checks, repairAsked('undo', saraActor), planned())),
    ...senders,
  },
  'asks for the grant': { may: asks(diagnosed('sendAsPrivilege'), 'sendAsPrivilege'), ...administrators },
  'agrees to the grant': { may: agrees(offered('sendAsPrivilege')), ...administrators },
  'asks for the test of the mailbox': { may: asks(diagnosed('testMailbox'), 'testMailbox'), ...administrators },
  'agrees to the test of the mailbox': { may: agrees(offered('testMailbox')), ...administrators },
  'backs out of the grant': { may: does(offered('sendAsPrivilege'), { type: 'backedOut' }), ...administrators },
  // Nobody has to sign in to ask for an undo, so only the people involved in the case may.
  'asks to take the grant back': { may: asks(repaired('sendAsPrivilege'), 'undo'), ...everybody },
  'agrees to take the grant back': {
    may: agrees(after(repaired('sendAsPrivilege'), checks, repairAsked('undo', helen), planned(statesAfter))),
    ...everybody,
  },
  'asks the helpdesk': { may: triages({ do: 'ask' }, diagnosed('senderConsent')), ...everybody },
  'takes a case': { may: triages({ do: 'take' }), ...agents },
  'gives a case back': { may: triages({ do: 'giveBack' }, taken), ...agents },
  'asks the sender for the helpdesk': { may: triages({ do: 'askSender' }), ...agents },
  'asks the administrator for the helpdesk': { may: triages({ do: 'askAdministrator' }), ...agents },
  'assigns a case': { may: triages({ do: 'assign', to: ada }), ...agents },
  'writes a note': { may: triages({ do: 'note', text: 'called' }), ...agents },
  'closes a case for the helpdesk': { may: triages({ do: 'close', outcome: 'other', reason: '' }), ...agents },
}

interface Row {
  readonly action: string
  readonly role: Role
  readonly origin: keyof typeof impostors
  readonly place: Place
}

function matrix(): readonly Row[] {
  const tenants = Object.keys(impostors) as Row['origin'][]
  const roles = Object.keys(people) as Role[]
  return Object.keys(ACTIONS).flatMap(action =>
    roles.flatMap(role => tenants.flatMap(origin => ANYWHERE.map(place => ({ action, role, origin, place })))),
  )
}

describe('who may do what', () => {
  for (const { action, role, origin, place } of matrix()) {
    const { may, anybody = NOWHERE, ...granted } = ACTIONS[action]!
    const expected = (origin === 'in the tenant' ? granted[role] : anybody).includes(place)
    it(`${role} ${origin} ${expected ? '' : 'never '}${action} ${place}`, () => {
      assert.equal(may(impostors[origin](people[role]), surfaces[place]), expected)
    })
  }

  it('lets only the sender agree to what is theirs to decide, and shows only them their mails', () => {
    const { offered } = casesByPhase(checks)
    for (const by of [
      omar,
      helen,
      ada,
      impostors['of another tenant'](saraActor),
      impostors['of another channel'](saraActor),
    ]) {
      const decision = decide({ ...offered, owner: { ...omar } }, consented(by)(offered), definitions)
      assert.deepEqual(decision, { refused: 'notAllowed' })
      assert.equal(mayReadMails(offered, by, true), false)
    }
    assert.equal(mayReadMails(offered, saraActor, true), true)
    assert.equal(mayReadMails(offered, saraActor, false), false, 'others read the conversation')
  })

  it('asks a sender who clicks in a group in their own chat', () => {
    const asked = (thisCase: Case, here: Surface) =>
      after(thisCase, checks, before => ({
        type: 'repairAsked',
        remedy: 'senderConsent',
        own: isAlone(here),
        ...seen(before, saraActor, here),
      }))
    const among = asked(diagnosed('senderConsent'), group)
    assert.equal(among.phase.name, 'asking')
    assert.equal(among.pending[0]?.kind, 'ask')
    assert.equal(asked(among, surface).phase.name, 'planning')
  })

  it('lets people ask about their own mail, and the helpdesk about anybody’s', () => {
    const thisCase: Case = { ...opened(), person: { ok: true, value: self, at: AT } }
    assert.ok(mayAskAbout(thisCase, saraActor, 'SARA@contoso.com'))
    assert.ok(!mayAskAbout(thisCase, saraActor, 'omar@contoso.com'))
    assert.ok(mayAskAbout(thisCase, helen, 'omar@contoso.com'))
    assert.ok(!mayAskAbout(opened(), saraActor, 'sara@contoso.com'), 'the person was not looked up yet')
    assert.ok(mayLocate(opened()) && mayLocate(opened({}, { ...helen, aadObjectId: null })))
    assert.ok(!mayLocate(opened({}, { ...saraActor, aadObjectId: null })), 'matching the address takes their object id')
  })
})

describe('who is of the helpdesk', () => {
  const yes = [true, false]
  const rows = yes.flatMap(listed =>
    yes.flatMap(member => yes.flatMap(guest => yes.map(unseen => ({ listed, member, guest, unseen })))),
  )
  for (const membership of rows) {
    const { listed, member, guest } = membership
    it(`${JSON.stringify(membership)}`, () => {
      assert.equal(isAgent(membership), !guest && (listed || member), 'guests never')
      assert.equal(mayChooseChannel(membership), !guest && listed, 'members of a channel cannot make it the channel')
    })
  }
})

describe('a page', () => {
  it('is where nobody else reads, and where nobody is present among others', () => {
    const shown = diagnosed('senderConsent')
    assert.ok(shown.surfaces.includes(page))
    assert.deepEqual([isAlone(page), isPresent(shown, page), isPresent(shown, group)], [true, false, true])
  })
})

describe('the board', () => {
  it('is seen by the helpdesk alone', () => {
    for (const helpdesk of [true, false]) assert.equal(maySeeBoard({ helpdesk }), helpdesk)
  })
})

describe('the audience of a card', () => {
  const thisCase = diagnosed('senderConsent')

  it('is the sender or the helpdesk in their own chat, and elsewhere whoever the card was drawn for', () => {
    const rows: readonly (readonly [Role, Surface['conversationType'], Surface['audience']])[] = [
      ['owner', 'personal', 'user'],
      ['sender', 'personal', 'sender'],
      ['helpdesk', 'personal', 'helpdesk'],
      ['bystander', 'personal', 'helpdesk'],
      ['owner', 'groupChat', 'user'],
      ['sender', 'groupChat', 'user'],
      ['helpdesk', 'channel', 'user'],
      ['bystander', 'channel', 'user'],
    ]
    for (const [role, conversationType, audience] of rows) {
      assert.equal(
        audienceOf(thisCase, people[role], { ...surface, conversationType }),
        audience,
        `${role}, ${conversationType}`,
      )
    }
    const other = impostors['of another tenant'](saraActor)
    assert.equal(audienceOf(thisCase, other, surface), 'helpdesk', 'not the sender')
  })

  it('decides whether the reader is the sender, is alone, and administers', () => {
    const { remedies } = definitions
    const about = (owner: Actor): Case => ({ ...thisCase, owner })
    const took: Case = { ...offered('sendAsPrivilege'), owner: saraActor }
    const viewers: readonly (readonly [Case, Surface['audience'], Surface, string])[] = [
      [about(omar), 'user', surface, 'alone'],
      [about(omar), 'user', group, ''],
      [about(omar), 'sender', surface, 'isSender alone'],
      [about(omar), 'helpdesk', surface, 'alone administers'],
      [about(saraActor), 'user', surface, 'isSender alone'],
      [about(saraActor), 'user', group, 'isSender'],
      [about(saraActor), 'helpdesk', group, 'administers'],
      [about(helen), 'user', surface, 'alone administers'],
      [about(helen), 'user', group, ''],
      [took, 'user', surface, 'isSender alone administers'],
      [{ ...took, owner: omar }, 'user', surface, 'alone'],
    ]
    for (const [about, audience, { conversationType }, expected] of viewers) {
      const viewer = viewerOf(about, { audience, conversationType }, remedies)
      const is = Object.entries(viewer).flatMap(([name, yes]) => (yes ? name : []))
      assert.equal(is.join(' '), expected, `${about.owner.name}, ${audience}, ${conversationType}`)
    }
  })

  it('has a button if a click by the reader can succeed', () => {
    const { remedies } = definitions
    const may = (on: Case, id: string, viewer: Viewer) =>
      mayAgree(on, remedyOf(remedies, id) ?? assert.fail(id), { viewer, remedies })
    for (const viewer of VIEWERS) {
      const { isSender, alone, administers } = viewer
      const told = JSON.stringify(viewer)
      for (const id of ['senderConsent', 'holdMails']) assert.equal(may(thisCase, id, viewer), isSender && alone, told)
      for (const id of ['sendAsPrivilege', 'sendAsDepth']) {
        assert.equal(may(thisCase, id, viewer), administers || !alone, told)
      }
      assert.equal(may(thisCase, 'testMailbox', viewer), isSender || administers || !alone, told)
      assert.equal(may(thisCase, 'approveAddress', viewer), administers || !alone, told)
      assert.equal(may(repaired('senderConsent'), 'undo', viewer), isSender, told)
      assert.equal(may(repaired('sendAsPrivilege'), 'undo', viewer), administers || !alone, told)
      assert.equal(may(thisCase, 'undo', viewer), false, 'nothing was repaired')
      assert.equal(readsAsSender(viewer), isSender && alone, told)
    }
  })
})

const EITHER = [false, true] as const
const VIEWERS: readonly Viewer[] = EITHER.flatMap(isSender =>
  EITHER.flatMap(alone => EITHER.map(administers => ({ isSender, alone, administers }))),
)

const FORGOTTEN = 'forgotten' as RemedyId

describe('a repair that this version does not know', () => {
  it('cannot be agreed to by anybody', () => {
    const thisCase: Case = { ...offered('senderConsent'), applied: { ...applied, remedy: FORGOTTEN } }
    assert.equal(deciderOf(thisCase, FORGOTTEN, definitions.remedies), null)
    assert.equal(deciderOf(thisCase, 'undo', definitions.remedies), null)
    for (const by of Object.values(people)) assert.equal(mayConsent(thisCase, null, by), false)
  })
})

describe('one person', () => {
  it('is a tenant and an object id, in any case, whatever id the channel gives them', () => {
    const shouted = {
      ...saraActor,
      id: '29:other',
      tenantId: 'TENANT',
      aadObjectId: saraActor.aadObjectId?.toUpperCase() ?? null,
    }
    assert.ok(isSamePerson(saraActor, shouted))
  })

  it('is a channel and its id if the channel does not verify more', () => {
    const web: Actor = { ...saraActor, channelId: 'webchat', tenantId: null, aadObjectId: null }
    assert.ok(isSamePerson(web, { ...web }))
    assert.ok(!isSamePerson(web, { ...web, channelId: 'directline' }))
    assert.ok(!isSamePerson(web, saraActor))
    assert.notEqual(identityOf({ ...web, id: 'a' }), identityOf({ ...web, id: 'b' }))
  })
})
