import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Dependencies } from '../../../src/app/caseUpdates.js'
import type { RepairFactsRequest } from '../../../src/app/ports.js'
import { planWork } from '../../../src/app/work/repairWork.js'
import { checks } from '../../../src/checks/index.js'
import { type Actor, type Case, type Surface, stepOf } from '../../../src/domain/case/case.js'
import type { Event } from '../../../src/domain/case/caseEvents.js'
import { decide } from '../../../src/domain/case/decide.js'
import { remedies } from '../../../src/remedies/index.js'
import * as cases from '../../fixtures/cases.js'
import { AT, backlog, type Changes, dana, rightsOf, sheet } from '../../fixtures/facts.js'
import { view } from '../../fixtures/library.js'
import { textsOf } from '../../view/nodes.js'

const { after, answered, contoso, opened, saraActor, surface } = cases

/** Dana asks whether she may send for Sara. */
const danaActor: Actor = { ...saraActor, id: '29:dana', name: 'Dana Reed', aadObjectId: 'dana-object' }
const person = { id: dana.id, name: dana.name, address: dana.address }
const danaIdentified = (c: Case): Event => ({
  type: 'identified',
  at: AT,
  work: c.pending[0]?.id ?? '',
  person: { ok: true, value: person, at: AT },
})

const KNOWN = [
  'organization',
  'environment',
  'senders',
  'mailSettings',
  'statement',
  'routerAccounts',
  'namedAccounts',
  'drafts',
  'accounts',
]
const RIGHTS = [...KNOWN, 'rights', 'roles', 'businessUnits', 'senderConsent', 'jobs', 'jobOwnersOfSender', 'hosting']

/** The facts of such a question: nothing about Sara's mail. */
const gathered =
  (changes: Changes = {}) =>
  (c: Case): Event => {
    const statement = { refused: true, aboutRouter: false, accountIds: [], ownRight: true } as const
    const own: Changes = { statement, routerAccounts: null, namedAccounts: [dana], rights: [rightsOf(dana.id)] }
    const facts = sheet({ ...own, ...changes })
    const seen = Object.fromEntries(Object.entries(facts).filter(([name]) => RIGHTS.includes(name)))
    return { type: 'gathered', at: AT, work: c.pending[0]?.id ?? '', facts: seen, slowed: false, pace: cases.pace }
  }

const target = { symptom: 'draft', organization: contoso, sender: 'sara@contoso.com' } as const
const asked = () => after(opened(target, danaActor), checks, danaIdentified)
const planning = (lacking: Changes, remedy: 'senderConsent' | 'sendAsPrivilege', by: Actor) =>
  after(asked(), checks, gathered(lacking), cases.repairAsked(remedy, by))

const ofSender: Surface = { ...surface, audience: 'sender' }
const textOf = (shown: Case, place: Surface) =>
  textsOf(view.card({ kind: 'case', case: shown, audience: place.audience }, place)).join('\n')

const NO_PRIVILEGE: Changes = { rights: [rightsOf(dana.id, { sendAs: [] })] }

describe('the own right to send for somebody', () => {
  it('stays about the own account, even if several share the address', () => {
    const twins = sheet().senders
    assert.ok(twins?.ok)
    const [one] = twins.value as readonly (typeof dana)[]
    assert.ok(one)
    const several = gathered({ senders: [one, { ...one, id: 'other' }] })
    const chosen = after(asked(), checks, several, answered({ ask: 'whichSender', value: 'sara' }, danaActor))
    const other = answered({ ask: 'actingAccount', value: 'bob@contoso.com' }, danaActor)
    const again = after(chosen, checks, cases.wentBack(danaActor), other)
    assert.equal(again.target.scope, 'right')
    assert.equal(again.target.actingAccount, dana.address)
  })

  it('becomes one about the own mail in an organization where the address is the own one', () => {
    const back = after(asked(), checks, gathered(), cases.wentBack(danaActor), cases.wentBack(danaActor))
    const field = answered({ ask: 'organization', value: cases.field.url }, danaActor)
    const moved = after(back, checks, cases.wentBack(danaActor), field, cases.identified)
    assert.equal(moved.target.scope, undefined)
    assert.equal(moved.target.senderId, cases.self.id)
    assert.equal(moved.phase.name, 'diagnosing')
  })

  it('is repaired without counting the mail of the sender, unless the sender repairs it', async () => {
    const read = async (thisCase: Case) => {
      let reads: RepairFactsRequest['reads'] = []
      const repairs = {
        prepare: async (request: RepairFactsRequest) => {
          reads = request.reads
          return {}
        },
      }
      const deps = { repairs, remedies, clock: { now: () => new Date(AT) } } as unknown as Dependencies
      await planWork(deps, {
        case: thisCase,
        work: thisCase.pending[0]?.id ?? '',
        signal: new AbortController().signal,
      })
      return reads.includes('backlog')
    }
    assert.equal(await read(planning(NO_PRIVILEGE, 'sendAsPrivilege', danaActor)), false)
    assert.equal(await read(planning({ senderConsent: false }, 'senderConsent', saraActor)), true)
  })

  it('shows how much mail waits only to the sender', () => {
    const offered = after(planning({ senderConsent: false }, 'senderConsent', saraActor), checks, cases.planned())
    const textOn = (place: Surface) => textOf(offered, place)
    assert.match(textOn(ofSender), /\b3 e-mails/)
    assert.doesNotMatch(textOn(surface), /\b3 e-mails/)
  })

  it('tells nobody but the sender that old e-mails would leave', () => {
    const old = { ...cases.repairFacts, backlog: { ok: true, value: backlog(3, 5000), at: AT } } as const
    const offer = after(planning({ senderConsent: false }, 'senderConsent', saraActor), checks, cases.planned(old))
    const refused = after(offer, checks, cases.consented(saraActor))
    assert.match(textOf(refused, ofSender), /Old e-mails/)
    assert.doesNotMatch(textOf(refused, surface), /old e-mails|than a day/i)
  })

  it('says after a repair that it is there, and nothing of mail that nobody counted', () => {
    const offered = after(planning({ senderConsent: false }, 'senderConsent', saraActor), checks, cases.planned())
    const done = after(
      offered,
      checks,
      cases.consented(saraActor, { knowsOld: true }),
      cases.carriedOut(),
      gathered({ senderConsent: true }),
    )
    assert.ok(done.phase.name === 'diagnosed')
    assert.equal(done.phase.note?.key, 'notes.verified.maySend')
  })

  it('does not claim that no mail waits where all rights are there', () => {
    const healthy = after(asked(), checks, gathered())
    assert.ok(healthy.phase.name === 'diagnosed')
    assert.equal(healthy.phase.diagnosis.verdict, 'healthy')
    const text = textOf(healthy, surface)
    assert.doesNotMatch(text, /nothing is waiting|waiting e-mails/i)
    assert.match(text, /Everything that sending for somebody else takes is there/)
  })

  it('lets the sender cancel no e-mails there, since the others would read how many', () => {
    const offered = after(planning({ senderConsent: false }, 'senderConsent', saraActor), checks, cases.planned())
    const hold = {
      type: 'holdAsked',
      at: AT,
      by: saraActor,
      step: stepOf(offered),
      chosen: ['all'],
      own: true,
    } as const
    assert.deepEqual(decide(offered, hold, { checks, remedies }), { refused: 'stale' })
    const card = JSON.stringify(view.card({ kind: 'case', case: offered, audience: 'sender' }, ofSender))
    assert.ok(card.includes('"verb":"consent"') && !card.includes('"verb":"hold"'))
  })
})
