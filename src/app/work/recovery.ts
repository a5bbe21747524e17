import type { Dependencies } from '../caseUpdates.js'
import type { Lane } from '../ports.js'
import type { OverdueWork } from './overdueWork.js'
import { logFailure, runPending } from './runPending.js'

/**
 * How many cases are worked on at a time, so that old work does not slow down people who are using the bot now. Urgent work
 * has a lane of its own, so that three thousand due watches do not hold up one card.
 */
const AT_ONCE: Readonly<Record<Lane, number>> = { urgent: 8, watch: 8 }

/** Does work that dead processes left and work that has become due. Each case gets one turn; one that fails holds up no other. */
export async function recover(deps: Dependencies, lane: Lane, overdue: OverdueWork): Promise<void> {
  const due = deps.store.due(deps.clock.now().toISOString(), lane)[Symbol.asyncIterator]()
  let isListed = false
  const worker = async () => {
    while (!isListed && !deps.stopping.aborted) {
      const next = await due.next()
      if (next.done) isListed = true
      else {
        const { id, since } = next.value
        overdue.saw(lane, since)
        await finish(deps, id).catch(error => logFailure(deps, id, error))
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE[lane] }, worker))
  overdue.looked(lane)
}

async function finish(deps: Dependencies, id: string): Promise<void> {
  const stored = await deps.store.load(id)
  if (stored) await runPending(deps, stored.case)
}
