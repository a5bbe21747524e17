import type { Case, Note, Surface } from '../../domain/case/case.js'
import type { Message } from '../../domain/diagnosis/diagnosis.js'
import type { Clue } from '../../domain/faults/clue.js'
import type { SignInNeed } from '../../domain/repair/repair.js'

/** One thing to draw. */
export type Screen =
  | { readonly kind: 'case'; readonly case: Case; readonly audience?: Surface['audience']; readonly note?: Note }
  /** Open cases of a person, the newest first; `more`: how many others there are. */
  | { readonly kind: 'cases'; readonly cases: readonly Case[]; readonly more: number; readonly note?: Note }
  | { readonly kind: 'welcome'; readonly note?: Note }
  | { readonly kind: 'notice'; readonly message: Message }
  /** Before somebody's consent can be carried out: they have to sign in. `link` is where, added by the channel's edge. */
  | {
      readonly kind: 'signIn'
      readonly case: Case
      /** Hash of the plan that was agreed to. */
      readonly plan: string
      readonly need: SignInNeed
      /** Who sees it; not there: as the surface says. */
      readonly audience?: Surface['audience']
      readonly link?: string
      readonly note?: Note
    }
  /** What a message proves, without anything to click; null: nothing. */
  | { readonly kind: 'reading'; readonly clue: Clue | null; readonly message: Message }

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

export interface Messenger {
  /** Sends a new message. Never rejects. */
  send(surface: Surface, screen: Screen, urgency?: Urgency): Promise<Delivery>
  /** Redraws the message of `surface.activityId` in place; of several screens that wait the newest is drawn, and all of them end with what became of it. Never rejects. */
  update(surface: Surface, screen: Screen, urgency?: Urgency): Promise<Delivery>
  /** The personal chat with somebody who has the app, seen from a conversation of the same tenant; null: they do not have it. */
  openPersonal(person: Person365, like: Surface): Promise<Surface | null>
}

/** A person of a tenant, whatever the channel calls them. */
export interface Person365 {
  readonly tenantId: string
  readonly aadObjectId: string
}
