import type { Entered } from '../../domain/triage/triageEvents.js'
import type { Dependencies } from '../caseUpdates.js'
import type { RepairJob } from '../work/repairWork.js'

/** Takes a short number and finds the channel. If it runs twice, the first number is left over. */
export async function enterWork(deps: Dependencies, { case: thisCase, work }: RepairJob): Promise<Entered> {
  const { numbers, triageSettings, clock } = deps
  const number = await numbers.next(thisCase.id)
  const channel = await triageSettings.channel()
  return { type: 'entered', at: clock.now().toISOString(), work, number, surface: channel?.surface ?? null }
}
