import type { NewsBody } from '../../domain/triage/news/newsBody.js'

/** `reason`: one technical sentence for the operator, without anything secret. */
export type WebhookAnswer =
  | { readonly result: 'delivered' }
  /** Sending it again would not help. */
  | { readonly result: 'refused'; readonly status: number; readonly reason: string }
  /** `status`: null if there was no answer. */
  | {
      readonly result: 'failed'
      readonly status: number | null
      readonly reason: string
      /** How long the ticket system asked to wait. */
      readonly retryAfterMs?: number
    }
  /** Nothing was sent: the ticket system does not answer now, or it has asked to wait. */
  | { readonly result: 'paused'; readonly retryAfterMs: number }

/** An outside ticket system, which is told what happens to cases. */
export interface Webhook {
  /** Never rejects. If the signal aborts, the result is `failed`, and the event may have arrived. */
  deliver(news: NewsBody, signal: AbortSignal): Promise<WebhookAnswer>
}

/** An event that the ticket system did not take. */
export interface DeadLetter {
  readonly news: NewsBody
  /** When it was given up, ISO 8601, UTC. */
  readonly at: string
  /** null: there was no answer. */
  readonly status: number | null
  readonly reason: string
}

/** The events that were given up. They are kept until somebody sends them again or discards them. */
export interface DeadLetters {
  /** Replaces an earlier letter about the same event. */
  add(letter: DeadLetter): Promise<void>
  /** In the order in which the events happened. */
  list(): AsyncIterable<DeadLetter>
  /** Does nothing if there is none about this event. */
  remove(news: Pick<NewsBody, 'id' | 'timestamp'>): Promise<void>
}
