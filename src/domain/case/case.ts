import type { Actor, Person } from '../actor.js'
import type { Message } from '../diagnosis/diagnosis.js'
import type { Fact } from '../diagnosis/facts.js'
import type { Clue } from '../faults/clue.js'
import type { Applied, Parties } from '../repair/repair.js'
import type { Located, Phase } from './phase.js'

export type { Actor, Candidate, Identity, Person, Question, Signer } from '../actor.js'
export type { Phase, Progress } from './phase.js'

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

/** What is being asked about. A key that is not there is not known yet. */
export interface Target {
  readonly symptom?: Symptom
  readonly organization?: OrganizationRef
  /** An organization that was named, and that is not configured: none is taken in its place without being chosen. */
  readonly elsewhere?: string
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
  /** Addresses that were typed at once: one of them is the sender. */
  readonly addresses?: readonly string[]
  /** There is an error text, and the person does not have it at hand. */
  readonly withoutText?: true
}

/** One place where a card of the case is shown. Our own shape: nothing of an SDK is stored. */
export interface Surface {
  /** `sender`: whose consent somebody else's case asks for. */
  readonly audience: 'user' | 'helpdesk' | 'sender'
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
  /** The revision of the case that the card shows, as far as it was seen to be drawn. */
  readonly drawn?: number
  /** Messages that carried the card before, and have to say that it goes on elsewhere. */
  readonly retires?: readonly string[]
  /** The message was gone, and the card was sent anew: that is done once. */
  readonly sentAnew?: true
  /** HTTP status with which the channel refused this place for good: nothing more is shown there. */
  readonly refused?: number
  /** What the card says besides, until it changes. */
  readonly note?: Note
  /** That the mail left was told here. */
  readonly notified?: true
}

/**
 * `locate`: to look for an address in all organizations; `ask`: to find where the sender can be written to; `watch`: to
 * count what still waits; `notify`: to tell that it left; `forget`: to drop an offer that nobody answered; `draw`: to
 * show the case where it is not shown as it is.
 */
export type WorkKind =
  | 'locate'
  | 'identify'
  | 'gather'
  | 'plan'
  | 'apply'
  | 'ask'
  | 'watch'
  | 'notify'
  | 'forget'
  | 'draw'

/** Work that was promised and is not done; saved in the same write as the state that promises it. */
export interface Work {
  readonly id: string
  readonly kind: WorkKind
  readonly attempts: number
  readonly lease?: { readonly owner: string; readonly until: string }
  /** ISO 8601: not to be begun earlier. */
  readonly notBefore?: string
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
  readonly schema: 3
  readonly id: string
  /** Whose case it is. */
  readonly owner: Actor
  readonly openedAt: string
  /** Counts what can be seen on a card: one that shows an earlier revision has to be drawn. */
  readonly revision: number
  /** The channel's ids of the last activities that the case took in: a second delivery of one is not taken in again. */
  readonly activities?: readonly string[]
  readonly organizations: readonly OrganizationRef[]
  readonly target: Target
  /** The owner as a user of the chosen organization; not there: not looked up yet. */
  readonly person?: Fact<Person | null>
  /** Where the address is known that was looked for last. */
  readonly located?: Located
  /** A helpdesk member named the sender: it need not be the owner. */
  readonly vouched?: true
  /** Who the last diagnosis is about; not there: nobody, or it is not clear who. */
  readonly parties?: Parties
  /** The last repair, which may be undone. */
  readonly applied?: Applied
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
  if (schema === 1) return revised(numbered(document as Case))
  if (schema === 2) return revised(document as Case)
  if (schema !== 3) throw new Error(`A case of schema ${String(schema)} was stored by another version of this program`)
  return document as Case
}

/** Schema 1 did not number the lines of the audit. */
function numbered(c: Case): Case {
  return { ...c, audit: c.audit.map((entry, i) => ({ ...entry, n: i + 1 })) }
}

/** Schema 2 did not say what cards show, and knew no channel of its owner. */
function revised(c: Case): Case {
  const surfaces = c.surfaces.map(surface => ({ ...surface, drawn: 1 }))
  const owner = { ...c.owner, channelId: c.surfaces[0]?.channelId ?? 'msteams' }
  return { ...c, schema: 3, revision: 1, owner, surfaces }
}

export function isOpen(c: Case): boolean {
  return c.phase.name !== 'closed' && c.phase.name !== 'resolved'
}
