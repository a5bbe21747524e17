import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  backlog,
  type Changes,
  dana,
  mailbox,
  mailSettings,
  minutesAgo,
  newerLeft,
  pending,
  profile,
  sara,
  synchronized,
} from '../../fixtures/facts.js'
import { causesOf, foundBy, verdictOf } from './verdicts.js'

const OWN = [
  'noMailbox',
  'mailboxInactive',
  'deliveryMethod',
  'mailboxNotApproved',
  'serverProfile',
  'mailboxNotEnabled',
  'addressMismatch',
  'otherMailboxError',
  'mailboxPostponed',
  'senderUnlicensed',
]
/** A mailbox that meets no rule at all. */
const wrong: Changes = {
  senders: [{ ...sara, licensed: false }],
  senderMailbox: {
    ...mailbox,
    active: false,
    deliveryMethod: 0,
    approval: 2,
    profileId: null,
    address: 'other@contoso.com',
    outgoing: { enabled: false, testStatus: 0 },
    sendingPostponedUntil: minutesAgo(-10),
  },
  alerts: [{ text: 'Too large. 0x8005E237', details: null, at: minutesAgo(1) }],
}
const settings = (delegation: boolean | null) => ({ ...mailSettings, channel: 'synchronization', delegation }) as const
const submitted: Changes = {
  backlog: backlog(1, 60),
  pendingMails: [pending(60, { createdBy: 'dana', modifiedBy: 'dana' })],
  accounts: [dana],
  submitterMailboxes: [{ userId: 'dana', mailbox: { ...mailbox, id: 'danas', address: dana.address } }],
}

describe('the mailbox that sends', () => {
  it("is the sender's", () => {
    for (const id of OWN.slice(1)) {
      const weight = id === 'mailboxPostponed' ? 'contributing' : 'blocking'
      assert.equal(foundBy(id, { ...synchronized, ...wrong }), weight, id)
    }
    assert.equal(foundBy('delegatedSending', { ...synchronized, ...wrong }), 'notDelegated')
  })

  it("is the submitter's with delegation, and then no row about the sender's own applies", () => {
    const facts: Changes = { ...synchronized, ...wrong, ...submitted, mailSettings: settings(true) }
    for (const id of OWN) assert.equal(foundBy(id, facts), 'delegated', id)
    assert.equal(foundBy('delegatedSending', facts), 'ok')
    assert.deepEqual(verdictOf(facts), ['undetermined', true])
    const missing: Changes = { ...facts, senderMailbox: null, alerts: null }
    assert.equal(foundBy('noMailbox', missing), 'delegated')
  })

  it('is not known where the setting was not understood', () => {
    const facts: Changes = { ...synchronized, ...submitted, mailSettings: settings(null) }
    for (const id of [...OWN, 'delegatedSending']) assert.equal(foundBy(id, facts), 'undetermined', id)
    assert.deepEqual(verdictOf(facts), ['undetermined', false])
  })

  it("is the sender's where the router sends, whatever the setting", () => {
    const facts: Changes = {
      mailSettings: { ...mailSettings, delegation: true },
      senderMailbox: { ...mailbox, active: false },
    }
    assert.deepEqual(causesOf(facts), ['mailboxInactive'])
  })
})

describe('settings with which newer mail has left', () => {
  it('are no reason for what still waits', () => {
    const { alerts: _alerts, ...set } = wrong
    const facts: Changes = { ...synchronized, ...set, ...newerLeft }
    for (const id of OWN.slice(1, 7)) assert.equal(foundBy(id, facts), 'contributing', id)
    assert.equal(foundBy('senderUnlicensed', facts), 'contributing')
  })

  it('are one where what left was submitted before', () => {
    const departures = { lastHour: 1, lastDay: 1, newest: { sentAt: minutesAgo(20), submittedAt: minutesAgo(61) } }
    assert.equal(foundBy('mailboxInactive', { ...synchronized, ...wrong, ...newerLeft, departures }), 'blocking')
  })

  it('are measured by the oldest that waits and should have left', () => {
    const scheduled = [pending(90, { scheduledFor: minutesAgo(10) }), pending(15)]
    const facts: Changes = { ...synchronized, ...wrong, ...newerLeft, pendingMails: scheduled }
    assert.equal(foundBy('mailboxInactive', facts), 'blocking')
  })
})

describe('Exchange Online', () => {
  const unapproved: Changes = { ...synchronized, senderMailbox: { ...mailbox, approvedInMicrosoft365: false } }

  it('wants the approval of a Microsoft 365 administrator, whatever the organization requires', () => {
    for (const required of [true, false]) {
      const approval = { users: required, queues: required }
      assert.deepEqual(causesOf({ ...unapproved, mailSettings: { ...settings(false), approval } }), [
        'mailboxNotApproved',
      ])
    }
  })

  it('does so online only, and other servers do not', () => {
    assert.deepEqual(causesOf({ ...unapproved, hosting: { online: false } }), [])
    assert.deepEqual(causesOf({ ...unapproved, serverProfiles: [{ ...profile, exchangeOnline: false }] }), [])
  })
})
