import type { Case, Work } from '../../case/case.js'
import { removeWork } from '../../case/pendingWork.js'
import type { Progress } from '../../case/phase.js'
import type { BatchLine } from './batch.js'
import type { BatchChecked } from './batchEvents.js'

/** The batch after all addresses were checked; null: the work is of another kind. */
export function endBatch(thisCase: Case, work: Work, { lines, at }: BatchChecked): Case | null {
  const { phase } = thisCase
  if (work.kind !== 'batch' || phase.name !== 'batching') return null
  return over(removeWork(thisCase, work), { lines, at })
}

/** Somebody ends the batch: what was found so far stays. null: it is no batch that is under way. */
export function stopBatch(thisCase: Case, at: string): Case | null {
  const { phase } = thisCase
  if (phase.name !== 'batching') return null
  return over({ ...thisCase, pending: [] }, { lines: phase.lines, at, stopped: true })
}

interface Ending {
  readonly lines: readonly BatchLine[]
  readonly at: string
  readonly stopped?: true
}

function over(thisCase: Case, { lines, at, stopped }: Ending): Case {
  const { phase } = thisCase
  if (phase.name !== 'batching') return thisCase
  const { run, repeated, strays } = phase
  return {
    ...thisCase,
    phase: { name: 'batched', run: run + 1, at, lines, repeated, strays, ...(stopped && { stopped }) },
  }
}

/** What was found so far is part of the saved case: whoever continues checks only the rest. */
export function withProgress(thisCase: Case, progress: Progress): Case {
  const { phase } = thisCase
  if (phase.name === 'batching')
    return progress.lines ? { ...thisCase, phase: { ...phase, lines: progress.lines } } : thisCase
  if (phase.name !== 'diagnosing' && phase.name !== 'verifying') return thisCase
  return { ...thisCase, phase: { ...phase, progress } }
}
