import { mayAskAboutAnybody } from '../../domain/case/authorization.js'
import type { WorkEvent } from '../../domain/case/caseEvents.js'
import type { Dependencies } from '../caseUpdates.js'
import type { RepairJob } from './repairWork.js'

/** Looks for the sender's address everywhere; for somebody who may ask about themself only, as an address of theirs. */
export async function locateWork({ organizations, clock }: Dependencies, job: RepairJob): Promise<WorkEvent> {
  const { case: c, work, signal } = job
  const address = c.target.sender
  if (!address) throw new Error('No address to look for')
  const anybody = mayAskAboutAnybody(c)
  const seen = await organizations.knowing({ address, ...(!anybody && { of: c.owner.aadObjectId ?? '' }) }, signal)
  return { type: 'located', at: clock.now().toISOString(), work, seen }
}
