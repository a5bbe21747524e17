import type { Question } from '../../actor.js'
import type { Diagnosis, Message } from '../../diagnosis/diagnosis.js'
import type { CheckId } from '../../messageKey.js'

/** More addresses than this are not checked at once. */
export const MOST_ADDRESSES = 50

/** What the check of one address says, in short. */
export interface LineResult {
  /** `asks`: it waits for an answer; `over`: somebody has ended it already. */
  readonly verdict: Diagnosis['verdict'] | 'asks' | 'over'
  /** Id of the check that explains it; null: there is no cause. */
  readonly cause: CheckId | null
  /** The cause in a few words, people masked; null: there is none. */
  readonly says: Message | null
  /** What it asks; absent: nothing. */
  readonly ask?: Question
  /** Its number with the helpdesk; null: it has none, or not yet. */
  readonly number: number | null
}

/** One address of a batch. */
export interface BatchLine {
  readonly address: string
  /** Id of its own check, whether that was opened yet or not. */
  readonly case: string
  /** Absent: there is none yet. */
  readonly result?: LineResult
}

/** Several addresses that a helpdesk member typed at once. Each gets a check of its own. */
export interface Batch {
  /** In the order typed, each address once. */
  readonly lines: readonly BatchLine[]
  /** How often an address was typed that was there already. */
  readonly repeated: number
  /** What was typed between the addresses and is none. */
  readonly strays: readonly string[]
}

/** The addresses are being checked. */
export interface Batching extends Batch {
  readonly name: 'batching'
  readonly run: number
  /** ISO 8601. */
  readonly startedAt: string
}

/** All addresses are checked. */
export interface Batched extends Batch {
  readonly name: 'batched'
  readonly run: number
  /** ISO 8601. */
  readonly at: string
  /** Somebody ended it before that: lines without a result were not checked. */
  readonly stopped?: true
}

export function countChecked({ lines }: Pick<Batch, 'lines'>): number {
  return lines.filter(({ result }) => result !== undefined).length
}
