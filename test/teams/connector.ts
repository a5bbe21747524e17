import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, refusal } from './channelRules/answer.js'
import { type ConnectorCall, readCall, type SentActivity } from './channelRules/call.js'
import { RateLimits } from './channelRules/rateLimits.js'
import { pageOf, type RosterBook } from './channelRules/roster.js'
import { targetedFault } from './channelRules/targeted.js'

export type { Answer } from './channelRules/answer.js'
export type { SentActivity } from './channelRules/call.js'

/** A message as the conversation shows it now. */
export interface ShownMessage {
  readonly id: string
  readonly conversationId: string
  readonly activity: SentActivity
  /** The id of the only person who sees it; absent: everybody does. */
  readonly onlyFor?: string
}

export interface Connector {
  /** Service URL for activities. */
  readonly url: string
  /** Every call that was not answered by `rule`. */
  readonly calls: readonly ConnectorCall[]
  /** The messages as they are now, oldest first. */
  readonly activities: readonly ShownMessage[]
  /** By conversation, without the thread. Where there is none, everybody counts as a member. */
  readonly rosters: RosterBook
  /** How many calls were refused because there were too many. */
  readonly refused: number
  /** Answers instead of the channel; null: the channel answers. Called once for each request, retries included. */
  rule: (call: ConnectorCall) => Answer | null | Promise<Answer | null>
  /** Resolves with the first past or future call that matches. Rejects after `patience` milliseconds with the calls seen so far. */
  waitFor(predicate: (call: ConnectorCall) => boolean, patience?: number): Promise<ConnectorCall>
  /** Drops all calls and messages so far, because a test that runs for hours would keep and search ever more of them. */
  forget(): void
  /** Breaks all connections, including calls in progress. */
  drop(): void
  close(): Promise<void>
}

interface ConnectorOptions {
  /** Limits how often the bot may post, by this clock; absent: it may always. */
  readonly clock?: { now(): number }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** A Bot Connector (REST API v3) of one channel: accepts, keeps, changes and deletes messages. */
export async function startConnector({ clock }: ConnectorOptions = {}): Promise<Connector> {
  const limits = clock && new RateLimits(clock)
  const rosters: RosterBook = new Map()
  const calls: ConnectorCall[] = []
  const activities: Mutable<ShownMessage>[] = []
  const watchers = new Set<() => void>()
  let made = 0
  const server = createServer((request, response) => {
    void serve(request, response).catch(error =>
      end(response, { status: 500, body: { error: { message: `${error}` } } }),
    )
  })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request, () => `message-${++made}`)
    if (!call) return end(response, { status: 404, body: { error: { code: 'BadArgument', message: 'Unknown path' } } })
    const answer = (await connector.rule(call)) ?? take(call)
    end(response, answer)
  }

  function take(call: ConnectorCall): Answer {
    calls.push(call)
    const { conversationId, page } = call
    if (page) return pageOf(rosters, conversationId, page)
    if (call.opened) return { status: 201, body: { id: conversationId } }
    return targetedFault(rosters, call) ?? limits?.take(conversationId) ?? change(call)
  }

  function change({ activityId, conversationId, activity, method, isTargeted }: ConnectorCall): Answer {
    // A message for one person exists only for calls that say so. UNCONFIRMED: that it is not found otherwise.
    const at = activities.findIndex(({ id, onlyFor }) => id === activityId && (onlyFor !== undefined) === isTargeted)
    const onlyFor = isTargeted ? activity?.recipient?.id : undefined
    if (method === 'POST' && activity)
      activities.push({ id: activityId, conversationId, activity, ...(onlyFor !== undefined && { onlyFor }) })
    else if (at < 0) return refusal(404, 'ActivityNotFoundInConversation')
    else if (method === 'PUT' && activity) activities[at]!.activity = activity
    else activities.splice(at, 1)
    for (const watch of [...watchers]) watch()
    return { status: method === 'POST' ? 201 : 200, body: { id: activityId } }
  }

  function waitFor(predicate: (call: ConnectorCall) => boolean, patience = 15_000): Promise<ConnectorCall> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        watchers.delete(look)
        reject(
          new Error(`The bot did not make the call that was waited for. It made: ${JSON.stringify(calls, null, 1)}`),
        )
      }, patience)
      const look = () => {
        const found = calls.find(predicate)
        if (!found) return
        clearTimeout(timer)
        watchers.delete(look)
        resolve(found)
      }
      watchers.add(look)
      look()
    })
  }

  const port = await listen(server)
  const connector: Connector = {
    url: `http://127.0.0.1:${port}/`,
    calls,
    activities,
    rosters,
    get refused() {
      return limits?.refused ?? 0
    },
    rule: () => null,
    waitFor,
    forget() {
      calls.length = 0
      activities.length = 0
    },
    drop: () => server.closeAllConnections(),
    close: () => close(server),
  }
  return connector
}

function end(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
  response.end(JSON.stringify(body ?? {}))
}

export function listen(server: Server): Promise<number> {
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

export function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(resolve => server.close(() => resolve()))
}
