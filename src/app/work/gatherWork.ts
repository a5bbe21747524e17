import type { Case, Progress, Work } from '../../domain/case/case.js'
import type { WorkEvent } from '../../domain/case/caseEvents.js'
import type { Dependencies } from '../caseUpdates.js'
import { paceOf } from './watchPace.js'

/** Work that reads Dynamics 365. */
interface Gathering {
  readonly case: Case
  readonly work: Work
  readonly signal: AbortSignal
  report(progress: Progress): void
}

/** Looks the owner up as a user of the organization. */
export async function identifyWork({ organizations, clock }: Dependencies, running: Gathering): Promise<WorkEvent> {
  const { case: thisCase, work, signal } = running
  const { organization } = thisCase.target
  const oid = thisCase.owner.aadObjectId
  if (!organization || !oid) throw new Error('Nobody to look up')
  const person = await organizations.identify(organization, oid, signal)
  return { type: 'identified', at: clock.now().toISOString(), work: work.id, person }
}

/** Reads the facts. */
export async function gatherWork(
  deps: Dependencies,
  { case: thisCase, work, signal, report }: Gathering,
): Promise<WorkEvent> {
  const { organizations, clock, log, mask, watching } = deps
  const started = clock.now().getTime()
  const { facts, slowed, requests } = await organizations.gather({
    target: thisCase.target,
    since: thisCase.openedAt,
    progress: report,
    signal,
    // If this is not the first look, somebody has probably changed something.
    ...(thisCase.waited !== undefined && { afterChange: true }),
  })
  const now = clock.now()
  const sender = mask(thisCase.target.sender ?? '')
  log.info({ case: thisCase.id, sender, ...requests, elapsedMs: now.getTime() - started, slowed }, 'Facts gathered')
  const pace = paceOf(thisCase, now, watching)
  return { type: 'gathered', at: now.toISOString(), work: work.id, facts, slowed, pace }
}
