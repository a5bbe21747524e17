import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Actor, Case } from '../../../src/domain/case/case.js'
import type { Event } from '../../../src/domain/case/caseEvents.js'
import { decide } from '../../../src/domain/case/decide.js'
import { isOwed } from '../../../src/domain/case/drawing.js'
import {
  boardEntryOf,
  hashOfAddress,
  hashOfPerson,
  isBoardOwed,
  listingOf,
} from '../../../src/domain/triage/boardEntry.js'
import { isQueueCard } from '../../../src/domain/triage/place.js'
import { queueFaceOf } from '../../../src/domain/triage/queueFace.js'
import { LONGEST_NOTE } from '../../../src/domain/triage/triage.js'
import type { TriageAction } from '../../../src/domain/triage/triageEvents.js'
import { cancelled, checkedAgain, contoso, gathered, helen, opened, saraActor } from '../../fixtures/cases.js'
import { AT, backlog, type Changes, forbidden, mailbox, rightsOf, synchronized } from '../../fixtures/facts.js'
import {
  asked,
  channelRoot,
  checkOfSara,
  entered,
  hugo,
  inHelpdesk,
  triaged,
  withHelpdesk,
} from '../../fixtures/triage.js'

const LATER = '2026-11-23T11:00:00.000Z'
const withoutConsent = { senderConsent: false, backlog: backlog(3, 60) } as const
const unseen = { backlog: forbidden('prvReadActivity') } as const

/** The cards and the board show the newest state. */
const drawAll = (thisCase: Case): Event => ({
  type: 'shown',
  at: AT,
  revision: thisCase.revision,
  deliveries: thisCase.surfaces.map(place => ({
    place: { activityId: 'message-1', ...place, ...(isQueueCard(place) && { face: queueFaceOf(thisCase) }) },
    result: 'shown',
  })),
  listed: listingOf(thisCase),
})
/** Being posted is news for the board. */
const drawn = (thisCase: Case): Case => inHelpdesk(thisCase, drawAll, drawAll)

const triageOf = ({ triage }: Case) => triage ?? assert.fail('it is not with the helpdesk')
const kinds = ({ pending }: Case) => pending.map(({ kind }) => kind).toSorted()
const refusal = (thisCase: Case, event: (thisCase: Case) => Event) => {
  const decision = decide(thisCase, event(thisCase), withHelpdesk)
  return 'refused' in decision ? decision.refused : null
}

describe('a case comes to the helpdesk', () => {
  it('when its owner asks, with a number and a card in the channel', () => {
    const thisCase = inHelpdesk(checkOfSara(withoutConsent), triaged({ do: 'ask' }, saraActor))
    assert.ok(kinds(thisCase).includes('enter'))
    const placed = inHelpdesk(thisCase, entered(12))
    assert.equal(triageOf(placed).number, 12)
    assert.equal(triageOf(placed).entry, 'asked')
    assert.deepEqual(
      placed.surfaces.map(({ audience }) => audience),
      ['user', 'helpdesk'],
    )
    assert.ok(!kinds(placed).includes('enter'))
    assert.ok(kinds(placed).includes('draw'))
  })

  it('once: whoever asks again changes nothing', () => {
    assert.equal(refusal(asked(), triaged({ do: 'ask' }, saraActor)), 'stale')
  })

  it('gets its number although it is canceled in between', () => {
    const thisCase = inHelpdesk(checkOfSara(withoutConsent), triaged({ do: 'ask' }, saraActor), cancelled())
    assert.deepEqual(kinds(thisCase), ['draw', 'enter'])
  })

  it('by itself when two checks in a row find nothing out, which its owner is told', () => {
    const once = checkOfSara(unseen)
    assert.ok(once.phase.name === 'diagnosed' && once.phase.diagnosis.verdict === 'undetermined')
    assert.equal(once.triage, undefined)
    const twice = inHelpdesk(once, checkedAgain(), gathered(unseen))
    assert.equal(triageOf(twice).entry, 'undetermined')
    assert.deepEqual(
      twice.notices?.map(({ to, message }) => [to, message.key]),
      [['user', 'triage.told.undetermined']],
    )
    assert.ok(kinds(twice).includes('tell'))
  })

  it('not by itself if something was found out in between', () => {
    const found = inHelpdesk(checkOfSara(unseen), checkedAgain(), gathered(), checkedAgain(), gathered(unseen))
    assert.equal(found.triage, undefined)
  })

  it('when an agent opens it and finds something, and is then theirs', () => {
    const known = { symptom: 'stuck', organization: contoso, sender: 'sara@contoso.com' } as const
    const found = inHelpdesk(opened(known, helen), gathered(withoutConsent))
    assert.equal(triageOf(found).entry, 'agent')
    assert.equal(triageOf(found).assignee?.id, helen.id)
    assert.equal(inHelpdesk(opened(known, helen), gathered()).triage, undefined, 'there is nothing to look after')
  })

  it('nowhere without a helpdesk', () => {
    const thisCase = checkOfSara()
    const decision = decide(thisCase, triaged({ do: 'ask' }, saraActor)(thisCase), { ...withHelpdesk, helpdesk: false })
    assert.deepEqual(decision, { refused: 'stale' })
  })
})

describe('whose turn it is', () => {
  const untested: Changes = {
    ...synchronized,
    senderMailbox: { ...mailbox, outgoing: { enabled: false, testStatus: 0 } },
  }
  const cases = {
    sender: withoutConsent,
    dynamicsAdministrator: { rights: [rightsOf('router', { sendAs: [] })], backlog: backlog(3, 60) },
    helpdesk: unseen,
  } as const
  for (const [turn, changes] of Object.entries(cases)) {
    it(`is the ${turn}'s, as the cause tells`, () => assert.equal(triageOf(asked(changes)).turn, turn))
  }

  it("is the owner's of the mailbox, whose right it is to test it", () => {
    assert.equal(triageOf(asked(untested)).turn, 'sender')
  })

  it('stays as an agent said, until the case itself goes on', () => {
    const asking = inHelpdesk(asked(withoutConsent), triaged({ do: 'take' }), triaged({ do: 'askAdministrator' }))
    assert.equal(triageOf(asking).turn, 'dynamicsAdministrator')
    const again = inHelpdesk(asking, checkedAgain(), gathered(withoutConsent))
    assert.equal(triageOf(again).turn, 'dynamicsAdministrator')
    const changed = inHelpdesk(again, checkedAgain(), gathered(unseen))
    assert.equal(triageOf(changed).turn, 'helpdesk')
  })

  it('is told in the thread to whoever has the case, unless they changed it themselves', () => {
    const taken = inHelpdesk(asked(withoutConsent), triaged({ do: 'take' }))
    assert.equal(inHelpdesk(taken, triaged({ do: 'askAdministrator' })).notices, undefined)
    const byOther = inHelpdesk(taken, triaged({ do: 'askAdministrator' }, hugo))
    assert.deepEqual(
      byOther.notices?.map(({ to, message, mention }) => [to, message.key, mention?.id]),
      [['helpdesk', 'triage.told.turn.dynamicsAdministrator', helen.id]],
    )
    const bySender = inHelpdesk(taken, checkedAgain(), gathered(unseen))
    assert.equal(bySender.notices?.[0]?.message.key, 'triage.told.turn.helpdesk')
  })
})

describe('an agent', () => {
  const take = triaged({ do: 'take' })

  it('takes a case, and whoever is second is too late', () => {
    const seen = asked()
    const won = inHelpdesk(seen, take)
    assert.equal(triageOf(won).assignee?.name, helen.name)
    assert.deepEqual(decide(won, triaged({ do: 'take' }, hugo)(seen), withHelpdesk), { refused: 'stale' })
  })

  const steps: Readonly<Record<string, readonly [TriageAction, Actor]>> = {
    'gives it back': [{ do: 'giveBack' }, helen],
    'asks the administrator': [{ do: 'askAdministrator' }, helen],
    'assigns it': [{ do: 'assign', to: hugo }, helen],
  }
  for (const [name, [action, by]] of Object.entries(steps)) {
    it(`${name}, and a click on the older card is late`, () => {
      const seen = inHelpdesk(asked(), take)
      const done = inHelpdesk(seen, triaged(action, by))
      assert.deepEqual(decide(done, triaged(action, by)(seen), withHelpdesk), { refused: 'stale' })
    })
  }

  it('assigns it to somebody, who is told', () => {
    const given = inHelpdesk(asked(), triaged({ do: 'assign', to: hugo }))
    assert.equal(triageOf(given).assignee?.id, hugo.id)
    assert.deepEqual(
      given.notices?.map(({ message, mention }) => [message.key, mention?.id]),
      [['triage.told.assigned', hugo.id]],
    )
  })

  it('asks a sender who is the owner to look at the card that they have', () => {
    for (const changes of [withoutConsent, unseen]) {
      const looking = inHelpdesk(asked(changes), take, triaged({ do: 'askSender' }))
      assert.equal(looking.phase.name, 'diagnosed')
      assert.equal(triageOf(looking).turn, 'sender')
      const card = looking.surfaces.find(({ audience }) => audience === 'user')
      assert.equal(card?.note?.key, 'triage.told.look')
      assert.equal(card.activityId, undefined, 'it comes as a new message')
    }
  })

  it('asks any other sender for a consent, who gets a card for it, and for nothing else', () => {
    const known = { symptom: 'stuck', organization: contoso, sender: 'sara@contoso.com' } as const
    const found = inHelpdesk(opened(known, helen), gathered(withoutConsent), entered())
    const asking = inHelpdesk(found, triaged({ do: 'askSender' }))
    assert.equal(asking.phase.name, 'asking')
    assert.equal(triageOf(asking).turn, 'sender')
    const other = inHelpdesk(opened(known, helen), gathered(unseen), entered())
    assert.equal(refusal(other, triaged({ do: 'askSender' })), 'stale')
  })

  it('writes a note, also on a case that is over, but none that is empty or too long', () => {
    const note = (text: string) => triaged({ do: 'note', text })
    const noted = inHelpdesk(asked(), note('called Sara'), note('she is on leave'))
    assert.deepEqual(
      triageOf(noted).notes.map(({ text, by }) => [text, by.name]),
      [
        ['called Sara', helen.name],
        ['she is on leave', helen.name],
      ],
    )
    assert.equal(refusal(noted, note('')), 'stale')
    assert.equal(refusal(noted, note('x'.repeat(LONGEST_NOTE + 1))), 'stale')
    assert.equal(triageOf(inHelpdesk(noted, cancelled(), note('over'))).notes.length, 3)
  })

  it('closes a case with an outcome and a reason, which its owner is told', () => {
    const closed = inHelpdesk(asked(), take, triaged({ do: 'close', outcome: 'noFault', reason: 'It was a draft.' }))
    assert.ok(closed.phase.name === 'closed' && closed.phase.reason === 'helpdesk')
    assert.equal(triageOf(closed).closed?.reason, 'It was a draft.')
    assert.deepEqual(
      closed.notices?.map(({ to, message }) => [to, message.key, message.args?.reason]),
      [['user', 'triage.told.closed', 'It was a draft.']],
    )
    assert.deepEqual(kinds(closed), ['draw', 'tell'])
    assert.equal(refusal(closed, take), 'stale')
  })

  it('does not close what is being written', () => {
    const writing: Case = { ...asked(), phase: { ...asked().phase, name: 'applying' } as Case['phase'] }
    assert.equal(refusal(writing, triaged({ do: 'close', outcome: 'other', reason: '' })), 'stale')
  })

  it('is the only one who does any of this', () => {
    for (const action of [{ do: 'take' }, { do: 'note', text: 'x' }, { do: 'giveBack' }] as const) {
      assert.equal(refusal(asked(), triaged(action, saraActor)), 'notAllowed')
    }
  })
})

describe('the board', () => {
  it('shows an open case without anything personal', () => {
    const entry = boardEntryOf(inHelpdesk(asked(withoutConsent), triaged({ do: 'take' })))
    const { id, revision, since, turnSince, ...rest } = entry ?? assert.fail('it is not on the board')
    assert.ok(id && revision && since === AT && turnSince)
    assert.deepEqual(rest, {
      number: 1,
      turn: 'sender',
      organization: contoso.url,
      cause: 'senderConsent',
      gate: 1,
      assignee: hashOfPerson(helen),
      waiting: 3,
      held: 0,
      address: hashOfAddress('SARA@contoso.com '),
      root: null,
      posted: false,
    })
    assert.doesNotMatch(JSON.stringify(entry), /sara|helen/i)
  })

  it('gives cases one root whose cause is one account', () => {
    const lacking = { rights: [rightsOf('router', { sendAs: [] })], backlog: backlog(3, 60) }
    const [one, other] = [asked(lacking), asked({ ...lacking, backlog: backlog(9, 90) })]
    assert.match(one.shared?.root ?? '', /^\w{32}$/)
    assert.deepEqual(
      [one, other].map(check => boardEntryOf(check)?.root),
      [one.shared?.root, one.shared?.root],
    )
  })

  it('is owed every change, and that the case is over', () => {
    const open = asked()
    assert.ok(isBoardOwed(open))
    const listed = drawn(open)
    assert.ok(!isBoardOwed(listed))
    assert.ok(isBoardOwed(inHelpdesk(listed, triaged({ do: 'take' }))))
    const over = inHelpdesk(listed, cancelled())
    assert.ok(isBoardOwed(over) && boardEntryOf(over) === null)
  })
})

describe('the card in the channel', () => {
  it('is drawn again only if it would look different', () => {
    const thisCase = drawn(asked(withoutConsent))
    assert.ok(!kinds(thisCase).includes('draw'))
    const own = thisCase.surfaces.find(({ audience }) => audience === 'user') ?? assert.fail('no card')
    const heard = inHelpdesk(thisCase, () => ({ type: 'heard', at: LATER, here: own }))
    const owed = heard.surfaces.filter(place => isOwed(place, heard))
    assert.deepEqual(
      owed.map(({ audience }) => audience),
      ['user'],
    )
    const taken = inHelpdesk(thisCase, triaged({ do: 'take' }))
    assert.ok(taken.surfaces.some(place => isQueueCard(place) && isOwed(place, taken)))
  })

  it('is listed as missing where the channel refuses it for good, and comes back when it is posted again', () => {
    const refused = inHelpdesk(asked(), thisCase => ({
      ...(drawAll(thisCase) as Extract<Event, { type: 'shown' }>),
      deliveries: thisCase.surfaces.map(place =>
        isQueueCard(place) ? { place, result: 'refused', status: 403 } : { place, result: 'shown' },
      ),
    }))
    assert.equal(boardEntryOf(refused)?.posted, false)
    const again = drawn(inHelpdesk(refused, () => ({ type: 'heard', at: LATER, here: channelRoot })))
    assert.equal(boardEntryOf(again)?.posted, true)
    assert.equal(again.surfaces.filter(isQueueCard).length, 1)
  })

  it('is sent anew where its message was deleted', () => {
    const gone = inHelpdesk(drawn(asked()), triaged({ do: 'take' }), thisCase => ({
      ...(drawAll(thisCase) as Extract<Event, { type: 'shown' }>),
      deliveries: thisCase.surfaces.filter(isQueueCard).map(place => ({ place, result: 'gone' })),
    }))
    const place = gone.surfaces.find(isQueueCard)
    assert.deepEqual([place?.activityId, place?.sentAnew], [undefined, true])
    assert.ok(kinds(gone).includes('draw'))
  })

  it('says a line to whoever cannot be told in private, once', () => {
    const thisCase = drawn(asked())
    const place = { ...channelRoot, conversationId: `${channelRoot.conversationId};messageid=message-1` }
    const noted = inHelpdesk(thisCase, () => ({ type: 'remarked', at: LATER, place, note: { key: 'notes.stale' } }))
    assert.equal(noted.surfaces.find(({ audience }) => audience === 'helpdesk')?.note?.key, 'notes.stale')
    assert.ok(kinds(noted).includes('draw'))
    assert.equal(noted.revision, thisCase.revision, 'no other card is drawn for it')
    const after = inHelpdesk(noted, drawAll)
    assert.equal(after.surfaces.find(({ audience }) => audience === 'helpdesk')?.note, undefined)
    assert.ok(!kinds(after).includes('draw'))
  })
})
