import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Screen } from '../../src/app/ports.js'
import { checks } from '../../src/checks/index.js'
import type { Surface } from '../../src/domain/case/case.js'
import type { WaitingMail } from '../../src/domain/repair/repair.js'
import { sizeOf } from '../../src/view/render.js'
import {
  after,
  cancelled,
  casesByPhase,
  gathered,
  planned,
  repairAsked,
  repairFacts,
  surface,
} from '../fixtures/cases.js'
import { AT, backlog, forbidden, mailbox, rightsOf } from '../fixtures/facts.js'
import { view } from '../fixtures/library.js'
import { diagnosed, parties } from '../fixtures/screens.js'
import { type Node, nodesOf, textsOf } from './nodes.js'

const known = { parties }
const draw = (screen: Screen, audience: Surface['audience'] = 'helpdesk'): Node =>
  view.card(screen, { ...surface, audience }) as Node
const textOf = (screen: Screen, audience?: Surface['audience']): string => textsOf(draw(screen, audience)).join('\n')
const alert = [{ text: 'The flux capacitor is empty.', details: null, at: AT }]

describe('a sentence is true where it is shown', () => {
  it('nothing is held back if nothing waits', () => {
    assert.doesNotMatch(
      textOf(diagnosed({ senderConsent: false }, known)).split('How to fix it')[0] ?? '',
      /holds the mail back|stays in "Pending Send"/,
    )
  })

  it('mail leaves after the repair only if one repair is enough', () => {
    const waiting = { backlog: backlog(3, 200) }
    assert.match(
      textOf(diagnosed({ ...waiting, senderConsent: false }, known)),
      /They leave by themselves after the repair\./,
    )
    assert.match(
      textOf(diagnosed({ ...waiting, senderConsent: false, rights: [rightsOf('router', { sendAs: [] })] }, known)),
      /They leave by themselves when both causes are out of the way\./,
    )
    const retired = diagnosed({ ...waiting, hosting: { online: true } }, known)
    assert.doesNotMatch(textOf(retired), /leaves? by (itself|themselves)/, 'a retired router fetches nothing')
  })

  it('an offer says what still holds the mail', () => {
    const { diagnosing } = casesByPhase(checks)
    const two = after(
      diagnosing,
      checks,
      gathered({ senderConsent: false, rights: [rightsOf('router', { sendAs: [] })], backlog: backlog(3, 200) }),
      repairAsked('senderConsent'),
      planned({ ...repairFacts, backlog: { ok: true, value: backlog(3, 3 * 24 * 60), at: AT } }),
    )
    const text = textOf({ kind: 'case', case: two }, 'user')
    assert.match(
      text,
      /They leave only when the other cause is out of the way, too: The Email Router lacks a permission\./,
    )
    assert.match(text, /I know that 3 e-mails older than a day will leave, as soon as nothing else is in the way\./)
  })

  it('only what was seen is quoted', () => {
    const strange = textOf(diagnosed({ alerts: alert }, known))
    assert.match(strange, /^The mailbox reports an error that we do not know$/m)
    assert.doesNotMatch(strange, /could not see/)
    assert.match(
      textOf(diagnosed({ alerts: alert, senderConsent: forbidden('prvReadUserSettings') }, known)),
      /We could not see everything[\s\S]*What we could not see:[\s\S]*What we do not understand:/,
    )
    const beside = textOf(diagnosed({ alerts: alert, rights: [rightsOf('router', { sendAs: [] })] }, known))
    assert.match(beside, /The mailbox also reports an error that we do not know/)
    assert.doesNotMatch(beside, /could not be seen/)
  })

  it('a long wait is shown in the largest unit that fits, and is not in order', () => {
    const waits = (minutes: number) => view.evidence({ label: 'oldestWaits', value: String(minutes) }, 'en')
    assert.match(waits(12_966), /has waited 9 days$/)
    assert.match(waits(185), /has waited 3 hours$/)
    assert.match(waits(40), /has waited 40 minutes$/)
    const [, word] = detail(diagnosed({ senderConsent: false, backlog: backlog(3, 12_966) }, known), 'Waiting time')
    assert.notEqual(word, 'in order')
  })

  it('an inactive mailbox is activated, and an active one approved', () => {
    const inactive = textOf(diagnosed({ senderMailbox: { ...mailbox, active: false } }, known))
    assert.match(inactive, /has to activate the mailbox of Sara Davis/)
    assert.match(inactive, /^The mailbox is inactive$/m)
    assert.match(textOf(diagnosed({ senderMailbox: { ...mailbox, approval: 2 } }, known)), /^Press "Approve it here"/m)
  })

  it('the mail that left is the reader’s or the sender’s', () => {
    const { resolved } = casesByPhase(checks)
    assert.match(textOf({ kind: 'case', case: resolved }, 'user'), /^Your mail has left$/m)
    assert.match(textOf({ kind: 'case', case: resolved }, 'helpdesk'), /^The mail of Sara Davis has left$/m)
  })

  it('a check that is cancelled after something was written does not say that nothing was', () => {
    const { intake, watching } = casesByPhase(checks)
    const ended = (c: typeof intake) => textOf({ kind: 'case', case: after(c, checks, cancelled()) })
    assert.match(ended(intake), /Nothing was changed\./)
    assert.match(ended({ ...intake, audit: watching.audit }), /What was already changed stays changed\./)
  })

  it('a check that crashed is called by its name', () => {
    const { diagnosed: found } = casesByPhase(checks)
    assert.ok(found.phase.name === 'diagnosed')
    const finding = {
      checkId: 'sendAsDepth',
      outcome: 'undetermined',
      missing: [{ fact: 'sendAsDepth', why: 'crashed', detail: '' }],
    } as const
    const diagnosis = { ...found.phase.diagnosis, verdict: 'undetermined', findings: [finding] } as const
    const text = textOf({ kind: 'case', case: { ...found, phase: { ...found.phase, diagnosis } } })
    assert.match(text, /Reach of that permission: something went wrong in the bot\./)
  })

  function detail(screen: Screen, name: string): readonly unknown[] {
    const row = nodesOf(draw(screen)).find(
      ({ type, columns }) => type === 'ColumnSet' && textsOf(columns).includes(name),
    )
    return nodesOf(row).flatMap(({ type, text }) => (type === 'TextBlock' ? [text] : []))
  }
})

describe('canceling e-mails before the others leave', () => {
  const many = (count: number, subject: string): readonly WaitingMail[] =>
    Array.from({ length: count }, (_, i) => ({
      id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
      etag: `W/"${i}"`,
      subject: `${subject} ${i}`,
      to: `${subject}@example.com`,
      createdOn: AT,
    }))

  function offered(listed: readonly WaitingMail[], waiting: number): Screen {
    const { diagnosed: found } = casesByPhase(checks)
    const facts = { ...repairFacts, backlog: { ok: true, value: backlog(waiting, 3 * 24 * 60), at: AT } } as const
    const c = after(
      found,
      checks,
      repairAsked('senderConsent'),
      before => ({ ...planned(facts)(before), mails: listed }) as never,
    )
    return { kind: 'case', case: c }
  }

  const choices = (screen: Screen) =>
    nodesOf(draw(screen, 'user')).find(({ id }) => id === 'mails')?.choices as readonly unknown[]

  it('says that it cannot be undone', () => {
    assert.match(textOf(offered(many(3, 'a'), 3), 'user'), /canceled for good .* nobody can undo that/)
  })

  it('lists a hundred, has one button for all of them, and mentions the rest only if there is one', () => {
    const whole = offered(many(37, 'An offer'), 37)
    assert.equal(choices(whole).length, 37)
    assert.match(textOf(whole, 'user'), /^Cancel all 37 listed$/m)
    assert.doesNotMatch(textOf(whole, 'user'), /not listed/)
    const part = offered(many(100, 'An offer that is a little longer than most of them'), 137)
    assert.equal(choices(part).length, 100)
    assert.match(textOf(part, 'user'), /37 more wait and are not listed: once these are canceled, the next ones are\./)
  })

  it('stays small in every script: then fewer are listed, and only listed ones are canceled', () => {
    const screen = offered(many(100, '山田太郎様宛の見積書をお送りいたします'.repeat(4)), 100)
    const card = draw(screen, 'user')
    assert.ok(sizeOf(card) < 28 * 1024, `${sizeOf(card)} bytes`)
    const { length } = choices(screen)
    assert.ok(length >= 20 && length < 100)
    assert.match(textOf(screen, 'user'), new RegExp(`${100 - length} more wait and are not listed`))
    assert.doesNotMatch(textOf(screen, 'user'), /Cancel all/)
  })

  it('the button for all takes every e-mail that is listed', () => {
    const screen = offered(many(37, 'a'), 37)
    const button = nodesOf(draw(screen, 'user')).find(
      ({ title, type }) => title === 'Cancel all 37 listed' && type === 'Action.Execute',
    )
    assert.ok(screen.kind === 'case' && button)
    const { mails = '' } = button.data as { mails?: string }
    const asked = after(screen.case, checks, c => ({
      type: 'holdAsked',
      at: AT,
      by: c.owner,
      step: `offered.${c.phase.run}`,
      chosen: mails.split(','),
      own: true,
    }))
    assert.ok(asked.phase.name === 'planning')
    assert.equal(asked.phase.chosen?.length, 37)
  })
})
