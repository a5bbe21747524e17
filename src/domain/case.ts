import type { Clue } from './clue.js'
import type { Diagnosis, Message } from './diagnosis.js'
import type { Fact } from './facts.js'

export const SYMPTOMS = ['stuck', 'errorText', 'cannotSendAs', 'notSure'] as const
/** What the person sees. */
export type Symptom = (typeof SYMPTOMS)[number]

/** An organization that the operator configured. `url` is its identity, without a path or a trailing slash. */
export interface OrganizationRef {
  readonly name: string
  readonly url: string
  /** Address or name of the account that the Email Router signs in with. */
  readonly routerAccount?: string
  readonly default?: boolean
}

/** Who acts: taken from the verified sender of an activity, never from a card. */
export interface Actor {
  /** Stable id of the person in the channel. */
  readonly id: string
  readonly name: string
  readonly tenantId: string | null
  /** Entra object id; null where the channel gives none or a malformed one. */
  readonly aadObjectId: string | null
  readonly helpdesk: boolean
}

/** Who agreed to something, and through which channel their token is found. */
export interface Signer {
  readonly actor: Actor
  readonly channelId: string
}

/** The acting person as a user of the organization. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly address: string | null
}

export interface Candidate {
  readonly id: string
  readonly name: string
  readonly kind: 'user' | 'queue'
}

/** What is being asked about. A key that is not there is not known yet. */
export interface Target {
  readonly symptom?: Symptom
  readonly organization?: OrganizationRef
  /** E-mail address. */
  readonly sender?: string
  /** Which of several that share the address. */
  readonly senderId?: string
  /** Address or name; null: the person does not know it. */
  readonly routerAccount?: string | null
  /** Error codes that the person pasted, for example 0x8004480D. */
  readonly codes?: readonly string[]
  /** What the pasted text proved. */
  readonly clue?: Clue
  /** The text speaks of something else, and the person wants the checks all the same. */
  readonly checkAnyway?: true
}

/** `lookAlike`: what was pasted speaks of something else; check all the same? */
export type Question = 'lookAlike' | 'symptom' | 'organization' | 'sender' | 'whichSender' | 'routerAccount'

export interface Progress {
  readonly done: number
  readonly of: number
  /** Set while Dataverse asks us to wait: ISO 8601. */
  readonly waitingUntil?: string
}

export type Phase =
  | {
      readonly name: 'intake'
      readonly run: number
      readonly ask: Question
      readonly candidates?: readonly Candidate[]
      /** Why it is asked (again). */
      readonly note?: Note
    }
  /** Looking up who is asking in the chosen organization. */
  | { readonly name: 'identifying'; readonly run: number }
  | { readonly name: 'diagnosing'; readonly run: number; readonly startedAt: string; readonly progress: Progress }
  | {
      readonly name: 'diagnosed'
      readonly run: number
      readonly diagnosis: Diagnosis
      readonly at: string
      /** Dataverse slowed this run down. */
      readonly slowed: boolean
    }
  /** The mails left, and it was seen. */
  | { readonly name: 'resolved'; readonly run: number; readonly diagnosis: Diagnosis; readonly at: string }
  | { readonly name: 'closed'; readonly run: number; readonly at: string; readonly reason: 'cancelled' | 'replaced' }

/** One place where a card of the case is shown. Our own shape: nothing of an SDK is stored. */
export interface Surface {
  readonly audience: 'user' | 'helpdesk'
  readonly channelId: string
  readonly conversationId: string
  readonly conversationType: 'personal' | 'groupChat' | 'channel'
  readonly serviceUrl: string
  readonly tenantId: string | null
  readonly botId: string
  readonly botName: string
  readonly locale: string
  /** Whether the channel speaks Action.Execute. */
  readonly execute: boolean
  /** The message that carries the card, once it was sent. */
  readonly activityId?: string
}

/** Work that was promised and is not done; saved in the same write as the state that promises it. */
export interface Work {
  readonly id: string
  readonly kind: 'identify' | 'gather'
  readonly attempts: number
  readonly lease?: { readonly owner: string; readonly until: string }
}

export interface AuditEntry {
  /** Counts the entries of a case from 1, without a gap. */
  readonly n: number
  /** ISO 8601, UTC. */
  readonly at: string
  /** Entra object id of the person, or where there is none their id in the channel; 'bot' for work. */
  readonly by: string
  readonly what: string
  /** To be kept for good: a consent, a write, a refusal or a result. */
  readonly record?: AuditRecord
}

export interface AuditRecord {
  readonly kind: 'consent' | 'write' | 'refusal' | 'result'
  /** Whose token it was done with; null: nothing was asked of Dataverse. */
  readonly token: 'person' | 'application' | null
  /** URL of the organization. */
  readonly organization: string
  /** Hash of the plan. */
  readonly plan?: string
  /** One line for each thing that was changed: record, before → after. No subject, no address. */
  readonly changes: readonly string[]
  /** Of a refusal or a result: one technical line. */
  readonly detail?: string
}

export interface Case {
  readonly schema: 2
  readonly id: string
  /** Whose case it is. */
  readonly owner: Actor
  readonly openedAt: string
  readonly organizations: readonly OrganizationRef[]
  readonly target: Target
  /** The owner as a user of the chosen organization; not there: not looked up yet. */
  readonly person?: Fact<Person | null>
  /** A helpdesk member named the sender: it need not be the owner. */
  readonly vouched?: true
  readonly phase: Phase
  /** The largest backlog seen: the proof that something was waiting. */
  readonly waited?: number
  readonly surfaces: readonly Surface[]
  readonly audit: readonly AuditEntry[]
  readonly pending: readonly Work[]
}

/** What a card says besides the case: one line, for example why a click was refused. */
export type Note = Message

/** Names the point that a card was drawn at. A click that carries another one is late. */
export function stepOf(c: Case): string {
  const { phase } = c
  return phase.name === 'intake' ? `intake.${phase.ask}.${phase.run}` : `${phase.name}.${phase.run}`
}

/** Brings a stored document up to the present schema. Throws on one that is newer than this program. */
export function upgrade(document: unknown): Case {
  const schema = (document as { schema?: unknown } | null)?.schema
  if (schema === 1) return numbered(document as Omit<Case, 'schema'>)
  if (schema !== 2) throw new Error(`A case of schema ${String(schema)} was stored by another version of this program`)
  return document as Case
}

/** Schema 1 did not number the lines of the audit. */
function numbered(c: Omit<Case, 'schema'>): Case {
  return { ...c, schema: 2, audit: c.audit.map((entry, i) => ({ ...entry, n: i + 1 })) }
}

export function isOpen(c: Case): boolean {
  return c.phase.name !== 'closed' && c.phase.name !== 'resolved'
}
