import type { Because, CheckId, EvidenceKey, GuideId, MessageKey } from '../messageKey.js'
import {
  type Backlog,
  type Depth,
  type Fact,
  type FactName,
  type FactSheet,
  type Facts,
  notRead,
  type SentSince,
  type Why,
} from './facts.js'
import { waitsLong } from './waitingTime.js'

/** A key of cards/strings/LOCALE.json and its arguments. Never the sentence itself. */
export interface Message {
  /** A key that an older version stored may not exist any more; it is then drawn as missing. */
  readonly key: MessageKey
  readonly args?: Readonly<Record<string, string | number>>
}

/** One observed value. `label` is a key below `evidence.` of the strings; `value` is shown as it is. */
export interface Evidence {
  readonly label: EvidenceKey
  readonly value: string
  readonly sensitive?: true
}

/** A fact that a finding needed and that could not be read. */
export interface Missing {
  /** The id of a check where the check itself threw. */
  readonly fact: FactName | CheckId
  readonly why: Why
  readonly detail: string
  readonly privilege?: string
  /** The depth at which the bot holds the privilege, if that is not deep enough. */
  readonly depth?: Depth
}

type Severity = 'blocking' | 'contributing'

export type Outcome =
  | { readonly outcome: 'ok'; readonly evidence: readonly Evidence[] }
  | {
      readonly outcome: 'problem'
      readonly severity: Severity
      readonly message: Message
      /** In a few words; absent: `checks.ID.cause`. */
      readonly cause?: Message
      /** What to do now; absent: the next step of the guide. */
      readonly next?: Message
      readonly evidence: readonly Evidence[]
      /** Key below `guides.` of the strings, and folder below cards/images. */
      readonly guide: GuideId
      /** Records of the organization that the guide's links open. */
      readonly links?: Links
    }
  | { readonly outcome: 'notApplicable'; readonly because: Message }
  /** `evidence`: what was read but not understood. */
  | { readonly outcome: 'undetermined'; readonly missing: readonly Missing[]; readonly evidence?: readonly Evidence[] }

/** Ids for deep links; the view builds the addresses from the organization's own URL. */
export interface Links {
  readonly userId?: string
  readonly mailboxId?: string
  readonly queueId?: string
  /** A support article: https URL. */
  readonly article?: string
}

export type Finding = Outcome & { readonly checkId: CheckId }
export type Problem = Extract<Finding, { outcome: 'problem' }>

export interface Check {
  readonly id: CheckId
  readonly needs: readonly FactName[]
  /** Its problem counts only if no other check found a blocking one. */
  readonly lastResort: boolean
  judge(facts: FactSheet): Outcome
}

/** What a check's author writes. `evaluate` is called only when every fact it needs was read. */
export interface CheckDefinition<N extends FactName, M extends FactName> {
  readonly id: CheckId
  readonly needs: readonly N[]
  /** Facts that only add evidence; null if they were not read. */
  readonly mayUse?: readonly M[]
  readonly lastResort?: true
  evaluate(facts: { readonly [K in N]: Facts[K] } & { readonly [K in M]: Facts[K] | null }): Outcome
}

/** Makes a check. If a fact it needs was not read, the check is undetermined and names that fact. */
export function defineCheck<const N extends FactName, const M extends FactName = never>(
  definition: CheckDefinition<N, M>,
): Check {
  const { id, needs, mayUse = [], lastResort = false } = definition
  return {
    id,
    needs,
    lastResort,
    judge(sheet) {
      const missing = needs.flatMap(name => missingFact(name, sheet[name]))
      if (missing.length > 0) return { outcome: 'undetermined', missing }
      const values = [...needs, ...mayUse].map((name): [FactName, unknown] => [name, valueIn(sheet[name])])
      return definition.evaluate(Object.fromEntries(values) as Parameters<typeof definition.evaluate>[0])
    },
  }
}

function valueIn(fact: Fact<unknown> | undefined): unknown {
  return fact?.ok ? fact.value : null
}

function missingFact(fact: FactName, read: Fact<unknown> | undefined): Missing[] {
  if (read?.ok) return []
  if (!read) return [{ fact, why: 'notGathered', detail: 'nobody asked for it' }]
  const { why, detail, privilege, depth } = read
  return [{ fact, why, detail, ...(privilege && { privilege }), ...(depth && { depth }) }]
}

type Verdict = 'causeFound' | 'healthy' | 'undetermined'

export interface Diagnosis {
  readonly verdict: Verdict
  /** Everything was seen and nothing is in the way, yet e-mail has waited longer than a router takes to poll. */
  readonly unexplained: boolean
  readonly findings: readonly Finding[]
  readonly backlog: Fact<Backlog | null>
  readonly sentSince: Fact<SentSince | null>
}

/**
 * A blocking problem: `causeFound`. Otherwise, if anything was not seen or e-mail has waited too long: `undetermined`.
 * Otherwise `healthy`. Findings keep the order of `checks`.
 */
export function diagnose(facts: FactSheet, checks: readonly Check[]): Diagnosis {
  const judged = checks.map(check => ({ check, outcome: judgeSafely(check, facts) }))
  const blocked = judged.some(({ check, outcome }) => isBlocking(outcome) && !check.lastResort)
  const findings = judged.map(({ check, outcome }): Finding => {
    const yields = blocked && check.lastResort && outcome.outcome === 'problem'
    return { checkId: check.id, ...(yields ? notApplicable('otherCauseFound') : outcome) }
  })
  const { backlog = notRead, sentSince = notRead } = facts
  const seen = verdictOf(findings)
  const unexplained = seen === 'healthy' && backlog.ok && backlog.value !== null && waitsLong(backlog.value)
  return { verdict: unexplained ? 'undetermined' : seen, unexplained, findings, backlog, sentSince }
}

/** A check that throws has a bug: it becomes undetermined, never healthy, and the others still count. */
function judgeSafely(check: Check, facts: FactSheet): Outcome {
  try {
    return check.judge(facts)
  } catch (error) {
    return { outcome: 'undetermined', missing: [{ fact: check.id, why: 'crashed', detail: String(error) }] }
  }
}

function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.some(isBlocking)) return 'causeFound'
  return findings.some(finding => finding.outcome === 'undetermined') ? 'undetermined' : 'healthy'
}

function isBlocking(outcome: Outcome): boolean {
  return outcome.outcome === 'problem' && outcome.severity === 'blocking'
}

/** The problems, blocking ones first, in the order of explanation. */
export function problemsOf(diagnosis: Diagnosis): Problem[] {
  const problems = diagnosis.findings.filter((finding): finding is Problem => finding.outcome === 'problem')
  return [
    ...problems.filter(({ severity }) => severity === 'blocking'),
    ...problems.filter(({ severity }) => severity !== 'blocking'),
  ]
}

export function missingFacts(diagnosis: Diagnosis): Missing[] {
  const all = diagnosis.findings.flatMap(finding => (finding.outcome === 'undetermined' ? finding.missing : []))
  return [...new Map(all.map(missing => [missing.fact, missing])).values()]
}

/** Short forms for check files. */
export function undetermined(fact: FactName, detail: string, why: Why = 'malformed'): Outcome {
  return { outcome: 'undetermined', missing: [{ fact, why, detail }] }
}

export function ok(...evidence: readonly Evidence[]): Outcome {
  return { outcome: 'ok', evidence }
}

export function notApplicable(because: Because): Outcome {
  return { outcome: 'notApplicable', because: { key: `because.${because}` } }
}
