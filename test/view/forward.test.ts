import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Screen } from '../../src/app/ports.js'
import type { Surface } from '../../src/domain/case/case.js'
import { contoso, mails, surface } from '../fixtures/cases.js'
import { AT, backlog, mailbox, rightsOf, sara } from '../fixtures/facts.js'
import { view } from '../fixtures/library.js'
import { diagnosed, HOSTILE, parties, screens } from '../fixtures/screens.js'
import { nodesOf } from './nodes.js'

const known = { parties }
const readers: readonly Pick<Surface, 'audience' | 'conversationType'>[] = [
  { audience: 'user', conversationType: 'personal' },
  { audience: 'helpdesk', conversationType: 'personal' },
  { audience: 'user', conversationType: 'groupChat' },
]

/** The texts on a card that are meant to be copied. */
function copies(screen: Screen, reader = readers[1]): readonly string[] {
  const card = view.card(screen, { ...surface, ...reader })
  return nodesOf(card).flatMap(({ id, value }) => (id === 'copy' ? [String(value)] : []))
}

const ENVIRONMENTS = 'https://admin.powerplatform.microsoft.com/environments'
const linksIn = (text: string) => [...text.matchAll(/https?:\/\/\S+/g)].map(([url]) => url)
const all = Object.entries(await screens()).filter(([name]) => !name.startsWith('hostile'))

describe('a text to forward', () => {
  for (const [name, screen] of all) {
    it(`has working links, and no content of an e-mail: ${name}`, () => {
      for (const text of readers.flatMap(reader => copies(screen, reader))) {
        assert.doesNotMatch(text, /\u2060:|:\u2060|\{\{|undefined|⟦/)
        for (const url of linksIn(text)) {
          assert.ok(url === contoso.url || url.startsWith(`${contoso.url}/`) || url === ENVIRONMENTS, url)
        }
        assert.ok(linksIn(text).length > 0, text)
        assert.match(text, /\bplease\b/i, 'it asks for something')
        for (const { subject, to } of mails)
          assert.ok(subject === '' || (!text.includes(subject) && !text.includes(to)))
      }
    })
  }

  it('gives an administrator role, account, level, link, organization, how many wait and since when', () => {
    const facts = {
      rights: [rightsOf('router', { sendAs: [{ depth: 'Local', businessUnitId: 'root' }] })],
      roles: [{ accountId: 'router', roles: [{ role: 'Mail Services', team: 'Routers' }] }],
      backlog: backlog(37, 42 * 24 * 60),
    }
    const [text = ''] = copies(diagnosed(facts, known))
    assert.match(
      text,
      /^Hello,\n37 e-mails of Sara Davis \(sara@contoso\.com\) wait in "Pending Send" .* oldest is from 2026-10-12\.$/m,
    )
    assert.match(text, /^Organization: Contoso, https:\/\/contoso\.crm4\.dynamics\.com$/m)
    assert.match(text, /Mail Services \(Routers\)/)
    assert.match(text, /Business Unit \(Local\), Contoso/)
    assert.match(
      text,
      /^Please set the privilege "Send Email as Another User" \(prvSendAsUser\) to the level "Organization" \(Global\) in the security role of Email Router Service/m,
    )
    assert.match(text, /^Open security roles: https:\/\/contoso\.crm4\.dynamics\.com\/main\.aspx\S+etn=role$/m)
  })

  it('tells the sender about their own e-mail and their own page', () => {
    const [text = ''] = copies(diagnosed({ senderConsent: false, backlog: backlog(3, 200) }, known))
    assert.match(text, /^Hello Sara Davis,\n3 e-mails of yours wait/)
    assert.match(text, /^Please open your personal options/m)
    assert.match(text, /^Open personal options: https:\/\/contoso\.crm4\.dynamics\.com\/tools\/personalsettings\S+$/m)
    assert.match(text, /Waiting e-mails will then leave by themselves/)
  })

  it('does not promise the sender that mail leaves if another cause holds it or none waits', () => {
    const two = diagnosed(
      { senderConsent: false, rights: [rightsOf('router', { sendAs: [] })], backlog: backlog(3, 200) },
      known,
    )
    const none = diagnosed({ senderConsent: false }, known)
    for (const screen of [two, none]) assert.doesNotMatch(copies(screen)[0] ?? '', /leave by themselves/)
    assert.doesNotMatch(copies(none)[0] ?? '', /wait in "Pending Send"/)
  })

  it('asks for what was found: an inactive mailbox is activated, another one approved', () => {
    const inactive = diagnosed({ senderMailbox: { ...mailbox, active: false } }, known)
    assert.match(copies(inactive)[0] ?? '', /Please press "Activate"/)
    assert.doesNotMatch(copies(inactive)[0] ?? '', /Approve/)
    const waiting = diagnosed(
      { senderMailbox: { ...mailbox, approval: 2 }, senders: [{ ...sara, approval: 2 }] },
      known,
    )
    assert.match(copies(waiting)[0] ?? '', /Please press "Approve Email"/)
  })

  it('is not offered to a person who would send it to themselves', () => {
    const own = {
      ...known,
      person: { ok: true, value: { id: 'sara', name: 'Sara Davis', address: 'sara@contoso.com' }, at: AT },
    } as const
    assert.deepEqual(copies(diagnosed({ senderConsent: false }, own), readers[0]), [])
  })

  it('cannot be made to contain a link by what people write', () => {
    const evil = ['https://evil.example/', 'www.evil.example', ...HOSTILE]
    fc.assert(
      fc.property(fc.constantFrom(...evil), fc.constantFrom('', ' ', '\n', 'x '), (text, before) => {
        const name = `${before}${text}`
        const named = {
          parties: { ...parties, sender: { ...parties.sender, name }, account: { ...parties.account, name } as never },
        }
        const target = { symptom: 'stuck', organization: { ...contoso, name }, sender: name } as const
        const screen = diagnosed(
          {
            senders: [{ ...sara, name }],
            senderConsent: false,
            rights: [rightsOf('router', { sendAs: [] })],
            alerts: [{ text: name, details: null, at: AT }],
          },
          { ...named, target },
        )
        for (const copy of readers.flatMap(reader => copies(screen, reader))) {
          for (const url of linksIn(copy)) assert.ok(url.startsWith(contoso.url), url)
          assert.doesNotMatch(copy, /(?<![@.\w])www\./)
        }
      }),
    )
  })
})
