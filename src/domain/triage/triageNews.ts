import type { Case } from '../case/case.js'
import type { Check } from '../diagnosis/check.js'
import { problemsOf } from '../diagnosis/diagnosis.js'
import type { Responsible, Triage, TriageOutcome } from './triage.js'

export const NEWS_KINDS = ['opened', 'taken', 'turnChanged', 'closed'] as const

/** What an outside ticket system is told about a case, as the case keeps it. */
export interface TriageNews {
  /** Numbers the news of a case from 1, without gaps. */
  readonly n: number
  readonly kind: (typeof NEWS_KINDS)[number]
  /** ISO 8601, UTC. */
  readonly at: string
}

/** A case that came to the helpdesk. */
export type TriagedCase = Case & { readonly triage: Triage }

/**
 * The JSON that goes out. The shape is stable: within a version, properties and values are only added, so that receivers
 * have to ignore what they do not know. src/cli/webhook.schema.json describes it.
 *
 * `type`, `timestamp` and `data` are those of the Standard Webhooks specification.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export interface NewsBody {
  readonly version: 1
  /** The same, however often the event is sent: a receiver that has seen it ignores it. */
  readonly id: string
  readonly type: `case.${TriageNews['kind']}`
  /** When it happened, ISO 8601, UTC. */
  readonly timestamp: string
  readonly data: CaseData
}

/** How the case is when the event is sent. It holds nothing personal: no name, address, id of a person, subject or note. */
interface CaseData {
  /** Id of the case. */
  readonly case: string
  /** Goes up by one with each event of a case: of two events, the higher one is newer. */
  readonly sequence: number
  /** The short number that the helpdesk quotes; null: it has none yet. */
  readonly number: number | null
  /** null: it was not named yet. */
  readonly organization: { readonly name: string; readonly url: string } | null
  /** The first cause: the id of its check, and the gate that it keeps shut, if it is about one; null: none was found. */
  readonly cause: { readonly id: string; readonly gate: 1 | 2 | null } | null
  readonly turn: Responsible
  /** Somebody of the helpdesk has taken it. */
  readonly taken: boolean
  /** How many e-mails wait; null: not counted. */
  readonly waiting: number | null
  /** How many e-mails and jobs were refused before they were handed over; null: not counted. */
  readonly held: number | null
  /** How it ended; null: it is open, or it was given up. */
  readonly outcome: TriageOutcome | null
}

/** `checks`: those that know the gates. */
export function newsBody(thisCase: TriagedCase, { n, kind, at }: TriageNews, checks: readonly Check[]): NewsBody {
  return {
    version: 1,
    id: `${thisCase.id}-${n}`,
    type: `case.${kind}`,
    timestamp: at,
    data: { case: thisCase.id, sequence: n, ...stateOf(thisCase, checks) },
  }
}

function stateOf(thisCase: TriagedCase, checks: readonly Check[]): Omit<CaseData, 'case' | 'sequence'> {
  const { triage, target } = thisCase
  const { name, url } = target.organization ?? {}
  return {
    number: triage.number,
    organization: name !== undefined && url !== undefined ? { name, url } : null,
    cause: causeOf(thisCase, checks),
    turn: triage.turn,
    taken: triage.assignee !== null,
    ...mailOf(thisCase),
    outcome: triage.closed?.outcome ?? (thisCase.phase.name === 'resolved' ? 'solved' : null),
  }
}

function causeOf({ phase }: Case, checks: readonly Check[]): CaseData['cause'] {
  if (!('diagnosis' in phase) || phase.diagnosis.verdict !== 'causeFound') return null
  const [first] = problemsOf(phase.diagnosis)
  return first ? { id: first.checkId, gate: checks.find(({ id }) => id === first.checkId)?.gate ?? null } : null
}

function mailOf({ phase, target }: Case): Pick<CaseData, 'waiting' | 'held'> {
  // Whoever asks about their own right to send learns nothing about the sender's mail, and nor does anybody through them.
  if (!('diagnosis' in phase) || target.scope === 'right') return { waiting: null, held: null }
  const { backlog, held } = phase.diagnosis
  const waiting = backlog.ok && backlog.value ? backlog.value.count : null
  return { waiting: remaining(phase) ?? waiting, held: held && held.drafts + held.jobs }
}

/** What was counted after the diagnosis; null: nothing was. */
function remaining(phase: Case['phase']): number | null {
  if (phase.name === 'resolved') return 0
  return phase.name === 'watching' ? Math.max(phase.watch.total - phase.watch.left, 0) : null
}
