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
  /** Somebody else has the lease, and the result does not count. */
  readonly lost: boolean
}

/** Runs work while a heartbeat renews its lease. The signal aborts if the lease is lost, or if this process stops. */
export async function whileLeased<T>(
  deps: Dependencies,
  { id, work, progress, onHeartbeat }: LeasedWork,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<LeaseResult<T>> {
  const { stopping } = deps
  const over = new AbortController()
  let lost = false
  let beating = false
  const beat = async () => {
    if (beating) return
    beating = true
    try {
      const event = { type: 'progressed', work, progress: progress?.() ?? null } as const
      const handled = await handle(deps, id, () => ({ ...event, ...leaseOf(deps) }))
      lost = !handled || handled.refused !== undefined
      if (lost) over.abort()
      else if (handled) onHeartbeat?.(handled.case)
    } finally {
      beating = false
    }
  }
  const end = deps.clock.every(HEARTBEAT_MS, () => {
    beat().catch(error => deps.log.warn({ err: error, case: id }, 'The lease of some work could not be renewed'))
  })
  const stop = () => over.abort(stopping.reason)
  stopping.addEventListener('abort', stop)
  if (stopping.aborted) stop()
  try {
    return { result: await run(over.signal), lost }
  } finally {
    end()
    stopping.removeEventListener('abort', stop)
  }
}
