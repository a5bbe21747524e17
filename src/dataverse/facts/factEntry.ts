import type { Target } from '../../domain/case/case.js'
import type {
  Fact,
  FactMissing,
  FactName,
  FactSheet,
  Facts,
  Queue,
  Sender,
  User,
} from '../../domain/diagnosis/facts.js'
import { only } from '../../domain/diagnosis/sendAs.js'
import type { Query } from './factQuestions.js'
import type { ReadPrivilege } from './sight.js'

/** What is known when a fact is asked for. */
export interface Known {
  readonly target: Target
  /** Mails sent since then are counted: ISO 8601. */
  readonly since: string
  /** ISO 8601. */
  readonly now: string
  /** The facts that others build on. */
  readonly facts: FactSheet
}

export interface FactEntry<K extends FactName = FactName> {
  readonly fact: K
  /** What reading it usually takes; named where Dataverse refuses without naming one. */
  readonly privilege?: string
  /** What the bot has to hold for the whole organization if this answer is to be true: rows beyond are left out of a set. */
  whole?(value: Facts[K], known: Known): readonly ReadPrivilege[]
  ask(known: Known): Query<Facts[K]>
}

export const entry = <const K extends FactName>(one: FactEntry<K>): FactEntry => one as unknown as FactEntry

export function notGathered(detail: string): FactMissing {
  return { ok: false, why: 'notGathered', detail }
}

/** A fact that follows from what is known. */
export function given<T>({ now }: Known, value: T): { readonly fact: Fact<T> } {
  return { fact: { ok: true, value, at: now } }
}

export function ofSender<T>(known: Known, ask: (sender: Sender) => Query<T | null>): Query<T | null> {
  return ofOne(known, { fact: 'senders', found: known.facts.senders }, ask)
}

export function ofAccount<T>(known: Known, ask: (account: User) => Query<T | null>): Query<T | null> {
  return ofOne(known, { fact: 'routerAccounts', found: known.facts.routerAccounts }, ask)
}

/** The sender is a queue, and there is an account to look at it. */
export function ofQueueAndAccount<T>(
  known: Known,
  ask: (queue: Queue, account: User) => Query<T | null>,
): Query<T | null> {
  return ofSender(known, sender =>
    sender.kind === 'queue' ? ofAccount(known, account => ask(sender, account)) : given(known, null),
  )
}

/** Nobody, or several: there is nobody to look at, and null says so. Not seen: nobody knows. */
function ofOne<One, T>(
  known: Known,
  { fact, found }: { readonly fact: FactName; readonly found: Fact<readonly One[]> | undefined },
  ask: (one: One) => Query<T | null>,
): Query<T | null> {
  if (!found?.ok) return { fact: notGathered(`needs ${fact}`) }
  const one = only(found.value)
  return one === null ? given(known, null) : ask(one)
}
