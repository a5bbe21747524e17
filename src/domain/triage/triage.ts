import type { Actor } from '../actor.js'
import type { Diagnosis, Message } from '../diagnosis/diagnosis.js'
import type { CheckId } from '../messageKey.js'
import type { Responsible } from './turns/whoseTurn.js'

export type { Responsible } from './turns/whoseTurn.js'

/**
 * How a case came to the helpdesk. `asked`: a person pressed the button; `undetermined`: two diagnoses in a row found
 * nothing out; `unanswered`: whoever had to act did nothing for a working day; `agent`: a helpdesk member opened it.
 */
export type TriageEntry = 'asked' | 'undetermined' | 'unanswered' | 'agent'

export const OUTCOMES = ['solved', 'handedOver', 'noFault', 'duplicate', 'other'] as const
/** How an agent closes a case. */
export type TriageOutcome = (typeof OUTCOMES)[number]

/** A helpdesk member, as the case remembers them. */
export type Agent = Pick<Actor, 'channelId' | 'id' | 'name' | 'tenantId' | 'aadObjectId'>

export function agentOf({ channelId, id, name, tenantId, aadObjectId }: Agent): Agent {
  return { channelId, id, name, tenantId, aadObjectId }
}

/** Characters; a longer one is refused, so that nothing of it is lost unnoticed. */
export const LONGEST_NOTE = 2_000

/** What an agent wrote. */
export interface TriageNote {
  readonly at: string
  readonly by: Agent
  readonly text: string
}

/** What the last diagnosis says, in short. */
export interface TriageFinding {
  /** Id of the check that explains it; null: there is no cause. */
  readonly cause: CheckId | null
  /** 1: the right to send; 2: the mailbox; null: neither, or not known. */
  readonly gate: 1 | 2 | null
  /** The cause in a few words, people masked; null: there is none. */
  readonly says: Message | null
  readonly verdict: Diagnosis['verdict']
  /** E-mails in Pending Send; null: not counted. */
  readonly waiting: number | null
  /** There are more than were counted. */
  readonly atLeast: boolean
  /** Drafts and jobs that were not allowed to send; null: not seen. */
  readonly held: number | null
}

/** What the helpdesk does about a case. Times are ISO 8601. */
export interface Triage {
  /** Short number to quote; null: it has none yet. */
  readonly number: number | null
  readonly since: string
  readonly entry: TriageEntry
  /** Goes up when the assignee or the turn changes, or the helpdesk closes the case: a click that carries another one is late. */
  readonly run: number
  readonly assignee: Agent | null
  readonly turn: Responsible
  /** Whose turn it would be if no agent had said otherwise. */
  readonly due: Responsible
  readonly turnSince: string
  /** An agent has asked whoever's turn it is. */
  readonly asked?: true
  /** Absent: there is no diagnosis yet. */
  readonly finding?: TriageFinding
  /** The latest notes. */
  readonly notes: readonly TriageNote[]
  /** An agent closed the case. */
  readonly closed?: {
    readonly at: string
    readonly by: Agent
    readonly outcome: TriageOutcome
    readonly reason: string
  }
  /** When what its card in the channel shows last changed. */
  readonly changedAt: string
  /** What the board shows of it, as a hash; absent: nothing yet. */
  readonly listed?: string
}

/** Something to tell the people at some of the case's places: a new message, since a card that is redrawn notifies nobody. */
export interface Notice {
  /** Numbers the notices of a case from 1. */
  readonly n: number
  readonly to: 'user' | 'sender' | 'helpdesk'
  readonly message: Message
  readonly mention?: Agent
}

/** When whoever's turn it is gets reminded. */
export interface Reminder {
  /** What is waited for: another turn starts anew. */
  readonly of: string
  /** ISO 8601. */
  readonly at: string
  /** How many were sent. */
  readonly count: number
  /** An agent put it off. */
  readonly snoozed?: true
}
