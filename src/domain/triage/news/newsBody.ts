import type { Case } from '../../case/case.js'
import type { Responsible, Triage, TriageOutcome } from '../triage.js'
import type { TriageNews } from './triageNews.js'

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
  /** The id of the check that explains it, and the gate that is shut, if it is about one; null: none was found. */
  readonly cause: { readonly id: string; readonly gate: 1 | 2 | null } | null
  readonly turn: Responsible
  /** Somebody of the helpdesk has taken it. */
  readonly taken: boolean
  /** How many e-mails wait, at least; null: not counted. */
  readonly waiting: number | null
  /** How many e-mails and jobs were refused before they were handed over; null: not counted. */
  readonly held: number | null
  /** How it ended; null: it is open, or it was given up. */
  readonly outcome: TriageOutcome | null
}

export function newsBody(thisCase: TriagedCase, { n, kind, at }: TriageNews): NewsBody {
  return {
    version: 1,
    id: `${thisCase.id}-${n}`,
    type: `case.${kind}`,
    timestamp: at,
    data: { case: thisCase.id, sequence: n, ...stateOf(thisCase) },
  }
}

function stateOf(thisCase: TriagedCase): Omit<CaseData, 'case' | 'sequence'> {
  const { triage, target, phase } = thisCase
  const { name, url } = target.organization ?? {}
  const { cause = null, gate = null } = triage.finding ?? {}
  return {
    number: triage.number,
    organization: name !== undefined && url !== undefined ? { name, url } : null,
    cause: cause === null ? null : { id: cause, gate },
    turn: triage.turn,
    taken: triage.assignee !== null,
    ...mailOf(thisCase),
    outcome: triage.closed?.outcome ?? (phase.name === 'resolved' ? 'solved' : null),
  }
}

function mailOf({ triage: { finding }, phase, target }: TriagedCase): Pick<CaseData, 'waiting' | 'held'> {
  // Whoever asks about their own right to send learns nothing about the sender's mail, and nor does anybody through them.
  if (!finding || target.scope === 'right') return { waiting: null, held: null }
  return { waiting: remaining(phase) ?? finding.waiting, held: finding.held }
}

/** What was counted after the diagnosis; null: nothing was. */
function remaining(phase: Case['phase']): number | null {
  if (phase.name === 'resolved') return 0
  return phase.name === 'watching' ? Math.max(phase.watch.total - phase.watch.left, 0) : null
}
