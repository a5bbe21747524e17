/** What the application needs from the world. Edges implement these; nothing here knows an SDK. */
import type { Actor, Case, Identity, OrganizationRef, Signer, Surface } from '../domain/case/case.js'
import type { Backlog, Fact, SentSince } from '../domain/diagnosis/facts.js'
import type { ParsedMessage, UnreadReason } from '../domain/parsedMessage.js'
import type { Write } from '../domain/repair/plan.js'
import type { RepairFactName } from '../domain/repair/remedy.js'
import type { Carried, RepairFacts, Repairing, SignInNeed, WriteState } from '../domain/repair/repair.js'
import type { Person365, Screen } from './ports/messenger.js'

export type { Carried, SignInNeed } from '../domain/repair/repair.js'
export type { Delivery, Messenger, Person365, Screen, Urgency } from './ports/messenger.js'
export type { Gathered, Gathering, Organizations, Sought } from './ports/organizations.js'

export interface StoredCase {
  readonly case: Case
  /** Opaque: changes with every write (an ETag). */
  readonly version: string
}

/** A case that is not over, in the list of its owner's. */
export interface OpenCase {
  readonly id: string
  /** Conversations that show it; none: it was prepared elsewhere, and goes on wherever its owner asks for it. */
  readonly conversations: readonly string[]
  /** Of the case, when it was listed. */
  readonly revision: number
  /** Opaque: its place in the list. */
  readonly place: string
}

/** `urgent`: somebody waits for it; `watch`: everything else. */
export type Lane = 'urgent' | 'watch'

/** Every method ends: what takes longer than the store's time limit rejects. */
export interface CaseStore {
  load(id: string): Promise<StoredCase | null>
  /** Answers with what is stored now. 'conflict': there is a case of this id. `listed`: what its owner has open, where that was just read. */
  insert(c: Case, listed?: readonly OpenCase[]): Promise<StoredCase | 'conflict'>
  /** Answers with what is stored now. 'conflict': somebody wrote since `version` was read. */
  replace(c: Case, version: string): Promise<StoredCase | 'conflict'>
  /** A person's open cases, the one that was opened last first, whatever clocks said; at most 50. */
  open(owner: Identity): Promise<readonly OpenCase[]>
  /** The id of the case that a person opens with something: the same each time. */
  idOf(owner: Identity, opener: string): string
  /** Takes note of what a person said that no case remembers; false: it was the last such thing already. */
  hear(owner: Identity, activity: string): Promise<boolean>
  /** Ids of cases that have pending work without a lease, or with one that ended before `now` (ISO 8601), each once. */
  due(now: string, lane: Lane): AsyncIterable<string>
}

/** What is asked of one organization. */
export interface OrganizationRequest {
  readonly organization: OrganizationRef
  readonly signal: AbortSignal
}

export interface Preparing extends OrganizationRequest, Repairing {
  /** What to read. */
  readonly reads: readonly RepairFactName[]
  /** Whoever asks is the sender: subjects and recipients may be read. */
  readonly own: boolean
}

export interface Counting extends OrganizationRequest {
  readonly senderId: string
  /** Mails sent since then are counted: ISO 8601. */
  readonly since: string
}

export interface Counted {
  readonly backlog: Fact<Pick<Backlog, 'count' | 'atLeast'>>
  readonly sentSince: Fact<SentSince>
}

/** Writes of a plan, and who agreed to them: they are made with that person's token, never with the application's. */
export interface CarryingOut extends OrganizationRequest {
  readonly writes: readonly Write[]
  readonly signer: Signer
}

/** Reads what plans are made from with the application's token, and carries plans out with a person's. Never throws for an outage. */
export interface Repairs {
  prepare(preparing: Preparing): Promise<RepairFacts>
  /** What the writes find now, past every cache. */
  states(asking: OrganizationRequest & { readonly writes: readonly Write[] }): Promise<Fact<readonly WriteState[]>>
  /** Each write only if it finds what it expects; one that was made already is not made again. */
  carryOut(carrying: CarryingOut): Promise<Carried>
  /** One request. */
  count(counting: Counting): Promise<Counted>
}

export interface People {
  /** What has to happen before the bot can act as this person there; null: nothing. */
  need(signer: Signer, organization: OrganizationRef): Promise<SignInNeed | null>
}

/** Where people can be written to by themselves. */
export interface Conversations {
  /** A person's personal chat. */
  remember(by: Person365, surface: Surface): Promise<void>
  of(person: Person365): Promise<Surface | null>
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

/** Who wrote or clicked, and where; from a validated activity. */
export interface Incoming {
  readonly by: Omit<Actor, 'helpdesk'>
  readonly surface: Surface
  /** The channel's id of the activity; a second delivery has the same. Not there: the channel gave none. */
  readonly activity?: string
}

/** A file that somebody attached. */
export interface AttachedFile {
  /** Its bytes, piece by piece. Throws FileRefused. */
  read(): AsyncIterable<Uint8Array>
}

/** Reads a file beside whatever else goes on. Throws what its pieces throw. */
export type ReadFile = (pieces: AsyncIterable<Uint8Array>) => Promise<ParsedMessage | UnreadReason>

/** `foreign`: it is not where Teams keeps files; `away`: it could not be fetched. */
export class FileRefused extends Error {
  constructor(
    readonly why: 'tooLarge' | 'foreign' | 'away',
    options?: ErrorOptions,
  ) {
    super(`The file was not read: ${why}`, options)
    this.name = 'FileRefused'
  }
}

/** What the conversation edge calls. None of it rejects for a channel that does not take a card: what is owed is shown later. */
export interface App {
  /** The bot was installed or a person was added. */
  greet(incoming: Incoming): Promise<void>
  /** Somebody wrote, perhaps with a file; `true`: something is attached that is no file to read. */
  say(incoming: Incoming, text: string, attached: AttachedFile | boolean): Promise<void>
  /** Somebody clicked; `data` is the card's payload, not to be trusted. Answers with what the clicked card becomes. */
  click(incoming: Incoming, data: unknown): Promise<Screen>
  /** Somebody asks about a message of any conversation; `text` may be HTML. Answers with what it proves. */
  readMessage(incoming: Incoming, text: string): Promise<Screen>
}
