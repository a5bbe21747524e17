import type { Actor, Person } from '../actor.js'
import type { ActingSummary } from '../diagnosis/diagnosis.js'
import type { Channel, Fact } from '../diagnosis/facts.js'
import type { Clue } from '../faults/clue.js'
import type { Applied, Parties, RemedyId } from '../repair/repair.js'
import type { Group, Release, Round, SharedCause } from '../triage/group/group.js'
import type { TriageNews } from '../triage/news/triageNews.js'
import type { Notice, Reminder, Triage } from '../triage/triage.js'
import type { Located, Phase } from './phase.js'
import type { Surface } from './surface.js'

export type { Actor, Candidate, Identity, Person, Question, Signer } from '../actor.js'
export type { Phase, Progress } from './phase.js'
export { type Note, type Surface, takesMessages, withoutMessage } from './surface.js'

export const SYMPTOMS = ['stuck', 'draft', 'cannotSendAs', 'errorText', 'notSure'] as const
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

/** What the case is about. An absent key is not known yet. */
export interface Target {
  readonly symptom?: Symptom
  readonly organization?: OrganizationRef
  /** An organization that was named but is not configured. No other one takes its place unless the person chooses it. */
  readonly elsewhere?: string
  /** E-mail address. */
  readonly sender?: string
  /** Id of the sender, where several share the address. */
  readonly senderId?: string
  /** Address or name of the account that sends; null: the person does not know it. */
  readonly actingAccount?: string | null
  /** Id of that account, where it was chosen from those found. */
  readonly actingAccountId?: string
  /** `right`: only whether the owner may send for the sender, and nothing about the sender's mail or mailbox. Absent: everything. */
  readonly scope?: 'right'
  /** Error codes that the person pasted, for example 0x8004480D. */
  readonly codes?: readonly string[]
  /** What the pasted text proved. */
  readonly clue?: Clue
  /** The text is about another problem, and the person wants the checks anyway. */
  readonly checkAnyway?: true
  /** Addresses that were typed at once; one of them is the sender's. */
  readonly addresses?: readonly string[]
  /** There is an error text, but the person does not have it at hand. */
  readonly withoutText?: true
}

/**
 * `locate`: look an address up in all organizations; `ask`: find a chat with the sender; `watch`: count the mail that still
 * waits; `notify`: say that it left; `forget`: drop an offer that nobody answered; `draw`: update every card that does not
 * show the current state; `batch`: check several addresses; `enter`: get a number and a place in the helpdesk's channel; `tell`: send the notices; `remind`: remind
 * whoever's turn it is; `announce`: tell the ticket system; `group`: count the others with the same cause; `regroup`: have
 * them look again.
 */
export type WorkKind =
  | 'batch'
  | 'enter'
  | 'group'
  | 'regroup'
  | 'tell'
  | 'remind'
  | 'announce'
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

/** Work that is promised and not done yet; saved in the same write as the state that needs it. */
export interface Work {
  readonly id: string
  readonly kind: WorkKind
  readonly attempts: number
  readonly lease?: { readonly owner: string; readonly until: string }
  /** ISO 8601: the work must not start earlier. */
  readonly notBefore?: string
}

export interface AuditEntry {
  /** Numbers the entries of a case from 1, without gaps. */
  readonly n: number
  /** ISO 8601, UTC. */
  readonly at: string
  /** Entra object id of the person, or if there is none their id in the channel; 'bot' for work. */
  readonly by: string
  readonly what: string
  /** Kept permanently: a consent, a write, a refusal or a result. */
  readonly record?: AuditRecord
}

export interface AuditRecord {
  readonly kind: 'consent' | 'write' | 'refusal' | 'result'
  /** The token that was used; null: Dataverse was not called. */
  readonly token: 'person' | 'application' | null
  /** URL of the organization. */
  readonly organization: string
  /** Hash of the plan. */
  readonly plan?: string
  /** One line for each change: record, before → after. No subject, no address. */
  readonly changes: readonly string[]
  /** For a refusal or a result: one technical line. */
  readonly detail?: string
  /** The line quotes Dynamics 365, which may name people in it. */
  readonly quotes?: true
}

export interface Case {
  readonly schema: 4
  readonly id: string
  /** The person who opened the case. */
  readonly owner: Actor
  readonly openedAt: string
  /** When it was over for the last time, ISO 8601; absent: never yet, or not since an earlier version saved it. */
  readonly endedAt?: string
  /** Goes up with every change that a card shows: a card with an earlier revision has to be redrawn. */
  readonly revision: number
  /** The channel's ids of the last activities that changed the case, so that a second delivery is ignored. */
  readonly activities?: readonly string[]
  /** The person started over: an open check about the same is no reason to end this one. */
  readonly anew?: true
  readonly organizations: readonly OrganizationRef[]
  readonly target: Target
  /** The owner as a user of the chosen organization; absent: not looked up yet. */
  readonly person?: Fact<Person | null>
  /** How the organization sends, where that words a question; absent: not known. */
  readonly channel?: Channel
  /** Which organizations know the address that was looked up last. */
  readonly located?: Located
  /** A helpdesk member named the sender, who then need not be the owner. */
  readonly vouched?: true
  /** Id of the batch of addresses that this check belongs to. */
  readonly batch?: string
  /** The accounts found that the person was asked to choose from. */
  readonly accounts?: readonly ActingSummary[]
  /** The sender and the account that the last diagnosis is about; absent: there is no single sender. */
  readonly parties?: Parties
  /** The sender refused what they were asked for. */
  readonly refusal?: { readonly remedy: RemedyId; readonly at: string }
  /** The last repair, which may be undone. */
  readonly applied?: Applied
  readonly phase: Phase
  /** The largest backlog seen: proof that mail was waiting. */
  readonly waited?: number
  /** What the helpdesk does about it; absent: it never came to the helpdesk. */
  readonly triage?: Triage
  /** The cause that others may have as well; absent: there is none, or it is the sender's own. */
  readonly shared?: SharedCause
  /** Those others; absent: not counted. */
  readonly group?: Group
  /** Causes that are gone, and the others with that cause do not all know yet. */
  readonly rounds?: readonly Round[]
  /** The shared cause is gone for somebody else. */
  readonly released?: Release
  /** How many diagnoses in a row found nothing out. */
  readonly undetermined?: number
  /** When whoever's turn it is gets reminded. */
  readonly reminder?: Reminder
  /** Not sent yet, in order. */
  readonly notices?: readonly Notice[]
  /** The number of the last notice. */
  readonly noticed?: number
  /** What the ticket system was not told yet, in order. */
  readonly news?: readonly TriageNews[]
  /** The number of the last news. */
  readonly newsCount?: number
  readonly surfaces: readonly Surface[]
  readonly audit: readonly AuditEntry[]
  readonly pending: readonly Work[]
}

/** Identifies the step that a card shows. A click that carries another step is late. */
export function stepOf(thisCase: Case): string {
  const { phase } = thisCase
  return phase.name === 'intake' ? `intake.${phase.ask}.${phase.run}` : `${phase.name}.${phase.run}`
}

const OVER: readonly Phase['name'][] = ['resolved', 'closed', 'batched']

export function isOpen(thisCase: Case): boolean {
  return !OVER.includes(thisCase.phase.name)
}
