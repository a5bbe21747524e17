import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Screen } from '../../../src/app/ports.js'
import type { Surface } from '../../../src/domain/case/case.js'
import { backlog, forbidden, healthy, minutesAgo, refusedWorkflow, synchronized } from '../../fixtures/facts.js'
import { view } from '../../fixtures/library.js'
import { diagnosed, surfaces } from '../../fixtures/screens.js'
import { textsOf } from '../nodes.js'

type Changes = Parameters<typeof diagnosed>[0]

const place = surfaces['Action.Execute']
const saidOn = (screen: Screen, audience: Surface['audience']) =>
  textsOf(view.card(screen, { ...place, audience })).join('\n')

/** Everything that the card says to a member of the helpdesk, one text per line. */
const saying = (changes: Changes) => saidOn(diagnosed(changes), 'helpdesk')
/** The same, to the sender. */
const sayingToSender = (changes: Changes) => saidOn(diagnosed(changes), 'user')

describe('e-mail that waits for the router, and nothing in the way', () => {
  const card = saying({ backlog: backlog(10_000, 540) })

  it('is shown as that: a headline, what was ruled out, whom to ask', () => {
    assert.match(card, /Mail is waiting, and we do not see why/)
    assert.match(
      card,
      /What we ruled out:\n[\s\S]*• These are in order: Sender · Sender is enabled · Account that sends/,
    )
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
    const failed = { count: 1, oldest: minutesAgo(3000), newest: minutesAgo(3000) }
    const card = saying({ backlog: backlog(2, 60), failedMails: failed })
    assert.match(card, /Mail is waiting, and we do not see why/)
    assert.match(card, /Also: An e-mail has failed/)
  })

  it('is explained where the router is retired, which is told before all other causes', () => {
    for (const more of [{}, { senderConsent: false }]) {
      const card = saying({ backlog: backlog(2, 60), hosting: { online: true }, ...more })
      assert.match(card, /The Email Router is retired, so it does not help/)
      assert.match(card, /What to do now\n[\s\S]*has to move the organization to server-side synchronization/)
    }
    const both = saying({ hosting: { online: true }, senderConsent: false })
    assert.match(both, /Also in the way: The sender has not given permission/)
  })
})

describe('e-mail that synchronization does not send, and nothing in the way', () => {
  const facts: Changes = {
    ...synchronized,
    backlog: backlog(3, 60),
    pulse: { ...healthy.pulse, waitingSenders: 4, lastDeparture: minutesAgo(300) },
  }

  it('is shown with who else is stuck, and with links to the two places to look next', () => {
    for (const card of [saying(facts), sayingToSender(facts)]) {
      assert.match(card, /Mail is waiting, and we do not see why/)
      assert.match(card, /Mail of 3 other senders waits, too\. The last e-mail of anybody .*DATE\(2026-11-23T05:00:00Z/)
      assert.match(card, /Open the mailbox\nhttps:\S+etn=mailbox&id=%7Bmailbox%7D/)
      assert.match(card, /Open the admin center\nhttps:\/\/admin\.powerplatform\.microsoft\.com\/environments/)
    }
    assert.match(saying(facts), /the newest of the mailbox's "Alerts", and check in the Power Platform/)
  })

  it('comes with a text that says the same, and has the links', () => {
    const text = sayingToSender(facts)
    assert.match(text, /Mail of 3 other senders waits, too\. .* left on 2026-11-23 05:00 UTC\./)
    assert.match(text, /Please look at the newest of the mailbox's "Alerts"/)
    assert.match(text, /^Open the admin center: https:/m)
  })

  it('has no admin center where Microsoft does not host the organization', () => {
    const own = { name: 'Own', url: 'https://crm.contoso.example' }
    const target = { symptom: 'stuck', organization: own, sender: 'sara@contoso.com' } as const
    const card = saidOn(diagnosed(facts, { target }), 'helpdesk')
    assert.match(card, /Open the mailbox\nhttps:\/\/crm\.contoso\.example/)
    assert.doesNotMatch(card, /powerplatform/)
  })
})

describe('drafts that were refused once, and may be sent now', () => {
  const facts: Changes = { ...refusedWorkflow, jobs: { jobs: [], cut: false } }

  it('have a sentence of their own: send them again', () => {
    const card = sayingToSender(facts)
    assert.match(card, /The permissions are right now: the mail can be sent again/)
    assert.match(card, /Press "Send the drafts": you will choose which ones, and nothing is sent before that\./)
    assert.match(card, /2 drafts are held back\..* the drafts have to be sent again/)
    assert.match(card, /Open the e-mails\nhttps:\S+etn=email/)
    assert.doesNotMatch(card, /Mail is waiting/)
  })

  it('do not hide mail that waits unexplained', () => {
    assert.match(saying({ ...facts, backlog: backlog(2, 60) }), /Mail is waiting, and we do not see why/)
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

describe('a record that should be there and was not found', () => {
  it('is named, and somebody is asked to look for it', () => {
    const facts = { ...synchronized, serverProfiles: [] }
    assert.match(saying(facts), /The email server profiles: not found\./)
    assert.match(saying(facts), /Something that should be there was not found/)
    assert.match(sayingToSender(facts), /did not find everything: The email server profiles\./)
  })
})
