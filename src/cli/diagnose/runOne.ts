import type { GatherResult, Organizations } from '../../app/ports.js'
import { checks } from '../../checks/index.js'
import type { OrganizationRef, Symptom } from '../../domain/case/case.js'
import { type Diagnosis, diagnose } from '../../domain/diagnosis/diagnosis.js'

export interface DiagnoseRequest {
  readonly organization: OrganizationRef
  readonly sender: string
  /** Which one, if several senders share the address. */
  readonly senderId?: string | undefined
  /** Address or name of the account that sends. */
  readonly acting: string | undefined
  readonly symptom: Symptom | undefined
}

export interface Result {
  readonly diagnosis: Diagnosis
  readonly gathered: GatherResult
  readonly elapsedMs: number
}

/** The longest that a diagnosis may take, however long Dataverse asks to wait. */
const PATIENCE_MS = 120_000

interface Run {
  readonly stop?: AbortSignal
  /** ISO 8601: what left since then is counted. Absent: since now. */
  readonly since?: string
}

/** Reads the organization and judges. An outage also gives a diagnosis; only a run that `stop` ends throws. */
export async function runOne(
  organizations: Organizations,
  question: DiagnoseRequest,
  { stop, since }: Run = {},
): Promise<Result> {
  const { organization, sender, senderId, acting, symptom } = question
  const started = Date.now()
  const gathered = await organizations.gather({
    target: {
      organization,
      sender,
      actingAccount: acting ?? null,
      ...(symptom && { symptom }),
      ...(senderId && { senderId }),
    },
    since: since ?? new Date(started).toISOString(),
    progress: () => {},
    signal: AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), ...(stop ? [stop] : [])]),
  })
  return { diagnosis: diagnose(gathered.facts, checks), gathered, elapsedMs: Date.now() - started }
}

/** The organization or the sign-in service did not answer. */
export function isUnreachable({ gathered }: Result): boolean {
  const { senders } = gathered.facts
  return senders !== undefined && !senders.ok && (senders.why === 'unreachable' || senders.why === 'timeout')
}
