import { mayReadOthers } from '../case/authorization.js'
import type { Candidate, Case } from '../case/case.js'
import type { Verifying } from '../case/phase.js'
import type { MessageKey } from '../messageKey.js'
import { withAuditLine } from '../repair/auditTrail.js'
import { notLeft, resolve, startWatching, watchSettling } from '../repair/backlogWatch.js'
import { partiesIn } from '../repair/parties.js'
import { type Definitions, isCuredBy, type Remedy, remedyOf } from '../repair/remedy.js'
import type { WatchPace } from '../repair/repairWorkEvents.js'
import { singleOf } from '../singleOf.js'
import { accountsToChoose } from './accountChoice.js'
import { type Check, isLastResort } from './check.js'
import { type ActingSummary, blockingIn, type Diagnosis, diagnose } from './diagnosis.js'
import type { Fact, FactSheet } from './facts.js'
import type { Problem } from './finding.js'

export interface FactsContext {
  readonly at: string
  readonly facts: FactSheet
  readonly slowed: boolean
  /** Absent: gathering failed, so no watch starts. */
  readonly pace?: WatchPace
}

/** The next step after facts arrived: a question, a diagnosis, a watch over what still waits, or the end. */
export function applyFacts(thisCase: Case, event: FactsContext, { checks, remedies }: Definitions): Case {
  const candidates = candidatesIn(event.facts)
  const { run } = thisCase.phase
  if (candidates && !thisCase.target.senderId) {
    return { ...withDiagnosisLine(thisCase, event), phase: { name: 'intake', run, ask: 'whichSender', candidates } }
  }
  const diagnosis = diagnose(event.facts, checksFor(thisCase, checks))
  // Whoever names an account before that of the router is known names the router's.
  const isNeeded = needsAccount(thisCase, event.facts, diagnosis)
  const accounts = isNeeded ? [] : accountsFor(thisCase, diagnosis)
  if (isNeeded || accounts.length > 0) {
    const { accounts: _before, ...asking } = withDiagnosisLine(thisCase, event)
    const { channel } = diagnosis
    const found = { ...(channel && { channel }), ...(accounts.length > 0 && { accounts }) }
    return { ...asking, ...found, phase: { name: 'intake', run, ask: 'actingAccount' } }
  }
  const parties = partiesIn(event.facts, diagnosis, thisCase.parties)
  const waited = Math.max(thisCase.waited ?? 0, notLeft(diagnosis))
  const seen: Case = { ...withDiagnosisLine(thisCase, event), waited, ...(parties && { parties }) }
  const { phase } = thisCase
  if (phase.name === 'verifying') {
    const stops = stopsIn(diagnosis, phase, checks)
    return afterRepair(seen, phase, { ...event, diagnosis, stops, waitedBefore: thisCase.waited ?? 0, remedies })
  }
  if (hasLeft(diagnosis, thisCase.waited ?? 0))
    return { ...seen, phase: { name: 'resolved', run, diagnosis, at: event.at } }
  return { ...seen, phase: { name: 'diagnosed', run, diagnosis, at: event.at, slowed: event.slowed } }
}

/** Whoever asks only about a right gets to see nothing else. */
function checksFor({ target }: Case, checks: readonly Check[]): readonly Check[] {
  return target.scope === 'right' ? checks.filter(({ aboutRight }) => aboutRight) : checks
}

/**
 * Whether the person has to be asked which account sends: the checks need it and nothing tells. With the router as channel
 * there always is one. With synchronization there is one only if a text that was pasted shows that it was refused.
 */
function needsAccount({ target, phase }: Case, facts: FactSheet, { acting, channel }: Diagnosis): boolean {
  if (phase.name !== 'diagnosing' || target.actingAccount !== undefined) return false
  if (singleOf(facts.senders?.ok ? facts.senders.value : []) === null) return false
  if (channel === 'router') return facts.routerAccounts?.ok === true && facts.routerAccounts.value === null
  return channel === 'synchronization' && acting.length === 0 && target.clue?.verdict === 'sendAs'
}

function withDiagnosisLine(thisCase: Case, { at }: FactsContext): Case {
  return withAuditLine(thisCase, { at, by: 'bot', what: 'diagnosed' })
}

/** The accounts to choose from, where the facts do not tell which one was refused. A pasted text tells. */
function accountsFor({ target, phase, owner }: Case, diagnosis: Diagnosis): readonly ActingSummary[] {
  if (phase.name !== 'diagnosing' || target.actingAccount !== undefined || target.clue?.accountIds?.length) return []
  return accountsToChoose(diagnosis, { symptom: target.symptom, all: mayReadOthers(owner) })
}

/** A cause of last resort does not stop a repair while the mail may still leave by itself, that is, until the watch over it has stalled. */
function stopsIn(diagnosis: Diagnosis, { watch }: Verifying, checks: readonly Check[]): readonly Problem[] {
  const patient = checks.filter(check => isLastResort(check, diagnosis.channel)).map(({ id }) => id)
  return blockingIn(diagnosis).filter(({ checkId }) => watch?.stalled || !patient.includes(checkId))
}

interface RepairCheck extends FactsContext {
  readonly diagnosis: Diagnosis
  /** What is still in the way. */
  readonly stops: readonly Problem[]
  readonly waitedBefore: number
  readonly remedies: readonly Remedy[]
}

/** After a repair: only what the facts show counts, whatever the write answered. */
function afterRepair(thisCase: Case, phase: Verifying, verifying: RepairCheck): Case {
  const { diagnosis, stops, waitedBefore, at, slowed, pace, remedies } = verifying
  const { run } = phase
  const kept = withResultRecord(thisCase, diagnosis, at)
  const diagnosed = (key: MessageKey): Case => ({
    ...kept,
    phase: { name: 'diagnosed', run, diagnosis, at, slowed, note: { key } },
  })
  const { verdict, unexplained } = diagnosis
  const settling = pace && watchSettling(kept, { phase, diagnosis, at, pace })
  if (settling) return settling
  // Mail that still waits after a repair was released by it. It needs no other explanation, and is watched: what only
  // contributes, such as the pace, was there before.
  if (verdict === 'undetermined' && !unexplained) return diagnosed('notes.notVerified')
  if (stops.length > 0) return diagnosed(`notes.verified.${repairOutcome(thisCase, stops, remedies)}`)
  if (hasLeft(diagnosis, waitedBefore)) return resolve(kept, diagnosis, at)
  // The sender's mail was not counted.
  if (thisCase.target.scope === 'right') return diagnosed('notes.verified.maySend')
  const waits = (countOf(diagnosis.backlog) ?? 0) > 0
  if (!waits || !pace)
    return diagnosed(`notes.verified.${notLeft(diagnosis) > 0 && !waits ? 'restHeld' : 'nothingWaits'}`)
  return startWatching(kept, { diagnosis, at, pace, ...(phase.watch && { before: phase.watch }) })
}

/** Whether the repair was undone, its cause is still there (a test that was asked for did not pass), or another cause is in the way. */
function repairOutcome(
  { applied }: Case,
  stops: readonly Problem[],
  remedies: readonly Remedy[],
): 'undone' | 'stillThere' | 'testFailed' | 'otherCause' {
  if (applied?.undone) return 'undone'
  const repaired = applied ? remedyOf(remedies, applied.remedy) : null
  if (!stops.some(problem => isCuredBy(problem, repaired))) return 'otherCause'
  return applied?.writes.some(write => write.kind === 'update' && write.settles) ? 'testFailed' : 'stillThere'
}

/** Adds a permanent record of what was seen after a repair. */
function withResultRecord(thisCase: Case, { verdict, backlog }: Diagnosis, at: string): Case {
  const { organization } = thisCase.target
  if (!organization || !thisCase.applied) return thisCase
  const waiting = backlog.ok && backlog.value ? `${backlog.value.count} e-mails wait` : 'the e-mails were not counted'
  const detail = `verdict ${verdict}; ${waiting}`
  const record = { kind: 'result', token: 'application', organization: organization.url, changes: [], detail } as const
  return withAuditLine(thisCase, { at, by: 'bot', what: 'verified the repair', record })
}

function candidatesIn(facts: FactSheet): readonly Candidate[] | null {
  const senders = facts.senders?.ok ? facts.senders.value : []
  return senders.length > 1 ? senders.map(({ id, name, kind }) => ({ id, name, kind })) : null
}

function countOf(fact: Fact<{ readonly count: number } | null>): number | null {
  return fact.ok && fact.value ? fact.value.count : null
}

/** Proof that the mail left: some waited the last time, none waits now, and some have the status Sent. */
function hasLeft(diagnosis: Diagnosis, waitedBefore: number): boolean {
  const sent = countOf(diagnosis.sentSince) ?? 0
  return diagnosis.verdict === 'healthy' && waitedBefore > 0 && notLeft(diagnosis) === 0 && sent > 0
}
