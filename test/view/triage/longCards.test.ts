import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Screen } from '../../../src/app/ports.js'
import { agentOf } from '../../../src/domain/triage/triage.js'
import { sizeOf } from '../../../src/view/render.js'
import { view } from '../../fixtures/library.js'
import { surfaces } from '../../fixtures/screens.js'
import { asked, hugo, inHelpdesk, triaged } from '../../fixtures/triage.js'
import { nodesOf, textsOf } from '../nodes.js'

/** The Bot Connector's limit. */
const LIMIT_BYTES = 28 * 1024

const surface = Object.values(surfaces)[0] ?? assert.fail()
const thisCase = asked({})

function cardOf(screen: Screen): object {
  const card = view.card(screen, surface)
  assert.ok(sizeOf(card) < LIMIT_BYTES, `${sizeOf(card)} bytes`)
  return card
}

describe('a card of the helpdesk fits into a message', () => {
  it('with thousands of agents to choose from, and says how many are left out', () => {
    const agents = Array.from({ length: 3_000 }, (_, i) => {
      return { ...agentOf(hugo), name: `\u4F50\u85E4 ${'x'.repeat(200)} ${i}`, aadObjectId: `${i}`.padStart(36, '0') }
    })
    const card = cardOf({ kind: 'queue', case: thisCase, form: { fill: 'assign', agents } })
    const choices = nodesOf(card).find(({ type }) => type === 'Input.ChoiceSet')?.choices
    assert.ok(Array.isArray(choices) && choices.length >= 20)
    const left = (3_000 - choices.length).toLocaleString('en-US')
    assert.ok(textsOf(card).some(text => text.startsWith(`${left} more members`)))
  })

  it('with a note that is as long as what a client can send', () => {
    for (const text of ['x'.repeat(250_000), '\u4F50'.repeat(80_000)]) {
      cardOf({ kind: 'queue', case: thisCase, form: { fill: 'note', text } })
      cardOf({ kind: 'queue', case: thisCase, form: { fill: 'close', text } })
    }
  })

  it('with all notes that a case keeps, as JSON that can be read, which says that something is missing', () => {
    for (const letter of ['x', '\u4F50', '"']) {
      const notes = Array.from({ length: 25 }, () => triaged({ do: 'note', text: letter.repeat(2_000) }, hugo))
      const card = cardOf({ kind: 'export', case: inHelpdesk(thisCase, ...notes), full: true })
      const json = nodesOf(card).find(({ id }) => id === 'json')?.value
      assert.equal(JSON.parse(String(json)).abridged, true)
    }
  })
})
