import type { Case, Progress } from '../../domain/case/case.js'
import { type Dependencies, handle, leaseOf } from '../caseUpdates.js'

const HEARTBEAT_MS = 1_000

export interface Leased {
  /** Of the case. */
  readonly id: string
  /** Of the work whose lease is held. */
  readonly work: string
  /** How far the work is; null: it does not tell. */
  progress?(): Progress | null
  /** The case after a beat. */
  beaten?(c: Case): void
}

export interface Ended<T> {
  readonly result: T
  /** Aborted: somebody else has the lease now, and the result does not count. */
  readonly signal: AbortSignal
}

/** Runs work while a heartbeat keeps its lease. The work's signal aborts when the lease was lost. */
export async function whileLeased<T>(
  deps: Dependencies,
  { id, work, progress, beaten }: Leased,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<Ended<T>> {
  const lost = new AbortController()
  let beating = false
  const beat = async () => {
    if (beating) return
    beating = true
    try {
      const event = { type: 'progressed', work, progress: progress?.() ?? null } as const
      const handled = await handle(deps, id, () => ({ ...event, ...leaseOf(deps) }))
      if (!handled || handled.refused) lost.abort()
      else beaten?.(handled.case)
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
