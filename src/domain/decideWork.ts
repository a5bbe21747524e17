import { noted } from './audit.js'
import type { Candidate, Case, Phase, Work } from './case.js'
import { type Check, type Diagnosis, diagnose } from './diagnosis.js'
import type { WorkEvent } from './events.js'
import type { Fact, FactSheet } from './facts.js'
import { forgotten } from './forgotten.js'
import { advance } from './intake.js'

/** After so many breakdowns of a worker the work counts as done, with nothing seen. */
const MAX_ATTEMPTS = 3

/** What news of promised work makes of a case; null: the work is not, or no longer, this worker's. */
export function decideWork(c: Case, e: WorkEvent, checks: readonly Check[]): Case | null {
  const work = c.pending.find(({ id }) => id === e.work)
  if (!work) return null
  switch (e.type) {
    case 'leased':
      return isLeased(work, e.at) ? null : changed(c, { ...work, lease: { owner: e.owner, until: e.until } })
    case 'progressed':
      return work.lease?.owner === e.owner ? progress(c, work, e) : null
    case 'failed':
      return work.lease?.owner === e.owner ? fail(c, work, { ...e, checks }) : null
    case 'identified':
      return work.kind === 'identify' ? advance(fulfilled({ ...c, person: e.person }, work), e.at) : null
    case 'gathered':
      return work.kind === 'gather' ? judge(fulfilled(c, work), e, checks) : null
    default:
      return forgotten(e)
  }
}

export function isLeased(work: Work, at: string): boolean {
  return work.lease !== undefined && work.lease.until > at
}

function changed(c: Case, work: Work): Case {
  return { ...c, pending: c.pending.map(other => (other.id === work.id ? work : other)) }
}

function fulfilled(c: Case, work: Work): Case {
  return { ...c, pending: c.pending.filter(({ id }) => id !== work.id) }
}

function progress(c: Case, work: Work, e: Extract<WorkEvent, { type: 'progressed' }>): Case {
  const renewed = changed(c, { ...work, lease: { owner: e.owner, until: e.until } })
  if (c.phase.name !== 'diagnosing' || !e.progress) return renewed
  return { ...renewed, phase: { ...c.phase, progress: e.progress } }
}

interface Failure {
  readonly at: string
  readonly detail: string
  readonly checks: readonly Check[]
}

function fail(c: Case, work: Work, { at, detail, checks }: Failure): Case {
  const attempts = work.attempts + 1
  const noting = noted(c, { at, by: 'bot', what: `failed ${work.kind}` })
  if (attempts < MAX_ATTEMPTS) return changed(noting, { id: work.id, kind: work.kind, attempts })
  const after = fulfilled(noting, work)
  if (work.kind === 'gather') return judge(after, { at, facts: {}, slowed: false }, checks)
  return advance({ ...after, person: { ok: false, why: 'crashed', detail } }, at)
}

function judge(c: Case, e: { at: string; facts: FactSheet; slowed: boolean }, checks: readonly Check[]): Case {
  const noting = noted(c, { at: e.at, by: 'bot', what: 'diagnosed' })
  const candidates = several(e.facts)
  const { run } = c.phase
  if (candidates && !c.target.senderId)
    return { ...noting, phase: { name: 'intake', run, ask: 'whichSender', candidates } }
  const diagnosis = diagnose(e.facts, checks)
  const waited = Math.max(c.waited ?? 0, countOf(diagnosis.backlog) ?? 0)
  const phase: Phase = hasLeft(diagnosis, c.waited ?? 0)
    ? { name: 'resolved', run, diagnosis, at: e.at }
    : { name: 'diagnosed', run, diagnosis, at: e.at, slowed: e.slowed }
  return { ...noting, waited, phase }
}

function several(facts: FactSheet): readonly Candidate[] | null {
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
