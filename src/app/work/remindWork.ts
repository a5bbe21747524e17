import type { Reminded } from '../../domain/triage/triageEvents.js'
import type { Dependencies } from '../caseUpdates.js'
import { chatBeside } from './chatBeside.js'
import type { RepairJob } from './repairWork.js'

/** The time of a reminder has come: whoever follows the case only on the page is reminded in their chat. */
export async function remindWork(deps: Dependencies, { case: thisCase, work }: RepairJob): Promise<Reminded> {
  const chat = (await chatBeside(deps, thisCase, 'sender')) ?? (await chatBeside(deps, thisCase, 'user'))
  return { type: 'reminded', at: deps.clock.now().toISOString(), work, ...(chat && { chat }) }
}
