import type { CheckId } from '../messageKey.js'
import type { Channel, Fact, FactMissing, FactName, FactSheet, Facts } from './facts.js'
import { type Missing, notApplicable, type Outcome } from './finding.js'

/**
 * The right to send (1) or the mailbox (2). Where an account may not send for the sender, the mail was never handed over;
 * where the mailbox does not send, it was.
 */
type Gate = 1 | 2

/**
 * What people have in common who have the same problem, so that one repair solves it for all of them: the account that acts,
 * the email server profile, the organization, or the account that the configuration names for its Email Router.
 */
type SharedBy = 'account' | 'profile' | 'organization' | 'routerAccount'

export interface Check {
  readonly id: CheckId
  /** Absent: it is about neither. */
  readonly gate?: Gate
  /** It looks only at who the sender is, and at the right of another account to send for them. */
  readonly aboutRight?: true
  /** Absent: each sender has to be repaired. */
  readonly sharedBy?: SharedBy
  readonly needs: readonly FactName[]
  /** Its problem counts only if no other check found a blocking one; the name of a channel: in such organizations. */
  readonly lastResort: boolean | Channel
  judge(facts: FactSheet): Outcome
}

/** What a check's author writes. `evaluate` is called only when every fact it needs was read. */
export interface CheckDefinition<N extends FactName, M extends FactName, W extends FactName> {
  readonly id: CheckId
  readonly gate?: Gate
  /** It applies only to organizations that send this way; absent: to both. */
  readonly channel?: Channel
  readonly needs: readonly N[]
  /** Facts that only add evidence; null if they were not read. */
  readonly mayUse?: readonly M[]
  /** Facts that tell whether what is wrong blocks; null if they were not read. Then a problem that would block is undetermined. */
  readonly weighedBy?: readonly W[]
  readonly lastResort?: true | Channel
  readonly aboutRight?: true
  readonly sharedBy?: SharedBy
  evaluate(facts: { readonly [K in N]: Facts[K] } & { readonly [K in M | W]: Facts[K] | null }): Outcome
}

/** Makes a check. If a fact it needs was not read, the check is undetermined and names that fact. */
export function defineCheck<
  const N extends FactName,
  const M extends FactName = never,
  const W extends FactName = never,
>(definition: CheckDefinition<N, M, W>): Check {
  const { id, gate, channel, needs, mayUse = [], weighedBy = [], lastResort = false, aboutRight, sharedBy } = definition
  return {
    id,
    ...(gate && { gate }),
    ...(aboutRight && { aboutRight }),
    ...(sharedBy && { sharedBy }),
    needs,
    lastResort,
    judge(sheet) {
      const elsewhere = channel && otherChannel(channel, sheet)
      if (elsewhere) return elsewhere
      const missing = needs.flatMap(name => missingFact(name, sheet[name]))
      if (missing.length > 0) return { outcome: 'undetermined', missing }
      const names = [...needs, ...mayUse, ...weighedBy]
      const values = names.map((name): [FactName, unknown] => [name, valueIn(sheet[name])])
      const outcome = definition.evaluate(Object.fromEntries(values) as Parameters<typeof definition.evaluate>[0])
      const unseen = weighedBy.flatMap(name => missingFact(name, sheet[name]))
      const isWeighed = outcome.outcome !== 'problem' || outcome.severity !== 'blocking' || unseen.length === 0
      return isWeighed ? withReasons(outcome, sheet) : { outcome: 'undetermined', missing: unseen }
    },
  }
}

/** Whether it only counts where nothing else is in the way. */
export function isLastResort({ lastResort }: Check, channel: Channel | null): boolean {
  return lastResort === true || (lastResort !== false && lastResort === channel)
}

/** The outcome where the organization does not send this way, or where it is not known how it sends; null: it does. */
function otherChannel(wanted: Channel, { mailSettings }: FactSheet): Outcome | null {
  if (!mailSettings?.ok) return { outcome: 'undetermined', missing: missingFact('mailSettings', mailSettings) }
  if (mailSettings.value.channel === wanted) return null
  return notApplicable(wanted === 'router' ? 'synchronizes' : 'usesRouter')
}

/** A check that misses a fact does not know why it was not read. */
function withReasons(outcome: Outcome, sheet: FactSheet): Outcome {
  if (outcome.outcome !== 'undetermined') return outcome
  const missing = outcome.missing.map(one => {
    const read = sheet[one.fact as FactName]
    return read && !read.ok ? { ...one, ...reasonOf(read) } : one
  })
  return { ...outcome, missing }
}

function valueIn(fact: Fact<unknown> | undefined): unknown {
  return fact?.ok ? fact.value : null
}

function missingFact(fact: FactName, read: Fact<unknown> | undefined): Missing[] {
  if (read?.ok) return []
  if (!read) return [{ fact, why: 'notGathered', detail: 'nobody asked for it' }]
  return [{ fact, ...reasonOf(read) }]
}

function reasonOf({ why, detail, privilege, depth }: FactMissing): Omit<Missing, 'fact'> {
  return { why, detail, ...(privilege && { privilege }), ...(depth && { depth }) }
}
