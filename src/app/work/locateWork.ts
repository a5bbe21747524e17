import { mayAskAboutAnybody } from '../../domain/case/authorization.js'
import type { WorkEvent } from '../../domain/case/caseEvents.js'
import type { Dependencies } from '../caseUpdates.js'
import type { RepairJob } from './repairWork.js'

/** Looks the sender's address up in all organizations. For an owner who may ask only about themselves, it has to be their own address. */
export async function locateWork({ organizations, clock }: Dependencies, job: RepairJob): Promise<WorkEvent> {
  const { case: thisCase, work, signal } = job
  const address = thisCase.target.sender
  if (!address) throw new Error('No address to look for')
  const anybody = mayAskAboutAnybody(thisCase)
  const seen = await organizations.knowing(
    { address, ...(!anybody && { of: thisCase.owner.aadObjectId ?? '' }) },
    signal,
  )
  return { type: 'located', at: clock.now().toISOString(), work, seen }
}
