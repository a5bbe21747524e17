import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { type Case, stepOf, upgrade } from '../../../src/domain/case/case.js'
import type { Event } from '../../../src/domain/case/caseEvents.js'
import { decide } from '../../../src/domain/case/decide.js'
import { openCase } from '../../../src/domain/case/intake.js'
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

/** An event of each type that would suit the case, if its phase took events of that type. */
const events: Readonly<Record<EventType, (c: Case) => Event>> = {
  answered: answered({ ask: 'symptom', value: 'stuck' }),
  told: told({ sender: 'sara@contoso.com' }),
  wentBack: wentBack(),
  located: located([contoso.url]),
  checkedAgain: checkedAgain(),
  cancelled: cancelled(),
  identified,
  gathered: gathered(),
  leased: c => ({ type: 'leased', at: AT, work: workOf(c), owner: 'a', until: '2026-11-23T10:00:15Z' }),
  progressed: c => ({ type: 'progressed', at: AT, work: workOf(c), owner: 'a', until: AT, progress: null }),
  failed: c => ({ type: 'failed', at: AT, work: workOf(c), owner: 'a', detail: 'broke' }),
  shown,
  heard: () => ({ type: 'heard', at: AT, here: surface }),
  repairAsked: repairAsked('senderConsent'),
  holdAsked: c => ({ type: 'holdAsked', at: AT, by: saraActor, step: stepOf(c), chosen: ['mail-1'], own: true }),
  consented: consented(),
  backedOut: c => ({ type: 'backedOut', at: AT, by: saraActor, step: stepOf(c) }),
  planned: c => ({ type: 'planned', at: AT, work: workOf(c), plans: [], backlog: notRead, mails: [] }),
  carriedOut: carriedOut(),
  reached: c => ({ type: 'reached', at: AT, work: workOf(c), surface: null }),
  counted: counted(2, 1),
  notified: c => ({ type: 'notified', at: AT, work: workOf(c), told: [] }),
  forgotten: c => ({ type: 'forgotten', at: AT, work: workOf(c) }),
}

const workOf = (c: Case) => c.pending[0]?.id ?? 'none'
const lease = (c: Case): Event => events.leased(c)
const phaseAfter = (c: Case, ...e: ((c: Case) => Event)[]) => after(c, checks, ...e).phase

/** Who moves whom. Everything that is not here is refused. */
const MOVES: Readonly<Record<PhaseName, readonly EventType[]>> = {
  intake: ['told', 'answered', 'cancelled', 'shown', 'heard'],
  locating: ['told', 'wentBack', 'cancelled', 'located', 'leased', 'shown', 'heard'],
  identifying: ['told', 'wentBack', 'cancelled', 'identified', 'leased', 'shown', 'heard'],
  diagnosing: ['wentBack', 'cancelled', 'gathered', 'leased', 'shown', 'heard'],
  diagnosed: ['wentBack', 'checkedAgain', 'cancelled', 'repairAsked', 'shown', 'heard'],
  asking: ['checkedAgain', 'cancelled', 'repairAsked', 'backedOut', 'reached', 'leased', 'shown', 'heard'],
  planning: ['cancelled', 'planned', 'leased', 'shown', 'heard'],
  // The offer is to be forgotten tomorrow, should nobody answer.
  offered: ['cancelled', 'consented', 'holdAsked', 'backedOut', 'forgotten', 'shown', 'heard'],
  applying: ['carriedOut', 'leased', 'shown', 'heard'],
  // What was repaired is put back, not cancelled.
  verifying: ['gathered', 'leased', 'shown', 'heard'],
  // Its next look is not due yet.
  watching: ['checkedAgain', 'counted', 'shown', 'heard'],
  resolved: ['shown', 'heard'],
  closed: ['shown', 'heard'],
}

describe('decide', () => {
  for (const [name, c] of Object.entries(phases)) {
    for (const [type, event] of Object.entries(events)) {
      const moves = MOVES[name as PhaseName].includes(type as EventType)
      it(`${name} + ${type}: ${moves ? 'moves' : 'is refused'}`, () => {
        assert.equal(c.phase.name, name)
        assert.equal('done' in decide(c, event(c), definitions), moves)
      })
    }
  }

  it('refuses what a phase that this program does not know is asked', () => {
    const odd = { ...phases.intake, phase: { name: 'baking', run: 0 } } as unknown as Case
    assert.deepEqual(decide(odd, checkedAgain()(odd), definitions), { refused: 'stale' })
    // @ts-expect-error a phase that is not in the union does not compile
    const never: Case['phase'] = { name: 'baking', run: 0 }
    assert.ok(never)
  })

  it('numbers the audit of a document of schema 1', () => {
    const { audit, ...now } = phases.intake
    const old = { ...now, schema: 1, audit: audit.map(({ n: _number, ...entry }) => entry) }
    assert.deepEqual(upgrade(old).audit, phases.intake.audit)
  })

  it('refuses a document of another schema', () => {
    assert.throws(() => upgrade({ ...phases.intake, schema: 4 }), /another version/)
    assert.throws(() => upgrade(null), /another version/)
  })
})

describe('intake', () => {
  it('asks only what is not known', () => {
    const asks = (c: Case) => (c.phase.name === 'intake' ? c.phase.ask : c.phase.name)
    assert.equal(asks(opened()), 'symptom')
    assert.equal(asks(opened({ symptom: 'stuck' })), 'organization')
    assert.equal(asks(opened({ symptom: 'stuck', organization: contoso })), 'identifying')
    assert.equal(
      asks(opened({ symptom: 'stuck', organization: contoso, sender: 'sara@contoso.com' }, helen)),
      'diagnosing',
    )
    assert.equal(
      asks(opened({ symptom: 'stuck', organization: field, sender: 'sara@contoso.com' }, helen)),
      'routerAccount',
    )
  })

  it('does not wait for a look-up that cannot succeed: no Entra object id', () => {
    const c = opened({ symptom: 'stuck', organization: contoso }, { ...saraActor, aadObjectId: null })
    assert.equal(stepOf(c), 'intake.sender.0')
  })

  it('takes "I do not know" for the router account, and then nothing is healthy', () => {
    const c = opened({ symptom: 'stuck', organization: field, sender: 'sara@contoso.com' }, helen)
    const running = after(c, checks, answered({ ask: 'routerAccount', value: null }, helen))
    const missing = { ok: false, why: 'notGathered', detail: 'no router account was named' } as const
    const { phase } = after(running, checks, gathered({ routerAccounts: missing, routerPrivilege: missing }))
    assert.ok(phase.name === 'diagnosed' && phase.diagnosis.verdict === 'undetermined')
  })

  it('asks which of several senders is meant, and looks at that one', () => {
    const c = opened({ symptom: 'stuck', organization: contoso, sender: 'shared@contoso.com' }, helen)
    const twins = { senders: [sara, { ...sara, id: 'twin' }] }
    const asking = after(c, checks, gathered(twins))
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

  it('takes none for one that was named and is not configured, not even the only one', () => {
    const by = { id: 'x', at: AT, by: helen, surface, organizations: [contoso] }
    const c = openCase({ ...by, known: { symptom: 'stuck', sender: 'sara@contoso.com', elsewhere: 'fabrikam' } })
    assert.ok(c.phase.name === 'intake' && c.phase.ask === 'organization')
    assert.deepEqual(c.phase.note, { key: 'notes.organizationUnknown', args: { text: 'fabrikam', names: 'Contoso' } })
    const chosen = after(c, checks, answered({ ask: 'organization', value: contoso.url }, helen))
    assert.deepEqual([chosen.phase.name, chosen.target.elsewhere], ['diagnosing', undefined])
    const moved = after(opened({ symptom: 'stuck', organization: contoso }), checks, told({ elsewhere: 'fabrikam' }))
    assert.deepEqual([stepOf(moved), moved.target.organization], ['intake.organization.1', undefined])
  })

  it('refuses an organization that was not offered', () => {
    const c = opened({ symptom: 'stuck' })
    const event = answered({ ask: 'organization', value: 'http://evil.example/' })(c)
    assert.deepEqual(decide(c, event, definitions), { refused: 'stale' })
  })
})

describe('where an address is known', () => {
  const locating = (by = helen) => opened({ symptom: 'stuck', sender: 'nora@contoso.com' }, by)
  const seen = (c: Case) => [c.phase.name === 'intake' ? c.phase.ask : c.phase.name, c.target.organization?.name]

  it('is looked up before an organization is asked for, and only where an address was typed', () => {
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
    'only one knows it: it is taken': [[contoso.url], [], ['diagnosing', 'Contoso']],
    'two know it: asked': [[contoso.url, field.url], [], ['organization', undefined]],
    'none knows it: asked': [[], [], ['organization', undefined]],
    'one knows it, and one could not be asked: asked': [[contoso.url], [field.url], ['organization', undefined]],
    'none could be asked: asked': [[], [contoso.url, field.url], ['organization', undefined]],
  }
  for (const [what, [knowing, away, then]] of Object.entries(sightings)) {
    it(what, () => assert.deepEqual(seen(after(locating(), checks, located(knowing, away))), then))
  }

  it('is asked for after three breakdowns, with no organization taken for one that does not know it', () => {
    const fail: (c: Case) => Event = c => ({ type: 'failed', at: AT, work: workOf(c), owner: 'a', detail: 'a bug' })
    const given = after(locating(), checks, lease, fail, lease, fail, lease, fail)
    assert.deepEqual(seen(given), ['organization', undefined])
    assert.equal(given.located?.unreached.length, 2)
  })

  it('goes with the address: another one is looked up again, and an organization that was chosen stays', () => {
    const taken = after(locating(), checks, located([field.url]))
    assert.deepEqual(seen(taken), ['routerAccount', 'Contoso Field Service'])
    assert.deepEqual(seen(after(taken, checks, told({ sender: 'sara@contoso.com' }, helen))), ['locating', undefined])
    assert.deepEqual(seen(after(taken, checks, told({ sender: 'NORA@contoso.com' }, helen))), [
      'routerAccount',
      field.name,
    ])
    const chosen = after(
      locating(),
      checks,
      located([contoso.url, field.url]),
      answered({ ask: 'organization', value: field.url }, helen),
      told({ sender: 'sara@contoso.com' }, helen),
    )
    assert.deepEqual(seen(chosen), ['routerAccount', field.name])
  })
})

describe('another question in the same case', () => {
  const found = after(
    opened({ symptom: 'stuck', organization: contoso, sender: 'sara@contoso.com' }, helen),
    checks,
    gathered({ senderConsent: false, backlog: backlog(3, 60) }),
  )

  it('proves nothing of the first one: what waited there is forgotten', () => {
    assert.equal(found.waited, 3)
    const other = after(found, checks, wentBack(helen), answered({ ask: 'sender', value: 'omar@contoso.com' }, helen))
    assert.deepEqual([other.waited, other.parties], [undefined, undefined])
    const { phase } = after(other, checks, gathered({ sentSince: { since: AT, count: 3 } }))
    assert.equal(phase.name, 'diagnosed')
    const same = after(found, checks, wentBack(helen), answered({ ask: 'sender', value: 'sara@contoso.com' }, helen))
    assert.equal(same.waited, 3)
  })

  it('in another organization forgets whom the person and the router account were there', () => {
    const asking = after(
      opened({ symptom: 'stuck', organization: field }, helen),
      checks,
      identified,
      answered({ ask: 'sender', value: 'sara@contoso.com' }, helen),
      answered({ ask: 'routerAccount', value: 'router@fs.contoso.com' }, helen),
      wentBack(helen),
      wentBack(helen),
      wentBack(helen),
      answered({ ask: 'organization', value: contoso.url }, helen),
    )
    assert.equal(asking.phase.name, 'diagnosing')
    assert.deepEqual([asking.person, asking.target.routerAccount], [undefined, undefined])
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

  it('lets a person ask about themself, whatever the case of the letters', () => {
    const c = after(identifiedCase, checks, answered({ ask: 'sender', value: 'SARA@contoso.com' }))
    assert.equal(c.phase.name, 'diagnosing')
    assert.equal(c.target.senderId, 'sara')
  })

  it('refuses a question about somebody else, typed first or later', () => {
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

  it('lets the helpdesk ask about anyone, and act on the case of another', () => {
    const c = after(identifiedCase, checks, answered({ ask: 'sender', value: 'omar@contoso.com' }, helen))
    assert.equal(c.phase.name, 'diagnosing')
  })

  it('refuses a stranger', () => {
    const stranger = { ...saraActor, aadObjectId: '44444444-4444-4444-8444-444444444444' }
    for (const c of Object.values(phases)) {
      assert.deepEqual(decide(c, cancelled(stranger)(c), definitions), { refused: 'notAllowed' })
    }
  })

  it('does not take an outage for a permission: who could not be looked up is looked up again', () => {
    const c = opened({ symptom: 'stuck', organization: contoso })
    const unseen = after(c, checks, before => ({
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
  it('is leased to one worker at a time, and to the next when the lease ends', () => {
    const leased = after(phases.diagnosing, checks, lease)
    assert.deepEqual(decide(leased, lease(leased), definitions), { refused: 'stale' })
    const later = { ...lease(leased), owner: 'b', at: '2026-11-23T10:00:15Z' } as Event
    assert.ok('done' in decide(leased, later, definitions))
  })

  it('is given up after three breakdowns, with nothing reported as healthy', () => {
    const fail: (c: Case) => Event = c => ({ type: 'failed', at: AT, work: workOf(c), owner: 'a', detail: 'a bug' })
    const twice = after(phases.diagnosing, checks, lease, fail, lease, fail)
    assert.equal(twice.pending[0]?.attempts, 2)
    const phase = phaseAfter(twice, lease, fail)
    assert.ok(phase.name === 'diagnosed' && phase.diagnosis.verdict === 'undetermined')
  })

  it('that comes late, after the person cancelled, changes nothing', () => {
    const late = gathered()(phases.diagnosing)
    const closed = after(phases.diagnosing, checks, cancelled())
    assert.deepEqual(decide(closed, late, definitions), { refused: 'stale' })
  })
})

describe('the mails left', () => {
  it('is said only when some waited, none waits, and some were seen as sent', () => {
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
