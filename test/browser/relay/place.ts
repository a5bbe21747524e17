const THREAD = ';messageid='

/** Where a message belongs. In a channel, each message that is no reply begins a thread. */
export interface Spot {
  readonly conversationId: string
  /** The message that the thread begins with; absent: there is no thread, or it begins with this message. */
  readonly root?: string
}

export function spotOf(id: string): Spot {
  const [conversationId = '', root] = id.split(THREAD)
  return { conversationId, ...(root !== undefined && { root }) }
}

export function idOfSpot({ conversationId, root }: Spot): string {
  return root === undefined ? conversationId : `${conversationId}${THREAD}${root}`
}

/** Everybody in it sees the same; otherwise it is a person's chat with the bot. */
export function isShared({ conversationId }: Spot): boolean {
  return conversationId.startsWith('19:')
}
