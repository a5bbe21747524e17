import type { Check, Diagnosis, Problem } from '../diagnosis/diagnosis.js'
import { problemsOf } from '../diagnosis/diagnosis.js'
import { type Fact, type FactMissing, notRead } from '../diagnosis/facts.js'
import type { Plan } from './plan.js'
import type { RemedyId, RepairFacts, Repairing } from './repair.js'

export type RepairFactName = keyof RepairFacts
type ValueOf<N extends RepairFactName> = NonNullable<RepairFacts[N]> extends Fact<infer T> ? T : never

/** Whose right something is. */
export type Decider = 'sender' | 'administrator'

/** What everybody has to know of a repair: who may press what, which part of a card is shown, what comes afterwards. */
export interface Remedy {
  /** Key of its strings; kept in stored cases. */
  readonly id: RemedyId
  /** Ids of the causes that it removes. */
  readonly cures: readonly string[]
  /**
   * `cure`: removes a cause; `hold`: cancels e-mails of the sender's choice before a cure lets the others leave; `undo`:
   * puts back what the last repair changed.
   */
  readonly purpose: 'cure' | 'hold' | 'undo'
  /** `asBefore`: whose right the repair was that it takes back. */
  readonly decides: Decider | 'asBefore'
  /** E-mail leaves afterwards: it is counted and dated, and the person agrees to it. */
  readonly releasesMail: boolean
  /** E-mail of other senders as well. */
  readonly releasesOthers: boolean
  /** What it means that there is nothing to write: it was done already, or there is no sound way. */
  readonly emptyMeans: 'done' | 'noWay'
  /** What is read before it is planned. Subjects and recipients are read only for the sender. */
  readonly reads: readonly RepairFactName[]
  plan(repairing: Repairing, facts: RepairFacts): readonly Plan[] | NoPlan
}

/** What could not be seen, so that nothing can be planned. */
export type NoPlan = FactMissing

/** What a remedy's author writes. `plan` is called only when every fact it needs was read. */
export interface RemedyDefinition<N extends RepairFactName>
  extends Pick<Remedy, 'id' | 'cures' | 'decides' | 'releasesMail'>,
    Partial<Pick<Remedy, 'purpose' | 'releasesOthers' | 'emptyMeans'>> {
  readonly needs: readonly N[]
  /** Facts that are only shown. */
  readonly mayUse?: readonly RepairFactName[]
  /** What can be done, the least thing first; empty: there is nothing to write. Pure. */
  plan(repairing: Repairing, facts: { readonly [K in N]: ValueOf<K> }): readonly Plan[]
}

/** Makes a remedy that plans nothing unless all the facts it needs were read. */
export function defineRemedy<const N extends RepairFactName>(definition: RemedyDefinition<N>): Remedy {
  const { needs, mayUse = [], releasesMail, decides } = definition
  const released: readonly RepairFactName[] = releasesMail ? ['backlog'] : []
  const shown: readonly RepairFactName[] = releasesMail && decides === 'sender' ? ['mails'] : []
  return {
    purpose: 'cure',
    releasesOthers: false,
    emptyMeans: 'noWay',
    ...definition,
    reads: [...new Set([...needs, ...mayUse, ...released, ...shown])],
    plan(repairing, facts) {
      const values: [N, unknown][] = []
      for (const name of needs) {
        const fact: Fact<unknown> = facts[name] ?? notRead
        if (!fact.ok) return fact
        values.push([name, fact.value])
      }
      return definition.plan(repairing, Object.fromEntries(values) as Parameters<typeof definition.plan>[1])
    },
  }
}

/** What the program knows: its causes, in the order of explanation, and its repairs, in the order they are offered in. */
export interface Definitions {
  readonly checks: readonly Check[]
  readonly remedies: readonly Remedy[]
}

/** null: a case was stored by a version that knew a remedy of this name, and this one does not. */
export function remedyOf(remedies: readonly Remedy[], id: string): Remedy | null {
  return remedies.find(remedy => remedy.id === id) ?? null
}

export function remedyFor(remedies: readonly Remedy[], purpose: 'hold' | 'undo'): Remedy | null {
  return remedies.find(remedy => remedy.purpose === purpose) ?? null
}

export function isCuredBy({ checkId }: Pick<Problem, 'checkId'>, remedy: Remedy | null): boolean {
  return remedy?.cures.includes(checkId) ?? false
}

/** The first remedy for a problem of the diagnosis, and that problem; null: there is none. */
export function cureIn(
  diagnosis: Diagnosis,
  remedies: readonly Remedy[],
): { readonly remedy: Remedy; readonly problem: Problem } | null {
  const problems = problemsOf(diagnosis)
  for (const remedy of remedies) {
    const problem = problems.find(one => isCuredBy(one, remedy))
    if (problem) return { remedy, problem }
  }
  return null
}

/** Whether the sender may cancel some of the e-mails first: they are the sender's own, and they leave. */
export function isHoldable(remedy: Remedy): boolean {
  return remedy.purpose === 'cure' && remedy.releasesMail && remedy.decides === 'sender'
}
