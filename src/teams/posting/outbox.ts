import { setMaxListeners } from 'node:events'
import type { Delivery } from '../../app/ports.js'
import type { Surface } from '../../domain/case/case.js'
import { withoutThread } from '../../domain/triage/place.js'
import { ConversationQueue, type PostingPace } from './conversationQueue.js'
import type { Posting } from './postingJob.js'
import type { CasePoint } from './screenOrder.js'

/** Where a posting waits. */
export type ConversationPlace = Pick<Surface, 'channelId' | 'conversationId'>

export type MessageSurface = Surface & { readonly activityId: string }

export interface OutboxOptions {
  readonly pace: PostingPace
  /** How long an unanswered click may hold up draws, in milliseconds. */
  readonly longestTurn: number
  /** How long closing may take, in milliseconds. */
  readonly grace: number
}

/** Everything that is to be sent to the channel, by conversation; conversations never wait for each other. */
export class Outbox {
  readonly #options: OutboxOptions
  /** The most recently used one is last. */
  readonly #queues = new Map<string, ConversationQueue>()
  readonly #over = new AbortController()
  #isClosing = false

  constructor(options: OutboxOptions) {
    this.#options = options
    // One listener for each call in progress.
    setMaxListeners(0, this.#over.signal)
  }

  /** Aborted when closing has taken too long, which ends calls in progress. */
  get over(): AbortSignal {
    return this.#over.signal
  }

  /** How many conversations are known. */
  get size(): number {
    return this.#queues.size
  }

  put(place: ConversationPlace, posting: Posting): Promise<Delivery> {
    return this.#queueOf(place).put(posting)
  }

  /** true: an older state is being sent to the message, and may arrive later. */
  shows(surface: MessageSurface, point: CasePoint | null): boolean {
    return this.#queueOf(surface).shows(surface.activityId, point, { result: 'shown', surface })
  }

  /** Holds the draws of a message until `turn` has ended, and for one interval more. */
  async during<R>(surface: MessageSurface, turn: () => Promise<R>): Promise<R> {
    const release = this.#queueOf(surface).hold(surface.activityId)
    const enough = setTimeout(release, this.#options.longestTurn).unref()
    try {
      return await turn()
    } finally {
      clearTimeout(enough)
      release()
    }
  }

  /** Delivers everything that waits, without pauses; what cannot be delivered in time fails. */
  async close(): Promise<void> {
    this.#isClosing = true
    const tooLate = setTimeout(() => {
      this.#over.abort()
      for (const queue of this.#queues.values()) queue.giveUp()
    }, this.#options.grace)
    await Promise.all([...this.#queues.values()].map(queue => queue.close()))
    clearTimeout(tooLate)
  }

  #queueOf(place: ConversationPlace): ConversationQueue {
    const key = keyOf(place)
    const queue = this.#queues.get(key) ?? this.#open()
    this.#queues.delete(key)
    this.#queues.set(key, queue)
    return queue
  }

  #open(): ConversationQueue {
    for (const [key, queue] of this.#queues) {
      if (!queue.isForgettable()) break
      this.#queues.delete(key)
    }
    const queue = new ConversationQueue(this.#options.pace)
    if (this.#isClosing) void queue.close()
    return queue
  }
}

/** All threads of a channel are one conversation. */
function keyOf({ channelId, conversationId }: ConversationPlace): string {
  return `${channelId}\n${withoutThread(conversationId)}`
}
