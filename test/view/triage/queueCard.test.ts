import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { view } from '../../fixtures/library.js'
import { queueScreens } from '../../fixtures/screens/queueScreens.js'
import { channelRoot } from '../../fixtures/triage.js'
import { nodesOf } from '../nodes.js'

const screens = queueScreens()

/** The title of the button that the card leads to. */
function mainOf(name: string): unknown {
  const card = view.card(screens[`queue: ${name}`] ?? assert.fail(name), channelRoot)
  return nodesOf(card).find(({ type, style }) => type === 'Action.Execute' && style === 'positive')?.title
}

describe('the main button of the card in the channel', () => {
  it('is what comes next', () => {
    assert.equal(mainOf('nobody has taken it'), 'Take')
    assert.equal(mainOf('taken, the sender has to act'), 'Ask the sender')
  })

  it('leads to the text for an administrator whose turn it is already, and to the evidence where the sender was asked', () => {
    assert.equal(mainOf('an administrator has to act'), 'Open in my chat')
    assert.equal(mainOf('the sender is asked'), 'Open in my chat')
  })

  it('leads to the text to send to a sender who cannot be reached', () => {
    assert.equal(mainOf('the sender cannot be reached'), 'Open in my chat')
  })
})
