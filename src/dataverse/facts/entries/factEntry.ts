import type { Target } from '../../../domain/case/case.js'
import type { Fact, FactMissing, FactName, FactSheet, Facts, Sender } from '../../../domain/diagnosis/facts.js'
import { DAY_MS } from '../../../domain/durations.js'
import { singleOf } from '../../../domain/singleOf.js'
import type { Query } from '../factQuestions.js'
import type { ReadPrivilege } from '../sight.js'

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

/** Where nothing points to anybody, there is nothing to read; unless what would have pointed to them was not seen. */
export function nothingIn<T>(known: Known, pointers: readonly FactName[], value: T): { readonly fact: Fact<T> } {
  const unseen = pointers.find(name => !known.facts[name]?.ok)
  return unseen ? { fact: notGathered(`needs ${unseen}`) } : given(known, value)
}

/** About the organization, on the trip after that which finds the sender: where that failed, there is none. */
export function afterSenders<T>({ facts: { senders } }: Known, query: () => Query<T>): Query<T> {
  return senders?.ok ? query() : { fact: notGathered('needs senders') }
}

/** Nobody or several: there is no one to ask about, so the answer is null. Not seen: the fact is missing. */
export function ofSender<T>(known: Known, ask: (sender: Sender) => Query<T | null>): Query<T | null> {
  const { senders } = known.facts
  if (!senders?.ok) return { fact: notGathered('needs senders') }
  const sender = singleOf(senders.value)
  return sender === null ? given(known, null) : ask(sender)
}

/** How far back drafts, jobs, runs of flows, and failures count. */
const LOOK_BACK_DAYS = 30

/** ISO 8601. */
export function lookBackStart({ now }: Pick<Known, 'now'>): string {
  return new Date(Date.parse(now) - LOOK_BACK_DAYS * DAY_MS).toISOString()
}

/** Whether Microsoft hosts the organization. Columns and tables that no other organization has are read only there. */
export function isHosted({ facts: { hosting } }: Known): boolean {
  return hosting?.ok === true && hosting.value.online
}
