import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { type Case, stepOf } from '../../../src/domain/case/case.js'
import type { Event } from '../../../src/domain/case/caseEvents.js'
import { decide } from '../../../src/domain/case/decide.js'
import { openCase } from '../../../src/domain/case/intake/intake.js'
import { notRead } from '../../../src/domain/diagnosis/facts.js'
import {
  after,
  answered,
  cancelled,
  carriedOut,
  casesByPhase,
  checkedAgain,
  consented,
  contoso,
  counted,
  field,
  gathered,
  helen,
  identified,
  located,
  opened,
  repairAsked,
  saraActor,
  shown,
  surface,
  told,
  wentBack,
} from '../../fixtures/cases.js'
import { definitions } from '../../fixtures/definitions.js'
import { AT, backlog, sara } from '../../fixtures/facts.js'

const phases = casesByPhase(checks)
type PhaseName = keyof typeof phases

type EventType = Event['type']

/** An event of each type that fits the case, provided that its phase accepts events of that type. */
const events: Readonly<Record<EventType, (thisCase: Case) => Event>> = {
  answered: answered({ ask: 'symptom', value: 'stuck' }),
  told: told({ sender: 'sara@contoso.com' }),
  wentBack: wentBack(),
  located: located([contoso.url]),
  checkedAgain: checkedAgain(),
  cancelled: cancelled(),
  identified,
  gathered: gathered(),
  released: thisCase => ({ type: 'released', at: AT, work: workOf(thisCase), owner: 'a' }),
  leased: thisCase => ({ type: 'leased', at: AT, work: workOf(thisCase), owner: 'a', until: '2026-11-23T10:00:15Z' }),
  progressed: thisCase => ({
    type: 'progressed',
    at: AT,
    work: workOf(thisCase),
    owner: 'a',
    until: AT,
    progress: null,
  }),
  failed: thisCase => ({ type: 'failed', at: AT, work: workOf(thisCase), owner: 'a', detail: 'broke' }),
  shown,
  heard: () => ({ type: 'heard', at: AT, here: surface }),
  repairAsked: repairAsked('senderConsent'),
  holdAsked: thisCase => ({
    type: 'holdAsked',
    at: AT,
    by: saraActor,
    step: stepOf(thisCase),
    chosen: ['mail-1'],
    own: true,
  }),
  consented: consented(),
  signInAsked: thisCase => {
    const { plan } = consented()(thisCase) as Extract<Event, { type: 'consented' }>
    const waiting = { plan, need: 'signIn', conversationId: surface.conversationId } as const
    return { type: 'signInAsked', at: AT, by: saraActor, step: stepOf(thisCase), ...waiting }
  },
  backedOut: thisCase => ({ type: 'backedOut', at: AT, by: saraActor, step: stepOf(thisCase) }),
  planned: thisCase => ({ type: 'planned', at: AT, work: workOf(thisCase), plans: [], backlog: notRead, mails: [] }),
  carriedOut: carriedOut(),
  reached: thisCase => ({ type: 'reached', at: AT, work: workOf(thisCase), surface: null }),
  counted: counted(2, 1),
  notified: thisCase => ({ type: 'notified', at: AT, work: workOf(thisCase), told: [] }),
  forgotten: thisCase => ({ type: 'forgotten', at: AT, work: workOf(thisCase) }),
  remarked: () => ({ type: 'remarked', at: AT, place: surface, note: { key: 'notes.stale' } }),
  causeGone: ({ shared }) => ({ type: 'causeGone', at: AT, root: shared?.root ?? '', since: '2026-11-23T11:00:00Z' }),
  groupChanged: ({ shared }) => ({ type: 'groupChanged', at: AT, root: shared?.root ?? '' }),
  grouped: thisCase => ({
    type: 'grouped',
    at: AT,
    work: workOf(thisCase),
    group: null,
    recountAt: null,
    goneAt: null,
  }),
  roundPlanned: thisCase => ({
    type: 'roundPlanned',
    at: AT,
    work: workOf(thisCase),
    root: '',
    since: AT,
    silent: [],
  }),
  roundDone: thisCase => ({ type: 'roundDone', at: AT, work: workOf(thisCase), root: '', since: AT }),
  // Where there is no helpdesk, nobody can ask it.
  triaged: thisCase => ({ type: 'triaged', at: AT, by: saraActor, step: stepOf(thisCase), action: { do: 'ask' } }),
  entered: thisCase => ({ type: 'entered', at: AT, work: workOf(thisCase), number: 1, surface: null }),
  reminded: thisCase => ({ type: 'reminded', at: AT, work: workOf(thisCase) }),
  batched: thisCase => ({ type: 'batched', at: AT, work: workOf(thisCase), lines: [] }),
  sent: thisCase => ({ type: 'sent', at: AT, work: workOf(thisCase), done: [] }),
  announced: thisCase => ({ type: 'announced', at: AT, work: workOf(thisCase), delivered: 0, failed: 0 }),
}

const workOf = (thisCase: Case) => thisCase.pending[0]?.id ?? 'none'
const lease = (thisCase: Case): Event => events.leased(thisCase)
const phaseAfter = (thisCase: Case, ...event: ((thisCase: Case) => Event)[]) => after(thisCase, checks, ...event).phase

/** The events that each phase accepts. All others are refused. */
const MOVES: Readonly<Record<PhaseName, readonly EventType[]>> = {
  intake: ['told', 'answered', 'cancelled', 'shown', 'heard', 'remarked'],
  locating: ['told', 'wentBack', 'cancelled', 'located', 'leased', 'shown', 'heard', 'remarked'],
  identifying: ['told', 'wentBack', 'cancelled', 'identified', 'leased', 'shown', 'heard', 'remarked'],
  diagnosing: ['wentBack', 'cancelled', 'gathered', 'leased', 'shown', 'heard', 'remarked'],
  diagnosed: ['wentBack', 'checkedAgain', 'cancelled', 'repairAsked', 'shown', 'heard', 'remarked'],
  asking: ['checkedAgain', 'cancelled', 'repairAsked', 'backedOut', 'reached', 'leased', 'shown', 'heard', 'remarked'],
  planning: ['cancelled', 'planned', 'leased', 'shown', 'heard', 'remarked'],
  // If nobody answers, the offer is dropped after a day.
  offered: [
    'cancelled',
    'consented',
    'signInAsked',
    'holdAsked',
    'backedOut',
    'forgotten',
    'shown',
    'heard',
    'remarked',
  ],
  applying: ['carriedOut', 'leased', 'shown', 'heard', 'remarked'],
  // A repair is undone, not cancelled.
  verifying: ['gathered', 'leased', 'shown', 'heard', 'remarked'],
  // The next count is not due yet, so it cannot be leased.
  watching: ['checkedAgain', 'counted', 'shown', 'heard', 'remarked'],
  resolved: ['shown', 'heard', 'remarked'],
  closed: ['shown', 'heard', 'remarked'],
  batching: ['cancelled', 'batched', 'leased', 'shown', 'heard', 'remarked'],
  batched: ['shown', 'heard', 'remarked'],
}

describe('decide', () => {
  for (const [name, thisCase] of Object.entries(phases)) {
    for (const [type, event] of Object.entries(events)) {
      const moves = MOVES[name as PhaseName].includes(type as EventType)
      it(`${name} + ${type}: ${moves ? 'moves' : 'is refused'}`, () => {
        assert.equal(thisCase.phase.name, name)
        assert.equal('done' in decide(thisCase, event(thisCase), definitions), moves)
      })
    }
  }

  it('refuses an event for a phase that this program does not know', () => {
    const odd = { ...phases.intake, phase: { name: 'baking', run: 0 } } as unknown as Case
    assert.deepEqual(decide(odd, checkedAgain()(odd), definitions), { refused: 'stale' })
    // @ts-expect-error a phase that is not in the union does not compile
    const never: Case['phase'] = { name: 'baking', run: 0 }
    assert.ok(never)
  })
})

describe('intake', () => {
  it('asks only what is not known yet', () => {
    const asks = (thisCase: Case) => (thisCase.phase.name === 'intake' ? thisCase.phase.ask : thisCase.phase.name)
    assert.equal(asks(opened()), 'symptom')
    assert.equal(asks(opened({ symptom: 'stuck' })), 'organization')
    assert.equal(asks(opened({ symptom: 'stuck', organization: contoso })), 'identifying')
    assert.equal(
      asks(opened({ symptom: 'stuck', organization: contoso, sender: 'sara@contoso.com' }, helen)),
      'diagnosing',
    )
    assert.equal(
      asks(opened({ symptom: 'stuck', organization: field, sender: 'sara@contoso.com' }, helen)),
      'diagnosing',
      'the account that sends is asked for only where the facts do not tell',
    )
  })

  it('skips a look-up that cannot succeed without an Entra object id', () => {
    const thisCase = opened({ symptom: 'stuck', organization: contoso }, { ...saraActor, aadObjectId: null })
    assert.equal(stepOf(thisCase), 'intake.sender.0')
  })

  it('accepts "I do not know" for the router account, and is then never healthy', () => {
    const thisCase = opened({ symptom: 'stuck', organization: field, sender: 'sara@contoso.com' }, helen)
    const unnamed = gathered({ routerAccounts: null, rights: [] })
    const running = after(thisCase, checks, unnamed, answered({ ask: 'actingAccount', value: null }, helen))
    const { phase } = after(running, checks, unnamed)
    assert.ok(phase.name === 'diagnosed' && phase.diagnosis.verdict === 'undetermined')
  })

  it('asks which of several senders is meant, and diagnoses that one', () => {
    const thisCase = opened({ symptom: 'stuck', organization: contoso, sender: 'shared@contoso.com' }, helen)
    const twins = { senders: [sara, { ...sara, id: 'twin' }] }
    const asking = after(thisCase, checks, gathered(twins))
    assert.ok(asking.phase.name === 'intake' && asking.phase.ask === 'whichSender')
    assert.deepEqual(
      asking.phase.candidates?.map(({ id }) => id),
      ['sara', 'twin'],
    )
    const chosen = after(asking, checks, answered({ ask: 'whichSender', value: 'twin' }, helen))
    assert.equal(chosen.target.senderId, 'twin')
    assert.equal(chosen.phase.name, 'diagnosing')
    const invented = decide(asking, answered({ ask: 'whichSender', value: 'admin' }, helen)(asking), definitions)
    assert.deepEqual(invented, { refused: 'stale' })
  })

  it('does not replace an organization that is not configured by another, not even by the only one', () => {
    const by = { id: 'x', at: AT, by: helen, surface, organizations: [contoso] }
    const thisCase = openCase({ ...by, known: { symptom: 'stuck', sender: 'sara@contoso.com', elsewhere: 'fabrikam' } })
    assert.ok(thisCase.phase.name === 'intake' && thisCase.phase.ask === 'organization')
    assert.deepEqual(thisCase.phase.note, {
      key: 'notes.organizationUnknown',
      args: { text: 'fabrikam', names: 'Contoso' },
    })
    const chosen = after(thisCase, checks, answered({ ask: 'organization', value: contoso.url }, helen))
    assert.deepEqual([chosen.phase.name, chosen.target.elsewhere], ['diagnosing', undefined])
    const moved = after(opened({ symptom: 'stuck', organization: contoso }), checks, told({ elsewhere: 'fabrikam' }))
    assert.deepEqual([stepOf(moved), moved.target.organization], ['intake.organization.1', undefined])
  })

  it('refuses an organization that was not offered', () => {
    const thisCase = opened({ symptom: 'stuck' })
    const event = answered({ ask: 'organization', value: 'http://evil.example/' })(thisCase)
    assert.deepEqual(decide(thisCase, event, definitions), { refused: 'stale' })
  })
})

describe('the look-up of an address', () => {
  const locating = (by = helen) => opened({ symptom: 'stuck', sender: 'nora@contoso.com' }, by)
  const seen = (thisCase: Case) => [
    thisCase.phase.name === 'intake' ? thisCase.phase.ask : thisCase.phase.name,
    thisCase.target.organization?.name,
  ]

  it('comes before the question for the organization, and only if an address was typed', () => {
    assert.deepEqual(seen(locating()), ['locating', undefined])
    assert.deepEqual(
      locating().pending.map(({ kind }) => kind),
      ['locate', 'draw'],
    )
    assert.deepEqual(seen(opened({ symptom: 'stuck' }, helen)), ['organization', undefined])
    assert.deepEqual(seen(locating({ ...saraActor, aadObjectId: null })), ['organization', undefined])
  })

  const sightings: Readonly<
    Record<string, readonly [knowing: string[], away: string[], then: (string | undefined)[]]>
  > = {
    'takes the only organization that knows it': [[contoso.url], [], ['diagnosing', 'Contoso']],
    'asks if two organizations know it': [[contoso.url, field.url], [], ['organization', undefined]],
    'asks if no organization knows it': [[], [], ['organization', undefined]],
    'asks if one organization knows it and another did not answer': [
      [contoso.url],
      [field.url],
      ['organization', undefined],
    ],
    'asks if no organization answered': [[], [contoso.url, field.url], ['organization', undefined]],
  }
  for (const [what, [knowing, away, then]] of Object.entries(sightings)) {
    it(what, () => assert.deepEqual(seen(after(locating(), checks, located(knowing, away))), then))
  }

  it('ends in the question after three failures, and no organization counts as not knowing the address', () => {
    const fail: (thisCase: Case) => Event = thisCase => ({
      type: 'failed',
      at: AT,
      work: workOf(thisCase),
      owner: 'a',
      detail: 'a bug',
    })
    const given = after(locating(), checks, lease, fail, lease, fail, lease, fail)
    assert.deepEqual(seen(given), ['organization', undefined])
    assert.equal(given.located?.unreached.length, 2)
  })

  it('is repeated for another address, but an organization that a person chose stays', () => {
    const unnamed = gathered({ routerAccounts: null, rights: [] })
    const taken = after(locating(), checks, located([field.url]), unnamed)
    assert.deepEqual(seen(taken), ['actingAccount', 'Contoso Field Service'])
    assert.deepEqual(seen(after(taken, checks, told({ sender: 'sara@contoso.com' }, helen))), ['locating', undefined])
    assert.deepEqual(seen(after(taken, checks, told({ sender: 'NORA@contoso.com' }, helen))), [
      'diagnosing',
      field.name,
    ])
    const chosen = after(
      locating(),
      checks,
      located([contoso.url, field.url]),
      answered({ ask: 'organization', value: field.url }, helen),
      unnamed,
      told({ sender: 'sara@contoso.com' }, helen),
    )
    assert.deepEqual(seen(chosen), ['diagnosing', field.name])
  })
})

describe('another question in the same case', () => {
  const found = after(
    opened({ symptom: 'stuck', organization: contoso, sender: 'sara@contoso.com' }, helen),
    checks,
    gathered({ senderConsent: false, backlog: backlog(3, 60) }),
  )

  it('drops the backlog of the first one, which proves nothing here', () => {
    assert.equal(found.waited, 3)
    const other = after(found, checks, wentBack(helen), answered({ ask: 'sender', value: 'omar@contoso.com' }, helen))
    assert.deepEqual([other.waited, other.parties], [undefined, undefined])
    const { phase } = after(other, checks, gathered({ sentSince: { since: AT, count: 3 } }))
    assert.equal(phase.name, 'diagnosed')
    const same = after(found, checks, wentBack(helen), answered({ ask: 'sender', value: 'sara@contoso.com' }, helen))
    assert.equal(same.waited, 3)
  })

  it('in another organization drops the person and the router account of the first one', () => {
    const asking = after(
      opened({ symptom: 'stuck', organization: field }, helen),
      checks,
      identified,
      answered({ ask: 'sender', value: 'sara@contoso.com' }, helen),
      gathered({ routerAccounts: null, rights: [] }),
      answered({ ask: 'actingAccount', value: 'router@fs.contoso.com' }, helen),
      wentBack(helen),
      wentBack(helen),
      wentBack(helen),
      answered({ ask: 'organization', value: contoso.url }, helen),
    )
    assert.equal(asking.phase.name, 'diagnosing')
    assert.deepEqual([asking.person, asking.target.actingAccount], [undefined, undefined])
    assert.equal(asking.target.sender, 'sara@contoso.com')
  })

  it('is not vouched for by the helpdesk member who named the first sender', () => {
    const vouched = after(
      opened({ symptom: 'stuck', organization: contoso }),
      checks,
      identified,
      answered({ ask: 'sender', value: 'omar@contoso.com' }, helen),
      wentBack(),
    )
    assert.equal(vouched.vouched, true)
    const own = after(vouched, checks, answered({ ask: 'sender', value: 'grace@contoso.com' }))
    assert.ok(own.phase.name === 'intake' && own.phase.note?.key === 'notes.onlyYourself')
    const elsewhere = after(vouched, checks, wentBack(), answered({ ask: 'organization', value: field.url }))
    assert.deepEqual([elsewhere.vouched, elsewhere.phase.name], [undefined, 'identifying'])
  })
})

describe('who may do what', () => {
  const identifiedCase = after(opened({ symptom: 'stuck', organization: contoso }), checks, identified)

  it('lets people ask about themselves, whatever the case of the letters', () => {
    const thisCase = after(identifiedCase, checks, answered({ ask: 'sender', value: 'SARA@contoso.com' }))
    assert.equal(thisCase.phase.name, 'diagnosing')
    assert.equal(thisCase.target.senderId, 'sara')
  })

  it('refuses questions about somebody else, whenever the address is typed', () => {
    const later = after(identifiedCase, checks, answered({ ask: 'sender', value: 'omar@contoso.com' }))
    assert.ok(later.phase.name === 'intake' && later.phase.ask === 'sender')
    assert.deepEqual([later.phase.note?.key, later.phase.draft], ['notes.onlyYourself', 'omar@contoso.com'])
    assert.equal(later.target.sender, undefined)
    const early = after(
      opened({ symptom: 'stuck', organization: contoso, sender: 'omar@contoso.com' }),
      checks,
      identified,
    )
    assert.ok(early.phase.name === 'intake' && early.phase.ask === 'sender')
    assert.equal(early.phase.note?.key, 'notes.onlyYourself')
    assert.equal(early.target.sender, undefined)
  })

  it('lets the helpdesk ask about anybody, and act on anybody’s case', () => {
    const thisCase = after(identifiedCase, checks, answered({ ask: 'sender', value: 'omar@contoso.com' }, helen))
    assert.equal(thisCase.phase.name, 'diagnosing')
  })

  it('refuses a stranger', () => {
    const stranger = { ...saraActor, aadObjectId: '44444444-4444-4444-8444-444444444444' }
    for (const thisCase of Object.values(phases)) {
      assert.deepEqual(decide(thisCase, cancelled(stranger)(thisCase), definitions), { refused: 'notAllowed' })
    }
  })

  it('does not mistake an outage for a permission: it repeats a look-up that failed', () => {
    const thisCase = opened({ symptom: 'stuck', organization: contoso })
    const unseen = after(thisCase, checks, before => ({
      type: 'identified',
      at: AT,
      work: before.pending[0]?.id ?? '',
      person: { ok: false, why: 'unreachable', detail: 'ECONNREFUSED' },
    }))
    assert.equal(stepOf(unseen), 'intake.sender.1')
    const again = after(unseen, checks, answered({ ask: 'sender', value: 'omar@contoso.com' }))
    assert.equal(again.phase.name, 'identifying')
    const { phase } = after(again, checks, identified)
    assert.ok(phase.name === 'intake' && phase.note?.key === 'notes.onlyYourself')
  })
})

describe('work', () => {
  it('is leased to one worker at a time, and to another one when the lease ends', () => {
    const leased = after(phases.diagnosing, checks, lease)
    assert.deepEqual(decide(leased, lease(leased), definitions), { refused: 'stale' })
    const later = { ...lease(leased), owner: 'b', at: '2026-11-23T10:00:15Z' } as Event
    assert.ok('done' in decide(leased, later, definitions))
  })

  it('is given up after three failures, and nothing is reported as healthy', () => {
    const fail: (thisCase: Case) => Event = thisCase => ({
      type: 'failed',
      at: AT,
      work: workOf(thisCase),
      owner: 'a',
      detail: 'a bug',
    })
    const twice = after(phases.diagnosing, checks, lease, fail, lease, fail)
    assert.equal(twice.pending[0]?.attempts, 2)
    const phase = phaseAfter(twice, lease, fail)
    assert.ok(phase.name === 'diagnosed' && phase.diagnosis.verdict === 'undetermined')
  })

  it('changes nothing if its result comes after the person cancelled', () => {
    const late = gathered()(phases.diagnosing)
    const closed = after(phases.diagnosing, checks, cancelled())
    assert.deepEqual(decide(closed, late, definitions), { refused: 'stale' })
  })
})

describe('a resolved case', () => {
  it('takes mails that waited before, none that wait now, and some that were sent', () => {
    const sent = { sentSince: { since: AT, count: 3 } }
    assert.equal(phases.resolved.phase.name, 'resolved')
    assert.equal(phaseAfter(phases.diagnosed, checkedAgain(), gathered()).name, 'diagnosed')
    const still = gathered({ ...sent, backlog: backlog(1, 60) })
    assert.equal(phaseAfter(phases.diagnosed, checkedAgain(), still).name, 'diagnosed')
    assert.equal(phaseAfter(phases.diagnosing, gathered(sent)).name, 'diagnosed')
  })

  it('refuses the second click on "Check again"', () => {
    const click = checkedAgain()(phases.diagnosed)
    const first = decide(phases.diagnosed, click, definitions)
    assert.ok('done' in first)
    assert.deepEqual(decide(first.done, click, definitions), { refused: 'stale' })
  })
})
