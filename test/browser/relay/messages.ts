import type { Seat } from './seat.js'

/** A message of the channel or of a chat, as the bot knows it. */
export interface RelayedMessage {
  readonly id: string
  /** Without the thread. */
  readonly conversationId: string
  /** Whoever else is there does not see it; absent: everybody does. */
  readonly onlyFor?: string
}

type Kept = RelayedMessage & {
  /** What each client calls the same message. */
  readonly ids: Map<Seat, string>
}

/** Each client gives a message an id of its own; the bot knows one. */
export class Messages {
  readonly #byId = new Map<string, Kept>()
  #last = 0

  /** Ids are times, as in Teams. */
  newId(): string {
    this.#last = Math.max(Date.now(), this.#last + 1)
    return `${this.#last}`
  }

  add(message: Omit<RelayedMessage, 'id'>, ids: ReadonlyMap<Seat, string>): RelayedMessage {
    const kept = { ...message, id: this.newId(), ids: new Map(ids) }
    this.#byId.set(kept.id, kept)
    return kept
  }

  find(id: string): RelayedMessage | undefined {
    return this.#byId.get(id)
  }

  /** The id that the client uses; undefined: it does not show the message. */
  idAt(seat: Seat, id: string): string | undefined {
    return this.#byId.get(id)?.ids.get(seat)
  }

  /** The bot's id of what the client shows under its own. */
  idFrom(seat: Seat, own: string): string | undefined {
    for (const { id, ids } of this.#byId.values()) if (ids.get(seat) === own) return id
    return undefined
  }

  remove(id: string): void {
    this.#byId.delete(id)
  }

  /** Oldest first. */
  all(): readonly RelayedMessage[] {
    return [...this.#byId.values()]
  }
}
