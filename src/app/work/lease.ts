import type { Case, Progress } from '../../domain/case/case.js'
import { type Dependencies, handle, leaseOf } from '../caseUpdates.js'

const HEARTBEAT_MS = 1_000

export interface LeasedWork {
  /** Id of the case. */
  readonly id: string
  /** Id of the work whose lease is held. */
  readonly work: string
  /** How far the work is; null: it reports no progress. */
  progress?(): Progress | null
  /** Called with the case after each heartbeat. */
  onHeartbeat?(thisCase: Case): void
}

export interface LeaseResult<T> {
  readonly result: T
  /** If aborted, somebody else has the lease, and the result does not count. */
  readonly signal: AbortSignal
}

/** Runs work while a heartbeat renews its lease. The signal aborts if the lease is lost. */
export async function whileLeased<T>(
  deps: Dependencies,
  { id, work, progress, onHeartbeat }: LeasedWork,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<LeaseResult<T>> {
  const lost = new AbortController()
  let beating = false
  const beat = async () => {
    if (beating) return
    beating = true
    try {
      const event = { type: 'progressed', work, progress: progress?.() ?? null } as const
      const handled = await handle(deps, id, () => ({ ...event, ...leaseOf(deps) }))
      if (!handled || handled.refused) lost.abort()
      else onHeartbeat?.(handled.case)
    } finally {
      beating = false
    }
  }
  const stop = deps.clock.every(HEARTBEAT_MS, () => {
    beat().catch(error => deps.log.warn({ err: error, case: id }, 'The lease of some work could not be renewed'))
  })
  try {
    return { result: await run(lost.signal), signal: lost.signal }
  } finally {
    stop()
  }
}
