import type { Actor, Candidate, Question, Signer } from '../actor.js'
import type { Diagnosis, Message } from '../diagnosis/diagnosis.js'
import type { Backlog, Fact, Why } from '../diagnosis/facts.js'
import type { Plan } from '../repair/plan.js'
import type { RemedyId, WaitingMail } from '../repair/repair.js'

/** Where a case stands. `run` counts what was begun: with the name it tells one step from every other. */
export type Phase =
  | Intake
  | Locating
  | Identifying
  | Diagnosing
  | Diagnosed
  | Asking
  | Planning
  | Offered
  | Applying
  | Verifying
  | Watching
  | Resolved
  | Closed

export interface Progress {
  readonly done: number
  readonly of: number
  /** Set while Dataverse asks us to wait: ISO 8601. */
  readonly waitingUntil?: string
}

/** What goes on by itself: more is to come without anybody doing anything. */
export type UnderWay = Locating | Identifying | Diagnosing | Planning | Applying | Verifying

const UNDER_WAY: readonly Phase['name'][] = [
  'locating',
  'identifying',
  'diagnosing',
  'planning',
  'applying',
  'verifying',
] satisfies readonly UnderWay['name'][]

export function isUnderWay(phase: Phase): phase is UnderWay {
  return UNDER_WAY.includes(phase.name)
}

interface Step<N extends string> {
  readonly name: N
  readonly run: number
}

/** Steps that know what is wrong. */
interface After<N extends string> extends Step<N> {
  readonly diagnosis: Diagnosis
  /** ISO 8601. */
  readonly at: string
}

interface Intake extends Step<'intake'> {
  readonly ask: Question
  readonly candidates?: readonly Candidate[]
  /** What was typed and could not be taken: it stands in the field again. */
  readonly draft?: string
  /** Why it is asked (again). */
  readonly note?: Message
}

/** Looking up which organizations know the address. */
interface Locating extends Step<'locating'> {}

/** Which of the organizations know an address. Those that are in neither list answered that they do not. */
export interface Located {
  readonly address: string
  /** URLs. */
  readonly knowing: readonly string[]
  /** They could not be asked: nobody knows whether they do. */
  readonly unreached: readonly { readonly url: string; readonly why: Why }[]
  /** The only one that knows it was taken without asking. */
  readonly taken?: true
}

/** Looking up who is asking in the chosen organization. */
interface Identifying extends Step<'identifying'> {}

interface Diagnosing extends Step<'diagnosing'> {
  readonly startedAt: string
  readonly progress: Progress
}

export interface Diagnosed extends After<'diagnosed'> {
  /** Dataverse slowed this run down. */
  readonly slowed: boolean
  /** What came of the last step, if something is to be said about it. */
  readonly note?: Message
}

/** The sender's consent is asked for, by somebody who is not the sender. */
export interface Asking extends After<'asking'> {
  readonly by: Actor
  /** The repair that it is asked for; not there: stored by a version that knew of one such repair only. */
  readonly consentTo?: RemedyId
  /** Whether the sender could be written to; `none`: the text has to be forwarded. */
  readonly reached: 'notYet' | 'card' | 'none'
}

/** What is wanted, and where to go back to. */
interface Wanted {
  readonly remedy: RemedyId
  /** Ids of the e-mails to hold back. */
  readonly chosen?: readonly string[]
  /** With `chosen`: the repair that they are held back from; not there: as with `consentTo`. */
  readonly before?: RemedyId
  /** Who wants it. */
  readonly by: Actor
  /** They are the sender, in a chat that nobody else reads. */
  readonly own: boolean
  /** Where an undoing began. */
  readonly origin?: Watching | Resolved
  readonly note?: Message
}

/** The exact writes are being made out. */
export interface Planning extends After<'planning'>, Wanted {}

/** They are shown, and wait for consent. */
export interface Offered extends After<'offered'>, Wanted {
  readonly plans: readonly Plan[]
  readonly backlog: Fact<Backlog | null>
  /** Only where `own`; dropped with this step. */
  readonly mails: readonly WaitingMail[]
}

export interface Applying extends After<'applying'>, Wanted {
  readonly plan: Plan
  readonly signer: Signer
}

/** Looking again after a repair, past every cache. */
export interface Verifying extends After<'verifying'> {
  readonly startedAt: string
  readonly progress: Progress
  readonly watch?: Watch
}

/** Everything is in order, and the waiting mails are watched until they left. */
export interface Watching extends After<'watching'> {
  readonly watch: Watch
}

export interface Watch {
  readonly since: string
  /** Mails that waited when it began; `atLeast`: or more. */
  readonly total: number
  readonly atLeast: boolean
  readonly left: number
  /** When one was last seen to have left, or the watch began. */
  readonly movedAt: string
  readonly round: number
  /** Nothing left for two cycles of the router, and everything was looked at once more. */
  readonly stalled?: true
  /** Why the last look saw nothing. */
  readonly unseen?: Why
}

/** The mails left, and it was seen. */
interface Resolved extends After<'resolved'> {}

interface Closed extends Step<'closed'> {
  readonly at: string
  readonly reason: 'cancelled' | 'replaced'
}
