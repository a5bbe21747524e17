import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { view } from '../../fixtures/library.js'
import { screens, surfaces } from '../../fixtures/screens.js'
import { nodesOf, textsOf } from '../nodes.js'

const all = await screens()
const surface = surfaces['Action.Execute']

function cardOf(name: string, changes: Partial<typeof surface> = {}): object {
  return view.card(all[`batch: ${name}`] ?? assert.fail(name), { ...surface, ...changes })
}

const choicesOn = (card: object) =>
  (nodesOf(card).find(({ type }) => type === 'Input.ChoiceSet')?.choices ?? []) as readonly { readonly value: string }[]
const boldOn = (card: object) => nodesOf(card).flatMap(({ weight, text }) => (weight === 'Bolder' ? [text] : []))

describe('the card of several addresses', () => {
  it('counts them by cause, faults first, and names the cause by its wording only if that is the same for all', () => {
    assert.deepEqual(boldOn(cardOf('ten addresses, each where it is known')), [
      '10 addresses checked',
      '2 of 10: The sender has not given permission',
      '2 of 10: Jobs that were refused',
      '1 of 10: The mailbox is not switched on for sending',
      '1 of 10: Not everything could be seen',
      '1 of 10: An answer is needed: no organization knows the address, or several do, or one did not answer',
      '1 of 10: An answer is needed: several people share the address',
      '1 of 10: Nothing is in the way',
      '1 of 10: The check is over',
    ])
  })

  for (const name of ['fifty addresses', 'fifty of the longest addresses', 'fifty of the widest addresses']) {
    it(`has all of them, each with a line and a choice: ${name}`, () => {
      const card = cardOf(name)
      const values = choicesOn(card).map(({ value }) => value)
      assert.equal(new Set(values).size, 50)
      assert.equal(nodesOf(card).filter(({ type, spacing }) => type === 'TextBlock' && spacing === 'None').length, 50)
      assert.ok(nodesOf(card).filter(({ type }) => type === 'Action.Execute').length <= 6)
    })
  }

  it('offers no check that has no result', () => {
    assert.equal(choicesOn(cardOf('canceled')).length, 20)
    const none = cardOf('canceled at once')
    assert.equal(choicesOn(none).length, 0)
    assert.ok(nodesOf(none).every(({ type }) => type !== 'Action.Execute'))
    assert.match(textsOf(none).join(), /Canceled: 0 of 50/)
  })

  it('masks people where others read, too', () => {
    const card = cardOf('ten addresses, each where it is known', { conversationType: 'groupChat' })
    assert.doesNotMatch(JSON.stringify(card), /person\.number/)
    assert.match(JSON.stringify(cardOf('ten addresses, each where it is known')), /person\.number/)
  })

  it('can be canceled while they are checked, and shows how far that is', () => {
    const card = cardOf('under way')
    assert.match(textsOf(card).join(), /20 of 50 checked/)
    const verbs = nodesOf(card).flatMap(({ data }) => (data as { verb?: string } | undefined)?.verb ?? [])
    assert.deepEqual([...new Set(verbs)].toSorted(), ['cancel', 'refresh'])
  })
})
