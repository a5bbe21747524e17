import { createServer, type IncomingMessage } from 'node:http'
import { type Answer, refusal } from '../../teams/channelRules/answer.js'
import type { ListedMember } from '../../teams/channelRules/roster.js'
import { close, listen } from '../../teams/connector.js'
import { bodyOf } from './exchange.js'
import { type BotCall, type BotHub, remove, serveBot } from './fromBot.js'
import { type ClientHub, passOn } from './fromClient.js'
import { Messages, type RelayedMessage } from './messages.js'
import { memberOf } from './roster.js'
import type { Person, Seat } from './seat.js'
import { channelFacts } from './team.js'

export interface RelayOptions {
  /** Where the bot listens, without a path; also after a restart. */
  readonly botUrl: string
  readonly tenantId: string
  /** Of the channel, at first. */
  readonly members: readonly Person[]
  /** The channel is a private one of its team. */
  readonly isPrivate?: boolean
}

/** Between the bot and several clients: they all show one team, while each has a personal chat of its own. */
export interface Relay {
  /** Both what the clients take for the bot, and what the bot takes for the channel. */
  readonly url: string
  readonly seats: Seat[]
  /** The roster of the channel. Add somebody, or take somebody out of it, who then sees nothing new there. */
  readonly members: ListedMember[]
  /** Whether the channel takes messages that only one person sees. */
  takesTargeted: boolean
  /** Answers a call of the bot instead of the channel; null: the channel answers. */
  rule: (call: BotCall) => Answer | null
  /** The messages of the bot that are there now, and what people began a thread with, oldest first. */
  messages(): readonly RelayedMessage[]
  /** Deletes a message, as a person could. */
  remove(id: string): Promise<void>
  close(): Promise<void>
}

export async function startRelay({ botUrl, tenantId, members, isPrivate = false }: RelayOptions): Promise<Relay> {
  const messages = new Messages()
  const server = createServer((request, response) => {
    serve(request)
      .catch((error: unknown): Answer => refusal(500, `${error}`))
      .then(({ status, headers, body }) => {
        response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
        response.end(body === undefined ? '' : JSON.stringify(body))
      })
  })
  const url = `http://127.0.0.1:${await listen(server)}`
  const relay: Relay = {
    url,
    seats: [],
    members: members.map(person => memberOf(person, tenantId)),
    takesTargeted: true,
    rule: () => null,
    messages: () => messages.all(),
    remove: async id => void (await remove(hub, id)),
    close: () => close(server),
  }
  const hub: ClientHub & BotHub = {
    ...{ messages, url, botUrl, told: new Set(), channelOf: id => channelFacts(id, { tenantId, isPrivate }) },
    seats: relay.seats,
    members: relay.members,
    get takesTargeted() {
      return relay.takesTargeted
    },
  }

  async function serve(request: IncomingMessage): Promise<Answer> {
    const { method = '' } = request
    const { pathname, searchParams: query } = new URL(request.url ?? '/', url)
    const body = await bodyOf(request)
    const [, path] = /^\/v3\/conversations(.*)$/.exec(pathname) ?? []
    if (path !== undefined) {
      const call = { method, path, query, body }
      return relay.rule(call) ?? serveBot(hub, call)
    }
    // A client first looks whether anybody is there.
    if (pathname !== '/api/messages' || method !== 'POST') return { status: 405 }
    return passOn(hub, body)
  }
  return relay
}
