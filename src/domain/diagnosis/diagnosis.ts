import type { Acting } from './acting.js'
import { ACTING_MAY_USE, ACTING_NEEDS, type ActingFacts, actingAccounts } from './acting.js'
import { type Check, isLastResort } from './check.js'
import {
  type Backlog,
  type Channel,
  type Departures,
  type Fact,
  type FactSheet,
  notRead,
  type Pulse,
  type SentSince,
} from './facts.js'
import { type Finding, type MailKind, type Missing, notApplicable, type Outcome, type Problem } from './finding.js'
import { type HeldMail, heldMail } from './heldMail.js'
import { isScheduled, minutesBetween, PATIENCE_MINUTES, waitsLong } from './waitingTime.js'

export * from './finding.js'

type Verdict = 'causeFound' | 'healthy' | 'undetermined'

export interface Diagnosis {
  readonly verdict: Verdict
  /** Everything was seen and nothing accounts for mail that waits, is held or has failed: these kinds of mail. */
  readonly unexplained: boolean
  readonly findings: readonly Finding[]
  /** null: not seen. */
  readonly channel: Channel | null
  /** Not a sandbox, a trial or a copy; null: not known. */
  readonly production: boolean | null
  readonly backlog: Fact<Backlog | null>
  /** null: not seen. */
  readonly held: HeldMail | null
  readonly acting: readonly ActingSummary[]
  readonly departures: Fact<Departures | null>
  readonly sentSince: Fact<SentSince | null>
  /** The mail of everybody; null: not seen. */
  readonly others: Others | null
  /** The sender's mailbox; null: none was seen. */
  readonly mailboxId: string | null
}

/** Whether the trouble is the sender's alone. */
type Others = Pick<Pulse, 'waitingSenders' | 'lastDeparture'>

/** An account that sends for the sender, as it is shown and stored. */
export interface ActingSummary extends Pick<Acting, 'as' | 'evidence' | 'certain'> {
  readonly account: ActingAccount
  /** It made drafts only together with these, in impersonation; absent: also by itself, or none. */
  readonly onlyWith?: readonly ActingAccount[]
}

type ActingAccount = Pick<Acting['account'], 'id' | 'name' | 'address'>

/**
 * In this order: a blocking problem is `causeFound`; something that was not seen is `undetermined`; then every kind of mail
 * that should have left needs an explanation. With all of them it is `causeFound`, without one of them `undetermined` and
 * unexplained, and `healthy` if there is nothing to explain. Findings keep the order of `checks`.
 */
export function diagnose(facts: FactSheet, checks: readonly Check[]): Diagnosis {
  const findings = findingsOf(facts, checks)
  const { backlog = notRead, departures = notRead, sentSince = notRead } = facts
  const { environment, pulse, senderMailbox } = facts
  const acting = actingFacts(facts)
  const held = acting && heldMail(acting)
  const kinds = kindsToExplain(facts, held)
  return {
    ...verdictOf(findings, kinds),
    findings,
    channel: channelIn(facts),
    production: environment?.ok ? environment.value.production : null,
    backlog,
    held,
    acting: acting ? actingAccounts(acting).map(summaryOf) : [],
    departures,
    sentSince,
    others: pulse?.ok ? { waitingSenders: pulse.value.waitingSenders, lastDeparture: pulse.value.lastDeparture } : null,
    mailboxId: senderMailbox?.ok ? (senderMailbox.value?.id ?? null) : null,
  }
}

function channelIn({ mailSettings }: FactSheet): Channel | null {
  return mailSettings?.ok ? mailSettings.value.channel : null
}

function findingsOf(facts: FactSheet, checks: readonly Check[]): readonly Finding[] {
  const judged = checks.map(check => ({ check, outcome: judgeSafely(check, facts) }))
  const channel = channelIn(facts)
  const blocked = judged.some(({ check, outcome }) => isBlocking(outcome) && !isLastResort(check, channel))
  return judged.map(({ check, outcome }): Finding => {
    const yields = blocked && isLastResort(check, channel) && outcome.outcome === 'problem'
    return { checkId: check.id, ...(yields ? notApplicable('otherCauseFound') : outcome) }
  })
}

/** A check that throws has a bug: it becomes undetermined, never healthy, and the others still count. */
function judgeSafely(check: Check, facts: FactSheet): Outcome {
  try {
    return check.judge(facts)
  } catch (error) {
    return { outcome: 'undetermined', missing: [{ fact: check.id, why: 'crashed', detail: String(error) }] }
  }
}

function verdictOf(
  findings: readonly Finding[],
  kinds: readonly MailKind[],
): Pick<Diagnosis, 'verdict' | 'unexplained'> {
  if (findings.some(isBlocking)) return { verdict: 'causeFound', unexplained: false }
  if (findings.some(({ outcome }) => outcome === 'undetermined')) return { verdict: 'undetermined', unexplained: false }
  if (withoutExplanation(kinds, findings).length > 0) return { verdict: 'undetermined', unexplained: true }
  return { verdict: kinds.length > 0 ? 'causeFound' : 'healthy', unexplained: false }
}

function withoutExplanation(kinds: readonly MailKind[], findings: readonly Finding[]): readonly MailKind[] {
  const explained = findings.flatMap(finding => (finding.outcome === 'problem' ? (finding.explains ?? []) : []))
  return kinds.filter(kind => !explained.includes(kind))
}

/** Whether it is held mail alone that nothing accounts for any more: whoever may send it may do so now. */
export function isHeldWithoutCause({ unexplained, findings, backlog, held }: Diagnosis): boolean {
  const waiting = backlog.ok && backlog.value ? backlog.value : null
  const kinds = [...waitingKind(waiting), ...heldKind(held)]
  return unexplained && withoutExplanation(kinds, findings).every(kind => kind === 'held') && heldKind(held).length > 0
}

function waitingKind(backlog: Backlog | null): readonly MailKind[] {
  return backlog && isOld(backlog) ? ['waiting'] : []
}

function heldKind(held: HeldMail | null): readonly MailKind[] {
  return held && held.drafts + held.jobs > 0 ? ['held'] : []
}

/** Mail that should have left and did not. */
function kindsToExplain({ backlog, failedMails, departures }: FactSheet, held: HeldMail | null): readonly MailKind[] {
  const kinds = [...waitingKind(backlog?.ok ? backlog.value : null), ...heldKind(held)]
  const failed = failedMails?.ok ? (failedMails.value?.newest ?? null) : null
  const left = departures?.ok ? (departures.value?.newest?.sentAt ?? '') : ''
  if (failed !== null && failed > left) kinds.push('failed')
  return kinds
}

/** E-mail that is meant to leave later is not overdue, but it has been there for a long time all the same. */
function isOld(backlog: Backlog): boolean {
  const { oldest, asOf } = backlog
  if (waitsLong(backlog)) return true
  return isScheduled(backlog) && oldest !== null && minutesBetween(oldest, asOf) >= PATIENCE_MINUTES
}

/** The facts about who acted; null: one that is needed was not read. */
export function actingFacts(facts: FactSheet): ActingFacts | null {
  if (ACTING_NEEDS.some(name => !facts[name]?.ok)) return null
  const values = [...ACTING_NEEDS, ...ACTING_MAY_USE].map(name => {
    const fact = facts[name]
    return [name, fact?.ok ? fact.value : null]
  })
  return Object.fromEntries(values) as unknown as ActingFacts
}

function summaryOf({ account, as, evidence, certain, onlyWith }: Acting): ActingSummary {
  const shown = ({ id, name, address }: ActingAccount) => ({ id, name, address })
  const partners = onlyWith.length > 0 && { onlyWith: onlyWith.map(shown) }
  return { account: shown(account), as, evidence, certain, ...partners }
}

function isBlocking(outcome: Outcome): boolean {
  return outcome.outcome === 'problem' && outcome.severity === 'blocking'
}

/** The problems, blocking ones first, then those that account for mail, in the order of explanation. */
export function problemsOf(diagnosis: Diagnosis): Problem[] {
  const problems = diagnosis.findings.filter((finding): finding is Problem => finding.outcome === 'problem')
  return [
    ...problems.filter(({ severity }) => severity === 'blocking'),
    ...problems.filter(({ severity }) => severity !== 'blocking'),
  ]
}

/** The problems that make the verdict: what blocks; where nothing does, what accounts for mail that should have left. */
export function causesIn(diagnosis: Diagnosis, facts: FactSheet): readonly Problem[] {
  if (diagnosis.verdict !== 'causeFound') return []
  const blocking = blockingIn(diagnosis)
  if (blocking.length > 0) return blocking
  const kinds = kindsToExplain(facts, diagnosis.held)
  return problemsOf(diagnosis).filter(({ explains = [] }) => explains.some(kind => kinds.includes(kind)))
}

/** The problems that keep mail from leaving. */
export function blockingIn(diagnosis: Diagnosis): Problem[] {
  return problemsOf(diagnosis).filter(({ severity }) => severity === 'blocking')
}

export function missingFacts(diagnosis: Diagnosis): Missing[] {
  const all = diagnosis.findings.flatMap(finding => (finding.outcome === 'undetermined' ? finding.missing : []))
  return [...new Map(all.map(missing => [missing.fact, missing])).values()]
}
