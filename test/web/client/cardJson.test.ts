import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isUnderWay as isPhaseUnderWay } from '../../../src/domain/case/phase.js'
import { foldedIn, isUnderWay, valuesIn, withDrafts } from '../../../src/web/client/card/cardJson.js'
import type { CardJson } from '../../../src/web/client/pageAnswer.js'
import { view } from '../../fixtures/library.js'
import { screens, surfaces } from '../../fixtures/screens.js'

const card = {
  type: 'AdaptiveCard',
  body: [
    { type: 'Input.Text', id: 'value', label: 'Sender', value: 'sara@contoso.com' },
    { type: 'Container', items: [{ type: 'Input.Toggle', id: 'knowsOld', title: 'I know' }] },
    { type: 'Input.ChoiceSet', id: 'value', label: 'Organization' },
  ],
  actions: [
    {
      type: 'Action.ShowCard',
      title: 'Note',
      card: { body: [{ type: 'Input.Text', id: 'value', label: 'Note' }] },
    },
  ],
}

describe('the fields of a card', () => {
  it('have the values that the card came with', () => {
    assert.deepEqual(
      [...valuesIn(card)],
      [
        ['value|Sender', 'sara@contoso.com'],
        ['knowsOld|I know', 'false'],
        ['value|Organization', ''],
        ['value|Note', ''],
      ],
    )
  })

  it('get what was typed in them, also one tap away, and leave the card as it was', () => {
    const before = structuredClone(card)
    const typed = new Map([
      ['value|Note', 'Please look'],
      ['knowsOld|I know', 'true'],
      ['value|Another question', 'x'],
    ])
    const drawn = withDrafts(card, field => typed.get(field) ?? null)
    assert.deepEqual([...valuesIn(drawn).values()], ['sara@contoso.com', 'true', '', 'Please look'])
    assert.deepEqual(card, before)
  })
})

describe('what the page reads from the cards of the bot', () => {
  it('is whether the bot works on the case', async () => {
    for (const [name, screen] of Object.entries(await screens())) {
      const drawn = view.card(screen, surfaces['Action.Execute']) as CardJson
      const expected = screen.kind === 'case' && isPhaseUnderWay(screen.case.phase)
      assert.equal(isUnderWay(drawn), expected, name)
    }
  })

  it('is each part that is one tap away, once', async () => {
    const offered = (await screens())['phase: diagnosed']!
    const titles = foldedIn(view.card(offered, surfaces['Action.Execute']) as CardJson).map(({ title }) => title)
    assert.ok(titles.includes('Details'))
    assert.equal(new Set(titles).size, titles.length)
  })

  it('are fields that are not mistaken for one another', async () => {
    for (const [name, screen] of Object.entries(await screens())) {
      const drawn = view.card(screen, surfaces['Action.Execute']) as CardJson
      const inputs = JSON.stringify(drawn).split('"type":"Input.').length - 1
      assert.equal(valuesIn(drawn).size, inputs, name)
    }
  })
})
