import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The parts of a bot's activity that tests look at. */
export interface SentActivity {
  readonly type: string
  readonly id?: string
  readonly text?: string
  readonly summary?: string
  readonly from?: { readonly id: string; readonly name?: string }
  readonly attachments?: readonly { readonly contentType: string; readonly content: unknown }[]
  readonly [property: string]: unknown
}

/** One call that the bot made to the channel, in the order of arrival. */
interface ConnectorCall {
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly conversationId: string
  /** The message that was created, changed or deleted. */
  readonly activityId: string
  /** null for DELETE, and when a conversation is opened. */
  readonly activity: SentActivity | null
  /** The parameters with which a conversation is opened. */
  readonly opened?: unknown
  readonly authorization: string | null
  /** The SDK names itself here. */
  readonly userAgent: string
}

/** A message as the conversation shows it now. */
export interface ShownMessage {
  readonly id: string
  readonly conversationId: string
  readonly activity: SentActivity
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Connector {
  /** Service URL for activities. */
  readonly url: string
  /** Every call that was not answered by `rule`. */
  readonly calls: readonly ConnectorCall[]
  /** The messages as they are now, oldest first. */
  readonly activities: readonly ShownMessage[]
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

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** A Bot Connector (REST API v3) of one channel: accepts, keeps, changes and deletes messages. */
export async function startConnector(): Promise<Connector> {
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
    const call = await read(request, () => `message-${++made}`)
    if (!call) return end(response, { status: 404, body: { error: { code: 'BadArgument', message: 'Unknown path' } } })
    const answer = (await connector.rule(call)) ?? take(call)
    end(response, answer)
  }

  function take(call: ConnectorCall): Answer {
    const { activityId, conversationId, activity, method } = call
    const at = activities.findIndex(({ id }) => id === activityId)
    calls.push(call)
    if (call.opened) return { status: 201, body: { id: conversationId } }
    if (method === 'POST' && activity) activities.push({ id: activityId, conversationId, activity })
    else if (at < 0) return { status: 404, body: { error: { code: 'ActivityNotFoundInConversation' } } }
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

async function read(request: IncomingMessage, newId: () => string): Promise<ConnectorCall | null> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  const { method } = request
  const { authorization = null, 'user-agent': userAgent = '' } = request.headers
  if (path === '/v3/conversations' && method === 'POST') {
    const opened: unknown = JSON.parse(await textOf(request))
    return { method, conversationId: newId(), activityId: '', activity: null, opened, authorization, userAgent }
  }
  const match = /^\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/.exec(path)
  if (!match || (method !== 'POST' && method !== 'PUT' && method !== 'DELETE')) return null
  const body = await textOf(request)
  return {
    method,
    conversationId: decodeURIComponent(match[1]!),
    activityId: method === 'POST' ? newId() : decodeURIComponent(match[2] ?? ''),
    activity: method === 'DELETE' ? null : JSON.parse(body),
    authorization,
    userAgent,
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
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
