import { randomInt } from 'node:crypto'

/** Identifies a token: the person, the bot's OAuth connection, and the channel. */
export interface Place {
  readonly userId: string
  readonly connectionName: string
  readonly channelId: string
}

interface Waiting {
  readonly code: string
  readonly token: string
}

/** The tokens that the service keeps for people. A token from an interactive sign-in is held until its six-digit code comes. */
export class KeptTokens {
  readonly #kept = new Map<string, string>()
  readonly #waiting = new Map<string, Waiting>()

  get size(): number {
    return this.#kept.size
  }

  keep(place: Place, token: string): void {
    this.#kept.set(keyOf(place), token)
  }

  /** Returns the code that the person has to type in the chat. */
  keepWaiting(place: Place, token: string): string {
    const code = String(randomInt(100_000, 1_000_000))
    this.#waiting.set(keyOf(place), { code, token })
    return code
  }

  /** With the right code, a waiting token is kept from then on. A code that was used already may be used again. */
  take(place: Place, code?: string): string | null {
    const waiting = this.#waiting.get(keyOf(place))
    if (waiting && code !== undefined) {
      if (waiting.code !== code) return null
      this.#waiting.delete(keyOf(place))
      this.keep(place, waiting.token)
    }
    return this.#kept.get(keyOf(place)) ?? null
  }

  /** Without a connection: the tokens of all connections. */
  forget({ userId, connectionName, channelId }: Omit<Place, 'connectionName'> & { connectionName?: string }): void {
    for (const tokens of [this.#kept, this.#waiting]) {
      for (const key of tokens.keys()) {
        const [user, connection, channel] = JSON.parse(key)
        const isMeant = user === userId && channel === channelId
        if (isMeant && (connectionName === undefined || connection === connectionName)) tokens.delete(key)
      }
    }
  }

  /** The connections for which a person has a token. */
  connectionsOf(userId: string, channelId: string): string[] {
    const keys = [...this.#kept.keys()].map(key => JSON.parse(key) as [string, string, string])
    return keys.flatMap(([user, connection, channel]) => (user === userId && channel === channelId ? [connection] : []))
  }
}

function keyOf({ userId, connectionName, channelId }: Place): string {
  return JSON.stringify([userId, connectionName, channelId])
}
