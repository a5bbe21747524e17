import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Screen } from '../../src/app/ports.js'
import type { Surface } from '../../src/domain/case/case.js'
import { backlog, forbidden } from '../fixtures/facts.js'
import { view } from '../fixtures/library.js'
import { diagnosed, surfaces } from '../fixtures/screens.js'
import { textsOf } from './nodes.js'

type Changes = Parameters<typeof diagnosed>[0]

const place = surfaces['Action.Execute']
const saidOn = (screen: Screen, audience: Surface['audience']) =>
  textsOf(view.card(screen, { ...place, audience })).join('\n')

/** Everything that the card says to a member of the helpdesk, one text per line. */
const saying = (changes: Changes) => saidOn(diagnosed(changes), 'helpdesk')
/** The same, to the sender. */
const sayingToSender = (changes: Changes) => saidOn(diagnosed(changes), 'user')

describe('e-mail that waits, and nothing in the way', () => {
  const card = saying({ backlog: backlog(10_000, 540) })

  it('is shown as that: a headline, what was ruled out, whom to ask', () => {
    assert.match(card, /Mail is waiting, and we do not see why/)
    assert.match(card, /What we ruled out:\n[\s\S]*• These are in order: Sender, Account of the Email Router/)
    assert.match(card, /ask your Dynamics administrator to check on the Email Router's server/)
    assert.match(card, /10,000 e-mails are waiting/)
    assert.doesNotMatch(card, /could not see everything|leave by themselves|Everything we checked is in order/)
  })

  it('comes with a text for whoever can look at the router', () => {
    for (const text of [card, sayingToSender({ backlog: backlog(10_000, 540) })]) {
      assert.match(text, /10,000 e-mails of Sara Davis .* wait in "Pending Send".*; the oldest is from 2026-11-23\./)
      assert.match(text, /Please check on the server of the Email Router/)
    }
  })

  it('is not listed among the cases as something that could not be seen', () => {
    const screen = diagnosed({ backlog: backlog(10_000, 540) })
    assert.ok(screen.kind === 'case')
    const list = saidOn({ kind: 'cases', cases: [screen.case], more: 0 }, 'user')
    assert.match(list, /Mail is waiting, and we do not see why\./)
    assert.doesNotMatch(list, /could be seen/)
  })

  it('also names what is not the reason', () => {
    const retired = saying({ backlog: backlog(2, 60), hosting: { online: true } })
    assert.match(retired, /Mail is waiting, and we do not see why/)
    assert.match(retired, /Also: The Email Router is retired/)
  })
})

describe('what the bot does not reach', () => {
  it('is shown with the privilege, its level and the one that is needed', () => {
    const card = saying({ senderMailbox: { ...forbidden('prvReadMailbox'), depth: 'Local' } })
    assert.match(card, /has prvReadMailbox only at the level "Business Unit"; it needs "Organization"/)
    assert.match(card, /the privilege prvReadMailbox, at the level "Organization"/)
    assert.doesNotMatch(card, /lacks prvReadMailbox/)
  })

  it('is a missing privilege if it does not hold it at all', () => {
    assert.match(saying({ senderMailbox: forbidden('prvReadMailbox') }), /lacks prvReadMailbox/)
  })
})

describe('a sender without a mailbox', () => {
  it('is shown as that, with whom to ask', () => {
    const card = saying({ senderMailbox: null, alerts: null })
    assert.match(card, /The sender's mailbox: there is none/)
    assert.match(card, /why the sender has no mailbox/)
    assert.match(sayingToSender({ senderMailbox: null, alerts: null }), /find out why Sara Davis has no mailbox/)
  })
})
