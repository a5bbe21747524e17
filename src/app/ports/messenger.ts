import type { Actor, Case, Note, OrganizationRef, Surface } from '../../domain/case/case.js'
import type { Message } from '../../domain/diagnosis/diagnosis.js'
import type { Clue } from '../../domain/faults/clue.js'
import type { RemedyId, SignInNeed } from '../../domain/repair/repair.js'
import type { BoardFilter } from '../../domain/triage/board/boardFilter.js'
import type { BoardPage } from '../../domain/triage/board/boardPage.js'
import type { BoardEntry } from '../../domain/triage/boardEntry.js'
import type { Agent } from '../../domain/triage/triage.js'

/** One thing to draw. */
export type Screen =
  | { readonly kind: 'case'; readonly case: Case; readonly audience?: Surface['audience']; readonly note?: Note }
  /** The card of a case in the helpdesk's channel, the same for everybody. `form`: for the agent who asked for it, until the card is drawn again. */
  | { readonly kind: 'queue'; readonly case: Case; readonly form?: QueueForm; readonly note?: Note }
  /** A case to be copied; `full`: for an agent. */
  | { readonly kind: 'export'; readonly case: Case; readonly full: boolean; readonly note?: Note }
  /** A person's open cases, the newest first; `more`: how many are not listed. `turns`: an agent's, in the order of whose turn it is. */
  | {
      readonly kind: 'cases'
      readonly cases: readonly Case[]
      readonly more: number
      readonly turns?: true
      /** Checks of others that wait for this person's consent. */
      readonly asking?: readonly Case[]
      readonly note?: Note
    }
  /** What the helpdesk has open, for one of its agents. */
  | {
      readonly kind: 'board'
      readonly board: BoardPage
      readonly rows: readonly BoardRow[]
      readonly filter: BoardFilter
      /** What there is to choose from: organizations by URL, and ids of checks or NO_CAUSE. */
      readonly choices: { readonly organizations: readonly OrganizationRef[]; readonly causes: readonly string[] }
      readonly note?: Note
    }
  /** `agent`: what the helpdesk can type is listed too. */
  | { readonly kind: 'welcome'; readonly agent?: true; readonly note?: Note }
  /** `mention`: who is notified of it, as a member of the conversation; `beside`: a clicked card stays as it is. */
  | {
      readonly kind: 'notice'
      readonly message: Message
      readonly mention?: Pick<Actor, 'channelId' | 'id' | 'name' | 'aadObjectId'>
      readonly beside?: true
    }
  /** Somebody has to sign in before their consent can be carried out, or before they may see what to choose from. `link`: where to, added by the channel's edge unless they have signed in since. */
  | {
      readonly kind: 'signIn'
      readonly case: Case
      /** Hash of the plan that was agreed to; absent: nothing was yet. */
      readonly plan?: string
      /** Instead of `plan`: the repair that was asked for. */
      readonly remedy?: RemedyId
      readonly need: SignInNeed
      /** They have signed in since: one click goes on. */
      readonly signedIn?: true
      /** Who sees it; absent: the audience of the surface. */
      readonly audience?: Surface['audience']
      readonly link?: string
      readonly note?: Note
    }
  /** What a message proves, without any buttons; `clue` null: nothing. */
  | { readonly kind: 'reading'; readonly clue: Clue | null; readonly message: Message }

/** `case`: null: it was deleted in the meantime. */
export interface BoardRow {
  readonly entry: BoardEntry
  readonly case: Case | null
}

/** What an agent fills in. `text`: what was written already; `agents`: whom the case can be given. */
export type QueueForm =
  | { readonly fill: 'note' | 'close'; readonly text?: string }
  | { readonly fill: 'snooze' }
  | { readonly fill: 'assign'; readonly agents: readonly Agent[] }

/** The result of showing a screen. */
export type Delivery =
  /** `surface.activityId` is the message that carries it now. */
  | { readonly result: 'shown'; readonly surface: Surface }
  /** The message that should change does not exist any more; a new one can be sent. */
  | { readonly result: 'gone' }
  /**
   * The channel refuses permanently: the bot was blocked or removed, or the conversation is gone. `status`: HTTP. `code`: the
   * channel's word for it, such as ConversationBlockedByUser or BotNotInConversationRoster; absent: it gave none.
   */
  | { readonly result: 'refused'; readonly status: number; readonly code?: string }
  /** A temporary failure: throttling, an outage, or no answer in time (`status` null). */
  | { readonly result: 'failed'; readonly status: number | null; readonly retryAfterMs?: number }

/** Priority when a conversation's budget is used up: answers that a person waits for, then news, then progress. */
export type Urgency = 'answer' | 'news' | 'progress'

export interface Messenger {
  /** Sends a new message. Never rejects. */
  send(surface: Surface, screen: Screen, urgency?: Urgency): Promise<Delivery>
  /** Redraws the message `surface.activityId` in place. Of several waiting screens only the newest is drawn, and all calls get its result. Never rejects. */
  update(surface: Surface, screen: Screen, urgency?: Urgency): Promise<Delivery>
  /**
   * Sends a message that only this member of the conversation sees, for a day. `refused`: they are no member, or there is no
   * such message, as in a personal chat; then it can be said in their personal chat. Never rejects.
   */
  whisper(
    surface: Surface,
    to: Pick<Actor, 'id' | 'name' | 'tenantId' | 'aadObjectId'>,
    screen: Screen,
  ): Promise<Delivery>
  /** Opens the personal chat with somebody who has the app. `like`: a conversation in the same tenant. null: they do not have the app. */
  openPersonal(person: Person365, like: Surface): Promise<Surface | null>
}

/** A person of an Entra tenant, whatever id the channel gives them. */
export interface Person365 {
  readonly tenantId: string
  readonly aadObjectId: string
}
