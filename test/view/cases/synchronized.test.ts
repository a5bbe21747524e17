import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Screen } from '../../../src/app/ports.js'
import { checks } from '../../../src/checks/index.js'
import type { Surface } from '../../../src/domain/case/case.js'
import { after, answered, contoso, gathered, identified, opened, surface } from '../../fixtures/cases.js'
import {
  backlog,
  type Changes,
  dana,
  draftsBy,
  forbidden,
  job,
  mailbox,
  minutesAgo,
  pending,
  refusedWorkflow,
  rightsOf,
  standstill,
  synchronized,
} from '../../fixtures/facts.js'
import { view } from '../../fixtures/library.js'
import { heldRepairScreens } from '../../fixtures/screens/heldRepairs.js'
import { synchronizedScreens } from '../../fixtures/screens/synchronizedScreens.js'
import { diagnosed } from '../../fixtures/screens.js'
import { type Node, nodesOf, textsOf } from '../nodes.js'

/** The label of the product for the outgoing method, which names both channels. */
const LABEL = 'Server-Side Synchronization or Email Router'
const audiences: readonly Surface['audience'][] = ['user', 'helpdesk', 'sender']

const saidOn = (screen: Screen, audience: Surface['audience'] = 'user') =>
  textsOf(view.card(screen, { ...surface, audience })).join('\n')
const saying = (facts: Changes) => saidOn(diagnosed(facts))

const outlaw = rightsOf('dana', { sendAs: [] })
const waiting: Changes = { ...synchronized, backlog: backlog(3, 60), pendingMails: [pending(60)] }
const inactive: Changes = { ...waiting, senderMailbox: { ...mailbox, active: false } }

describe('an organization that synchronizes', () => {
  for (const [name, screen] of Object.entries(synchronizedScreens())) {
    it(`reads nothing about the Email Router: ${name}`, () => {
      for (const audience of audiences) {
        const texts = textsOf(view.card(screen, { ...surface, audience }))
        const found = texts.filter(text => /router/i.test(text.replaceAll(LABEL, '')))
        assert.deepEqual(found, [])
      }
    })
  }

  it('does, once somebody asks about one', () => {
    assert.match(
      saying({ ...synchronized, statement: { refused: false, aboutRouter: true, accountIds: [] } }),
      /Router/,
    )
  })
})

describe('the card says which gate holds the mail', () => {
  it('never handed over, if a workflow, flow, program or colleague was refused', () => {
    assert.match(
      saying({ ...refusedWorkflow, rights: [outlaw] }),
      /^Your mail was never handed over: a workflow tried to send it in your name and was refused\.$/m,
    )
    const program = { accounts: [{ ...dana, applicationId: 'app' }], drafts: draftsBy('dana') }
    assert.match(saying({ ...synchronized, ...program, rights: [outlaw] }), /never handed over: a program tried/)
    const colleague = { accounts: [dana], drafts: draftsBy('dana'), namedAccounts: [dana] }
    assert.match(saying({ ...synchronized, ...colleague, rights: [outlaw] }), /never handed over: Dana Reed tried/)
  })

  it('refused before, if an account was named and nothing is held', () => {
    const named = { ...synchronized, namedAccounts: [dana], rights: [outlaw] }
    assert.match(saying(named), /^Mail that Dana Reed sends in your name is refused before it is handed over\.$/m)
  })

  it('handed over, if the mailbox does not send', () => {
    assert.match(saying(inactive), /^Your mail was handed over; your mailbox does not send it\.$/m)
    const idle = { ...inactive, backlog: backlog(0, 0), pendingMails: [] }
    assert.match(saying(idle), /^Your mail is handed over; your mailbox does not send it\.$/m)
    assert.match(
      saying({ senderMailbox: { ...mailbox, active: false }, backlog: backlog(3, 60) }),
      /^Your mail was handed over; the Email Router does not pick it up from your mailbox\.$/m,
    )
  })

  it('handed over, if the router may not pass it on', () => {
    assert.match(saying({ senderConsent: false, backlog: backlog(3, 60) }), /handed over, but the Email Router cannot/)
  })

  it('nothing, if the cause is about neither', () => {
    assert.doesNotMatch(saying({ ...synchronized, senders: [] }), /handed over/)
    assert.doesNotMatch(saying({ ...synchronized, namedAccounts: [] }), /handed over/)
  })
})

describe('both kinds of mail are counted', () => {
  it('and the card says which leaves by itself and which has to be resumed or sent again', () => {
    const card = saying({ ...refusedWorkflow, ...inactive, rights: [outlaw] })
    assert.match(card, /3 e-mails are waiting\. .* They leave by themselves after the repair\./)
    assert.match(
      card,
      /2 drafts and one job are held back\. .* even after the repair: either the job is resumed, or the/,
    )
  })

  it('mail that waits besides is not promised to leave through a permission', () => {
    const card = saying({ ...refusedWorkflow, rights: [outlaw], backlog: backlog(2, 5), pendingMails: [pending(5)] })
    assert.match(card, /2 e-mails are waiting\. .* They all leave by themselves within a few minutes\./)
    assert.doesNotMatch(card, /leave by themselves after the repair/)
  })

  it('and the text to forward counts what was refused', () => {
    const card = saying({ ...refusedWorkflow, rights: [outlaw] })
    assert.match(
      card,
      /Mail in the name of Sara Davis .* was refused .* before it was handed over\. 2 drafts and one job/,
    )
  })
})

describe('a cause that blocks nothing', () => {
  it('is the headline if it explains the mail', () => {
    assert.match(saying(refusedWorkflow), /^A workflow was not allowed to send: one job waits$/m)
    const screen = diagnosed(refusedWorkflow)
    assert.equal(view.summary(screen, 'en'), 'A workflow was not allowed to send: one job waits')
  })

  it('counts the jobs that wait, and none that failed', () => {
    const of = (...states: ('waiting' | 'failed')[]) =>
      saying({
        ...refusedWorkflow,
        jobs: { jobs: states.map((state, id) => ({ ...job, id: `${job.id}${id}`, state })), cut: false },
      })
    assert.match(of('failed'), /^A workflow was not allowed to send and failed$/m)
    assert.match(of('failed', 'failed'), /^Workflows were not allowed to send and failed$/m)
    assert.match(of('failed', 'waiting'), /^Workflows were not allowed to send: one job waits$/m)
    assert.match(of('waiting', 'waiting'), /^Workflows were not allowed to send: 2 jobs wait$/m)
  })

  it('comes before one that explains nothing', () => {
    const failed = { count: 1, oldest: minutesAgo(40), newest: minutesAgo(40) }
    const refused = { refused: false, aboutRouter: true, accountIds: [] }
    const card = saying({ ...synchronized, failedMails: failed, statement: refused })
    assert.ok(card.indexOf('An e-mail has failed') < card.indexOf('This organization does not use the Email Router'))
  })

  it('is told in passing if it may concern others only', () => {
    const card = saying({ ...synchronized, jobs: { jobs: [job], cut: false }, accounts: [dana], rights: [outlaw] })
    assert.match(card, /^Nothing is waiting to be sent$/m)
    assert.match(card, /Also: A job in this organization was not allowed to send/)
    assert.match(card, /Send your e-mail again if it did not arrive/)
  })
})

describe('nothing waits, and nothing is held', () => {
  const departures = { lastHour: 0, lastDay: 7, newest: { sentAt: minutesAgo(90), submittedAt: minutesAgo(95) } }

  it('says when the last e-mail left, and who can trace it', () => {
    const card = saying({ ...synchronized, departures })
    assert.match(card, /The last e-mail left Dynamics 365 on .*2026-11-23T08:30:00Z.* 7 left in the last day\./)
    assert.match(card, /ask your Exchange administrator for a message trace/)
    assert.doesNotMatch(card, /admin\.exchange/)
    assert.match(saidOn(diagnosed({ ...synchronized, departures }), 'helpdesk'), /admin\.exchange\.microsoft\.com/)
    assert.match(saying({ departures }), /ask your Exchange administrator to look for it on the mail server/)
  })

  it('asks to send a draft', () => {
    const target = { symptom: 'draft', organization: contoso, sender: 'sara@contoso.com' } as const
    assert.match(saidOn(diagnosed({ ...synchronized, departures }, { target })), /Open the draft and press "Send"\./)
  })
})

describe('under Details', () => {
  it('the accounts that send are listed', () => {
    assert.match(
      saying(refusedWorkflow),
      /^Who sends in this name\n[\s\S]*^Workflow "Order confirmation", run for Dana Reed$/m,
    )
    const unsure = saying({ ...synchronized, jobs: { jobs: [job], cut: false }, accounts: [dana], rights: [outlaw] })
    assert.match(unsure, /run for Dana Reed \(this may concern other mail\)/)
  })

  it('times are times, and what a mailbox lacks has a name', () => {
    assert.match(saying(refusedWorkflow), /Since \{\{DATE\(2026-11-23T09:00:00Z, SHORT\)\}\}/)
    const delegated = Object.entries(synchronizedScreens()).find(([name]) => name.endsWith('delegatedSending'))
    assert.match(saidOn(delegated?.[1] as Screen), /Not in order: The mailbox is active/)
  })

  it('nothing is listed that is about the other channel', () => {
    assert.doesNotMatch(saying(synchronized), /Age of the channel/)
    assert.doesNotMatch(saying({}), /Connection to the mail server/)
  })
})

describe('the question about the account', () => {
  const clue = { verdict: 'sendAs', fault: 'sendAs', count: 1, proof: [] } as const
  const asked = (facts: Changes) =>
    saidOn({
      kind: 'case',
      case: after(
        opened({ symptom: 'errorText', clue, organization: contoso }),
        checks,
        identified,
        answered({ ask: 'sender', value: 'sara@contoso.com' }),
        gathered(facts),
      ),
    })

  it('is about the router where that sends, and otherwise about whoever was refused', () => {
    assert.match(asked({ routerAccounts: null, rights: [] }), /Which account does the Email Router sign in with\?/)
    assert.match(asked(synchronized), /Which account was not allowed to send\?/)
    assert.match(asked(synchronized), /owner of the workflow/)
  })
})

describe('the first question', () => {
  it('has five choices, which fit on the card', () => {
    const card = view.card({ kind: 'case', case: opened() }, surface) as Node
    const sets = nodesOf(card).flatMap(({ actions }) => (Array.isArray(actions) ? [actions.length] : []))
    assert.ok(textsOf(card).includes('It stays a draft, or a flow failed'))
    assert.ok(
      sets.every(count => count <= 6),
      sets.join(),
    )
  })
})

describe('the cards of its repairs', () => {
  const cards = heldRepairScreens()
  const card = (name: string, audience: Surface['audience'] = 'user') => {
    const screen = cards[`repair: ${name}${audience === 'helpdesk' ? ', for the helpdesk' : ''}`]
    return screen ? view.card(screen, { ...surface, audience }) : assert.fail(name)
  }
  const said = (name: string, audience: Surface['audience'] = 'user') => textsOf(card(name, audience)).join('\n')

  it('preselect nothing, and offer no button for everything', () => {
    for (const name of ['jobs to choose', 'drafts to choose']) {
      const audience = name.startsWith('jobs') ? 'helpdesk' : 'user'
      const list = nodesOf(card(name, audience)).find(({ type }) => type === 'Input.ChoiceSet') ?? assert.fail(name)
      assert.deepEqual([list.isMultiSelect, list.value, (list.choices as unknown[]).length], [true, undefined, 2])
      const actions = nodesOf(card(name, audience)).filter(({ type }) => type === 'Action.Execute')
      const clicks = actions.filter(({ verb }) => verb === 'hold' || verb === 'consent')
      assert.deepEqual(
        clicks.map(({ title, data }) => [title, (data as { mails?: string }).mails]),
        [['Continue', undefined]],
      )
    }
  })

  it('tell jobs of one workflow apart, and ask for a yes to those older than a day', () => {
    assert.match(said('jobs to choose', 'helpdesk'), /2026-11-21 10:00 UTC · Order confirmation · about incident/)
    const chosen = said('jobs that were chosen', 'helpdesk')
    assert.match(chosen, /Let these 2 jobs go on\?/)
    assert.match(chosen, /Everything after that step of the workflow runs, too/)
    assert.match(chosen, /I know that one job that has waited for more than a day will go on\./)
    assert.doesNotMatch(chosen, /e-mails? (is|are) waiting|will then leave/, 'jobs are counted, not e-mails')
  })

  it('show the sender who made a draft, its subject, recipients and attachments, and a link to the text', () => {
    const list = said('drafts to choose')
    assert.match(list, /2026-11-21 · Your order · to anna@fabrikam\.example · 2 attachments/)
    assert.match(list, /\[Your order\]\(https:\S+etn=email\S+\) · made by Dana Reed/)
    assert.doesNotMatch(said('drafts to choose', 'helpdesk'), /fabrikam|Your order/)
    assert.match(said('drafts that were chosen'), /Send these 2 drafts\?[\s\S]*What has left cannot be taken back/)
  })

  it('let the owner test a mailbox, and ask for the name of the organization in a copy', () => {
    const inputs = (name: string) => nodesOf(card(name)).filter(({ id }) => id === 'typedName').length
    assert.deepEqual([inputs('a test of the mailbox'), inputs('a test of the mailbox in a copy')], [0, 1])
    assert.match(said('a test of the mailbox in a copy'), /type the name of this organization: Contoso\./)
  })

  it('say that a test runs, or that jobs go on', () => {
    assert.match(said('a test of the mailbox that runs'), /Dynamics 365 is testing the mailbox/)
    assert.match(said('jobs that go on', 'helpdesk'), /The jobs go on, and send their e-mails\./)
  })

  it('name and count the others that a privilege reaches', () => {
    const reaching = said('a privilege that reaches others, too', 'helpdesk')
    assert.match(reaching, /also reaches one other sender for whom Dana Reed holds mail: Omar Haddad\./)
  })

  it('are never the main button in a copy, or where nobody’s mail leaves', () => {
    const untested: Changes = {
      ...waiting,
      senderMailbox: { ...mailbox, outgoing: { enabled: false, testStatus: 0 } },
    }
    const places: readonly (readonly [Changes, boolean])[] = [
      [{}, true],
      [{ environment: { production: false } }, false],
      [{ environment: forbidden('prvReadOrganization') }, false],
      [{ pulse: standstill }, false],
    ]
    for (const [changes, isMain] of places)
      for (const audience of audiences) {
        const shown = view.card(diagnosed({ ...untested, ...changes }), { ...surface, audience })
        const button = nodesOf(shown).find(({ type, verb }) => type === 'Action.Execute' && verb === 'repair')
        assert.equal(button?.style === 'positive', isMain && button !== undefined, audience)
        if (audience === 'helpdesk') assert.ok(button, JSON.stringify(changes))
      }
  })
})
