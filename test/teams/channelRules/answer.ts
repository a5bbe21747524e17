export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export function refusal(status: number, code: string): Answer {
  return { status, body: { error: { code, message: `The channel refuses it: ${code}` } } }
}

/** A channel is one conversation, whatever the thread. */
export function rootOf(conversationId: string): string {
  return conversationId.replace(/;messageid=.*$/, '')
}
