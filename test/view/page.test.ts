import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Screen } from '../../src/app/ports.js'
import { checks } from '../../src/checks/index.js'
import type { Surface } from '../../src/domain/case/case.js'
import type { MessageKey } from '../../src/domain/messageKey.js'
import { remedies } from '../../src/remedies/index.js'
import { createView } from '../../src/view/view.js'
import { casesByPhase, surface } from '../fixtures/cases.js'
import { definitions } from '../fixtures/definitions.js'
import { library, view } from '../fixtures/library.js'
import { screens } from '../fixtures/screens.js'
import { nodesOf, textsOf } from './nodes.js'

const page: Surface = { ...surface, channelId: 'web', page: true }
const all = Object.entries(await screens())
const onPage = (screen: Screen, place = page) => textsOf(view.card(screen, place)).join('\n')

/** A page has no chat, and no field in which a command could be typed. */
const OF_A_CHAT = /\b(?:in|of) (?:the|this|my|your) chat\b|\btype "|\bmessage from this chat\b|\bmention me\b/i
/** They are drawn in a channel. */
const ELSEWHERE = /^(?:queue|notice|reading|hostile|export|digest)/

describe('a card on the page', () => {
  for (const [name, screen] of all.filter(([title]) => !ELSEWHERE.test(title))) {
    it(`speaks of no chat: ${name}`, () => assert.doesNotMatch(onPage(screen), OF_A_CHAT))
  }

  it('leaves the form of the page its buttons, and says a note without a greeting', () => {
    const blocks = (screen: Screen) =>
      nodesOf(view.card(screen, page)).flatMap(({ type, text }) => (type === 'TextBlock' ? [String(text)] : []))
    const greeted: Screen = { kind: 'welcome', agent: true }
    const [headline, ...rest] = blocks(greeted)
    assert.deepEqual([headline, rest.length], ['Is your Dynamics 365 e-mail stuck?', 1])
    const noted: Screen = { kind: 'welcome', note: { key: 'notes.logUnknown.code' } }
    assert.match(blocks(noted).join('|'), /^I read your text[^|]+$/)
    for (const screen of [greeted, noted]) assert.ok(!nodesOf(view.card(screen, page)).some(({ verb }) => verb))
  })

  it('says in a note what can be done there, and in a chat what can be typed', () => {
    const keys: readonly MessageKey[] = [
      'notes.notUnderstood',
      'notes.masked',
      'notes.logUnknown.unknownFault',
      'notes.logUnknown.receiving',
      'notes.logUnknown.appointments',
      'notes.checkDeleted',
      'notes.checkStarted',
      'notes.movedDown',
      'notes.sameCheck',
      'triage.board.notes.noChannel',
    ]
    for (const key of keys) {
      const screen: Screen = { kind: 'welcome', note: { key, args: { text: 'the weather', days: 90 } } }
      const noteOf = (place: Surface) =>
        String(nodesOf(view.card(screen, place)).find(({ type }) => type === 'TextBlock')?.text)
      assert.doesNotMatch(noteOf(page), OF_A_CHAT, key)
      assert.match(noteOf(surface), OF_A_CHAT, key)
      assert.equal(view.text({ key, args: { text: 'the weather', days: 90 } }, 'en', true).includes('⟦'), false)
    }
  })
})

describe('the card that asks to sign in', () => {
  const asks = all.filter(([, { kind }]) => kind === 'signIn')
  const fields = (screen: Screen, place: Surface) =>
    nodesOf(view.card(screen, place)).filter(({ type }) => type === 'Input.Text').length

  for (const [name, screen] of asks) {
    it(`has a field for a code in a chat only, where there is a link: ${name}`, () => {
      assert.ok(screen.kind === 'signIn')
      assert.deepEqual([fields(screen, page), fields(screen, surface)], [0, screen.link === undefined ? 0 : 1])
    })

    it(`has one main button on the page, which is the next step: ${name}`, () => {
      assert.ok(screen.kind === 'signIn')
      const main = nodesOf(view.card(screen, page)).filter(({ style }) => style === 'positive')
      if (screen.need === 'unavailable') return assert.equal(main.length, 0)
      assert.deepEqual(
        main.map(({ type }) => type),
        [screen.link !== undefined && !screen.signedIn ? 'Action.OpenUrl' : 'Action.Execute'],
      )
    })

    it(`leads nowhere once they have signed in, and goes on: ${name}`, () => {
      assert.ok(screen.kind === 'signIn')
      const card = view.card({ ...screen, link: 'https://bot.example/check/consent', signedIn: true }, page)
      assert.doesNotMatch(JSON.stringify(card), /check\/consent/)
      assert.ok(nodesOf(card).some(({ title }) => title === 'Continue'))
      assert.equal(view.summary({ ...screen, signedIn: true }, 'en'), 'You are signed in')
    })
  }
})

describe('a text for the sender', () => {
  const web = createView(library, { publicUrl: 'https://bot.example', ...definitions, checks, remedies, web: true })
  const { asking } = casesByPhase(checks)
  const helpdesk: Surface = { ...surface, audience: 'helpdesk' }
  const unreached: Screen = {
    kind: 'case',
    case: { ...asking, phase: { ...asking.phase, reached: 'none' } } as typeof asking,
  }
  const copy = (from: typeof view, screen: Screen) =>
    nodesOf(from.card(screen, helpdesk))
      .flatMap(({ id, value }) => (id === 'copy' ? [String(value)] : []))
      .join()

  it('leads to the page of the check where there is one, with nothing about anybody in the address', () => {
    const address = `https://bot.example/check/case/${asking.id}`
    assert.ok(copy(web, unreached).includes(address), copy(web, unreached))
    assert.ok(!copy(view, unreached).includes('/check/'))
  })

  it('leads there only if they are known to be who may see it, and administrators are not', () => {
    const { senderObjectId: _, ...parties } = asking.parties ?? assert.fail()
    const unknown: Screen = { ...unreached, case: { ...unreached.case, parties } as typeof asking }
    assert.ok(copy(web, unknown).length > 0)
    assert.ok(!copy(web, unknown).includes('/check/'))
    for (const [name, screen] of all) {
      const texts = nodesOf(web.card(screen, helpdesk)).flatMap(({ id, value }) =>
        id === 'copy' ? [String(value)] : [],
      )
      for (const text of texts.filter(one => one.startsWith('Hello,'))) assert.ok(!text.includes('/check/'), name)
    }
  })
})

describe('what the last step brought', () => {
  it('is said once on a card that somebody looks at again, and once more near the buttons if a click brings news', () => {
    const came = { key: 'notes.verified.restHeld' } as const
    const { diagnosed } = casesByPhase(checks)
    assert.ok(diagnosed?.phase.name === 'diagnosed')
    const repaired = { ...diagnosed, phase: { ...diagnosed.phase, note: came } }
    const times = (screen: Screen) => onPage(screen).split('Other drafts or jobs are still held').length - 1
    assert.equal(times({ kind: 'case', case: repaired }), 1)
    assert.equal(times({ kind: 'case', case: repaired, note: { ...came } }), 1)
    assert.match(onPage({ kind: 'case', case: repaired, note: { key: 'notes.stale' } }), /still held[\s\S]+/)
  })
})
