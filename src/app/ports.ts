/** What the application needs from the outside. The edges implement these interfaces; none of them depends on an SDK. */
import type { Case, Identity, OrganizationRef, Signer, Surface } from '../domain/case/case.js'
import type { Backlog, Fact, SentSince } from '../domain/diagnosis/facts.js'
import type { Write } from '../domain/repair/plan.js'
import type { RepairFactName } from '../domain/repair/remedy.js'
import type {
  RemedyId,
  RepairFacts,
  RepairRequest,
  SignInNeed,
  WriteResult,
  WriteState,
} from '../domain/repair/repair.js'
import type { Person365 } from './ports/messenger.js'

export type { SignInNeed, WriteResult } from '../domain/repair/repair.js'
export * from './ports/conversation.js'
export type { Groups } from './ports/groups.js'
export type * from './ports/helpdesk.js'
export type { LogScope } from './ports/logScope.js'
export type { BoardRow, Delivery, Messenger, Person365, QueueForm, Screen, Urgency } from './ports/messenger.js'
export type { AddressQuery, GatherRequest, GatherResult, Organizations } from './ports/organizations.js'
export type { Telemetry } from './ports/telemetry.js'
export type * from './ports/web.js'

export interface StoredCase {
  readonly case: Case
  /** Opaque: changes with every write (an ETag). */
  readonly version: string
}

/** An entry in the list of a person's open cases. */
export interface OpenCase {
  readonly id: string
  /** Ids of the conversations that show it. If empty, it was prepared elsewhere and is shown where its owner next writes. */
  readonly conversations: readonly string[]
  /** The revision of the case when it was listed. */
  readonly revision: number
  /** Opaque: its position in the list. */
  readonly place: string
}

/** `urgent`: somebody is waiting for the work; `watch`: all other work. */
export type Lane = 'urgent' | 'watch'

/** No method waits forever: one that takes longer than the store's time limit rejects. */
export interface CaseStore {
  load(id: string): Promise<StoredCase | null>
  /** Returns what is stored now. 'conflict': a case with this id exists. `listed`: the owner's open cases, if they were just read. */
  insert(thisCase: Case, listed?: readonly OpenCase[]): Promise<StoredCase | 'conflict'>
  /** Returns what is stored now. 'conflict': somebody else has saved since `version` was read. */
  replace(thisCase: Case, version: string): Promise<StoredCase | 'conflict'>
  /** A person's open cases, the last opened first, even if clocks went back; at most 200. */
  open(owner: Identity): Promise<readonly OpenCase[]>
  /** Id of the case, open or not, whose card begins this thread of a channel; null: none does. */
  caseOfThread(channelId: string, conversationId: string): Promise<string | null>
  /** The id of the case that a person opens with an activity or a click: the same each time. */
  idOf(owner: Identity, opener: string): string
  /** Remembers an activity that changed no case; false: it was the last one remembered already. */
  hear(owner: Identity, activity: string): Promise<boolean>
  /** Cases with pending work that has no lease, or one that ended before `now` (ISO 8601), each once. */
  due(now: string, lane: Lane): AsyncIterable<DueCase>
}

/** A request to one organization. */
export interface OrganizationRequest {
  readonly organization: OrganizationRef
  readonly signal: AbortSignal
}

export interface RepairFactsRequest extends OrganizationRequest, RepairRequest {
  /** The facts to read. */
  readonly reads: readonly RepairFactName[]
  /** The sender asks, so subjects and recipients may be read. */
  readonly own: boolean
  /** Jobs are read only as far as this person may read them; absent: all of them. */
  readonly reader?: Signer
}

export interface CountRequest extends OrganizationRequest {
  readonly senderId: string
  /** Count the mails sent since this time, ISO 8601. */
  readonly since: string
}

export interface CountResult {
  readonly backlog: Fact<Pick<Backlog, 'count' | 'atLeast'>>
  readonly sentSince: Fact<SentSince>
}

/** The writes of a plan and who agreed to them. They are made with that person's token, never with the application's. */
export interface CarryOutRequest extends OrganizationRequest {
  readonly writes: readonly Write[]
  readonly signer: Signer
}

/** Reads the facts for plans with the application's token, and carries plans out with a person's. Never throws for an outage. */
export interface Repairs {
  prepare(preparing: RepairFactsRequest): Promise<RepairFacts>
  /** What the writes would find now, bypassing every cache. */
  states(asking: OrganizationRequest & { readonly writes: readonly Write[] }): Promise<Fact<readonly WriteState[]>>
  /** Makes each write only if it finds what it expects, and no write twice. */
  carryOut(carrying: CarryOutRequest): Promise<WriteResult>
  /** Takes one request. */
  count(counting: CountRequest): Promise<CountResult>
}

export interface People {
  /** What is needed before the bot can act as this person in the organization; null: nothing. */
  need(signer: Signer, organization: OrganizationRef): Promise<SignInNeed | null>
}

/** The personal chats of people. */
export interface Conversations {
  remember(by: Person365, surface: Surface): Promise<void>
  of(person: Person365): Promise<Surface | null>
}

/** Which case asked somebody for a consent last, and when they were asked. */
export interface ConsentAsks {
  /** null: none has. */
  last(asked: ConsentAsk): Promise<LastAsk | null>
  /** Puts a case in the place of the one that asked last; false: another one has come first. */
  claim(asked: ConsentAsk, claim: LastAsk & { readonly before: string | null }): Promise<boolean>
}

export interface LastAsk {
  /** Its id. */
  readonly case: string
  /** When this and other cases asked, as far as that still counts. */
  readonly times: readonly string[]
}

export interface ConsentAsk extends Person365 {
  /** URL of the organization. */
  readonly organization: string
  readonly remedy: RemedyId
}

/** A case with work that is due. */
export interface DueCase {
  readonly id: string
  /** Since when it could have been done, ISO 8601. */
  readonly since: string
}

export interface Clock {
  now(): Date
  /** Calls `tick` again and again until the function it returns is called. */
  every(milliseconds: number, tick: () => void): () => void
}

export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
