import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Surface } from '../../../src/domain/case/case.js'
import { TeamsRosters } from '../../../src/teams/roster/rosters.js'
import { ALEX, TENANT } from '../activities.js'
import { refusal } from '../channelRules/answer.js'
import type { ListedMember } from '../channelRules/roster.js'
import { type ManualClock, manualClock } from '../clocks.js'
import { type Bot, startBot } from '../harness.js'
import { surfaceOf } from '../posting/showing.js'

const CHANNEL = '19:triage@thread.tacv2'
const FIVE_MINUTES = 300_000

const alex: ListedMember = {
  id: ALEX.id,
  name: ALEX.name,
  givenName: 'Alex',
  surname: 'Wilber',
  objectId: ALEX.aadObjectId?.toUpperCase(),
  tenantId: TENANT,
  userPrincipalName: 'alex@contoso.com',
  userRole: 'user',
}
const known = { id: ALEX.id, name: ALEX.name, tenantId: TENANT, aadObjectId: ALEX.aadObjectId, isGuest: false }

describe('the members of a channel', () => {
  let bot: Bot
  let clock: ManualClock
  before(async () => {
    clock = manualClock()
    bot = await startBot({}, { pace: clock.pace })
  })
  after(() => bot.close())
  afterEach(() => {
    bot.connector.rule = () => null
    bot.connector.rosters.clear()
    bot.connector.forget()
    bot.lines.length = 0
    clock.advance(FIVE_MINUTES)
  })

  const channel = (changes: Partial<Surface> = {}) =>
    surfaceOf(bot.connector, {
      ...{ conversationId: CHANNEL, conversationType: 'channel', tenantId: TENANT },
      ...changes,
    })
  const members = (changes: Partial<Surface> = {}) => bot.server.rosters.members(channel(changes))
  const listed = (...all: ListedMember[]) => bot.connector.rosters.set(CHANNEL, all)
  const pages = () => bot.connector.calls.flatMap(({ page }) => (page ? [page.toString()] : []))

  it('are read from the channel itself, wherever in it somebody writes', async () => {
    listed(alex)
    assert.deepEqual(await members({ conversationId: `${CHANNEL};messageid=17` }), [known])
    assert.equal(bot.connector.calls[0]?.conversationId, CHANNEL)
  })

  it('come page by page', async () => {
    listed(...Array.from({ length: 1_234 }, (_, n) => ({ ...alex, id: `29:${n}` })))
    const all = await members()
    assert.deepEqual(
      all?.map(({ id }) => id),
      Array.from({ length: 1_234 }, (_, n) => `29:${n}`),
    )
    const size = 'pageSize=500'
    assert.deepEqual(pages(), [size, `${size}&continuationToken=500`, `${size}&continuationToken=1000`])
  })

  it('are kept for five minutes, in all threads, and then read anew', async () => {
    listed(alex)
    await members()
    clock.advance(FIVE_MINUTES - 1)
    await members({ conversationId: `${CHANNEL};messageid=2` })
    assert.equal(pages().length, 1)
    listed()
    clock.advance(1)
    assert.deepEqual(await members(), [])
    assert.equal(pages().length, 2)
  })

  it('are read once for everybody who asks meanwhile, and apart for each channel', async () => {
    listed(alex)
    bot.connector.rosters.set('19:other', [])
    const [one, other, elsewhere] = await Promise.all([members(), members(), members({ conversationId: '19:other' })])
    assert.deepEqual([one, other, elsewhere], [[known], [known], []])
    assert.equal(pages().length, 2)
  })

  it('are unknown where the bot is not, and known as soon as it is', async () => {
    for (const [status, code] of [
      [403, 'BotNotInConversationRoster'],
      [404, 'ConversationNotFound'],
    ] as const) {
      bot.connector.rule = () => refusal(status, code)
      assert.equal(await members(), null)
      assert.deepEqual(bot.lines.at(-1)?.details, { status, code, channel: 'msteams' })
    }
    bot.connector.rule = () => null
    listed(alex)
    assert.deepEqual(await members(), [known])
  })

  it('are unknown, and not nobody, while the channel fails or gives no list', async () => {
    const answers = [
      { status: 503 },
      { status: 200, body: {} },
      { status: 200, body: { members: 'all' } },
      { status: 200, body: { members: [], continuationToken: 'the same for ever' } },
    ]
    for (const answer of answers) {
      bot.connector.rule = () => answer
      assert.equal(await members(), null, JSON.stringify(answer))
    }
    let page = 0
    bot.connector.rule = () => ({ status: 200, body: { members: [], continuationToken: `${++page}` } })
    assert.equal(await members(), null, 'a list without an end')
    bot.connector.rule = () => null
    listed(alex)
    assert.deepEqual(await members(), [known])
  })

  it('that failed in the middle are not half of them', async () => {
    listed(...Array.from({ length: 600 }, (_, n) => ({ ...alex, id: `29:${n}` })))
    bot.connector.rule = ({ page }) => (page?.has('continuationToken') ? { status: 502 } : null)
    assert.equal(await members(), null)
    bot.connector.rule = () => null
    assert.equal((await members())?.length, 600)
  })

  it('are not asked for again before the channel says so', async () => {
    bot.connector.rule = () => ({ ...refusal(429, 'TooManyRequests'), headers: { 'Retry-After': '20' } })
    assert.equal(await members(), null)
    bot.connector.rule = () => null
    listed(alex)
    clock.advance(19_999)
    assert.equal(await members(), null)
    assert.equal(pages().length, 0)
    clock.advance(1)
    assert.deepEqual(await members(), [known])
  })

  it('are not waited for again soon where the channel does not answer', async () => {
    let asked = 0
    const connector = async () => {
      asked += 1
      throw new Error('no connection')
    }
    const rosters = new TeamsRosters({
      connector,
      log: { info: () => {}, warn: () => {}, error: () => {} },
      pace: clock.pace,
    })
    const look = () => rosters.members(channel())
    assert.deepEqual([await look(), await look()], [null, null])
    assert.equal(asked, 1)
    clock.advance(30_000)
    assert.equal(await look(), null)
    assert.equal(asked, 2)
  })

  it('after five minutes without an answer are unknown, not those of before', async () => {
    listed(alex)
    assert.deepEqual(await members(), [known])
    clock.advance(FIVE_MINUTES)
    bot.connector.rule = () => ({ status: 503 })
    assert.equal(await members(), null)
  })

  it('have no list in a chat, nor on another channel', async () => {
    listed(alex)
    for (const place of [
      { conversationType: 'personal' },
      { conversationType: 'groupChat' },
      { channelId: 'webchat' },
    ] as const) {
      assert.equal(await members(place), null)
    }
    assert.deepEqual(pages(), [])
  })

  it('who are guests are recognized by role, name or tenant; nobody else is one', async () => {
    const elsewhere = '5d2a4a52-6bb1-4a86-8a0b-2f5f8e7c1f10'
    const cases: readonly [Partial<Record<string, unknown>>, boolean][] = [
      [{ userRole: 'guest' }, true],
      [{ userRole: 'Guest' }, true],
      [{ userRole: 'anonymous' }, true],
      [{ userRole: 'a role of the future' }, true],
      [{ userRole: 'user', userPrincipalName: 'pat_fabrikam.com#EXT#@contoso.onmicrosoft.com' }, true],
      [{ userRole: 'user', userPrincipalName: 'pat_fabrikam.com#ext#@contoso.onmicrosoft.com' }, true],
      [{ userRole: 'user', tenantId: elsewhere }, true],
      [{ userRole: 'user', tenantId: TENANT.toUpperCase() }, false],
      [{ userRole: 'owner' }, false],
      [{ userRole: undefined }, false],
      // The documentation shows such a tenant id.
      [{ userRole: 'user', tenantId: '29:1UX7p8' }, false],
    ]
    listed(...cases.map(([changes], n) => ({ ...alex, ...changes, id: `29:${n}` })))
    assert.deepEqual(
      (await members())?.map(({ isGuest }) => isGuest),
      cases.map(([, isGuest]) => isGuest),
    )
  })

  it('have the names and ids that there are, and none that are not', async () => {
    const { name: _name, objectId, ...without } = alex
    listed(
      without,
      { ...without, objectId: null, aadObjectId: objectId },
      { id: '29:bare' },
      { name: 'without an id' },
      { ...alex, name: 'x'.repeat(10_000), tenantId: 'no-guid', objectId: 'no-guid' },
    )
    const bare = { tenantId: TENANT, aadObjectId: null, isGuest: false }
    assert.deepEqual(await members(), [
      { ...known, aadObjectId: null },
      known,
      { ...bare, id: '29:bare', name: '' },
      { ...bare, id: ALEX.id, name: 'x'.repeat(256) },
    ])
  })
})

describe('closing', () => {
  it('ends the reading of members', async () => {
    const bot = await startBot()
    let members: Promise<unknown> = Promise.resolve()
    await new Promise<void>(asked => {
      bot.connector.rule = () => {
        asked()
        return new Promise(() => {})
      }
      const channel = { conversationId: CHANNEL, conversationType: 'channel' } as const
      members = bot.server.rosters.members(surfaceOf(bot.connector, channel))
    })
    await bot.close()
    assert.equal(await members, null)
  })
})
