import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Screen } from '../../src/app/ports.js'
import { checks } from '../../src/checks/index.js'
import { VERBS } from '../../src/domain/case/cardClick.js'
import { remedies } from '../../src/remedies/index.js'
import { sizeOf } from '../../src/view/render.js'
import { createView, type View } from '../../src/view/view.js'
import { MISSING, type Strings } from '../../src/view/wordings.js'
import { casesByPhase, contoso } from '../fixtures/cases.js'
import { rightsOf } from '../fixtures/facts.js'
import { library, view } from '../fixtures/library.js'
import { diagnosed, HOSTILE, screens, surfaces } from '../fixtures/screens.js'
import { type Node, nodesOf, TEAMS_ONLY, textsOf } from './nodes.js'

const all = Object.entries(await screens())
const options = { publicUrl: 'https://bot.example', checks, remedies, repairs: true }
/** Microsoft's documentation and support, its admin centers, and the sign-in. */
const ELSEWHERE = [
  'https://learn.microsoft.com/',
  'https://admin.powerplatform.microsoft.com/environments',
  'https://admin.exchange.microsoft.com/#/messagetrace',
  'https://token.botframework.com/',
]
/** The Bot Connector's limit. */
const LIMIT_BYTES = 28 * 1024

function faultOfText(text: string): string[] {
  if (text.includes('${')) return [`an expression was left: ${text}`]
  return text.includes(MISSING) ? [`a sentence is missing: ${text}`] : []
}

function faultOfNode({ type, altText, url, label, title, isRequired, errorMessage, data, facts }: Node): string[] {
  const fault = (wrong: boolean) => (wrong ? [`${type}: ${altText ?? label ?? url ?? JSON.stringify(data)}`] : [])
  switch (type) {
    case 'Image':
      return fault(!altText || !String(url).startsWith('https://bot.example/images/'))
    case 'Input.Text':
    case 'Input.ChoiceSet':
      return fault(!label || Boolean(isRequired) !== Boolean(errorMessage))
    case 'FactSet':
      return (facts as readonly Node[]).flatMap(fact => {
        const isText = typeof fact.title === 'string' && typeof fact.value === 'string'
        return isText ? [] : [`FactSet: ${JSON.stringify(fact)}`]
      })
    case 'Input.Toggle':
      return fault(!title)
    case 'Action.OpenUrl':
      return fault(![`${contoso.url}/`, ...ELSEWHERE].some(place => String(url).startsWith(place)))
    case 'Action.Execute':
    case 'Action.Submit':
      return fault(!VERBS.some(verb => verb === (data as { verb?: string }).verb))
    default:
      return []
  }
}

/** An element that only Teams knows needs a fallback, without such an element in it. */
function faultOfForeign({ type = '', title, data, fallback }: Node): string[] {
  if (!type.includes('.') || /^(?:Action|Input)\./.test(type)) return []
  if (!TEAMS_ONLY.includes(type)) return [`${type}: no client is known to draw it`]
  const inside = nodesOf(fallback).map(node => node.type ?? '')
  const isDrawn = inside.includes('FactSet') && !inside.some(name => TEAMS_ONLY.includes(name))
  return isDrawn && title && Array.isArray(data) && data.length > 0 ? [] : [`${type}: ${JSON.stringify(fallback)}`]
}

function faultsIn(card: object): string[] {
  const size = sizeOf(card)
  const large = size < LIMIT_BYTES ? [] : [`${size} bytes`]
  const nodes = nodesOf(card)
  return [
    ...textsOf(card).flatMap(faultOfText),
    ...nodes.flatMap(faultOfNode),
    ...nodes.flatMap(faultOfForeign),
    ...large,
  ]
}

/** A locale made of changed English strings. */
function madeUp(change: (text: string, key: string) => string): View {
  const changed = (node: Strings, key: string): Strings => {
    if (typeof node === 'string') return SENTENCES.test(key) ? change(node, key) : node
    if (typeof node !== 'object') return node
    const entries = Object.entries(node).map(([name, inner]) => [name, changed(inner, `${key}${name}.`)])
    return Array.isArray(node) ? entries.map(([, inner]) => inner as Strings) : Object.fromEntries(entries)
  }
  return createView({ ...library, strings: { ...library.strings, de: changed(library.strings.en ?? {}, '') } }, options)
}

/** All strings except who has to act, and the names of pictures. */
const SENTENCES = /^(?!guides\..*\.(?:acts|file)\.$)/

describe('every card', () => {
  for (const [name, screen] of all) {
    for (const [speaks, surface] of Object.entries(surfaces)) {
      for (const locale of Object.keys(library.strings)) {
        it(`${name}, for a channel with ${speaks}, in ${locale}`, () => {
          const card = view.card(screen, { ...surface, locale })
          assert.deepEqual(faultsIn(card), [])
          if (!surface.execute) assert.ok(!nodesOf(card).some(({ type }) => type === 'Action.Execute'))
        })
      }
    }
  }

  it('has no element that only Teams knows without another for every other client', () => {
    const chart = { type: 'Chart.Donut', title: 'Turns', data: [{ legend: 'Sender', value: 1 }] }
    const facts = { type: 'FactSet', facts: [{ title: 'Sender', value: '1' }] }
    const bodies = [chart, { ...chart, fallback: chart }, { ...chart, type: 'Chart.Gauge', fallback: facts }]
    for (const element of bodies) assert.equal(faultsIn({ type: 'AdaptiveCard', body: [element] }).length > 0, true)
    assert.deepEqual(faultsIn({ type: 'AdaptiveCard', body: [{ ...chart, fallback: facts }] }), [])
  })

  it('is in the language of a second locale, and is checked in it', () => {
    const surface = { ...surfaces['Action.Execute'], locale: 'de' }
    const german = madeUp(text => `¤${text}`)
    const broken = madeUp((text, key) => (key === 'buttons.start.' ? '{count' : text))
    for (const [name, screen] of all) {
      const card = german.card(screen, surface)
      assert.deepEqual(faultsIn(card), [], name)
      assert.ok(textsOf(card).join().includes('¤'), name)
      assert.equal((card as { lang?: string }).lang, 'de', name)
    }
    const welcome = { kind: 'welcome' } as const
    assert.match(faultsIn(broken.card(welcome, surface)).join(), /a sentence is missing: .*buttons\.start/)
    assert.deepEqual(faultsIn(broken.card(welcome, { ...surface, locale: 'en' })), [])
  })

  it('is drawn from each template at least once', () => {
    const named = Object.entries(library.templates).map(([name, json]) => [name, { ...(json as object), named: name }])
    const naming = createView({ ...library, templates: Object.fromEntries(named) }, options)
    const drawn = all.map(([, screen]) => (naming.card(screen, surfaces['Action.Execute']) as { named?: string }).named)
    assert.deepEqual([...new Set(drawn)].toSorted(), Object.keys(library.templates).toSorted())
  })

  it('shows every phase', () => {
    const phases = all.flatMap(([, screen]) => (screen.kind === 'case' ? screen.case.phase.name : []))
    assert.deepEqual([...new Set(phases)].toSorted(), Object.keys(casesByPhase(checks)).toSorted())
  })

  it('says in a group to mention the bot if it asks for a typed answer', () => {
    const group = { ...surfaces['Action.Execute'], conversationType: 'groupChat', botName: 'Mail Help' } as const
    const asking = all.filter(([, { kind, ...screen }]) => {
      const phase = 'case' in screen ? screen.case.phase.name : kind
      return phase === 'welcome' || (kind === 'case' && phase === 'intake')
    })
    assert.ok(asking.length > 0)
    for (const [name, screen] of asking) {
      const says = (surface: typeof group | (typeof surfaces)['Action.Execute']) =>
        textsOf(view.card(screen, surface)).some(text => text.includes('mention me first: @Mail Help'))
      assert.deepEqual([says(group), says({ ...group, conversationType: 'personal' } as never)], [true, false], name)
    }
    const note = { key: 'notes.notUnderstood', args: { text: 'what?' } }
    const answered = textsOf(view.card({ ...diagnosed({}), note } as Screen, group)).join()
    assert.match(answered, /type "help"\. .*mention me first/)
  })

  it('has no more buttons than clients show', () => {
    for (const [name, screen] of all) {
      const card = view.card(screen, surfaces['Action.Execute']) as Node
      const counts = [card, ...nodesOf(card)].map(({ actions }) => (Array.isArray(actions) ? actions.length : 0))
      assert.ok(Math.max(...counts) <= 6, name)
    }
  })

  it('falls back from Action.Execute to an Action.Submit that says the same', () => {
    for (const [, screen] of all) {
      const { refresh: _, ...card } = view.card(screen, surfaces['Action.Execute']) as Node
      const executes = nodesOf(card).filter(({ type }) => type === 'Action.Execute')
      for (const { data, title, fallback } of executes) {
        assert.deepEqual(fallback, { ...(fallback as object), type: 'Action.Submit', data, title })
      }
    }
  })

  it('is short on request: without its details, which it says, but with every button', () => {
    const place = surfaces['Action.Execute']
    const pressed = (card: object) =>
      nodesOf(card).flatMap(({ type, data }) => (type === 'Action.Execute' ? [data] : []))
    let smaller = 0
    for (const [name, screen] of all) {
      const [full, short] = [view.card(screen, place), view.card(screen, place, 'short')]
      assert.ok(sizeOf(short) <= sizeOf(full) || /too much to show here/.test(JSON.stringify(short)), name)
      assert.deepEqual(pressed(short), pressed(full), name)
      if (sizeOf(short) < sizeOf(full)) smaller++
    }
    assert.ok(smaller > 0)
  })

  it('stays small with everything at its longest, and says what it left out', () => {
    const evidence = Array.from({ length: 400 }, (_, i) => ({ id: `unit-${i}`, name: 'x'.repeat(160), parentId: null }))
    const grants = evidence.map(({ id }) => ({ depth: 'Local', businessUnitId: id }) as const)
    const long = HOSTILE.at(-1) ?? ''
    const screen = diagnosed(
      { businessUnits: evidence, rights: [rightsOf('router', { sendAs: grants })], senderConsent: false },
      { target: { organization: { ...contoso, name: long }, sender: long } },
    )
    assert.ok(sizeOf(view.card(screen, surfaces['Action.Execute'])) < LIMIT_BYTES)
  })
})
