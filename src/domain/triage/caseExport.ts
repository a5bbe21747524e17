import { isSamePerson } from '../actor.js'
import type { AuditEntry, Case } from '../case/case.js'
import type { Evidence, Finding } from '../diagnosis/diagnosis.js'
import { maskedAddress } from '../mask.js'
import type { Agent, TriageOutcome } from './triage.js'

/** A case for another system, or for a file. Fields are only ever added. Times are ISO 8601, UTC. */
export interface CaseExport {
  readonly format: 'pending-send.case.1'
  readonly id: string
  /** Short number of the helpdesk; null: it never came there. */
  readonly number: number | null
  readonly openedAt: string
  /** People are named, and notes are there; otherwise both are masked or left out. */
  readonly full: boolean
  /** Present if there was no room for all of it: the beginning of the history or of the notes is missing, or what was found. */
  readonly abridged?: true
  readonly organization: { readonly name: string; readonly url: string } | null
  readonly sender: string | null
  readonly owner: string
  readonly state: string
  readonly verdict: string | null
  readonly waiting: number | null
  readonly held: { readonly drafts: number; readonly jobs: number } | null
  readonly findings: readonly FindingExport[]
  readonly triage: TriageExport | null
  readonly history: readonly { readonly at: string; readonly by: string; readonly what: string }[]
}

interface FindingExport {
  readonly check: string
  readonly outcome: Finding['outcome']
  readonly evidence: readonly { readonly label: string; readonly value: string }[]
}

interface TriageExport {
  readonly since: string
  readonly entry: string
  readonly turn: string
  readonly turnSince: string
  readonly assignee: string | null
  readonly notes: readonly { readonly at: string; readonly by: string; readonly text: string }[]
  readonly closed: { readonly at: string; readonly outcome: TriageOutcome; readonly reason: string | null } | null
}

/** `full`: for agents; everybody else gets the names of people masked, and neither sensitive values nor notes. */
export function exportOf(thisCase: Case, { full }: { readonly full: boolean }): CaseExport {
  const { id, openedAt, owner, target, phase, triage } = thisCase
  const diagnosis = 'diagnosis' in phase ? phase.diagnosis : null
  const person = (name: string) => (full ? name : maskedAddress(name))
  const { organization, sender } = target
  return {
    format: 'pending-send.case.1',
    ...{ id, openedAt, full },
    number: triage?.number ?? null,
    organization: organization ? { name: organization.name, url: organization.url } : null,
    sender: sender ? person(sender) : null,
    owner: person(owner.name),
    state: phase.name === 'closed' ? `closed: ${phase.reason}` : phase.name,
    verdict: diagnosis?.verdict ?? null,
    waiting: diagnosis?.backlog.ok ? (diagnosis.backlog.value?.count ?? null) : null,
    held: diagnosis?.held ? { drafts: diagnosis.held.drafts, jobs: diagnosis.held.jobs } : null,
    findings: (diagnosis?.findings ?? []).map(finding => findingOf(finding, full)),
    triage: triageOf(thisCase, full),
    history: thisCase.audit.map(entry => ({ at: entry.at, by: byIn(thisCase, entry, full), what: entry.what })),
  }
}

/** How much is left of the parts that can be long. */
interface Parts {
  readonly history: number
  readonly notes: number
  readonly findings: boolean
}

/** One after the other, until there is room. */
export const ABRIDGED: readonly Parts[] = [
  { history: 10, notes: 20, findings: true },
  { history: 0, notes: 20, findings: true },
  { history: 0, notes: 3, findings: true },
  { history: 0, notes: 1, findings: true },
  { history: 0, notes: 1, findings: false },
  { history: 0, notes: 0, findings: false },
]

export function abridged(whole: CaseExport, { history, notes, findings }: Parts): CaseExport {
  const { triage } = whole
  return {
    ...whole,
    abridged: true,
    findings: findings ? whole.findings : [],
    triage: triage && { ...triage, notes: latest(triage.notes, notes) },
    history: latest(whole.history, history),
  }
}

function latest<T>(all: readonly T[], most: number): readonly T[] {
  return all.slice(Math.max(0, all.length - most))
}

function findingOf(finding: Finding, full: boolean): FindingExport {
  const evidence: readonly Evidence[] = ('evidence' in finding && finding.evidence) || []
  const shown = evidence.filter(({ sensitive }) => full || !sensitive)
  return {
    check: finding.checkId,
    outcome: finding.outcome,
    evidence: shown.map(({ label, value }) => ({ label, value })),
  }
}

function triageOf({ triage }: Case, full: boolean): TriageExport | null {
  if (!triage) return null
  const { since, entry, turn, turnSince, assignee, notes, closed } = triage
  return {
    ...{ since, entry, turn, turnSince },
    assignee: assignee?.name ?? null,
    notes: full ? notes.map(({ at, by, text }) => ({ at, by: by.name, text })) : [],
    closed: closed ? { at: closed.at, outcome: closed.outcome, reason: full ? closed.reason : null } : null,
  }
}

/** Agents are named for everybody, as in their channel; an id that is nobody's here says nothing to anybody. */
function byIn({ owner, triage }: Case, { by }: AuditEntry, full: boolean): string {
  if (by === 'bot') return by
  const agents: readonly Agent[] = [
    ...(triage?.assignee ? [triage.assignee] : []),
    ...(triage?.notes ?? []).map(note => note.by),
    ...(triage?.closed ? [triage.closed.by] : []),
  ]
  const agent = agents.find(({ aadObjectId, id }) => by === (aadObjectId ?? id))
  if (agent && !isSamePerson(agent, owner)) return agent.name
  if (by === (owner.aadObjectId ?? owner.id)) return full ? owner.name : 'the owner'
  return 'somebody else'
}
