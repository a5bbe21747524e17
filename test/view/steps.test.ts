import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Screen } from '../../src/app/ports.js'
import { checks } from '../../src/checks/index.js'
import type { Case, Note, Surface } from '../../src/domain/case/case.js'
import { remedies } from '../../src/remedies/index.js'
import { createView } from '../../src/view/view.js'
import { after, casesByPhase, consented, helen, planned, repairAsked, repairFacts, surface } from '../fixtures/cases.js'
import { backlog, forbidden, rightsOf, sara } from '../fixtures/facts.js'
import { library, view } from '../fixtures/library.js'
import { diagnosed, parties, screens, stranger } from '../fixtures/screens.js'
import { type Node, nodesOf, textsOf } from './nodes.js'

const byHand = createView(library, { publicUrl: 'https://bot.example', checks, remedies })
const personal = { audience: 'user', conversationType: 'personal' } as const
const helpdesk = { audience: 'helpdesk', conversationType: 'personal' } as const
const group = { audience: 'user', conversationType: 'groupChat' } as const
type Reader = Pick<Surface, 'audience' | 'conversationType'>

const draw = (screen: Screen, reader: Reader, drawing = view): Node =>
  drawing.card(screen, { ...surface, ...reader }) as Node
const actionsOf = (card: Node): readonly Node[] => card.actions as readonly Node[]
const titles = (card: Node): readonly unknown[] => actionsOf(card).map(({ title }) => title)
const mainOf = (card: Node): readonly unknown[] =>
  actionsOf(card).flatMap(({ style, title }) => (style === 'positive' ? [title] : []))
const textOf = (card: unknown): string => textsOf(card).join('\n')

/** The text below "What to do now". */
function nextOf(card: Node): string {
  const texts = nodesOf(card.body).flatMap(({ type, text }) => (type === 'TextBlock' ? [String(text)] : []))
  return texts[texts.indexOf('What to do now') + 1] ?? ''
}

function opened(card: Node, title: string): Node {
  const shown = actionsOf(card).find(action => action.title === title)
  assert.ok(shown, `there is ${title}, beside ${titles(card).join(', ')}`)
  return shown.card as Node
}

const known = { parties }
const shallow = diagnosed(
  { rights: [rightsOf('router', { sendAs: [{ depth: 'Local', businessUnitId: 'root' }] })], backlog: backlog(3, 200) },
  known,
)
const consentMissing = diagnosed({ senderConsent: false, backlog: backlog(3, 200) }, known)
const all = Object.entries(await screens())

describe('the next step', () => {
  for (const [name, screen] of all) {
    if (screen.kind !== 'case' || screen.case.phase.name !== 'diagnosed') continue
    for (const reader of [personal, helpdesk, group]) {
      for (const [way, drawing] of Object.entries({ 'by the bot': view, 'by hand': byHand })) {
        it(`has one button, which the text mentions: ${name}, ${reader.audience} in ${reader.conversationType}, ${way}`, () => {
          const card = draw(screen, reader, drawing)
          const main = mainOf(card)
          assert.equal(main.length, 1, `${main.join(', ')} of ${titles(card).join(', ')}`)
          const next = nextOf(card)
          const named = titles(card).filter(
            title => next.includes(`"${String(title)}"`) && !['Details', 'Check again'].includes(String(title)),
          )
          assert.deepEqual(named.slice(0, 1), main[0] === 'Check again' ? [] : main)
        })
      }
    }
  }

  it('is the bot’s if it can do it: the manual way is one tap away', () => {
    const own = diagnosed({ senderConsent: false }, { ...known, ...ownMail() })
    const card = draw(own, personal)
    assert.deepEqual(mainOf(card), ['Allow it here'])
    assert.match(nextOf(card), /^Press "Allow it here": you will see what changes before anything is written\./)
    assert.match(textOf(opened(card, 'How to fix it')), /press the gear/)
  })

  it('is manual if the bot can do nothing, and then the text does not mention its button', () => {
    const card = draw(diagnosed({ senderConsent: false }, { ...known, ...ownMail() }), personal, byHand)
    assert.deepEqual(mainOf(card), ['Check again'])
    assert.match(nextOf(card), /^Tick "Allow other .* Only you can do this\. Then press "Check again"\.$/)
  })

  it('is about the first cause, even if the bot could do something about the second', () => {
    const two = diagnosed(
      {
        senders: [{ ...sara, disabled: true }],
        rights: [rightsOf('router', { sendAs: [] })],
      },
      known,
    )
    const card = draw(two, helpdesk)
    assert.deepEqual(mainOf(card), ['Check again'])
    assert.match(nextOf(card), /enable the sender's user/)
    assert.ok(titles(card).includes('Grant it as administrator'))
    assert.deepEqual(mainOf(draw(two, personal)), ['Ask an administrator'])
  })
})

function ownMail(): Partial<Case> {
  return { person: { ok: true, value: { id: 'sara', name: 'Sara Davis', address: 'sara@contoso.com' }, at: '' } }
}

describe('a grant', () => {
  it('is the main button for an administrator', () => {
    const card = draw(shallow, helpdesk)
    assert.deepEqual(mainOf(card), ['Extend it as administrator'])
    assert.match(
      nextOf(card),
      /^Press "Extend it as administrator": you will see what changes before anything is written\./,
    )
  })

  it('is not the main button for an employee, who gets a text for an administrator, with the button beside it', () => {
    const card = draw(shallow, personal)
    assert.deepEqual(mainOf(card), ['Ask an administrator'])
    assert.ok(!titles(card).includes('Extend it as administrator'))
    const inner = opened(card, 'Ask an administrator')
    assert.ok(nodesOf(inner).some(({ title }) => title === 'Extend it as administrator'))
  })

  it('is beside that text in a group, where an administrator may read along', () => {
    const card = draw(shallow, group)
    assert.deepEqual(mainOf(card), ['Ask an administrator'])
    assert.ok(titles(card).includes('Extend it as administrator'))
  })

  it('is agreed to by the person who asked for it, and by nobody who is bound to fail', () => {
    const asked = after(shallowCase(), checks, repairAsked('sendAsDepth'), planned())
    assert.ok(titles(draw({ kind: 'case', case: asked }, personal)).includes('Give the role'))
    const byHelen = after(shallowCase(), checks, repairAsked('sendAsDepth', helen), planned())
    const hers = draw({ kind: 'case', case: byHelen }, personal)
    assert.ok(!titles(hers).includes('Give the role'))
    assert.match(textOf(hers), /Helen Park is looking at what would change, and will decide\./)
    assert.ok(titles(draw({ kind: 'case', case: byHelen }, helpdesk)).includes('Give the role'))
  })

  it('can also be undone by whoever may', () => {
    const offered = after(shallowCase(), checks, repairAsked('sendAsDepth', helen), planned())
    const writes = [{ kind: 'giveRole', userId: 'router', roleId: 'role', role: 'Mail Sender' }] as const
    const applied = { way: 'giveRole', remedy: 'sendAsDepth', writes, at: '', by: stranger.id } as const
    const watched = { ...casesByPhase(checks).watching, applied, parties: offered.parties ?? parties }
    assert.ok(!titles(draw({ kind: 'case', case: watched }, personal)).includes('Put it back as it was'))
    assert.ok(titles(draw({ kind: 'case', case: watched }, helpdesk)).includes('Put it back as it was'))
  })

  function shallowCase(): Case {
    assert.ok(shallow.kind === 'case')
    return shallow.case
  }
})

describe('the personal options', () => {
  it('are opened only by the sender: everybody else would see their own', () => {
    const opens = (card: Node) => nodesOf(card).filter(({ url }) => String(url).includes('personalsettings'))
    assert.deepEqual(opens(draw(consentMissing, helpdesk)), [])
    const { case: about } = diagnosed({ senderConsent: false }, { ...known, ...ownMail() }) as Extract<
      Screen,
      { kind: 'case' }
    >
    assert.equal(opens(draw({ kind: 'case', case: about }, personal)).length > 0, true)
    assert.deepEqual(opens(draw({ kind: 'case', case: about }, group)), [], 'others read along')
    assert.match(
      textOf(draw(consentMissing, helpdesk)),
      /The sender opens Dynamics 365, presses the gear and chooses "Personalization Settings"/,
    )
  })
})

describe('a warning', () => {
  const { offered } = casesByPhase(checks)
  const old = { ...repairFacts, backlog: { ok: true, value: backlog(37, 42 * 24 * 60), at: '' } } as const
  const asked = after(casesByPhase(checks).diagnosed, checks, repairAsked('senderConsent'), planned(old))
  const last = (screen: Screen) =>
    nodesOf((draw(screen, personal).body as Node[]).at(-1))
      .map(({ text }) => String(text))
      .join(' ')

  it('about the box is between the box and the button', () => {
    const unticked = after(asked, checks, consented())
    const card = draw({ kind: 'case', case: unticked }, personal)
    assert.match(last({ kind: 'case', case: unticked }), /Tick the box above/)
    assert.equal((card.body as Node[]).at(-2)?.type, 'Input.Toggle')
  })

  it('about a click is above the buttons of a long card', () => {
    for (const c of [offered, casesByPhase(checks).diagnosed]) {
      assert.match(last({ kind: 'case', case: c, note: { key: 'notes.stale' } }), /from an earlier step/)
    }
  })

  it('names the privilege to an administrator, and to an employee under Details', () => {
    assert.ok(consentMissing.kind === 'case' && consentMissing.case.phase.name === 'diagnosed')
    const note: Note = { key: 'notes.refused.giveRole', args: { privilege: 'prvAssignRole' } }
    const screen: Screen = {
      kind: 'case',
      case: { ...consentMissing.case, phase: { ...consentMissing.case.phase, note } },
    }
    assert.match(textOf(draw(screen, helpdesk).body), /prvAssignRole/)
    const card = draw(screen, personal)
    assert.doesNotMatch(textOf(card.body), /prvAssignRole/)
    assert.match(textOf(opened(card, 'Details')), /prvAssignRole/)
  })
})

describe('what the bot may not see', () => {
  const unseen = diagnosed({ senderConsent: forbidden('prvReadUserSettings') }, known)

  it('is for an administrator to allow, and named to one', () => {
    assert.match(nextOf(draw(unseen, helpdesk)), /prvReadUserSettings/)
    const card = draw(unseen, personal)
    assert.deepEqual(mainOf(card), ['Ask an administrator'])
    assert.match(textOf(opened(card, 'Ask an administrator')), /Please add the privilege prvReadUserSettings/)
    assert.match(textOf(opened(card, 'Details')), /prvReadUserSettings/)
  })
})
