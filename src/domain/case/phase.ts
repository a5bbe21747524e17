import type { Actor, Candidate, Question, Signer } from '../actor.js'
import type { Diagnosis, Message } from '../diagnosis/diagnosis.js'
import type { Backlog, Fact, Why } from '../diagnosis/facts.js'
import type { Plan } from '../repair/plan.js'
import type { RemedyId, SignInNeed, WaitingJob, WaitingMail } from '../repair/repair.js'
import type { Batched, Batching, BatchLine } from '../triage/batch/batch.js'
import type { OthersWaiting } from '../triage/group/group.js'

/** The state of a case. `run` goes up with every new step, so that name and run together identify one. */
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
  | Batching
  | Batched

export interface Progress {
  readonly done: number
  readonly of: number
  /** Set while Dataverse asks us to wait: ISO 8601. */
  readonly waitingUntil?: string
  /** Of a batch: what was found so far. */
  readonly lines?: readonly BatchLine[]
}

/** Phases that end by themselves, without anybody doing anything. */
export type UnderWay = Locating | Identifying | Diagnosing | Planning | Applying | Verifying | Batching

const UNDER_WAY: readonly Phase['name'][] = [
  'locating',
  'identifying',
  'diagnosing',
  'planning',
  'applying',
  'verifying',
  'batching',
] satisfies readonly UnderWay['name'][]

export function isUnderWay(phase: Phase): phase is UnderWay {
  return UNDER_WAY.includes(phase.name)
}

interface Step<N extends string> {
  readonly name: N
  readonly run: number
}

/** Steps that have a diagnosis. */
interface After<N extends string> extends Step<N> {
  readonly diagnosis: Diagnosis
  /** ISO 8601. */
  readonly at: string
}

interface Intake extends Step<'intake'> {
  readonly ask: Question
  readonly candidates?: readonly Candidate[]
  /** None of the accounts found was meant, so another one is typed. */
  readonly another?: true
  /** What was typed and could not be accepted; shown in the field again. */
  readonly draft?: string
  /** Why the question is asked (again). */
  readonly note?: Message
}

/** The organizations are asked whether they know the address. */
interface Locating extends Step<'locating'> {}

/** Which organizations know an address. Those in neither list answered that they do not. */
export interface Located {
  readonly address: string
  /** URLs. */
  readonly knowing: readonly string[]
  /** Organizations that did not answer. */
  readonly unreached: readonly { readonly url: string; readonly why: Why }[]
  /** The only organization that knows the address was taken without asking. */
  readonly taken?: true
}

/** The owner is looked up as a user of the chosen organization. */
interface Identifying extends Step<'identifying'> {}

interface Diagnosing extends Step<'diagnosing'> {
  readonly startedAt: string
  readonly progress: Progress
}

export interface Diagnosed extends After<'diagnosed'> {
  /** Dataverse throttled this run. */
  readonly slowed: boolean
  /** What to say about the last step, if anything. */
  readonly note?: Message
}

/** Somebody other than the sender asks for the sender's consent. */
export interface Asking extends After<'asking'> {
  readonly by: Actor
  /** The repair that needs the consent; absent: stored by a version that had only one such repair. */
  readonly consentTo?: RemedyId
  /** Whether the sender has the card; `none`: they cannot be reached, so the text has to be forwarded. */
  readonly reached: 'notYet' | 'card' | 'none'
}

/** The repair that somebody asked for, and what to return to. */
interface Wanted {
  readonly remedy: RemedyId
  /** Ids of the e-mails to hold back, or of the e-mails or jobs that the repair is about. */
  readonly chosen?: readonly string[]
  /** With `chosen`: the repair that follows, for which those e-mails are canceled; absent: as with `consentTo`. */
  readonly before?: RemedyId
  /** Who asked for it. */
  readonly by: Actor
  /** That person is the sender, in a chat that nobody else reads. */
  readonly own: boolean
  /** For an undo: the phase it was asked for in. */
  readonly origin?: Watching | Resolved
  readonly note?: Message
}

/** The exact writes are being worked out. */
export interface Planning extends After<'planning'>, Wanted {}

/** The plans are shown and wait for consent. */
export interface Offered extends After<'offered'>, Wanted {
  readonly plans: readonly Plan[]
  readonly backlog: Fact<Backlog | null>
  /** Only if `own`; deleted when the step ends. */
  readonly mails: readonly WaitingMail[]
  /** The jobs to choose from. */
  readonly jobs?: readonly WaitingJob[]
  /** Mail of others that the repair releases as well, as far as they have asked about it. */
  readonly others?: OthersWaiting
  /** Somebody agreed to a plan in their own chat, and has to sign in first. */
  readonly signIn?: SignInWait
}

interface SignInWait {
  /** Hash of the plan. */
  readonly plan: string
  readonly need: SignInNeed
  readonly conversationId: string
}

export interface Applying extends After<'applying'>, Wanted {
  readonly plan: Plan
  readonly signer: Signer
}

/** The facts are gathered again after a repair, bypassing every cache. */
export interface Verifying extends After<'verifying'> {
  readonly startedAt: string
  readonly progress: Progress
  readonly watch?: Watch
}

/** Everything is in order, and the waiting mails are counted until they have left. */
export interface Watching extends After<'watching'> {
  readonly watch: Watch
}

export interface Watch {
  readonly since: string
  /** Mails that waited when the watch began; `atLeast`: or more. */
  readonly total: number
  readonly atLeast: boolean
  readonly left: number
  /** Drafts that the repair does not release: they are not counted. */
  readonly others?: number
  /** When the number last went down, or when the watch began. */
  readonly movedAt: string
  readonly round: number
  /** `facts`: a test of the mailbox or a job is under way, so every look gathers the facts again. Absent: mail is counted. */
  readonly looksAt?: 'facts'
  /** No mail left during two cycles of the router, and the facts were gathered once more. */
  readonly stalled?: true
  /** Why the last count failed. */
  readonly unseen?: Why
}

/** The mails were seen to have left. */
interface Resolved extends After<'resolved'> {}

interface Closed extends Step<'closed'> {
  readonly at: string
  readonly reason: 'cancelled' | 'replaced' | 'helpdesk'
}
