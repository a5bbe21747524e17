/** What can happen to a case. */

import type { Message } from '../diagnosis/diagnosis.js'
import type { Backlog, Fact, FactMissing, FactSheet, SentSince } from '../diagnosis/facts.js'
import type { Plan } from '../repair/plan.js'
import type { Carried, RemedyId, WaitingMail } from '../repair/repair.js'
import type { Actor, Person, Progress, Surface, Symptom, Target } from './case.js'

export type Answer =
  | { readonly ask: 'lookAlike'; readonly value: 'check' }
  | { readonly ask: 'whichAddress'; readonly value: string }
  | { readonly ask: 'symptom'; readonly value: Symptom }
  /** null: they do not have it at hand. A text that they have is told. */
  | { readonly ask: 'errorText'; readonly value: null }
  /** The url of one of the case's organizations. */
  | { readonly ask: 'organization'; readonly value: string }
  /** As typed. */
  | { readonly ask: 'sender'; readonly value: string }
  | { readonly ask: 'whichSender'; readonly value: string }
  /** As typed; null: the person does not know it. */
  | { readonly ask: 'routerAccount'; readonly value: string | null }

/** `at` is ISO 8601; `step` is `stepOf` the case that the person saw. */
interface ByPerson<T extends string> {
  readonly type: T
  readonly at: string
  readonly by: Actor
  readonly step: string
  /** The channel's id of the activity: what is delivered twice is taken in once. */
  readonly activity?: string
  /** It was typed, so the card goes on at the end of that conversation. */
  readonly here?: Surface
  /** They see the card in a conversation with others that it is shown in. */
  readonly present?: true
}

interface Answered extends ByPerson<'answered'> {
  readonly answer: Answer
}
/** What somebody tells, whatever the question was. */
interface Told extends ByPerson<'told'> {
  readonly known: Target
  /** What of it could not be taken, and why. */
  readonly draft?: string
  readonly note?: Message
}
interface Cancelled extends ByPerson<'cancelled'> {
  readonly reason: 'cancelled' | 'replaced'
  /** A card that another case has taken over. */
  readonly left?: Surface
}

/** `own`: the person is alone with the bot, so that what is only for them may be shown. */
interface RepairAsked extends ByPerson<'repairAsked'> {
  readonly remedy: RemedyId
  readonly own: boolean
}
interface HoldAsked extends ByPerson<'holdAsked'> {
  /** Ids of e-mails. */
  readonly chosen: readonly string[]
  readonly own: boolean
}
interface Consented extends ByPerson<'consented'> {
  /** Hash of the plan. */
  readonly plan: string
  /** They know that old e-mails will leave. */
  readonly knowsOld: boolean
  readonly channelId: string
}

export type RepairEvent = RepairAsked | HoldAsked | Consented | ByPerson<'backedOut'>
export type PersonEvent = Answered | Told | Cancelled | ByPerson<'wentBack'> | ByPerson<'checkedAgain'> | RepairEvent

export function isRepair(e: PersonEvent): e is RepairEvent {
  return e.type === 'repairAsked' || e.type === 'holdAsked' || e.type === 'consented' || e.type === 'backedOut'
}

/** Somebody spoke, and nothing but the place of the card changes: it goes on at the end of that conversation. */
interface Heard {
  readonly type: 'heard'
  readonly at: string
  readonly activity?: string
  readonly here: Surface
  readonly note?: Message
}

/** What became of showing a case. */
export interface Shown {
  readonly type: 'shown'
  readonly at: string
  /** Of the case that was drawn. */
  readonly revision: number
  readonly deliveries: readonly {
    /** With the message that carries the card now. */
    readonly place: Surface
    /** `gone`: the message is not there any more; `refused`: for good; `failed`: not now. */
    readonly result: 'shown' | 'gone' | 'refused' | 'failed'
    /** HTTP status of a refusal. */
    readonly status?: number
    readonly retryAfterMs?: number
    /** Older messages that say now where the card is. */
    readonly retired?: readonly string[]
  }[]
}

/** `work` is the id of promised work. */
interface ByWork<T extends string> {
  readonly type: T
  readonly at: string
  readonly work: string
}

/** A worker's claim: until when (ISO 8601) nobody else takes the work. */
interface Claim<T extends string> extends ByWork<T> {
  readonly owner: string
  readonly until: string
}
interface Progressed extends Claim<'progressed'> {
  readonly progress: Progress | null
}
interface Located extends ByWork<'located'> {
  readonly seen: readonly Sighting[]
}
interface Identified extends ByWork<'identified'> {
  readonly person: Fact<Person | null>
}
interface Gathered extends ByWork<'gathered'> {
  readonly facts: FactSheet
  readonly slowed: boolean
  readonly pace: WatchPace
}
interface Planned extends ByWork<'planned'> {
  readonly plans: readonly Plan[] | FactMissing
  readonly backlog: Fact<Backlog | null>
  readonly mails: readonly WaitingMail[]
}
interface CarriedOut extends ByWork<'carriedOut'> {
  readonly carried: Carried
}
interface Reached extends ByWork<'reached'> {
  /** Where the sender can be written to; null: nowhere. */
  readonly surface: Surface | null
}
interface Counted extends ByWork<'counted'> {
  readonly backlog: Fact<Pick<Backlog, 'count' | 'atLeast'>>
  readonly sentSince: Fact<SentSince>
  readonly pace: WatchPace
}
interface Notified extends ByWork<'notified'> {
  /** Where it was told, or never can be. */
  readonly told: readonly Surface[]
  readonly retryAfterMs?: number
}

/** Whether an organization knows the address that is looked for. */
export interface Sighting {
  /** Of the organization. */
  readonly url: string
  readonly known: Fact<boolean>
}

/** The worker broke down. */
interface Failed extends ByWork<'failed'> {
  readonly owner: string
  readonly detail: string
}

/** Moments, ISO 8601, that the watch over a backlog goes by. */
export interface WatchPace {
  readonly nextLook: string
  /** A backlog that has not moved since then is taken for stuck: two cycles of the router. */
  readonly stuckSince: string
  /** A watch that began before that ends. */
  readonly endedSince: string
}

export type RepairWorkEvent = Planned | CarriedOut | Reached | Counted | Notified | ByWork<'forgotten'>
export type WorkEvent = Claim<'leased'> | Progressed | Located | Identified | Gathered | Failed | RepairWorkEvent

export type Event = PersonEvent | WorkEvent | Heard | Shown
