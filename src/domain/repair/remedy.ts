import type { Check } from '../diagnosis/check.js'
import type { Diagnosis, Problem } from '../diagnosis/diagnosis.js'
import { blockingIn, isHeldWithoutCause, problemsOf } from '../diagnosis/diagnosis.js'
import { type Fact, type FactMissing, notRead } from '../diagnosis/facts.js'
import type { Plan } from './plan.js'
import type { RemedyId, RepairFacts, RepairRequest } from './repair.js'

export type RepairFactName = keyof RepairFacts
type ValueOf<N extends RepairFactName> = NonNullable<RepairFacts[N]> extends Fact<infer T> ? T : never

/** Who may agree to a repair. */
export type Decider = 'sender' | 'administrator' | 'either'

/** Everything the program knows about a repair: who may agree, which part of a card is shown, what comes afterwards. */
export interface Remedy {
  /** Key of its strings; kept in stored cases. */
  readonly id: RemedyId
  /** Ids of the causes that it removes. */
  readonly cures: readonly string[]
  /**
   * `cure`: removes a cause; `hold`: cancels e-mails that the sender chose, before a cure lets the others leave; `undo`:
   * restores what the last repair changed.
   */
  readonly purpose: 'cure' | 'hold' | 'undo'
  /** `asBefore`: whoever decides about the repair that it undoes. */
  readonly decides: Decider | 'asBefore'
  /** E-mail leaves afterwards. It is counted and dated first, and the person agrees to that. */
  readonly releasesMail: boolean
  /** E-mail of other senders leaves as well. */
  readonly releasesOthers: boolean
  /** The sender has the right by their own mailbox, so it is their main button; without it, only some senders have it. */
  readonly isOwnersRight: boolean
  /** What an empty plan means: the repair was made already, or there is no safe way to make it. */
  readonly emptyMeans: 'done' | 'noWay'
  /** The fact with the e-mails or jobs that the person chooses from first; absent: there is nothing to choose. */
  readonly chooses?: 'jobs' | 'drafts' | 'notSubmitted'
  /** The facts that are read before planning. Subjects and recipients are read only for the sender. */
  readonly reads: readonly RepairFactName[]
  plan(repairing: RepairRequest, facts: RepairFacts): readonly Plan[] | NoPlan
}

/** The fact that could not be read, so that nothing can be planned. */
export type NoPlan = FactMissing

/** What a remedy's author writes. `plan` is called only when every fact it needs was read. */
export interface RemedyDefinition<N extends RepairFactName>
  extends Pick<Remedy, 'id' | 'cures' | 'decides' | 'releasesMail'>,
    Partial<Pick<Remedy, 'purpose' | 'releasesOthers' | 'isOwnersRight' | 'emptyMeans' | 'chooses'>> {
  readonly needs: readonly N[]
  /** Facts that are shown but not needed for planning. */
  readonly mayUse?: readonly RepairFactName[]
  /** The possible plans, the one that changes least first; empty: there is nothing to write. Pure. */
  plan(repairing: RepairRequest, facts: { readonly [K in N]: ValueOf<K> }): readonly Plan[]
}

/** Makes a remedy that plans nothing unless all the facts it needs were read. */
export function defineRemedy<const N extends RepairFactName>(definition: RemedyDefinition<N>): Remedy {
  const { needs, mayUse = [], releasesMail, decides } = definition
  const released: readonly RepairFactName[] = releasesMail ? ['backlog'] : []
  const shown: readonly RepairFactName[] = releasesMail && decides === 'sender' ? ['mails'] : []
  return {
    purpose: 'cure',
    releasesOthers: false,
    isOwnersRight: false,
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

/** The program's checks, in the order of explanation, and its remedies, in the order in which they are offered. */
export interface Definitions {
  readonly checks: readonly Check[]
  readonly remedies: readonly Remedy[]
  /** There is a helpdesk, and cases may come to it. */
  readonly helpdesk?: boolean
  /** There is a ticket system, which is told what happens to the helpdesk's cases. */
  readonly tickets?: boolean
}

/** null: this version does not know the remedy; another version stored its name. */
export function remedyOf(remedies: readonly Remedy[], id: string): Remedy | null {
  return remedies.find(remedy => remedy.id === id) ?? null
}

export function remedyFor(remedies: readonly Remedy[], purpose: 'hold' | 'undo'): Remedy | null {
  return remedies.find(remedy => remedy.purpose === purpose) ?? null
}

export function isCuredBy({ checkId }: Pick<Problem, 'checkId'>, remedy: Remedy | null): boolean {
  return remedy?.cures.includes(checkId) ?? false
}

/** A remedy and what it is for. */
export interface Cure {
  readonly remedy: Remedy
  /** null: nothing is in the way any more, and mail that is held can be sent. */
  readonly problem: Problem | null
}

/**
 * The first remedy for what blocks; where nothing does, for what accounts for mail that does not leave, or for drafts that
 * may be sent now. null: there is none.
 */
export function cureIn(diagnosis: Diagnosis, remedies: readonly Remedy[]): Cure | null {
  const blocking = blockingIn(diagnosis)
  const isSeen = diagnosis.verdict === 'causeFound'
  const explaining = isSeen ? problemsOf(diagnosis).filter(({ explains, underWay }) => explains && !underWay) : []
  const problems = blocking.length > 0 ? blocking : explaining
  for (const remedy of remedies) {
    const problem = problems.find(one => isCuredBy(one, remedy))
    if (problem) return { remedy, problem }
  }
  const sending = isHeldWithoutCause(diagnosis) && remedies.find(({ chooses }) => chooses === 'drafts')
  return sending ? { remedy: sending, problem: null } : null
}

/**
 * Whether the person has to type the organization's name before this repair, and it is never the main button: it lets mail
 * leave, which might be old mail to customers. That is so in a sandbox or a copy, which an unknown kind of organization
 * counts as, and where nobody's mail leaves.
 */
export function needsName(remedy: Remedy, { production, findings }: Diagnosis): boolean {
  const stopped = findings.some(({ checkId, outcome }) => checkId === 'everybodyWaits' && outcome === 'problem')
  return letsMailLeave(remedy) && (production !== true || stopped)
}

/** Mail that waits leaves by itself afterwards, or what the person chose is sent. */
function letsMailLeave({ releasesMail, chooses }: Remedy): boolean {
  return releasesMail || chooses !== undefined
}

/** Whether the sender may cancel some of the e-mails first, which makes sense if the repair releases the sender's own mail. */
export function isHoldable(remedy: Remedy): boolean {
  return remedy.purpose === 'cure' && remedy.releasesMail && remedy.decides === 'sender'
}
