import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Incoming, Screen } from '../../../src/app/ports.js'
import type { Click, Verb } from '../../../src/domain/case/cardClick.js'
import { isQueueCard } from '../../../src/domain/triage/place.js'
import { caseOf, type Instance, noteOn, personIn, startWorld, type World } from '../world.js'
import { askedBy, CHANNEL, chooseChannel, desk, inChannel, press, queueButton, say, threadIn } from './desk.js'

let world: World
let instance: Instance
const helen = personIn('helen')
const grace = personIn('grace')

before(async () => {
  world = await startWorld(undefined, { helpdesk: ['helen', 'grace'] })
  instance = desk(world)
})
after(() => world.close())

type Board = Extract<Screen, { kind: 'board' }>

function boardOn(screen: Screen): Board {
  return screen.kind === 'board' ? screen : assert.fail(`There is no board on this screen: ${screen.kind}`)
}

async function board(who: Incoming = helen): Promise<Board> {
  return boardOn(await say(instance, who, 'triage'))
}

async function clickBoard(who: Incoming, click: Partial<Click> & { readonly verb: Verb }): Promise<Screen> {
  const screen = await instance.app.click({ ...who, surface: { ...who.surface, activityId: 'the board' } }, click)
  await instance.app.idle()
  return screen
}

/** Where the newest card of a case is. */
function placesOf(id: string) {
  const cards = instance.chat.drawn.filter(({ screen }) => 'case' in screen && screen.case.id === id)
  return cards.map(({ surface }) => surface)
}

describe("the helpdesk's board", () => {
  it('shows what is open, the person masked by the view, and how many have no card as long as there is no channel', async () => {
    assert.deepEqual((await board()).rows, [])
    const { check } = await askedBy(world, instance, 'omar')
    for (const text of ['triage', '/triage', 'show me the board']) {
      const { board: page, rows, choices } = boardOn(await say(instance, helen, text))
      assert.deepEqual([page.total, page.unowned, page.unposted], [1, 1, 1])
      assert.deepEqual([rows[0]?.entry.id, rows[0]?.case?.id], [check.id, check.id])
      assert.deepEqual(choices.organizations, [world.list[0]])
    }
  })

  it('is for agents only, typed or clicked', async () => {
    const omar = personIn('omar')
    assert.equal(noteOn(await say(instance, omar, 'triage')), 'triage.notes.notAgent')
    for (const verb of ['board', 'postAgain'] as const) {
      assert.equal(noteOn(await clickBoard(omar, { verb, page: '0' })), 'triage.notes.notAgent')
    }
    const [row] = (await board()).rows
    const shown = await clickBoard(omar, { verb: 'show', case: row?.entry.id ?? '', page: '0' })
    assert.notEqual(shown.kind, 'board')
  })

  it('posts what has no card, as soon as there is a channel', async () => {
    const none = boardOn(await clickBoard(helen, { verb: 'postAgain', page: '0' }))
    assert.equal(noteOn(none), 'triage.board.notes.noChannel')
    const { surface } = inChannel(helen)
    await world.triageSettings.choose({ surface: { ...surface, audience: 'helpdesk' }, isPrivate: false })
    const posted = await clickBoard(helen, { verb: 'postAgain', page: '0' })
    assert.equal(noteOn(posted), 'triage.board.notes.posting')
    const { board: page, rows } = await board()
    assert.equal(page.unposted, 0)
    assert.ok(rows[0]?.case?.surfaces.some(place => isQueueCard(place) && place.activityId))
  })

  it('brings a case to the agent, as the helpdesk reads it, and stays itself', async () => {
    const [row] = (await board()).rows
    const id = row?.entry.id ?? ''
    const still = boardOn(await clickBoard(helen, { verb: 'show', case: id, whose: 'unowned', page: '0' }))
    assert.deepEqual(still.filter, { whose: 'unowned' })
    const place = placesOf(id).at(-1)
    assert.equal(place?.conversationId, helen.surface.conversationId)
    assert.equal(place?.audience, 'helpdesk')
    const gone = await clickBoard(helen, { verb: 'show', case: 'no such case', page: '0' })
    assert.equal(noteOn(boardOn(gone)), 'triage.board.notes.gone')
  })

  it('is filtered and turned page by page, whatever the card says', async () => {
    for (let i = 0; i < 11; i++) await askedBy(world, instance, 'omar')
    const next = boardOn(await clickBoard(helen, { verb: 'board', page: '1', whose: 'unowned' }))
    assert.deepEqual([next.board.page, next.rows.length, next.board.found], [1, 2, 12])
    const [first] = next.rows
    const number = String(first?.entry.number)
    const found = boardOn(await clickBoard(helen, { verb: 'board', find: `#${number}`, organization: 'any' }))
    assert.deepEqual(
      found.rows.map(({ entry }) => entry.id),
      [first?.entry.id],
    )
    const odd = boardOn(await clickBoard(helen, { verb: 'board', cause: 'gone', page: 'NaN' }))
    assert.deepEqual([noteOn(odd), odd.board.page, odd.board.found], ['triage.board.notes.ignored.cause', 0, 12])
    const address = boardOn(await clickBoard(helen, { verb: 'board', find: 'omar@contoso.com' }))
    assert.equal(address.board.found, 12)
  })

  it('is shown to nobody else in a channel, and the evidence of a case goes to the chat of whoever asks for it', async () => {
    const from = instance.chat.drawn.length
    await say(instance, inChannel(helen, `${CHANNEL};messageid=77`), 'triage')
    const told = instance.chat.drawn.slice(from)
    assert.deepEqual(
      told.map(({ how, screen, surface }) => [how, screen.kind, surface.onlyFor?.id]),
      [['whisper', 'board', helen.by.id]],
    )
    const [row] = boardOn(instance.chat.screen).rows
    const id = row?.entry.id ?? ''
    const before = placesOf(id).length
    await clickBoard(inChannel(helen), { verb: 'show', case: id, page: '0' })
    const places = placesOf(id).slice(before)
    assert.ok(places.some(({ conversationId }) => conversationId === helen.surface.conversationId))
    assert.ok(places.every(({ conversationType }) => conversationType === 'personal'))
  })

  it('goes to the personal chat where the channel shows nothing to one person, and is no note in a thread', async () => {
    const [row] = (await board()).rows
    const check = row?.case ?? assert.fail()
    const from = instance.chat.drawn.length
    instance.chat.refusals.push({ result: 'refused', status: 405 })
    await say(instance, inChannel(helen, threadIn(check)), 'triage')
    const told = instance.chat.drawn
      .slice(from)
      .map(({ how, screen, surface }) => [how, screen.kind, surface.conversationType])
    assert.deepEqual(told, [['send', 'board', 'personal']])
    assert.equal((await world.stored(check)).triage?.notes.length, 0)
  })

  it('says where it was typed if it can be shown nowhere', async () => {
    const { by, surface } = personIn('grace')
    const unknown: Incoming = { by: { ...by, tenantId: 'elsewhere' }, surface }
    instance.chat.refusals.push({ result: 'refused', status: 405 })
    assert.equal(noteOn(await say(instance, inChannel(unknown), 'triage')), 'triage.notes.noChat')
  })
})

describe('a number that an agent types', () => {
  it('brings its case to their chat, with or without a hash, whatever they are asked', async () => {
    const { check } = await askedBy(world, instance, 'omar')
    const { number } = check.triage ?? assert.fail()
    for (const text of [`#${number}`, `${number}`]) {
      const shown = caseOf(await say(instance, grace, text))
      assert.equal(shown.id, check.id)
      const place = instance.chat.drawn.at(-1)?.surface
      assert.deepEqual([place?.conversationId, place?.audience], [grace.surface.conversationId, 'helpdesk'])
    }
    const asker = personIn('grace')
    assert.equal(caseOf(await say(instance, asker, 'stuck')).phase.name, 'intake')
    assert.equal(caseOf(await say(instance, asker, `${number}`)).id, check.id)
  })

  it('gets a sentence if nobody has it, or if its case was deleted', async () => {
    assert.equal(noteOn(await say(instance, grace, '#99999')), 'triage.board.notes.noNumber')
    const number = await world.numbers.next('deleted-case')
    assert.equal(noteOn(await say(instance, grace, `#${number}`)), 'triage.board.notes.deleted')
  })

  it('means nothing from anybody else, nor among others', async () => {
    const { check } = await askedBy(world, instance, 'omar')
    const number = check.triage?.number ?? 0
    for (const who of [personIn('nora'), personIn('helen', { conversationType: 'groupChat' })]) {
      assert.equal(noteOn(await say(instance, who, `#${number}`)), 'notes.notUnderstood')
    }
  })
})

describe('the status of an agent', () => {
  it('lists what they have taken and what they opened, by whose turn it is', async () => {
    const agent = personIn('grace')
    const { check: taken } = await askedBy(world, instance, 'omar')
    const { check: others } = await askedBy(world, instance, 'omar')
    await press(instance, inChannel(agent), taken, 'take')
    const own = caseOf(await say(instance, agent, 'nora@contoso.com is stuck in Contoso'))
    const listed = await say(instance, agent, 'status')
    assert.ok(listed.kind === 'cases' && listed.turns)
    const ids = listed.cases.map(({ id }) => id)
    assert.ok(ids.includes(taken.id) && ids.includes(own.id) && !ids.includes(others.id))
    const turns = listed.cases.map(({ triage }) => triage?.turn ?? 'helpdesk')
    const order = ['helpdesk', 'dynamicsAdministrator', 'microsoft365Administrator', 'sender']
    assert.deepEqual(
      turns,
      turns.toSorted((one, other) => order.indexOf(one) - order.indexOf(other)),
    )
  })

  it('is the card itself if there is one alone, as the helpdesk reads it', async () => {
    const agent = { ...personIn('grace'), by: { ...personIn('grace').by, tenantId: 'of one case' } }
    const { check } = await askedBy(world, instance, 'omar')
    await instance.app.click(inChannel(agent, threadIn(check)), queueButton(check, 'take'))
    await instance.app.idle()
    assert.equal(caseOf(await say(instance, agent, 'status')).id, check.id)
    assert.equal(instance.chat.drawn.at(-1)?.surface.audience, 'helpdesk')
  })

  it('is what it was for everybody else, and among others', async () => {
    const { who } = await askedBy(world, instance, 'nora')
    const shown = await say(instance, who, 'status')
    assert.ok(shown.kind === 'case' || (shown.kind === 'cases' && !shown.turns))
    await chooseChannel(instance, helen)
  })
})
