import type { IncomingMessage } from 'node:http'

/** The parts of a bot's activity that tests look at. */
export interface SentActivity {
  readonly type: string
  readonly id?: string
  readonly text?: string
  readonly summary?: string
  readonly from?: { readonly id: string; readonly name?: string }
  readonly recipient?: { readonly id?: string; readonly name?: string }
  readonly attachments?: readonly { readonly contentType: string; readonly content: unknown }[]
  readonly [property: string]: unknown
}

/** One call that the bot made to the channel, in the order of arrival. */
export interface ConnectorCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly conversationId: string
  /** The message that was created, changed or deleted. */
  readonly activityId: string
  /** null for DELETE and GET, and when a conversation is opened. */
  readonly activity: SentActivity | null
  /** Only its recipient sees the message. */
  readonly isTargeted: boolean
  /** The parameters with which members are read. */
  readonly page?: URLSearchParams
  /** The parameters with which a conversation is opened. */
  readonly opened?: unknown
  readonly authorization: string | null
  /** The SDK names itself here. */
  readonly userAgent: string
}

const MESSAGES = /^\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/
const MEMBERS = /^\/v3\/conversations\/([^/]+)\/pagedmembers$/

/** null: the channel has no such path. */
export async function readCall(request: IncomingMessage, newId: () => string): Promise<ConnectorCall | null> {
  const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const { method } = request
  const { authorization = null, 'user-agent': userAgent = '' } = request.headers
  const common = { activity: null, activityId: '', isTargeted: false, authorization, userAgent }
  if (path === '/v3/conversations' && method === 'POST') {
    const opened: unknown = JSON.parse(await textOf(request))
    return { ...common, method, conversationId: newId(), opened }
  }
  const [, members] = MEMBERS.exec(path) ?? []
  if (members !== undefined && method === 'GET') {
    return { ...common, method, conversationId: decodeURIComponent(members), page: searchParams }
  }
  const [, conversation, message = ''] = MESSAGES.exec(path) ?? []
  if (conversation === undefined || (method !== 'POST' && method !== 'PUT' && method !== 'DELETE')) return null
  const body = await textOf(request)
  return {
    ...common,
    method,
    conversationId: decodeURIComponent(conversation),
    activityId: method === 'POST' ? newId() : decodeURIComponent(message),
    activity: method === 'DELETE' ? null : JSON.parse(body),
    isTargeted: searchParams.get('isTargetedActivity') === 'true',
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
