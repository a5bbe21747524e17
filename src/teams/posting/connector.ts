import { parseRetryAfter } from '../../domain/retryAfter.js'

/** The part of the channel's REST API (Bot Connector v3) that we use. */
export interface ConnectorPort {
  readonly conversations: {
    sendToConversation(conversation: string, activity: object, options: SendOptions): Promise<{ id?: string }>
    createConversation(parameters: ConversationStart, options: SendOptions): Promise<{ id?: string }>
    updateActivity(
      conversation: string,
      message: string,
      activity: object,
      options: SendOptions,
    ): Promise<{ id?: string }>
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
  return {
    status,
    code: codeOf(error),
    broken: isOfChannel && status === null,
    ...(wait !== null && { retryAfterMs: Math.min(wait, LONGEST_MS) }),
  }
}

/** HTTP status of an answer that a call rejected with. */
export function httpStatusOf(error: unknown): number | undefined {
  if (!(error instanceof Error && 'statusCode' in error)) return undefined
  return typeof error.statusCode === 'number' ? error.statusCode : undefined
}

/** A single word only: a longer text may reveal more than a log should. MSAL calls it `errorCode`. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { code, errorCode } = error as { readonly code?: unknown; readonly errorCode?: unknown }
  const word = [code, errorCode].find(text => typeof text === 'string' && /^\w{1,60}$/.test(text))
  return typeof word === 'string' ? word : error.name
}
