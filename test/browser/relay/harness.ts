import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { objectIdOf } from '../../simulator/index.js'
import type { Answer } from '../../teams/channelRules/answer.js'
import { close, listen } from '../../teams/connector.js'
import { bodyOf, exchange } from './exchange.js'
import { type Relay, startRelay } from './relay.js'
import type { Person, Seat } from './seat.js'

export const TENANT = '6f4a5b1c-2d3e-4f50-8a61-7b8c9d0e1f22'
export const CHANNEL = '19:help@thread.tacv2'
export const HELEN = { key: 'helen', name: 'Helen Park' }
export const ADELE = { key: 'admin', name: 'Adele Admin' }
export const idOf = ({ key }: Person) => `29:${objectIdOf(key)}`

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

/** A relay between two clients and a bot that do nothing by themselves. */
export interface Harness {
  readonly relay: Relay
  readonly helen: FakeSeat
  readonly adele: FakeSeat
  /** The activities that the bot got. */
  readonly heard: readonly Record<string, unknown>[]
  /** A call of the bot below `/v3/conversations`. */
  call(method: string, path: string, body?: object): Promise<Answer>
  /** The bot sends a message, and gets its id. */
  send(conversationId: string, activity: object, query?: string): Promise<string>
  /** A person does something at a client. */
  act(seat: Seat, conversationId: string, parts: object): Promise<Answer>
  close(): Promise<void>
}

export async function openHarness(isPrivate = false): Promise<Harness> {
  const heard: Record<string, unknown>[] = []
  const bot = createServer((request, response) => {
    void bodyOf(request).then(body => {
      heard.push(body as Record<string, unknown>)
      response.end(JSON.stringify({ answered: request.url }))
    })
  })
  const botUrl = `http://127.0.0.1:${await listen(bot)}`
  const relay = await startRelay({ botUrl, tenantId: TENANT, members: [HELEN, ADELE], isPrivate })
  const [helen, adele] = [fakeSeat(HELEN), fakeSeat(ADELE)]
  relay.seats.push(helen, adele)
  const call: Harness['call'] = (method, path, body) =>
    exchange(`${relay.url}/v3/conversations${path}`, { method, ...(body && { body }) })
  return {
    ...{ relay, helen, adele, heard, call },
    async send(conversationId, activity, query = '') {
      const { status, body } = await call('POST', `${messagesOf(conversationId)}${query}`, activity)
      assert.equal(status, 201, JSON.stringify(body))
      return (body as { id: string }).id
    },
    act({ serviceUrl, id, person }, conversationId, parts) {
      const conversationType = conversationId.startsWith('a:') ? 'personal' : 'channel'
      const conversation = { id: conversationId, conversationType }
      const activity = { id: 'own', serviceUrl, conversation, from: { id, name: person.name }, ...parts }
      return exchange(`${relay.url}/api/messages`, { method: 'POST', body: activity })
    },
    close: async () => void (await Promise.all([relay.close(), close(bot)])),
  }
}

/** The path of a conversation's messages. */
export function messagesOf(conversationId: string): string {
  return `/${encodeURIComponent(conversationId)}/activities`
}
