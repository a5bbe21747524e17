import { parseRetryAfter } from '../../domain/retryAfter.js'

/** The part of the channel's REST API (Bot Connector v3) that we use. */
export interface ConnectorPort {
  readonly conversations: {
    sendToConversation(conversation: string, activity: object, options: PostOptions): Promise<{ id?: string }>
    createConversation(parameters: ConversationStart, options: SendOptions): Promise<{ id?: string }>
    updateActivity(
      conversation: string,
      message: string,
      activity: object,
      options: PostOptions,
    ): Promise<{ id?: string }>
    /** One page of the members; what it looks like is not checked yet. */
    getPagedMembers(conversation: string, options: PageOptions): Promise<unknown>
  }
}

export interface Attachment {
  readonly contentType: string
  readonly content: object
}

/** A personal chat with somebody. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages */
export interface ConversationStart {
  readonly isGroup: false
  readonly bot: { readonly id: string; readonly name: string }
  /** Entra object id; the channel knows the name. */
  readonly members: readonly { readonly id: string; readonly name: string }[]
  readonly tenantId: string
  readonly channelData: { readonly tenant: { readonly id: string } }
}

export interface SendOptions {
  readonly abortSignal: AbortSignal
}

export interface PostOptions extends SendOptions {
  /** Only the recipient of the activity sees it. https://learn.microsoft.com/microsoftteams/platform/agents-in-teams/targeted-messages */
  readonly isTargeted?: boolean
}

export interface PageOptions extends SendOptions {
  /** 50 to 500. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context */
  readonly pageSize: number
  /** Absent: the first page. */
  readonly continuationToken?: string
}

/** The path of a conversation's messages below `/v3/conversations`; `message`: one of them. */
export function messagesPath(conversation: string, { isTargeted }: PostOptions, message?: string): string {
  const one = message === undefined ? '' : `/${encodeURIComponent(message)}`
  return `/${encodeURIComponent(conversation)}/activities${one}${isTargeted ? '?isTargetedActivity=true' : ''}`
}

export function membersPath(conversation: string, { pageSize, continuationToken }: PageOptions): string {
  const query = new URLSearchParams({ pageSize: `${pageSize}`, ...(continuationToken && { continuationToken }) })
  return `/${encodeURIComponent(conversation)}/pagedmembers?${query}`
}

/**
 * The channel refused a call, or did not answer it; every ConnectorPort rejects with this. It contains nothing that was
 * sent, unlike the errors of the SDKs, which keep whole requests.
 */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError'
  /** HTTP status; undefined: there was no answer. */
  readonly statusCode: number | undefined
  /** Of the channel or of the system. */
  readonly code: string | undefined
  /** The header of the answer. */
  readonly retryAfter: string | undefined

  constructor(message: string, { statusCode, code, retryAfter }: Partial<ConnectorErrorParts>) {
    super(message)
    this.statusCode = statusCode
    this.code = code
    this.retryAfter = retryAfter
  }
}

type ConnectorErrorParts = { readonly [K in 'code' | 'retryAfter']: string | undefined } & {
  readonly statusCode: number | undefined
}

/** One call; `signal` ends it. */
export type ChannelRequest<R> = (port: ConnectorPort, signal: AbortSignal) => Promise<R>

/** Why a call failed. It contains nothing that was sent. */
export interface ConnectorFault {
  /** HTTP status; null: there was no answer. */
  readonly status: number | null
  /** An error code of the channel, such as `ConversationBlockedByUser`, or of the system, such as `ECONNREFUSED`. */
  readonly code: string
  /** The code, where it is the channel's. */
  readonly refusal?: string
  readonly retryAfterMs?: number
  /** The connection broke; the same call may work a moment later. */
  readonly broken: boolean
}

/** No caller needs to be told to wait longer than this. */
const LONGEST_MS = 3_600_000

export function connectorFaultOf(error: unknown, now: Date): ConnectorFault {
  const status = httpStatusOf(error) ?? null
  const isOfChannel = error instanceof ConnectorError
  const wait = isOfChannel ? parseRetryAfter(error.retryAfter, now) : null
  const refusal = isOfChannel && status !== null && isWord(error.code) ? error.code : null
  return {
    status,
    code: codeOf(error),
    ...(refusal !== null && { refusal }),
    broken: isOfChannel && status === null,
    ...(wait !== null && { retryAfterMs: Math.min(wait, LONGEST_MS) }),
  }
}

/** HTTP status of an answer that a call rejected with. */
export function httpStatusOf(error: unknown): number | undefined {
  if (!(error instanceof Error && 'statusCode' in error)) return undefined
  return typeof error.statusCode === 'number' ? error.statusCode : undefined
}

/** A longer text may reveal more than a log should. */
function isWord(text: unknown): text is string {
  return typeof text === 'string' && /^\w{1,60}$/.test(text)
}

/** A single word only. MSAL calls it `errorCode`. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { code, errorCode } = error as { readonly code?: unknown; readonly errorCode?: unknown }
  return [code, errorCode].find(isWord) ?? error.name
}
