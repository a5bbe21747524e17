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
  /** Not there: nothing was seen, and nothing is watched. */
  readonly pace?: WatchPace
}

/** What the facts make of a case: a question, a diagnosis, a watch over what still waits, or the end. */
export function applyFacts(c: Case, e: FactsContext, { checks, remedies }: Definitions): Case {
  const candidates = candidatesIn(e.facts)
  const { run } = c.phase
  if (candidates && !c.target.senderId) {
    return { ...withDiagnosisLine(c, e), phase: { name: 'intake', run, ask: 'whichSender', candidates } }
  }
  const diagnosis = diagnose(e.facts, checks)
  const parties = partiesIn(e.facts)
  const waited = Math.max(c.waited ?? 0, countOf(diagnosis.backlog) ?? 0)
  const seen: Case = { ...withDiagnosisLine(c, e), waited, ...(parties && { parties }) }
  const { phase } = c
  if (phase.name === 'verifying') {
    return afterRepair(seen, phase, { ...e, diagnosis, waitedBefore: c.waited ?? 0, remedies })
  }
  if (hasLeft(diagnosis, c.waited ?? 0)) return { ...seen, phase: { name: 'resolved', run, diagnosis, at: e.at } }
  return { ...seen, phase: { name: 'diagnosed', run, diagnosis, at: e.at, slowed: e.slowed } }
}

function withDiagnosisLine(c: Case, { at }: FactsContext): Case {
  return withAuditLine(c, { at, by: 'bot', what: 'diagnosed' })
}

interface RepairCheck extends FactsContext {
  readonly diagnosis: Diagnosis
  readonly waitedBefore: number
  readonly remedies: readonly Remedy[]
}

/** After a repair: what was repaired has to be seen, whatever the write answered. */
function afterRepair(c: Case, phase: Verifying, verifying: RepairCheck): Case {
  const { diagnosis, waitedBefore, at, slowed, pace, remedies } = verifying
  const { run } = phase
  const kept = withResultRecord(c, diagnosis, at)
  const diagnosed = (key: MessageKey): Case => ({
    ...kept,
    phase: { name: 'diagnosed', run, diagnosis, at, slowed, note: { key } },
  })
  const { verdict, unexplained } = diagnosis
  // What waits after a repair is what the repair released: that it is still there explains itself, and is watched.
  if (verdict === 'undetermined' && !unexplained) return diagnosed('notes.notVerified')
  if (verdict === 'causeFound') return diagnosed(`notes.verified.${repairOutcome(c, diagnosis, remedies)}`)
  if (hasLeft(diagnosis, waitedBefore)) return resolve(kept, diagnosis, at)
  const waits = (countOf(diagnosis.backlog) ?? 0) > 0
  if (!waits || !pace) return diagnosed('notes.verified.nothingWaits')
  return startWatching(kept, { diagnosis, at, pace, ...(phase.watch && { before: phase.watch }) })
}

/** Whether the very cause is still there, came back by an undoing, or another one is in the way. */
function repairOutcome(
  { applied }: Case,
  diagnosis: Diagnosis,
  remedies: readonly Remedy[],
): 'undone' | 'stillThere' | 'otherCause' {
  if (applied?.undone) return 'undone'
  const repaired = applied ? remedyOf(remedies, applied.remedy) : null
  return problemsOf(diagnosis).some(problem => isCuredBy(problem, repaired)) ? 'stillThere' : 'otherCause'
}

/** What was seen after a repair is kept with it. */
function withResultRecord(c: Case, { verdict, backlog }: Diagnosis, at: string): Case {
  const { organization } = c.target
  if (!organization || !c.applied) return c
  const waiting = backlog.ok && backlog.value ? `${backlog.value.count} e-mails wait` : 'the e-mails were not counted'
  const detail = `verdict ${verdict}; ${waiting}`
  const record = { kind: 'result', token: 'application', organization: organization.url, changes: [], detail } as const
  return withAuditLine(c, { at, by: 'bot', what: 'verified the repair', record })
}

function candidatesIn(facts: FactSheet): readonly Candidate[] | null {
  const senders = facts.senders?.ok ? facts.senders.value : []
  return senders.length > 1 ? senders.map(({ id, name, kind }) => ({ id, name, kind })) : null
}

function countOf(fact: Fact<{ readonly count: number } | null>): number | null {
  return fact.ok && fact.value ? fact.value.count : null
}

/** Proof, not hope: mails waited when this case last looked, none waits now, and some were seen as sent. */
function hasLeft(diagnosis: Diagnosis, waitedBefore: number): boolean {
  const sent = countOf(diagnosis.sentSince) ?? 0
  return diagnosis.verdict === 'healthy' && waitedBefore > 0 && countOf(diagnosis.backlog) === 0 && sent > 0
}
