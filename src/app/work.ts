import type { Case, Progress, Work } from '../domain/case.js'
import type { WorkEvent } from '../domain/events.js'
import { forgotten } from '../domain/forgotten.js'
import { mask } from '../domain/mask.js'
import { isDue } from '../domain/pending.js'
import { type Dependencies, handle, redraw } from './handle.js'
import { locateWork } from './locate.js'
import { paceOf } from './pace.js'
import { applyWork, askWork, planWork, tell, watchWork } from './repairing.js'

/** A worker that has not been heard of for so long is taken for dead. */
const LEASE_MS = 15_000
const HEARTBEAT_MS = 1_000

/** Does the promised work of a case that nobody else is doing, until none is left. */
export async function runPending(deps: Dependencies, id: string): Promise<void> {
  for (let work = await take(deps, id); work; work = await take(deps, id)) {
    const { event, signal } = await perform(deps, work)
    if (signal.aborted) return
    const handled = await handle(deps, id, () => event)
    if (!handled || handled.refused) continue
    if (event.type === 'notified') await tell(deps, handled.case)
    else await redraw(deps, handled.case)
  }
}

/** Work of processes that died. A case that cannot be worked on holds up no other. */
export async function recover(deps: Dependencies): Promise<void> {
  const ids = await deps.store.due(deps.clock.now().toISOString())
  await Promise.all(ids.map(id => runPending(deps, id).catch(error => logFailure(deps, id, error))))
}

/** Work that runs beside a turn has nobody else to tell. */
export function logFailure({ log }: Dependencies, id: string, error: unknown): void {
  log.error({ err: error, case: id }, 'A case could not be worked on')
}

interface Taken {
  readonly case: Case
  readonly work: Work
}

async function take(deps: Dependencies, id: string): Promise<Taken | null> {
  const stored = await deps.store.load(id)
  const work = stored?.case.pending.find(one => isDue(one, deps.clock.now().toISOString()))
  if (!work) return null
  const leased = await handle(deps, id, () => ({ type: 'leased', work: work.id, ...leaseOf(deps) }))
  return leased && !leased.refused ? { case: leased.case, work } : null
}

function leaseOf({ clock, instance }: Dependencies) {
  const now = clock.now()
  return { at: now.toISOString(), owner: instance, until: new Date(now.getTime() + LEASE_MS).toISOString() }
}

/** Runs the work while a heartbeat keeps the lease and draws the progress. `signal` aborts when the lease was lost. */
async function perform(
  deps: Dependencies,
  { case: c, work }: Taken,
): Promise<{ event: WorkEvent; signal: AbortSignal }> {
  const lost = new AbortController()
  let progress: Progress | null = null
  const beat = async () => {
    const handled = await handle(deps, c.id, () => ({ type: 'progressed', work: work.id, progress, ...leaseOf(deps) }))
    if (!handled || handled.refused) lost.abort()
    else await redraw(deps, handled.case)
  }
  const stop = deps.clock.every(HEARTBEAT_MS, () => {
    beat().catch(error => deps.log.warn({ err: error, case: c.id }, 'The progress could not be saved'))
  })
  try {
    const report = (p: Progress) => {
      progress = p
    }
    return { event: await resultOf(deps, { case: c, work, signal: lost.signal, report }), signal: lost.signal }
  } catch (error) {
    deps.log.error({ err: error, case: c.id, work: work.id }, 'Work broke down')
    const { at, owner } = leaseOf(deps)
    return { event: { type: 'failed', at, work: work.id, owner, detail: String(error) }, signal: lost.signal }
  } finally {
    stop()
  }
}

interface Running extends Taken {
  readonly signal: AbortSignal
  report(p: Progress): void
}

async function resultOf(deps: Dependencies, running: Running): Promise<WorkEvent> {
  const { case: c, work, signal } = running
  const job = { case: c, work: work.id, signal }
  switch (work.kind) {
    case 'locate':
      return locateWork(deps, job)
    case 'identify':
      return identifyWork(deps, running)
    case 'gather':
      return gatherWork(deps, running)
    case 'plan':
      return planWork(deps, job)
    case 'apply':
      return applyWork(deps, job)
    case 'ask':
      return askWork(deps, job)
    case 'watch':
      return watchWork(deps, job)
    case 'notify':
      return { type: 'notified', at: deps.clock.now().toISOString(), work: work.id }
    default:
      return forgotten(work.kind)
  }
}

async function identifyWork({ organizations, clock }: Dependencies, running: Running): Promise<WorkEvent> {
  const { case: c, work, signal } = running
  const { organization } = c.target
  const oid = c.owner.aadObjectId
  if (!organization || !oid) throw new Error('Nobody to look up')
  const person = await organizations.identify(organization, oid, signal)
  return { type: 'identified', at: clock.now().toISOString(), work: work.id, person }
}

async function gatherWork(deps: Dependencies, { case: c, work, signal, report }: Running): Promise<WorkEvent> {
  const { organizations, clock, log, watching } = deps
  const started = clock.now().getTime()
  const { facts, slowed, requests } = await organizations.gather({
    target: c.target,
    since: c.openedAt,
    progress: report,
    signal,
    // Whoever asks again has changed something, or waits for somebody to.
    ...(c.waited !== undefined && { afterChange: true }),
  })
  const now = clock.now()
  const sender = mask(c.target.sender ?? '', c.id)
  log.info({ case: c.id, sender, ...requests, elapsedMs: now.getTime() - started, slowed }, 'Facts gathered')
  const pace = paceOf(c, now, watching)
  return { type: 'gathered', at: now.toISOString(), work: work.id, facts, slowed, pace }
}
