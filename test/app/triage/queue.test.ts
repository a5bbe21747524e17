import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { stepOf } from '../../../src/domain/case/case.js'
import { isQueueCard } from '../../../src/domain/triage/place.js'
import { type Instance, noteOn, personIn, startWorld, type World } from '../world.js'
import { askedBy, CHANNEL, chooseChannel, desk, inChannel, press, queueButton, say, threadIn } from './desk.js'

let world: World
let instance: Instance
const helen = personIn('helen')
const grace = personIn('grace')

before(async () => {
  world = await startWorld(undefined, { helpdesk: ['helen', 'grace'] })
  instance = desk(world)
  await chooseChannel(instance, helen)
})
after(() => world.close())

const drawnIn = (conversationId: string) =>
  instance.chat.drawn.filter(({ surface }) => surface.conversationId === conversationId)
const whispers = () => instance.chat.drawn.filter(({ how }) => how === 'whisper')

describe("the helpdesk's channel", () => {
  it('is chosen by an agent who says so there, and nobody else', async () => {
    const settings = await world.triageSettings.channel()
    assert.equal(settings?.surface.conversationId, CHANNEL, 'the root, not the thread in which it was said')
    const omar = personIn('omar')
    await say(instance, inChannel(omar, '19:other@thread.tacv2;messageid=3'), 'use this channel for triage')
    assert.equal(noteOn(instance.chat.screen), 'triage.channel.notListed')
    await say(instance, helen, 'use this channel for triage')
    assert.equal(noteOn(instance.chat.screen), 'triage.channel.none')
    assert.equal((await world.triageSettings.channel())?.surface.conversationId, CHANNEL)
  })

  it('gets one card for a check that somebody asks about, with a number', async () => {
    const { check } = await askedBy(world, instance, 'omar')
    assert.ok(check.triage?.number)
    const cards = drawnIn(CHANNEL).filter(({ screen }) => screen.kind === 'queue' && screen.case.id === check.id)
    assert.deepEqual([...new Set(cards.map(({ how }) => how))], ['send'])
    assert.equal(await world.numbers.caseOf(check.triage.number), check.id)
    const [entry] = (await world.board.list()).filter(({ id }) => id === check.id)
    assert.ok(entry?.posted)
  })

  it('is not written to again while nothing changes there', async () => {
    const { who, check } = await askedBy(world, instance, 'omar')
    const before = drawnIn(CHANNEL).length
    await say(instance, who, 'status')
    assert.equal(drawnIn(CHANNEL).length, before)
    assert.equal((await world.stored(check)).pending.filter(({ kind }) => kind === 'draw').length, 0)
  })

  it('gives a case to one of two agents, and tells the other in private who has it', async () => {
    const { check } = await askedBy(world, instance, 'omar')
    const before = whispers().length
    const answers = await Promise.all([
      instance.app.click(inChannel(helen, threadIn(check)), queueButton(check, 'take')),
      instance.app.click(inChannel(grace, threadIn(check)), queueButton(check, 'take')),
    ])
    await instance.app.idle()
    const taken = await world.stored(check)
    const winner = taken.triage?.assignee?.name
    assert.ok(winner === 'helen' || winner === 'grace')
    for (const answer of answers) {
      assert.ok(answer.kind === 'queue')
      assert.equal(answer.case.triage?.assignee?.name, winner, 'both get the newest card')
      assert.equal(answer.note, undefined)
    }
    const [told, ...more] = whispers().slice(before)
    assert.equal(more.length, 0)
    assert.equal(noteOn(told?.screen ?? assert.fail()), 'triage.notes.taken')
    assert.equal(told?.surface.onlyFor?.name, winner === 'helen' ? 'grace' : 'helen')
    const newest = drawnIn(CHANNEL).findLast(({ screen }) => screen.kind === 'queue' && screen.case.id === check.id)
    assert.ok(newest?.how === 'update' && newest.screen.kind === 'queue')
    assert.equal(newest.screen.case.triage?.assignee?.name, winner, 'everybody else in the channel sees it')
  })

  it('tells in the own chat what the channel cannot tell one person, else on the card', async () => {
    const { check } = await askedBy(world, instance, 'omar')
    await press(instance, helen, check, 'take')
    const refusedHere = { result: 'refused', status: 400 } as const
    await say(instance, grace, 'help')
    instance.chat.refusals.push(refusedHere)
    await instance.app.click(inChannel(grace, threadIn(check)), queueButton(check, 'take'))
    await instance.app.idle()
    const own = drawnIn(grace.surface.conversationId).at(-1)
    assert.equal(noteOn(own?.screen ?? assert.fail()), 'triage.notes.taken')
    const nora = personIn('nora')
    instance.chat.refusals.push(refusedHere)
    await instance.app.click(inChannel(nora, threadIn(check)), queueButton(check, 'take'))
    await instance.app.idle()
    const cards = drawnIn(CHANNEL).flatMap(({ screen }) => (screen.kind === 'queue' ? [screen] : []))
    assert.ok(cards.some(({ note }) => note?.key === 'triage.notes.notAgent'))
    assert.equal((await world.stored(check)).surfaces.find(isQueueCard)?.note, undefined, 'shown once')
  })

  it('goes by the message that was sent, whatever the click says it replies to', async () => {
    const { check } = await askedBy(world, instance, 'omar')
    const place = check.surfaces.find(isQueueCard)
    const here = inChannel(helen, threadIn(check))
    const odd = { ...here, surface: { ...here.surface, activityId: 'another message' } }
    await instance.app.click(odd, queueButton(check, 'take'))
    await instance.app.idle()
    const after = await world.stored(check)
    assert.deepEqual(
      after.surfaces.filter(isQueueCard).map(({ activityId, retires }) => [activityId, retires]),
      [[place?.activityId, undefined]],
    )
  })
})

describe('a thread of the channel', () => {
  it('belongs to the case of its card: what an agent writes there is a note, or does what it says', async () => {
    const { check } = await askedBy(world, instance, 'omar')
    const { check: other } = await askedBy(world, instance, 'nora')
    const here = inChannel(helen, threadIn(check))
    await say(instance, here, 'called him, he is back on Monday')
    await say(instance, here, 'take it')
    const after = await world.stored(check)
    assert.deepEqual(
      after.triage?.notes.map(({ text }) => text),
      ['called him, he is back on Monday'],
    )
    assert.equal(after.triage?.assignee?.name, 'helen')
    assert.equal((await world.stored(other)).triage?.assignee, null)
    await say(instance, here, 'give back')
    assert.equal((await world.stored(check)).triage?.assignee, null)
  })

  it('refuses a note of 20,000 characters with a sentence, and one of somebody who is no agent', async () => {
    const { who, check } = await askedBy(world, instance, 'omar')
    await say(instance, inChannel(helen, threadIn(check)), 'x'.repeat(20_000))
    assert.equal(noteOn(whispers().at(-1)?.screen ?? assert.fail()), 'triage.notes.noteTooLong')
    await say(instance, inChannel(who, threadIn(check)), 'hurry up')
    assert.equal(noteOn(whispers().at(-1)?.screen ?? assert.fail()), 'triage.notes.notAgent')
    assert.deepEqual((await world.stored(check)).triage?.notes, [])
  })

  it('notes a message once that is delivered twice', async () => {
    const { check } = await askedBy(world, instance, 'omar')
    const here = inChannel(helen, threadIn(check))
    await instance.app.say(here, 'once', false)
    await instance.app.say(here, 'once', false)
    await instance.app.idle()
    assert.equal((await world.stored(check)).triage?.notes.length, 1)
  })
})

describe('what everybody in the channel sees', () => {
  it('names nobody but agents, also when the mail has left', async () => {
    const { who, check } = await askedBy(world, instance, 'omar')
    const { contoso } = world.simulator
    const settings = contoso.table('usersettings').find(String(contoso.control.user('omar@contoso.com').systemuserid))
    Object.assign(settings ?? assert.fail(), { issendasallowed: true })
    await instance.app.click(who, { verb: 'checkAgain', case: check.id, step: stepOf(check) })
    await instance.app.idle()
    contoso.router.poll()
    const watched = await world.stored(check)
    await instance.app.click(who, { verb: 'checkAgain', case: check.id, step: stepOf(watched) })
    await instance.app.idle()
    const after = await world.stored(check)
    assert.equal(after.phase.name, 'resolved')
    const notices = drawnIn(CHANNEL).filter(({ screen }) => screen.kind === 'notice')
    assert.ok(!notices.some(({ screen }) => noteOn(screen) === 'notes.allLeft'))
  })
})

describe('an agent', () => {
  it('opens a case in the own chat, with all its evidence, and the channel shows none of it', async () => {
    const { check } = await askedBy(world, instance, 'omar')
    await say(instance, helen, 'help')
    await press(instance, helen, check, 'openHere')
    const own = drawnIn(helen.surface.conversationId).at(-1)
    assert.ok(own && own.screen.kind === 'case' && own.screen.case.id === check.id)
    assert.equal(own.surface.audience, 'helpdesk')
    const { surfaces } = await world.stored(check)
    assert.deepEqual(surfaces.map(({ audience }) => audience).toSorted(), ['helpdesk', 'helpdesk', 'user'])
  })

  it('fills in a note or a reason on the card, which stays as it is for everybody else', async () => {
    const { who, check } = await askedBy(world, instance, 'omar')
    const before = drawnIn(CHANNEL).length
    const form = await press(instance, helen, check, 'close')
    assert.ok(form.kind === 'queue' && form.form?.fill === 'close')
    assert.equal(drawnIn(CHANNEL).length, before)
    const without = await press(instance, helen, check, 'close', { value: 'whatever', reason: 'It was a draft.' })
    assert.ok(without.kind === 'queue' && without.note?.key === 'triage.notes.outcomeMissing')
    assert.ok(without.form?.fill === 'close' && without.form.text === 'It was a draft.', 'what was written stays')
    const unreasoned = await press(instance, helen, check, 'close', { value: 'noFault', reason: ' ' })
    assert.ok(unreasoned.kind === 'queue' && unreasoned.note?.key === 'triage.notes.reasonMissing')
    await press(instance, helen, check, 'close', { value: 'noFault', reason: 'It was a draft.' })
    const closed = await world.stored(check)
    assert.equal(closed.phase.name, 'closed')
    const told = drawnIn(who.surface.conversationId).findLast(({ screen }) => screen.kind === 'notice')
    assert.equal(noteOn(told?.screen ?? assert.fail()), 'triage.told.closed')
    assert.ok(!(await world.board.list()).some(({ id }) => id === check.id))
    const late = await press(instance, grace, check, 'take')
    assert.ok(late.kind === 'queue' && late.case.phase.name === 'closed')
    assert.equal(noteOn(whispers().at(-1)?.screen ?? assert.fail()), 'triage.notes.over')
  })

  it('is told what is missing in a form that was sent empty', async () => {
    const { check } = await askedBy(world, instance, 'omar')
    const form = await press(instance, helen, check, 'snooze')
    assert.ok(form.kind === 'queue' && form.form?.fill === 'snooze' && form.note === undefined)
    const sent = { ask: 'form' } as const
    for (const [verb, key] of [
      ['snooze', 'triage.notes.daysMissing'],
      ['close', 'triage.notes.outcomeMissing'],
      ['note', 'triage.notes.noteEmpty'],
    ] as const) {
      const empty = await press(instance, helen, check, verb, sent)
      assert.ok(empty.kind === 'queue' && empty.note?.key === key, verb)
    }
  })

  it('is told that the case is theirs already, and asks no administrator whose turn it is', async () => {
    const { check } = await askedBy(world, instance, 'omar')
    await press(instance, helen, check, 'take')
    await press(instance, helen, await world.stored(check), 'take')
    assert.equal(noteOn(whispers().at(-1)?.screen ?? assert.fail()), 'triage.notes.yours')
    await press(instance, helen, await world.stored(check), 'askAdministrator')
    const since = (await world.stored(check)).triage?.turnSince
    await press(instance, helen, await world.stored(check), 'askAdministrator')
    assert.equal((await world.stored(check)).triage?.turnSince, since)
  })

  it('reads in the help what agents can type', async () => {
    const screen = await say(instance, helen, 'help')
    assert.ok(screen.kind === 'welcome' && screen.agent)
    const other = await say(instance, personIn('omar'), 'help')
    assert.ok(other.kind === 'welcome' && !other.agent)
  })

  it('keeps a note that is too long in the field', async () => {
    const { check } = await askedBy(world, instance, 'omar')
    const long = 'y'.repeat(2_001)
    const answer = await press(instance, helen, check, 'note', { value: long })
    assert.ok(answer.kind === 'queue' && answer.form?.fill === 'note' && answer.form.text === long)
    assert.equal(answer.note?.key, 'triage.notes.noteTooLong')
  })

  it('writes no password into a note or a reason', async () => {
    const { check } = await askedBy(world, instance, 'omar')
    const secret = 'He signs in with password=Hunter2!Hunter2 now'
    const answers = [
      await press(instance, helen, check, 'note', { value: secret }),
      await press(instance, helen, check, 'close', { value: 'solved', reason: secret }),
    ]
    for (const answer of answers) {
      assert.equal(noteOn(answer), 'notes.secretEntered')
      assert.ok(!JSON.stringify(answer).includes('Hunter2'))
    }
    const after = await world.stored(check)
    assert.equal(after.phase.name, 'diagnosed')
    assert.ok(!JSON.stringify(after).includes('Hunter2'))
  })

  it('asks a sender who is the owner to look at the card that they have', async () => {
    const { who, check } = await askedBy(world, instance, 'omar')
    const taken = caseOfQueue(await press(instance, helen, check, 'take'))
    await press(instance, helen, taken, 'askSender')
    assert.equal((await world.stored(check)).triage?.turn, 'sender')
    const told = drawnIn(who.surface.conversationId).findLast(({ screen }) => screen.kind === 'case')
    assert.equal(told?.how, 'send', 'a new message, which notifies')
    assert.equal(noteOn(told.screen), 'triage.told.look')
  })
})

function caseOfQueue(screen: Awaited<ReturnType<typeof press>>) {
  if (screen.kind !== 'queue') throw new Error(`no card of the channel: ${screen.kind}`)
  return screen.case
}
