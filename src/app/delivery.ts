import type { Surface } from '../domain/case.js'

/** What became of a screen that was to be shown. */
export type Delivery =
  /** `surface.activityId` is the message that carries it now. */
  | { readonly result: 'shown'; readonly surface: Surface }
  /** The message that was to change is not there any more; a new one can be sent. */
  | { readonly result: 'gone' }
  /** The channel will never take it there: the bot was blocked or removed, or the conversation is gone. `status`: HTTP. */
  | { readonly result: 'refused'; readonly status: number }
  /** Not now: throttled, an outage, no answer in time. `status` null: there was no answer. */
  | { readonly result: 'failed'; readonly status: number | null; readonly retryAfterMs?: number }

/** What goes first where a conversation's budget is used up: what a person waits for, then news, then progress. */
export type Urgency = 'answer' | 'news' | 'progress'
