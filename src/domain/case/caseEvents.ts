/** What can happen to a case. */

import type { Message } from '../diagnosis/diagnosis.js'
import type { Fact, FactSheet } from '../diagnosis/facts.js'
import type { RemedyId, SignInNeed } from '../repair/repair.js'
import type { RepairWorkEvent, WatchPace } from '../repair/repairWorkEvents.js'
import type { BatchChecked } from '../triage/batch/batchEvents.js'
import type { GroupEvent, GroupWorkEvent } from '../triage/group/groupEvents.js'
import type { Triaged, TriageWorkEvent } from '../triage/triageEvents.js'
import type { Person, Progress, Surface, Symptom, Target } from './case.js'
import type { ByPerson, ByWork } from './eventBase.js'

export type Answer =
  | { readonly ask: 'lookAlike'; readonly value: 'check' }
  | { readonly ask: 'whichAddress'; readonly value: string }
  | { readonly ask: 'symptom'; readonly value: Symptom }
  /** null: they do not have it at hand. A text that they do have comes as `told`. */
  | { readonly ask: 'errorText'; readonly value: null }
  /** The url of one of the case's organizations. */
  | { readonly ask: 'organization'; readonly value: string }
  /** As typed. */
  | { readonly ask: 'sender'; readonly value: string }
  | { readonly ask: 'whichSender'; readonly value: string }
  /** As typed; null: the person does not know it. */
  | { readonly ask: 'actingAccount'; readonly value: string | null }

interface Answered extends ByPerson<'answered'> {
  readonly answer: Answer
}
/** Somebody gave information, whatever was asked. */
interface Told extends ByPerson<'told'> {
  readonly known: Target
  /** The part of it that could not be used. */
  readonly draft?: string
  /** Why not. */
  readonly note?: Message
}
interface Cancelled extends ByPerson<'cancelled'> {
  readonly reason: 'cancelled' | 'replaced'
  /** A card that another case has taken over. */
  readonly left?: Surface
}

/** `own`: the person is alone with the bot, so what is meant only for them may be shown. */
interface RepairAsked extends ByPerson<'repairAsked'> {
  readonly remedy: RemedyId
  readonly own: boolean
}
interface HoldAsked extends ByPerson<'holdAsked'> {
  /** Ids of e-mails or jobs. */
  readonly chosen: readonly string[]
  readonly own: boolean
}
interface Consented extends ByPerson<'consented'> {
  /** Hash of the plan. */
  readonly plan: string
  /** They accept that old e-mails will leave. */
  readonly knowsOld: boolean
  /** The organization's name as they typed it, where that is asked for. */
  readonly typedName?: string
  readonly channelId: string
}

/** The person agreed to the plan, and has to sign in before it can be carried out. */
interface SignInAsked extends ByPerson<'signInAsked'> {
  readonly plan: string
  readonly need: SignInNeed
  /** The chat in which they agreed. */
  readonly conversationId: string
}

export type RepairEvent = RepairAsked | HoldAsked | Consented | SignInAsked | ByPerson<'backedOut'>
export type PersonEvent = Answered | Told | Cancelled | ByPerson<'wentBack'> | ByPerson<'checkedAgain'> | RepairEvent

export function isRepair(event: PersonEvent): event is RepairEvent {
  return (
    event.type === 'repairAsked' ||
    event.type === 'holdAsked' ||
    event.type === 'consented' ||
    event.type === 'signInAsked' ||
    event.type === 'backedOut'
  )
}

/** Somebody wrote, and only the place of the card changes: it moves to the end of that conversation. */
interface Heard {
  readonly type: 'heard'
  readonly at: string
  readonly activity?: string
  readonly here: Surface
  readonly note?: Message
}

/** Something has to be said about a click, on the card at that place. */
export interface Remarked {
  readonly type: 'remarked'
  readonly at: string
  readonly place: Surface
  readonly note: Message
}

/** The result of drawing a case. */
export interface Shown {
  readonly type: 'shown'
  readonly at: string
  /** The revision that was drawn. */
  readonly revision: number
  readonly deliveries: readonly {
    /** Includes the id of the message that carries the card now. */
    readonly place: Surface
    /** `gone`: the message does not exist any more; `refused`: permanently; `failed`: for now. */
    readonly result: 'shown' | 'gone' | 'refused' | 'failed'
    /** HTTP status of a refusal. */
    readonly status?: number
    readonly retryAfterMs?: number
    /** Older messages that now say where the card is. */
    readonly retired?: readonly string[]
  }[]
  /** Other places are still being drawn. */
  readonly partly?: true
  /** What the helpdesk's board shows of it now, as a hash; absent: it was not written. */
  readonly listed?: string
}

/** A worker claims the work: until `until` (ISO 8601) nobody else takes it. */
interface Claim<T extends string> extends ByWork<T> {
  readonly owner: string
  readonly until: string
}
interface Progressed extends Claim<'progressed'> {
  readonly progress: Progress | null
}
type Located = ByWork<'located'> & { readonly seen: readonly Sighting[] }
interface Identified extends ByWork<'identified'> {
  readonly person: Fact<Person | null>
}
interface Gathered extends ByWork<'gathered'> {
  readonly facts: FactSheet
  readonly slowed: boolean
  readonly pace: WatchPace
}
/** Whether an organization knows the address that is looked up. */
export interface Sighting {
  /** URL of the organization. */
  readonly url: string
  readonly known: Fact<boolean>
}

/** The worker broke down. */
interface Failed extends ByWork<'failed'> {
  readonly owner: string
  readonly detail: string
}

/** `released`: the worker stops before the work is done, and anybody may take it at once. */
type LeaseEvent = Claim<'leased'> | Progressed | Failed | (ByWork<'released'> & { readonly owner: string })
export type WorkEvent =
  | LeaseEvent
  | Located
  | Identified
  | Gathered
  | RepairWorkEvent
  | TriageWorkEvent
  | GroupWorkEvent
  | BatchChecked

export type Event = PersonEvent | Triaged | WorkEvent | Heard | Remarked | Shown | GroupEvent
