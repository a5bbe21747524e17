/** What the application needs from the world. Edges implement these; nothing here knows an SDK. */
import type { Actor, Case, Note, OrganizationRef, Person, Progress, Signer, Surface, Target } from '../domain/case.js'
import type { Clue } from '../domain/clue.js'
import type { Message } from '../domain/diagnosis.js'
import type { Backlog, Fact, FactSheet, SentSince } from '../domain/facts.js'
import type { Write } from '../domain/plan.js'
import type { Carried, RepairFacts, Repairing, SignInNeed, WriteState } from '../domain/repair.js'
import type { Said, Unread } from '../domain/said.js'

export type { Carried, SignInNeed } from '../domain/repair.js'

export interface StoredCase {
  readonly case: Case
  /** Opaque: changes with every write (an ETag). */
  readonly version: string
}

/** Tells one person's cases from another's. */
export type Owner = Pick<Actor, 'id' | 'tenantId'>

export interface CaseStore {
  load(id: string): Promise<StoredCase | null>
  /** 'conflict': there is a case of this id. */
  insert(c: Case): Promise<'saved' | 'conflict'>
  /** 'conflict': somebody wrote since `version` was read. */
  replace(c: Case, version: string): Promise<'saved' | 'conflict'>
  /** The newest case of a person, open or not. */
  latest(owner: Owner): Promise<StoredCase | null>
  /** An id for a case that this person opens now. */
  newId(owner: Owner, at: Date): string
  /** Ids of cases that have pending work without a lease, or with one that ended before `now` (ISO 8601). */
  due(now: string): Promise<readonly string[]>
}

export interface Gathering {
  readonly target: Target
  /** Mails sent since then are counted: ISO 8601. */
  readonly since: string
  /** Called as answers arrive, or when Dataverse asks to wait. */
  progress(p: Progress): void
  readonly signal: AbortSignal
  /** Something was changed a moment ago: permissions that the platform keeps for half a minute are not good enough. */
  readonly afterChange?: true
}

export interface Gathered {
  readonly facts: FactSheet
  readonly requests: { readonly roundTrips: number; readonly operations: number }
  /** Dataverse throttled or failed for a while, and the reads went on. */
  readonly slowed: boolean
}

export interface Organizations {
  list(): readonly OrganizationRef[]
  /** By URL, host, unique name or friendly name; null: none of the configured ones. Never calls anything else. */
  find(text: string): Promise<OrganizationRef | null>
  /** The user with this Entra object id; null: no such user there. */
  identify(organization: OrganizationRef, aadObjectId: string, signal: AbortSignal): Promise<Fact<Person | null>>
  /** Never throws for an outage: an unreachable organization is a sheet of missing facts. */
  gather(gathering: Gathering): Promise<Gathered>
}

/** What is asked of one organization. */
export interface Asking {
  readonly organization: OrganizationRef
  readonly signal: AbortSignal
}

export interface Preparing extends Asking, Repairing {
  /** Whoever asks is the sender: subjects and recipients may be read. */
  readonly own: boolean
}

export interface Counting extends Asking {
  readonly senderId: string
  /** Mails sent since then are counted: ISO 8601. */
  readonly since: string
}

export interface Counted {
  readonly backlog: Fact<Pick<Backlog, 'count' | 'atLeast'>>
  readonly sentSince: Fact<SentSince>
}

/** Writes of a plan, and who agreed to them: they are made with that person's token, never with the application's. */
export interface CarryingOut extends Asking {
  readonly writes: readonly Write[]
  readonly signer: Signer
}

/** Reads what plans are made from with the application's token, and carries plans out with a person's. Never throws for an outage. */
export interface Repairs {
  prepare(preparing: Preparing): Promise<RepairFacts>
  /** What the writes find now, past every cache. */
  states(asking: Asking & { readonly writes: readonly Write[] }): Promise<Fact<readonly WriteState[]>>
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

/** A person of a tenant, whatever the channel calls them. */
export interface Person365 {
  readonly tenantId: string
  readonly aadObjectId: string
}

/** One thing to draw. */
export type Screen =
  | { readonly kind: 'case'; readonly case: Case; readonly audience?: Surface['audience']; readonly note?: Note }
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

export interface Messenger {
  /** Sends a new message; answers with the surface that now carries it. */
  send(surface: Surface, screen: Screen): Promise<Surface>
  /** Redraws the message of `surface.activityId` in place, at most once a second; the last screen wins. */
  update(surface: Surface, screen: Screen): Promise<void>
  /** The personal chat with somebody who has the app, seen from a conversation of the same tenant; null: they have not. */
  openPersonal(person: Person365, like: Surface): Promise<Surface | null>
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
}

/** A file that somebody attached. */
export interface AttachedFile {
  readonly name: string
  /** Its bytes, piece by piece. Throws FileRefused. */
  read(): AsyncIterable<Uint8Array>
}

/** Reads a file beside whatever else goes on. Throws what its pieces throw. */
export type ReadFile = (pieces: AsyncIterable<Uint8Array>) => Promise<Said | Unread>

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

/** What the conversation edge calls. */
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
