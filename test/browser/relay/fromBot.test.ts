import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { objectIdOf } from '../../simulator/index.js'
import { ADELE, CHANNEL, type Harness, HELEN, idOf, messagesOf, openHarness, TENANT } from './harness.js'
import { memberOf } from './roster.js'

let harness: Harness
beforeEach(async () => {
  harness = await openHarness()
})
afterEach(() => harness.close())

describe('what the bot sends to the channel', () => {
  it('reaches every client, and is redrawn by the id that the bot got', async () => {
    const id = await harness.send(CHANNEL, { type: 'message', text: 'a card' })
    const reply = await harness.send(`${CHANNEL};messageid=${id}`, { type: 'message', text: 'a reply', replyToId: id })
    await harness.call('PUT', `${messagesOf(CHANNEL)}/${reply}`, { type: 'message', text: 'newer' })
    for (const seat of [harness.helen, harness.adele]) {
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
    assert.equal((await harness.call('POST', messagesOf(`${CHANNEL};messageid=1`), { type: 'message' })).status, 404)
    assert.equal((await harness.call('PUT', `${messagesOf(CHANNEL)}/1`, { type: 'message' })).status, 404)
    harness.adele.refuses = { status: 400, body: { error: { code: 'BadSyntax' } } }
    assert.deepEqual(await harness.call('POST', messagesOf(CHANNEL), { type: 'message' }), harness.adele.refuses)
  })

  it('is shown as deleted, and cannot be redrawn after that', async () => {
    const id = await harness.send(CHANNEL, { type: 'message', text: 'a card' })
    await harness.relay.remove(id)
    assert.match(String(harness.adele.calls.at(-1)?.activity.text), /has been deleted/)
    const redrawn = await harness.call('PUT', `${messagesOf(CHANNEL)}/${id}`, { type: 'message' })
    assert.equal(redrawn.status, 404)
    assert.deepEqual(harness.relay.messages(), [])
  })

  it('does not reach who has left the channel', async () => {
    const id = await harness.send(CHANNEL, { type: 'message', text: 'a card' })
    harness.relay.members.splice(1)
    await harness.send(CHANNEL, { type: 'message', text: 'another card' })
    await harness.call('PUT', `${messagesOf(CHANNEL)}/${id}`, { type: 'message', text: 'newer' })
    assert.deepEqual([harness.helen.calls.length, harness.adele.calls.length], [3, 1])
  })
})

describe('a message for one person', () => {
  const targeted = { type: 'message', text: 'somebody was faster', recipient: { id: idOf(ADELE) } }
  const path = messagesOf(CHANNEL)
  const query = '?isTargetedActivity=true'

  it('reaches only that person, and is changed only by calls that say so', async () => {
    const id = await harness.send(CHANNEL, targeted, query)
    assert.equal((await harness.call('PUT', `${path}/${id}`, { type: 'message', text: 'newer' })).status, 404)
    assert.equal((await harness.call('PUT', `${path}/${id}${query}`, { type: 'message', text: 'newer' })).status, 200)
    assert.equal((await harness.call('DELETE', `${path}/${id}${query}`)).status, 200)
    assert.deepEqual(
      harness.adele.calls.map(({ activity }) => activity.text),
      ['somebody was faster', 'newer', 'This message has been deleted.'],
    )
    assert.deepEqual(harness.helen.calls, [])
  })

  it('is refused for nobody, for a stranger, in a chat, and where the channel takes none', async () => {
    const refusals = async (activity: object, at = path) =>
      (await harness.call('POST', `${at}${query}`, activity)).status
    assert.equal(await refusals({ ...targeted, recipient: undefined }), 400)
    assert.equal(await refusals({ ...targeted, recipient: { id: '29:stranger' } }), 403)
    assert.equal(await refusals(targeted, messagesOf(harness.adele.chatId)), 400)
    harness.relay.takesTargeted = false
    assert.equal(await refusals(targeted), 400)
    assert.deepEqual([...harness.helen.calls, ...harness.adele.calls], [])
  })
})

describe('personal chats', () => {
  it('are found by the id in Entra, and reach one client', async () => {
    const start = { isGroup: false, members: [{ id: objectIdOf('admin'), name: '' }] }
    const { status, body } = await harness.call('POST', '', start)
    assert.deepEqual([status, body], [201, { id: harness.adele.chatId }])
    await harness.send(harness.adele.chatId, { type: 'message', text: 'for Adele' })
    assert.deepEqual([harness.helen.calls.length, harness.adele.calls.length], [0, 1])
  })

  it('are refused for who has no client', async () => {
    const start = { isGroup: false, members: [{ id: objectIdOf('omar'), name: '' }] }
    assert.equal((await harness.call('POST', '', start)).status, 403)
    assert.equal((await harness.call('POST', '/a%3Anobody/activities', { type: 'message' })).status, 404)
  })
})

describe('the roster', () => {
  const members = (query = '', of = CHANNEL) => harness.call('GET', `/${encodeURIComponent(of)}/pagedmembers${query}`)

  it('names everybody with their ids', async () => {
    const { body } = await members()
    const [first] = (body as { members: Record<string, unknown>[] }).members
    const { id, aadObjectId, name, tenantId, userRole } = first ?? {}
    assert.deepEqual([id, aadObjectId, name], [idOf(HELEN), objectIdOf('helen'), 'Helen Park'])
    assert.deepEqual([tenantId, userRole], [TENANT, 'user'])
  })

  it('is that of the channel, changes with its members, and comes in pages', async () => {
    for (let made = 0; made < 60; made++) harness.relay.members.push(memberOf({ key: `p${made}`, name: 'P' }, TENANT))
    const { body } = await members('?pageSize=50')
    const { continuationToken, ...first } = body as { readonly continuationToken: string }
    assert.deepEqual(first, { members: harness.relay.members.slice(0, 50) })
    assert.equal((await members(`?pageSize=50&continuationToken=${continuationToken}`)).status, 200)
    assert.equal((await members('', `${CHANNEL};messageid=1`)).status, 404)
    assert.equal((await members('', harness.adele.chatId)).status, 404)
  })
})

it('answers by a rule instead of the channel, where a test sets one', async () => {
  const path = `/${encodeURIComponent(CHANNEL)}`
  harness.relay.rule = ({ method }) => (method === 'POST' ? { status: 429, headers: { 'Retry-After': '3' } } : null)
  const refused = await fetch(`${harness.relay.url}/v3/conversations${path}/activities`, { method: 'POST', body: '{}' })
  assert.deepEqual([refused.status, refused.headers.get('Retry-After')], [429, '3'])
  assert.equal((await harness.call('GET', `${path}/pagedmembers`)).status, 200)
  assert.equal(harness.helen.calls.length, 0)
})
