import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Screen } from '../../src/app/ports.js'
import { VERBS } from '../../src/domain/case/cardClick.js'
import { sizeOf } from '../../src/view/render.js'
import { MISSING } from '../../src/view/wordings.js'
import { contoso } from '../fixtures/cases.js'
import { library, view } from '../fixtures/library.js'
import { diagnosed, HOSTILE, screens, surfaces } from '../fixtures/screens.js'
import { type Node, nodesOf, textsOf } from './nodes.js'

const all = Object.entries(await screens())
/** The Bot Connector's limit. */
/** Microsoft's documentation and support. */
const ARTICLES = 'https://learn.microsoft.com/'
const LIMIT_BYTES = 28 * 1024

function faultOfText(text: string): string[] {
  if (text.includes('${')) return [`an expression was left: ${text}`]
  return text.includes(MISSING) ? [`a sentence is missing: ${text}`] : []
}

function faultOfNode({ type, altText, url, label, title, isRequired, errorMessage, data }: Node): string[] {
  const fault = (wrong: boolean) => (wrong ? [`${type}: ${altText ?? label ?? url ?? JSON.stringify(data)}`] : [])
  switch (type) {
    case 'Image':
      return fault(!altText || !String(url).startsWith('https://bot.example/images/'))
    case 'Input.Text':
    case 'Input.ChoiceSet':
      return fault(!label || Boolean(isRequired) !== Boolean(errorMessage))
    case 'Input.Toggle':
      return fault(!title)
    case 'Action.OpenUrl':
      return fault(
        ![`${contoso.url}/`, ARTICLES, 'https://token.botframework.com/'].some(place => String(url).startsWith(place)),
      )
    case 'Action.Execute':
    case 'Action.Submit':
      return fault(!VERBS.some(verb => verb === (data as { verb?: string }).verb))
    default:
      return []
  }
}

describe('every card', () => {
  for (const [name, screen] of all) {
    for (const [speaks, surface] of Object.entries(surfaces)) {
      it(`${name}, for a channel with ${speaks}`, () => {
        const card = view.card(screen, surface)
        const nodes = nodesOf(card)
        assert.deepEqual([...textsOf(card).flatMap(faultOfText), ...nodes.flatMap(faultOfNode)], [])
        assert.ok(sizeOf(card) < LIMIT_BYTES, `${sizeOf(card)} bytes`)
        if (!surface.execute) assert.ok(!nodes.some(({ type }) => type === 'Action.Execute'))
      })
    }
  }

  it('is drawn from each template at least once', () => {
    const phases = new Set(all.map(([, screen]) => (screen.kind === 'case' ? screen.case.phase.name : screen.kind)))
    for (const drawn of [
      'welcome',
      'notice',
      'intake',
      'diagnosing',
      'diagnosed',
      'offered',
      'asking',
      'signIn',
      'resolved',
    ])
      assert.ok(phases.has(drawn as never), drawn)
    assert.deepEqual(Object.keys(library.templates).toSorted(), [
      'cases',
      'diagnosis',
      'intake',
      'notice',
      'offer',
      'outcome',
      'progress',
      'reading',
      'step',
      'welcome',
    ])
  })

  it('says in a group to mention the bot, where it asks for something in writing', () => {
    const group = { ...surfaces['Action.Execute'], conversationType: 'groupChat', botName: 'Mail Help' } as const
    const asking = all.filter(([, { kind, ...screen }]) => {
      const phase = 'case' in screen ? screen.case.phase.name : kind
      return phase === 'welcome' || (kind === 'case' && phase === 'intake')
    })
    assert.ok(asking.length > 20)
    for (const [name, screen] of asking) {
      const says = (surface: typeof group | (typeof surfaces)['Action.Execute']) =>
        textsOf(view.card(screen, surface)).some(text => text.includes('mention me first: @Mail Help'))
      assert.deepEqual([says(group), says({ ...group, conversationType: 'personal' } as never)], [true, false], name)
    }
    const note = { key: 'notes.notUnderstood', args: { text: 'what?' } }
    const answered = textsOf(view.card({ ...diagnosed({}), note } as Screen, group)).join()
    assert.match(answered, /type "help"\. .*mention me first/)
  })

  it('has no more buttons than clients draw', () => {
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

  it('is short when asked to be: without its details, which it says, and with everything that can be pressed', () => {
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

  it('stays small when everything in it is as long as it can be, and says what it left out', () => {
    const evidence = Array.from({ length: 400 }, (_, i) => ({ id: `unit-${i}`, name: 'x'.repeat(160), parentId: null }))
    const grants = evidence.map(({ id }) => ({ depth: 'Local', businessUnitId: id }) as const)
    const long = HOSTILE.at(-1) ?? ''
    const screen = diagnosed(
      { businessUnits: evidence, routerPrivilege: grants, senderConsent: false },
      { target: { organization: { ...contoso, name: long }, sender: long } },
    )
    assert.ok(sizeOf(view.card(screen, surfaces['Action.Execute'])) < LIMIT_BYTES)
  })
})
