import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Incoming, Member } from '../../../src/app/ports.js'
import { type Azurite, startAzurite } from '../../storage/azurite.js'
import { noteOn, personIn, startWorld, type World } from '../world.js'
import { askedBy, chooseChannel, desk, inChannel, press, queueButton, threadIn } from './desk.js'

const helen = personIn('helen')
const grace = personIn('grace')
const nora = personIn('nora')

function memberOf({ by }: Incoming, isGuest = false): Member {
  return { id: by.id, name: by.name, tenantId: by.tenantId, aadObjectId: by.aadObjectId, isGuest }
}

describe('who is an agent', () => {
  let azurite: Azurite
  let world: World
  let members: readonly Member[] | null = []
  /** How often they were asked for. */
  let looks = 0
  const helpdesk: string[] = ['helen']
  before(async () => {
    azurite = await startAzurite()
    world = await startWorld(azurite, {
      helpdesk,
      members: () => {
        looks += 1
        return members
      },
    })
  })
  after(async () => {
    await world.close()
    await azurite.close()
  })

  const take = async (by: Incoming, isPrivate: boolean) => {
    const instance = desk(world)
    await chooseChannel(instance, helen, isPrivate)
    const { check } = await askedBy(world, instance, 'omar')
    await press(instance, by, check, 'take')
    return (await world.stored(check)).triage?.assignee?.name ?? null
  }

  it('is, in a private channel, each of its members, but no guest', async () => {
    members = [memberOf(grace), memberOf(nora, true)]
    assert.equal(await take(grace, true), 'grace')
    assert.equal(await take(nora, true), null)
  })

  it('is in any other channel only who is named', async () => {
    members = [memberOf(grace)]
    assert.equal(await take(grace, false), null)
    assert.equal(await take(helen, false), 'helen')
  })

  it('is nobody else while the members cannot be read, which whoever clicks is told', async () => {
    members = null
    const instance = desk(world)
    await chooseChannel(instance, helen, true)
    const { check } = await askedBy(world, instance, 'omar')
    await press(instance, grace, check, 'take')
    const whisper = instance.chat.drawn.findLast(({ how }) => how === 'whisper')
    assert.equal(noteOn(whisper?.screen ?? assert.fail()), 'triage.notes.membersUnseen')
    assert.equal((await world.stored(check)).triage?.assignee, null)
    members = [memberOf(grace)]
  })

  it('is nobody any more who left in the middle; what they had taken can be given to others', async () => {
    members = [memberOf(grace), memberOf(helen)]
    const instance = desk(world)
    await chooseChannel(instance, helen, true)
    const { check } = await askedBy(world, instance, 'omar')
    await press(instance, grace, check, 'take')
    members = [memberOf(helen)]
    const taken = await world.stored(check)
    await press(instance, grace, taken, 'giveBack')
    assert.equal((await world.stored(check)).triage?.assignee?.name, 'grace')
    const form = await press(instance, helen, taken, 'assign')
    assert.ok(form.kind === 'queue' && form.form?.fill === 'assign')
    assert.deepEqual(
      form.form.agents.map(({ name }) => name),
      ['helen'],
    )
    const gone = await press(instance, helen, taken, 'assign', { value: grace.by.aadObjectId ?? '' })
    assert.ok(gone.kind === 'queue' && gone.note?.key === 'triage.notes.agentMissing')
    await press(instance, helen, taken, 'assign', { value: helen.by.aadObjectId ?? '' })
    assert.equal((await world.stored(check)).triage?.assignee?.name, 'helen')
  })

  it('is looked up once for a channel of thousands', async () => {
    const many = Array.from({ length: 3_000 }, (_, i) => {
      return { ...memberOf(grace), name: `member ${i}`, aadObjectId: `member ${i}` }
    })
    members = [memberOf(helen), ...many, memberOf(nora, true)]
    const instance = desk(world)
    await chooseChannel(instance, helen, true)
    const { check } = await askedBy(world, instance, 'omar')
    looks = 0
    const form = await press(instance, helen, check, 'assign')
    assert.equal(looks, 2, 'once for who clicks, and once for all who can be chosen')
    assert.ok(form.kind === 'queue' && form.form?.fill === 'assign')
    assert.equal(form.form.agents.length, 3_001, 'no guest')
  })

  it('does not let a member of the channel choose another one', async () => {
    members = [memberOf(grace)]
    const instance = desk(world)
    await chooseChannel(instance, helen, true)
    const before = await world.triageSettings.channel()
    await instance.app.say(
      inChannel(grace, '19:mine@thread.tacv2;messageid=1', true),
      'use this channel for triage',
      false,
    )
    await instance.app.idle()
    assert.deepEqual(await world.triageSettings.channel(), before)
  })

  it('says so where the configuration names another channel, and posts nothing in the chosen one', async () => {
    const fixed = { surface: { ...helen.surface, conversationId: '19:fixed@thread.tacv2' }, isPrivate: false }
    const instance = desk(world, 'fixed', { triageSettings: { ...world.triageSettings, channel: async () => fixed } })
    await chooseChannel(instance, helen)
    assert.deepEqual(
      instance.chat.drawn.map(({ screen }) => noteOn(screen)),
      ['triage.channel.fixed'],
    )
  })

  it('lets nobody act from another tenant, whatever their object id', async () => {
    const instance = desk(world)
    members = [memberOf(grace)]
    await chooseChannel(instance, helen, true)
    const { check } = await askedBy(world, instance, 'omar')
    const foreign = { ...grace, by: { ...grace.by, tenantId: 'another tenant' } }
    await instance.app.click(inChannel(foreign, threadIn(check), true), queueButton(check, 'take'))
    await instance.app.idle()
    assert.equal((await world.stored(check)).triage?.assignee, null)
  })
})

describe('without a channel', () => {
  let world: World
  before(async () => {
    world = await startWorld(undefined, { helpdesk: ['helen'] })
  })
  after(() => world.close())

  it('a case gets its number all the same, is listed without a card, and gets one when a channel is chosen', async () => {
    const instance = desk(world)
    const { check } = await askedBy(world, instance, 'omar')
    assert.ok(check.triage?.number)
    const listed = async () => (await world.board.list()).find(({ id }) => id === check.id)
    assert.equal((await listed())?.posted, false)
    await chooseChannel(instance, helen)
    assert.equal((await listed())?.posted, true)
    assert.ok(threadIn(await world.stored(check)))
  })

  it('moves no card that somebody else has had posted meanwhile', async () => {
    const instance = desk(world)
    await chooseChannel(instance, helen)
    const { check } = await askedBy(world, instance, 'omar')
    const list = async () => (await world.board.list()).map(entry => ({ ...entry, posted: false }))
    const late = desk(world, 'late', { board: { ...world.board, list } })
    await chooseChannel(late, helen)
    assert.deepEqual((await world.stored(check)).surfaces, check.surfaces)
    assert.ok(!late.chat.drawn.some(({ screen }) => screen.kind === 'queue'))
  })
})
