import type { Actor } from '../actor.js'

export const RESPONSIBLE = ['sender', 'dynamicsAdministrator', 'microsoft365Administrator', 'helpdesk'] as const
/** Whose turn it is. */
export type Responsible = (typeof RESPONSIBLE)[number]

/**
 * How a case came to the helpdesk. `asked`: a person pressed the button; `undetermined`: two diagnoses in a row found
 * nothing out; `unanswered`: whoever had to act did nothing for a working day; `agent`: a helpdesk member opened it.
 */
export type TriageEntry = 'asked' | 'undetermined' | 'unanswered' | 'agent'

export const OUTCOMES = ['solved', 'handedOver', 'noFault', 'duplicate', 'other'] as const
/** How an agent closes a case. */
export type TriageOutcome = (typeof OUTCOMES)[number]

/** What an agent wrote. */
export interface TriageNote {
  readonly at: string
  readonly by: Pick<Actor, 'id' | 'name' | 'aadObjectId'>
  readonly text: string
}

/** What the helpdesk does about a case. Times are ISO 8601. */
export interface Triage {
  /** Short number to quote; null: it has none yet. */
  readonly number: number | null
  readonly since: string
  readonly entry: TriageEntry
  /** Goes up when the assignee or the turn changes, or the helpdesk closes the case: a click that carries another one is late. */
  readonly run: number
  readonly assignee: Actor | null
  readonly turn: Responsible
  readonly turnSince: string
  readonly notes: readonly TriageNote[]
  /** An agent closed the case. */
  readonly closed?: {
    readonly at: string
    readonly by: Pick<Actor, 'id' | 'name' | 'aadObjectId'>
    readonly outcome: TriageOutcome
    readonly reason: string
  }
}
