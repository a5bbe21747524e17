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
import { singleOf } from '../../domain/diagnosis/sendAs.js'
import type { Query } from './factQuestions.js'
import type { ReadPrivilege } from './sight.js'

/** What is known when a fact is read. */
export interface Known {
  readonly target: Target
  /** Mails sent since then are counted: ISO 8601. */
  readonly since: string
  /** ISO 8601. */
  readonly now: string
  /** The facts that other facts depend on. */
  readonly facts: FactSheet
}

export interface FactEntry<K extends FactName = FactName> {
  readonly fact: K
  /** The privilege that reading it usually needs; named where Dataverse refuses without naming one. */
  readonly privilege?: string
  /** The privileges that the bot has to hold for the whole organization for this answer to be true: rows out of its reach are silently left out. */
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

/** Asks only where the sender is a queue and there is an account that needs access to it. */
export function ofQueueAndAccount<T>(
  known: Known,
  ask: (queue: Queue, account: User) => Query<T | null>,
): Query<T | null> {
  return ofSender(known, sender =>
    sender.kind === 'queue' ? ofAccount(known, account => ask(sender, account)) : given(known, null),
  )
}

/** Nobody or several: there is no one to ask about, so the answer is null. Not seen: the fact is missing. */
function ofOne<One, T>(
  known: Known,
  { fact, found }: { readonly fact: FactName; readonly found: Fact<readonly One[]> | undefined },
  ask: (one: One) => Query<T | null>,
): Query<T | null> {
  if (!found?.ok) return { fact: notGathered(`needs ${fact}`) }
  const one = singleOf(found.value)
  return one === null ? given(known, null) : ask(one)
}
