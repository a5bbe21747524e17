import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { type Case, stepOf } from '../../../src/domain/case/case.js'
import type { Event } from '../../../src/domain/case/caseEvents.js'
import { notRead } from '../../../src/domain/diagnosis/facts.js'
import type { RemedyId } from '../../../src/domain/messageKey.js'
import { MISSING } from '../../../src/view/wordings.js'
import {
  after,
  carriedOut,
  casesByPhase,
  checkedAgain,
  consented,
  planned,
  repairAsked,
  repairFacts,
  saraActor,
  surface,
} from '../../fixtures/cases.js'
import { AT } from '../../fixtures/facts.js'
import { view } from '../../fixtures/library.js'
import { type Node, nodesOf, textsOf } from '../nodes.js'

/** As another version of the program stored it. */
const FORGOTTEN = 'forgotten' as RemedyId

function forgotten(c: Case): Case {
  const { phase, applied } = c
  return {
    ...c,
    phase: 'remedy' in phase ? { ...phase, remedy: FORGOTTEN } : phase,
    ...(applied && { applied: { ...applied, remedy: FORGOTTEN } }),
  }
}

const cases = casesByPhase(checks)
const backedOut = (c: Case): Event => ({ type: 'backedOut', at: AT, by: saraActor, step: stepOf(c) })
const held = (c: Case): Event => ({
  type: 'holdAsked',
  at: AT,
  by: saraActor,
  step: stepOf(c),
  chosen: ['mail-1'],
  own: true,
})
const nothingPlanned = (c: Case): Event => ({
  type: 'planned',
  at: AT,
  work: c.pending[0]?.id ?? '',
  plans: [],
  backlog: notRead,
  mails: [],
})
const cardOf = (c: Case): Node => view.card({ kind: 'case', case: c }, surface) as Node
const verbsOn = (card: Node) => nodesOf(card).flatMap(({ verb }) => (typeof verb === 'string' ? verb : []))

describe('a stored repair that this version does not know', () => {
  for (const [name, stored] of Object.entries(cases)) {
    it(`leaves a complete card: ${name}`, () => {
      const c = forgotten(stored)
      assert.ok(!textsOf(cardOf(c)).join('\n').includes(MISSING))
      assert.ok(!view.summary({ kind: 'case', case: c }, 'en').includes(MISSING))
    })
  }

  it('is mentioned on the card of its offer, which has the guide and a way to continue', () => {
    const card = cardOf(forgotten(cases.offered))
    assert.match(textsOf(card).join('\n'), /does not know the repair that was prepared here[\s\S]*How to fix it/)
    assert.deepEqual([...new Set(verbsOn(card))], ['checkAgain', 'startOver'])
    assert.equal(after(forgotten(cases.offered), checks, checkedAgain()).phase.name, 'diagnosing')
  })

  it('cannot be agreed to, and leads back to the diagnosis', () => {
    for (const event of [consented(), backedOut]) {
      assert.equal(after(forgotten(cases.offered), checks, event).phase.name, 'diagnosed')
    }
  })

  it('is not planned, and what it has written is verified', () => {
    const { phase } = after(forgotten(cases.planning), checks, nothingPlanned)
    assert.ok(phase.name === 'diagnosed' && phase.note?.key === 'notes.repairUnknown')
    assert.equal(after(forgotten(cases.applying), checks, carriedOut()).phase.name, 'verifying')
  })

  it('cannot be undone by anybody here, whoever agreed to it', () => {
    const c = forgotten(cases.watching)
    assert.ok(!verbsOn(cardOf(c)).includes('repair'))
    assert.throws(() => after(c, checks, repairAsked('undo', saraActor)), /notAllowed/)
  })

  it('of a version that stored less is offered and continued as before', () => {
    const { asking } = cases
    assert.ok(asking.phase.name === 'asking')
    const { consentTo, ...phase } = asking.phase
    assert.equal(consentTo, 'senderConsent')
    const card = (c: Case) => view.card({ kind: 'case', case: c, audience: 'sender' }, surface)
    assert.deepEqual(card({ ...asking, phase }), card(asking))

    const holding = after(cases.offered, checks, held, planned(repairFacts), consented())
    assert.ok(holding.phase.name === 'applying')
    const { before, ...applying } = holding.phase
    assert.equal(before, 'senderConsent')
    const next = after({ ...holding, phase: applying }, checks, carriedOut())
    assert.ok(next.phase.name === 'planning' && next.phase.remedy === 'senderConsent')
  })
})
