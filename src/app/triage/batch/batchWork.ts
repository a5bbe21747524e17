import type { Case, Progress } from '../../../domain/case/case.js'
import { type BatchLine, countChecked, type LineResult } from '../../../domain/triage/batch/batch.js'
import type { BatchChecked } from '../../../domain/triage/batch/batchEvents.js'
import { lineResultOf } from '../../../domain/triage/batch/lineResult.js'
import { openLine } from '../../../domain/triage/batch/openBatch.js'
import type { Dependencies } from '../../caseUpdates.js'
import type { RepairJob } from '../../work/repairWork.js'

export interface BatchJob extends RepairJob {
  report(progress: Progress): void
  /** Does the work of a check that nobody else is doing. Its cards are drawn later: a channel takes only a few at a time. */
  run(member: Case): Promise<void>
}

/** How many addresses are looked at at a time, since people who use the bot now come first. */
const AT_ONCE = 4
/** How often to look at a check that another process is working on. */
const LOOK_MS = 1_000

/** Opens a check for each address and waits for what it says. If it runs twice, each check is opened once all the same. */
export async function batchWork(deps: Dependencies, job: BatchJob): Promise<BatchChecked> {
  const { case: batch, work } = job
  const lines = batch.phase.name === 'batching' ? [...batch.phase.lines] : []
  const left = lines.entries()
  const worker = async () => {
    for (const [i, line] of left) {
      if (isOver(deps, job)) return
      const result = line.result ?? (await check(deps, job, line))
      if (!result) return
      lines[i] = { ...line, result }
      job.report({ done: countChecked({ lines }), of: lines.length, lines: [...lines] })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  // If the batch was stopped, or this process lost it, this does not count.
  return { type: 'batched', at: deps.clock.now().toISOString(), work, lines }
}

/** Somebody canceled it, or another process does it now. */
function isOver({ store }: Dependencies, { case: { id }, signal }: BatchJob): boolean {
  const phase = store.recall(id)?.case.phase.name ?? 'batching'
  return signal.aborted || phase !== 'batching'
}

/** null: this process is not to wait for it any more. */
async function check(deps: Dependencies, job: BatchJob, { address, case: id }: BatchLine): Promise<LineResult | null> {
  const { store, clock, checks } = deps
  const opened = openLine(job.case, { id, address, at: clock.now().toISOString() })
  if ((await store.insert(opened)) !== 'conflict') deps.log.info({ case: id, batch: job.case.id }, 'A check was opened')
  for (;;) {
    const before = await store.load(id)
    if (before) await job.run(before.case)
    const after = await store.load(id)
    if (!after) return GONE
    const result = lineResultOf(after.case, checks)
    if (result) return result
    if (isOver(deps, job)) return null
    await pause(deps, job.signal)
  }
}

/** It was opened once, and deleted since. */
const GONE: LineResult = { verdict: 'over', cause: null, says: null, number: null }

function pause({ clock }: Dependencies, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const go = () => {
      end()
      signal.removeEventListener('abort', go)
      resolve()
    }
    const end = clock.every(LOOK_MS, go)
    signal.addEventListener('abort', go)
    if (signal.aborted) go()
  })
}
