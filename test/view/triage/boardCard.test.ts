import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { parseClick } from '../../../src/domain/case/cardClick.js'
import { readFilter } from '../../../src/domain/triage/board/boardFilter.js'
import { sizeOf } from '../../../src/view/render.js'
import { contoso } from '../../fixtures/cases.js'
import { library, sentencesBelow, view } from '../../fixtures/library.js'
import { boardScreen } from '../../fixtures/screens/boardScreens.js'
import { HOSTILE, surfaces } from '../../fixtures/screens.js'
import { type Node, nodesOf, skeletonOf, textsOf } from '../nodes.js'

const place = surfaces['Action.Execute']

function cardOf(...looking: Parameters<typeof boardScreen>): Node {
  return view.card(boardScreen(...looking), place) as Node
}

function clicksOf(card: Node) {
  const buttons = nodesOf(card).filter(({ type }) => type === 'Action.Execute')
  return buttons.map(({ title, data }) => ({ title: String(title), click: parseClick(data) }))
}

function titlesOf(card: Node): readonly string[] {
  return clicksOf(card).map(({ title }) => title)
}

describe("the board's card", () => {
  it('names nobody by their address', () => {
    const texts = textsOf(cardOf({ count: 42 })).join('\n')
    assert.match(texts, /s…@contoso\.com/)
    assert.doesNotMatch(texts, /sara@/)
  })

  it('carries the filter and the page on every button but Apply, whose inputs say what is wanted', () => {
    const asked = { organization: contoso.url, whose: 'mine', find: 'sara@contoso.com' }
    const { filter } = readFilter(asked, boardScreen({ count: 42 }).board.rows)
    const screen = { ...boardScreen({ count: 42, page: 1 }), filter }
    const clicks = clicksOf(view.card(screen, place) as Node)
    const apply = clicks.filter(({ title }) => title === 'Apply')
    assert.deepEqual(apply, [{ title: 'Apply', click: { verb: 'board' } }])
    const pages = clicks.flatMap(({ title, click }) => (title === 'Apply' ? [] : [[title, click?.page]]))
    assert.deepEqual(pages.slice(-4), [
      ['Next', '2'],
      ['Back', '0'],
      ['Refresh', '1'],
      ['Post again', '1'],
    ])
    for (const { click } of clicks.filter(({ title }) => title !== 'Apply')) {
      assert.deepEqual([click?.organization, click?.whose, click?.find], Object.values(asked))
    }
    const inputs = nodesOf(view.card(screen, place)).filter(({ type }) => type?.startsWith('Input.'))
    assert.deepEqual(
      inputs.map(({ id, value }) => [id, value]),
      [
        ['organization', contoso.url],
        ['cause', 'any'],
        ['whose', 'mine'],
        ['find', 'sara@contoso.com'],
      ],
    )
    for (const { choices, value } of inputs.filter(({ type }) => type === 'Input.ChoiceSet')) {
      assert.ok((choices as readonly Node[]).some(choice => choice.value === value))
    }
  })

  it('has no button that would do nothing', () => {
    assert.deepEqual(titlesOf(cardOf({ count: 0 })), ['Refresh'])
    assert.ok(!titlesOf(cardOf({ count: 42 })).includes('Back'))
    assert.ok(!titlesOf(cardOf({ count: 42, page: 4 })).includes('Next'))
    const gone = titlesOf(cardOf({ count: 1, gone: ['case-0'] }))
    assert.ok(!gone.some(title => title.startsWith('Show')))
  })

  it('counts in its charts what it counts without them, on the first page only', () => {
    const charts = nodesOf(cardOf({ count: 42 })).filter(({ type }) => type?.startsWith('Chart.'))
    assert.equal(charts.length, 3)
    for (const { data, fallback } of charts) {
      const bars = (data as readonly Node[]).map(bar => [String(bar.value ?? bar.y), bar.legend ?? bar.x])
      const facts = nodesOf(fallback).flatMap(node => (node.type === 'FactSet' ? (node.facts as readonly Node[]) : []))
      assert.deepEqual(
        facts.map(({ title, value }) => [title, value]),
        bars,
      )
      assert.equal(
        bars.reduce((sum, [count]) => sum + Number(count), 0),
        42,
      )
    }
    assert.ok(!JSON.stringify(cardOf({ count: 42, page: 1 })).includes('Chart.'))
  })

  it('has a short name for every cause, and for no other', () => {
    const { en = {} } = library.strings
    const named = sentencesBelow(en).flatMap(([key]) => key.match(/^triage\.board\.causes\.(.*)$/)?.[1] ?? [])
    const known = checks.map(({ id }): string => id)
    assert.deepEqual(named.toSorted(), [...known, 'none', 'others'].toSorted())
  })

  it('stays small and as it is, whatever organizations are called', () => {
    const plain = boardScreen({ count: 42 })
    const named = (name: string) => ({
      ...plain,
      choices: {
        ...plain.choices,
        organizations: plain.choices.organizations.map(known => ({ ...known, name })),
      },
    })
    const expected = skeletonOf(view.card(named('Contoso'), place))
    for (const text of HOSTILE) assert.deepEqual(skeletonOf(view.card(named(text), place)), expected, text)
    const many = Array.from({ length: 300 }, (_, i) => ({ name: 'x'.repeat(300), url: `https://org${i}.example` }))
    const chosen = { organization: 'https://org299.example' }
    const large = view.card({ ...plain, filter: chosen, choices: { organizations: many, causes: [] } }, place)
    assert.ok(sizeOf(large) < 28 * 1024)
    assert.ok(JSON.stringify(large).includes('"value":"https://org299.example"'), 'what was chosen is still there')
  })

  it('calls a cause that this version does not know one of the others', () => {
    const screen = boardScreen({ count: 1 })
    const causes = [{ of: 'causeOfTomorrow', count: 1 }]
    const card = view.card({ ...screen, board: { ...screen.board, causes } }, place)
    assert.ok(textsOf(card).includes('Other causes'))
  })
})
