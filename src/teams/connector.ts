/** The SDK's client retries 429 (as long as Retry-After says), 5xx and broken connections three times; this bounds it all. */
const PATIENCE_MS = 60_000

/** What is used of the channel's REST API (Bot Connector v3); the SDK's ConnectorClient has this shape. */
export interface ConnectorPort {
  readonly conversations: {
    sendToConversation(conversation: string, activity: object, options: SendOptions): Promise<{ id?: string }>
    createConversation(parameters: ConversationStart, options: SendOptions): Promise<{ id?: string }>
    updateActivity(conversation: string, message: string, activity: object, options: SendOptions): Promise<unknown>
  }
}

/** A personal chat with somebody. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages */
export interface ConversationStart {
  readonly isGroup: false
  readonly bot: { readonly id: string; readonly name: string }
  /** Entra object id; the name is the channel's to know. */
  readonly members: { readonly id: string; readonly name: string }[]
  readonly tenantId: string
  readonly channelData: { readonly tenant: { readonly id: string } }
}

interface SendOptions {
  readonly abortSignal: AbortSignal
}

export function bounded(): SendOptions {
  return { abortSignal: AbortSignal.timeout(PATIENCE_MS) }
}

/** HTTP status of the SDK's RestError. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error && 'statusCode' in error)) return undefined
  return typeof error.statusCode === 'number' ? error.statusCode : undefined
}
