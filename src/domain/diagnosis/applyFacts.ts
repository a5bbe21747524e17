import { withAuditLine } from '../case/auditTrail.js'
import type { Candidate, Case } from '../case/case.js'
import type { WatchPace } from '../case/caseEvents.js'
import type { Verifying } from '../case/phase.js'
import type { MessageKey } from '../messageKey.js'
import { resolve, startWatching } from '../repair/backlogWatch.js'
import { partiesIn } from '../repair/parties.js'
import { type Definitions, isCuredBy, type Remedy, remedyOf } from '../repair/remedy.js'
import { type Diagnosis, diagnose, problemsOf } from './diagnosis.js'
import type { Fact, FactSheet } from './facts.js'

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
  const diagnosis = diagnose(event.facts, checks)
  const parties = partiesIn(event.facts)
  const waited = Math.max(thisCase.waited ?? 0, countOf(diagnosis.backlog) ?? 0)
  const seen: Case = { ...withDiagnosisLine(thisCase, event), waited, ...(parties && { parties }) }
  const { phase } = thisCase
  if (phase.name === 'verifying') {
    return afterRepair(seen, phase, { ...event, diagnosis, waitedBefore: thisCase.waited ?? 0, remedies })
  }
  if (hasLeft(diagnosis, thisCase.waited ?? 0))
    return { ...seen, phase: { name: 'resolved', run, diagnosis, at: event.at } }
  return { ...seen, phase: { name: 'diagnosed', run, diagnosis, at: event.at, slowed: event.slowed } }
}

function withDiagnosisLine(thisCase: Case, { at }: FactsContext): Case {
  return withAuditLine(thisCase, { at, by: 'bot', what: 'diagnosed' })
}

interface RepairCheck extends FactsContext {
  readonly diagnosis: Diagnosis
  readonly waitedBefore: number
  readonly remedies: readonly Remedy[]
}

/** After a repair: only what the facts show counts, whatever the write answered. */
function afterRepair(thisCase: Case, phase: Verifying, verifying: RepairCheck): Case {
  const { diagnosis, waitedBefore, at, slowed, pace, remedies } = verifying
  const { run } = phase
  const kept = withResultRecord(thisCase, diagnosis, at)
  const diagnosed = (key: MessageKey): Case => ({
    ...kept,
    phase: { name: 'diagnosed', run, diagnosis, at, slowed, note: { key } },
  })
  const { verdict, unexplained } = diagnosis
  // Mail that still waits after a repair was released by it. It needs no other explanation, and is watched.
  if (verdict === 'undetermined' && !unexplained) return diagnosed('notes.notVerified')
  if (verdict === 'causeFound') return diagnosed(`notes.verified.${repairOutcome(thisCase, diagnosis, remedies)}`)
  if (hasLeft(diagnosis, waitedBefore)) return resolve(kept, diagnosis, at)
  const waits = (countOf(diagnosis.backlog) ?? 0) > 0
  if (!waits || !pace) return diagnosed('notes.verified.nothingWaits')
  return startWatching(kept, { diagnosis, at, pace, ...(phase.watch && { before: phase.watch }) })
}

/** Whether the repair was undone, its cause is still there, or another cause is in the way. */
function repairOutcome(
  { applied }: Case,
  diagnosis: Diagnosis,
  remedies: readonly Remedy[],
): 'undone' | 'stillThere' | 'otherCause' {
  if (applied?.undone) return 'undone'
  const repaired = applied ? remedyOf(remedies, applied.remedy) : null
  return problemsOf(diagnosis).some(problem => isCuredBy(problem, repaired)) ? 'stillThere' : 'otherCause'
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
  return diagnosis.verdict === 'healthy' && waitedBefore > 0 && countOf(diagnosis.backlog) === 0 && sent > 0
}
