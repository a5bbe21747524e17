import type { Dependencies } from '../caseUpdates.js'
import type { Lane } from '../ports.js'
import { logFailure, runPending } from './runPending.js'

/**
 * How many cases are worked on at a time, so that what was left undone does not keep people waiting who are there now.
 * What somebody waits for and what can wait have a lane each: three thousand due watches do not hold up one card.
 */
const AT_ONCE: Readonly<Record<Lane, number>> = { urgent: 8, watch: 8 }

/** Work of processes that died, and work whose time has come. Each case gets its turn once; one that cannot be worked on holds up no other. */
export async function recover(deps: Dependencies, lane: Lane): Promise<void> {
  const due = deps.store.due(deps.clock.now().toISOString(), lane)[Symbol.asyncIterator]()
  let isListed = false
  const worker = async () => {
    while (!isListed) {
      const next = await due.next()
      if (next.done) isListed = true
      else await finish(deps, next.value).catch(error => logFailure(deps, next.value, error))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE[lane] }, worker))
}

async function finish(deps: Dependencies, id: string): Promise<void> {
  const stored = await deps.store.load(id)
  if (stored) await runPending(deps, stored.case)
}
