import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Case } from '../../../src/domain/case/case.js'
import type { OthersWaiting } from '../../../src/domain/triage/group/group.js'
import { consented, helen, planned, repairAsked, surface } from '../../fixtures/cases.js'
import { AT, backlog, rightsOf } from '../../fixtures/facts.js'
import { view } from '../../fixtures/library.js'
import { asked, channelRoot, checkOfSara, inHelpdesk } from '../../fixtures/triage.js'
import { textsOf } from '../nodes.js'

const lacking = { rights: [rightsOf('router', { sendAs: [] })], backlog: backlog(1, 90) } as const

const withOthers = (thisCase: Case, people: number, first: number | null = null): Case => ({
  ...thisCase,
  group: { of: '', people, atLeast: people > 999, first },
})
const inChannel = (thisCase: Case) => textsOf(view.card({ kind: 'queue', case: thisCase }, channelRoot)).join('\n')
const inChat = (thisCase: Case, audience: 'user' | 'helpdesk') =>
  textsOf(view.card({ kind: 'case', case: thisCase }, { ...surface, audience })).join('\n')

describe('cards of cases with one cause', () => {
  it('tell the helpdesk how many more people have it, and which case is the first', () => {
    assert.match(inChannel(withOthers(asked(lacking), 11)), /11 more people have the same cause\./)
    assert.match(inChannel(withOthers(asked(lacking), 1, 12)), /One more person has .*The first of them is #12\./)
    assert.match(inChannel(withOthers(asked(lacking), 1000)), /At least 1,000 more people/)
    assert.doesNotMatch(inChannel(withOthers(asked(lacking), 0)), /same cause/)
    const chat = withOthers(asked(lacking), 11)
    assert.match(inChat(chat, 'helpdesk'), /11 more people have the same cause\./)
    assert.doesNotMatch(inChat(chat, 'user'), /same cause/, 'an employee does not read of others')
  })
})

describe('the offer of a repair', () => {
  const offered = (others: OthersWaiting): Case =>
    inHelpdesk(checkOfSara(lacking), repairAsked('sendAsPrivilege', helen), thisCase => ({
      ...(planned()(thisCase) as Extract<ReturnType<ReturnType<typeof planned>>, { type: 'planned' }>),
      others,
    }))
  const some = { people: 9, waiting: 27, atLeast: false, oldest: AT } as const

  it('counts and dates the mail of others that it releases', () => {
    const text = inChat(offered(some), 'helpdesk')
    assert.match(
      text,
      /9 more people have the same cause\. 27 of their e-mails have been waiting, the oldest since .*, and will leave/,
    )
    assert.doesNotMatch(text, /older than a day will leave/)
    const one = inChat(offered({ ...some, people: 1, waiting: 1 }), 'helpdesk')
    assert.match(one, /One more person has the same cause\. One of their e-mails has been waiting since/)
    const none = inChat(offered({ ...some, waiting: 0, oldest: null }), 'helpdesk')
    assert.match(none, /9 more people have the same cause\.$/m)
  })

  it('takes an agreement of its own if mail of others is old', () => {
    const old = offered({ ...some, oldest: '2026-11-20T10:00:00Z' })
    const refused = inHelpdesk(old, consented(helen))
    assert.ok(refused.phase.name === 'offered' && refused.phase.note?.key === 'notes.knowsOld')
    assert.equal(inHelpdesk(old, consented(helen, { knowsOld: true })).phase.name, 'applying')
    assert.equal(inHelpdesk(offered(some), consented(helen)).phase.name, 'applying')
    assert.match(
      JSON.stringify(view.card({ kind: 'case', case: old }, { ...surface, audience: 'helpdesk' })),
      /I know that e-mails of other people that are older than a day will leave, too\./,
    )
  })
})
