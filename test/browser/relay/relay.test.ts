import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, beforeEach, describe, it } from 'node:test'
import { objectIdOf } from '../../simulator/index.js'
import { close, listen } from '../../teams/connector.js'
import { type Answer, bodyOf, exchange } from './answer.js'
import { type Relay, startRelay } from './relay.js'
import { memberOf } from './roster.js'
import type { Person, Seat } from './seat.js'

const TENANT = '6f4a5b1c-2d3e-4f50-8a61-7b8c9d0e1f22'
const CHANNEL = '19:help@thread.tacv2'
const HELEN = { key: 'helen', name: 'Helen Park' }
const ADELE = { key: 'admin', name: 'Adele Admin' }
const idOf = ({ key }: Person) => `29:${objectIdOf(key)}`

/** A client that gives each message an id of its own, and keeps what it was told. */
interface FakeSeat extends Seat {
  readonly calls: { readonly method: string; readonly path: string; readonly activity: Record<string, unknown> }[]
  refuses: Answer | null
}

function fakeSeat(person: Person): FakeSeat {
  const calls: FakeSeat['calls'] = []
  const seat: FakeSeat = {
    ...{ person, calls, refuses: null, id: idOf(person), chatId: `a:${objectIdOf(person.key)}` },
    serviceUrl: `http://${person.key}.example/_connector`,
    async call(method, path, activity) {
      calls.push({ method, path: decodeURIComponent(path), activity: { ...activity } })
      return seat.refuses ?? { status: 201, body: { id: `${person.key}-${calls.length}` } }
    },
  }
  return seat
}

const heard: Record<string, unknown>[] = []
const bot = createServer((request, response) => {
  void bodyOf(request).then(body => {
    heard.push(body as Record<string, unknown>)
    response.end(JSON.stringify({ answered: request.url }))
  })
})
let botUrl: string
before(async () => {
  botUrl = `http://127.0.0.1:${await listen(bot)}`
})
after(() => close(bot))

let relay: Relay
let helen: FakeSeat
let adele: FakeSeat
const opened: Relay[] = []
async function open(isPrivate = false): Promise<void> {
  relay = await startRelay({ botUrl, tenantId: TENANT, members: [HELEN, ADELE], isPrivate })
  opened.push(relay)
  helen = fakeSeat(HELEN)
  adele = fakeSeat(ADELE)
  relay.seats.push(helen, adele)
  heard.length = 0
}
beforeEach(() => open())
after(() => Promise.all(opened.map(one => one.close())))

/** A call of the bot. */
function call(method: string, path: string, body?: object): Promise<Answer> {
  return exchange(`${relay.url}/v3/conversations${path}`, { method, ...(body && { body }) })
}

async function send(conversationId: string, activity: object, query = ''): Promise<string> {
  const { status, body } = await call('POST', `/${encodeURIComponent(conversationId)}/activities${query}`, activity)
  assert.equal(status, 201, JSON.stringify(body))
  return (body as { id: string }).id
}

/** What a client sends when a person does something. */
function act(seat: Seat, conversationId: string, parts: object): Promise<Answer> {
  const { serviceUrl, id, person } = seat
  const conversation = {
    id: conversationId,
    conversationType: conversationId.startsWith('a:') ? 'personal' : 'channel',
  }
  const activity = { id: 'own', serviceUrl, conversation, from: { id, name: person.name }, ...parts }
  return exchange(`${relay.url}/api/messages`, { method: 'POST', body: activity })
}

describe('what the bot sends to the channel', () => {
  it('reaches every client, and is redrawn by the id that the bot got', async () => {
    const id = await send(CHANNEL, { type: 'message', text: 'a card' })
    const reply = await send(`${CHANNEL};messageid=${id}`, { type: 'message', text: 'a reply', replyToId: id })
    await call('PUT', `/${encodeURIComponent(CHANNEL)}/activities/${reply}`, { type: 'message', text: 'newer' })
    for (const seat of [helen, adele]) {
      const { key } = seat.person
      assert.deepEqual(
        seat.calls.map(({ method, path, activity }) => [method, path, activity.text]),
        [
          ['POST', `${CHANNEL}/activities`, 'a card'],
          ['POST', `${CHANNEL};messageid=${key}-1/activities`, 'a reply'],
          ['PUT', `${CHANNEL}/activities/${key}-2`, 'newer'],
        ],
      )
      assert.deepEqual(
        seat.calls.map(({ activity }) => [activity.serviceUrl, activity.replyToId]),
        Array(3).fill([seat.serviceUrl, undefined]),
      )
    }
  })

  it('is refused in a thread that there is not, and where a client refuses it', async () => {
    const path = (id: string) => `/${encodeURIComponent(id)}/activities`
    assert.equal((await call('POST', path(`${CHANNEL};messageid=1`), { type: 'message' })).status, 404)
    assert.equal((await call('PUT', `${path(CHANNEL)}/1`, { type: 'message' })).status, 404)
    adele.refuses = { status: 400, body: { error: { code: 'BadSyntax' } } }
    assert.deepEqual(await call('POST', path(CHANNEL), { type: 'message' }), adele.refuses)
  })

  it('is shown as deleted, and cannot be redrawn after that', async () => {
    const id = await send(CHANNEL, { type: 'message', text: 'a card' })
    await relay.remove(id)
    assert.match(String(adele.calls.at(-1)?.activity.text), /has been deleted/)
    const redrawn = await call('PUT', `/${encodeURIComponent(CHANNEL)}/activities/${id}`, { type: 'message' })
    assert.equal(redrawn.status, 404)
    assert.deepEqual(relay.messages(), [])
  })

  it('does not reach who has left the channel', async () => {
    const id = await send(CHANNEL, { type: 'message', text: 'a card' })
    relay.members.splice(1)
    await send(CHANNEL, { type: 'message', text: 'another card' })
    await call('PUT', `/${encodeURIComponent(CHANNEL)}/activities/${id}`, { type: 'message', text: 'newer' })
    assert.deepEqual([helen.calls.length, adele.calls.length], [3, 1])
  })
})

describe('a message for one person', () => {
  const targeted = { type: 'message', text: 'somebody was faster', recipient: { id: idOf(ADELE) } }
  const path = `/${encodeURIComponent(CHANNEL)}/activities`
  const query = '?isTargetedActivity=true'

  it('reaches only that person, and is changed only by calls that say so', async () => {
    const id = await send(CHANNEL, targeted, query)
    assert.equal((await call('PUT', `${path}/${id}`, { type: 'message', text: 'newer' })).status, 404)
    assert.equal((await call('PUT', `${path}/${id}${query}`, { type: 'message', text: 'newer' })).status, 200)
    assert.equal((await call('DELETE', `${path}/${id}${query}`)).status, 200)
    assert.deepEqual(
      adele.calls.map(({ activity }) => activity.text),
      ['somebody was faster', 'newer', 'This message has been deleted.'],
    )
    assert.deepEqual(helen.calls, [])
  })

  it('is refused for nobody, for a stranger, in a chat, and where the channel takes none', async () => {
    const refusals = async (activity: object, at = path) => (await call('POST', `${at}${query}`, activity)).status
    assert.equal(await refusals({ ...targeted, recipient: undefined }), 400)
    assert.equal(await refusals({ ...targeted, recipient: { id: '29:stranger' } }), 403)
    assert.equal(await refusals(targeted, `/${adele.chatId}/activities`), 400)
    relay.takesTargeted = false
    assert.equal(await refusals(targeted), 400)
    assert.deepEqual([...helen.calls, ...adele.calls], [])
  })
})

describe('personal chats', () => {
  it('are found by the id in Entra, and reach one client', async () => {
    const start = { isGroup: false, members: [{ id: objectIdOf('admin'), name: '' }] }
    const { status, body } = await call('POST', '', start)
    assert.deepEqual([status, body], [201, { id: adele.chatId }])
    await send(adele.chatId, { type: 'message', text: 'for Adele' })
    assert.deepEqual([helen.calls.length, adele.calls.length], [0, 1])
  })

  it('are refused for who has no client', async () => {
    const start = { isGroup: false, members: [{ id: objectIdOf('omar'), name: '' }] }
    assert.equal((await call('POST', '', start)).status, 403)
    assert.equal((await call('POST', '/a%3Anobody/activities', { type: 'message' })).status, 404)
  })
})

describe('the roster', () => {
  const members = (query = '', of = CHANNEL) => call('GET', `/${encodeURIComponent(of)}/pagedmembers${query}`)

  it('names everybody with their ids', async () => {
    const { body } = await members()
    const [first] = (body as { members: Record<string, unknown>[] }).members
    const { id, aadObjectId, name, tenantId, userRole } = first ?? {}
    assert.deepEqual([id, aadObjectId, name], [idOf(HELEN), objectIdOf('helen'), 'Helen Park'])
    assert.deepEqual([tenantId, userRole], [TENANT, 'user'])
  })

  it('comes in pages of at least 50, and not for a thread', async () => {
    for (let made = 0; made < 60; made++) relay.members.push(memberOf({ key: `p${made}`, name: 'P' }, TENANT))
    const first = (await members('?pageSize=1')).body as { members: unknown[]; continuationToken: string }
    const rest = (await members(`?pageSize=1&continuationToken=${first.continuationToken}`)).body
    assert.equal(first.members.length, 50)
    assert.deepEqual(rest, { members: relay.members.slice(50) })
    assert.equal((await members('', `${CHANNEL};messageid=1`)).status, 404)
  })
})

describe('what the bot hears', () => {
  it('of a post, which others see with the name of who wrote it, under one id of the relay', async () => {
    const text = '<at>Pending Send</at> my mail is stuck'
    const answer = await act(helen, `${CHANNEL};messageid=5`, { type: 'message', text, channelData: { source: {} } })
    assert.deepEqual(answer, { status: 200, body: { answered: '/api/messages' } })
    const [message] = relay.messages()
    assert.equal(heard[0]?.id, message?.id)
    assert.equal(heard[0]?.serviceUrl, relay.url)
    const conversation = { id: `${CHANNEL};messageid=${message?.id}`, conversationType: 'channel' }
    assert.deepEqual(heard[0]?.conversation, conversation)
    assert.equal(adele.calls[0]?.activity.text, 'Helen Park: @Pending Send my mail is stuck')
    assert.equal(helen.calls.length, 0)

    await act(adele, `${CHANNEL};messageid=admin-1`, { type: 'message', text: 'mine, too' })
    assert.deepEqual(heard[1]?.conversation, conversation)
    assert.notEqual(heard[1]?.id, heard[0]?.id)
    assert.equal(helen.calls[0]?.path, `${CHANNEL};messageid=5/activities`)
    assert.equal(relay.messages().length, 1)
  })

  it('of a click is the thread and the message as the bot knows them', async () => {
    const id = await send(CHANNEL, { type: 'message', text: 'a card' })
    await act(adele, `${CHANNEL};messageid=admin-1`, { type: 'invoke', replyToId: 'admin-1' })
    assert.deepEqual(heard[0]?.conversation, { id: `${CHANNEL};messageid=${id}`, conversationType: 'channel' })
    assert.equal(heard[0]?.replyToId, id)
    assert.deepEqual(helen.calls.length, 1)
  })

  it('names tenant, team and channel, and whether that is private', async () => {
    for (const isPrivate of [false, true]) {
      await open(isPrivate)
      await act(helen, CHANNEL, { type: 'installationUpdate', action: 'add' })
      const { tenant, team, channel } = (heard[0]?.channelData ?? {}) as Record<string, object>
      assert.deepEqual(tenant, { id: TENANT })
      assert.deepEqual(Object.keys(team ?? {}), ['id', 'name', 'aadGroupId'])
      assert.deepEqual(channel, { id: CHANNEL, name: 'Help desk', type: isPrivate ? 'private' : 'standard' })
    }
  })

  it('comes once if each client adds the bot to the channel, and each time in personal chats', async () => {
    for (const seat of [helen, adele, helen]) {
      for (const place of [CHANNEL, seat.chatId]) await act(seat, place, { type: 'installationUpdate', action: 'add' })
    }
    const places = heard.map(({ conversation }) => (conversation as { id: string }).id)
    assert.deepEqual(places, [CHANNEL, helen.chatId, adele.chatId, helen.chatId])
  })

  it('is nothing that somebody writes to nobody', async () => {
    assert.equal((await act({ ...helen, serviceUrl: 'http://other' }, CHANNEL, { type: 'message' })).status, 400)
    assert.deepEqual(heard, [])
  })
})

it('answers by a rule instead of the channel, where a test sets one', async () => {
  const path = `/${encodeURIComponent(CHANNEL)}`
  relay.rule = ({ method }) => (method === 'POST' ? { status: 429, headers: { 'Retry-After': '3' } } : null)
  const refused = await fetch(`${relay.url}/v3/conversations${path}/activities`, { method: 'POST', body: '{}' })
  assert.deepEqual([refused.status, refused.headers.get('Retry-After')], [429, '3'])
  assert.equal((await call('GET', `${path}/pagedmembers`)).status, 200)
  assert.equal(helen.calls.length, 0)
})
