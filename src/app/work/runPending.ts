import type { Case, Progress, Work } from '../../domain/case/case.js'
import type { WorkEvent } from '../../domain/case/caseEvents.js'
import { isDue } from '../../domain/case/pendingWork.js'
import { type Dependencies, handle, handleAndDraw, leaseOf } from '../caseUpdates.js'
import { drawOwed, drawProgress } from '../draw.js'
import { unlessAborted } from '../ports/unlessAborted.js'
import { countDiagnosis } from './diagnosisCount.js'
import { type LeaseResult, whileLeased } from './lease.js'
import { resultOf } from './workResult.js'

/** Does the promised work of a case that nobody else is doing, and draws the results, until nothing is due. */
export function runPending(deps: Dependencies, saved: Case): Promise<void> {
  return deps.scope.run(() => {
    deps.scope.about(saved.id)
    return runAll(deps, saved)
  })
}

async function runAll(deps: Dependencies, saved: Case): Promise<void> {
  const drawings: Promise<void>[] = []
  await workOn(deps, saved, drawing => drawings.push(drawing))
  await Promise.all(drawings)
}

/** Does what is due, but waits for no drawing: `later` gets those. */
async function workOn(deps: Dependencies, saved: Case, later: Later): Promise<void> {
  let thisCase = saved
  later(drawRemaining(deps, thisCase))
  for (let job = await take(deps, thisCase, isWork); job; job = await take(deps, thisCase, isWork)) {
    const { result: event, lost } = await perform(deps, job, later)
    if (lost) break
    const handled = await handleAndDraw(deps, thisCase.id, () => event)
    if (!handled) break
    thisCase = handled.case
    if (event.type === 'gathered' && !handled.refused) countDiagnosis(deps.telemetry, thisCase)
    if (!handled.refused) later(drawPromised(deps, thisCase))
  }
}

type Later = (drawing: Promise<void>) => void

/** Works on a check that belongs to a batch. One whose cards cannot be drawn does not stop the others. */
function workOnMember(deps: Dependencies, member: Case, later: Later): Promise<void> {
  return deps.scope.run(() => {
    deps.scope.about(member.id)
    return workOn(deps, member, drawing => later(drawing.catch(error => logFailure(deps, member.id, error))))
  })
}

/** Draws a state that this process has just saved, holding the lease for the drawing. */
async function drawPromised(deps: Dependencies, thisCase: Case): Promise<void> {
  await drawRemaining(deps, (await drawOwed(deps, thisCase)) ?? thisCase)
}

/** Draws whatever nobody else is drawing, until no drawing is due. */
async function drawRemaining(deps: Dependencies, thisCase: Case): Promise<void> {
  for (let now: Case | null = thisCase; now; ) {
    const job: LeasedJob | null = await take(deps, now, isDrawing)
    now = job && (await drawOwed(deps, job.case))
  }
}

function isDrawing({ kind }: Work): boolean {
  return kind === 'draw'
}

function isWork(work: Work): boolean {
  return !isDrawing(work)
}

/** Background work has no caller that could handle its errors. */
export function logFailure({ log }: Pick<Dependencies, 'log'>, id: string, error: unknown): void {
  log.error({ err: error, case: id }, 'A case could not be worked on')
}

interface LeasedJob {
  readonly case: Case
  readonly work: Work
}

async function take(deps: Dependencies, thisCase: Case, wanted: (work: Work) => boolean): Promise<LeasedJob | null> {
  if (deps.stopping.aborted) return null
  const now = deps.clock.now().toISOString()
  const work = thisCase.pending.find(one => wanted(one) && isDue(one, now))
  if (!work) return null
  const leased = await handle(deps, thisCase.id, () => ({ type: 'leased', work: work.id, ...leaseOf(deps) }))
  return leased && !leased.refused ? { case: leased.case, work } : null
}

const PROGRESS_MS = 2_000

/** Runs the work, and draws its progress when that has changed. */
async function perform(
  deps: Dependencies,
  { case: thisCase, work }: LeasedJob,
  later: Later,
): Promise<LeaseResult<WorkEvent>> {
  let progress: Progress | null = null
  let drawn = { of: JSON.stringify(progress), at: deps.clock.now().getTime() }
  const leased = {
    id: thisCase.id,
    work: work.id,
    progress: () => progress,
    onHeartbeat: (now: Case) => {
      const [of, at] = [JSON.stringify(progress), deps.clock.now().getTime()]
      if (of === drawn.of || at < drawn.at + PROGRESS_MS) return
      drawn = { of, at }
      drawProgress(deps, now)
    },
  }
  const report = (latest: Progress) => {
    progress = latest
  }
  return whileLeased(deps, leased, signal => finishOrRelease(deps, { case: thisCase, work, signal, report, later }))
}

/** These write or send something, so they are waited for after they have been asked to end; the others only read. */
const WRITING: readonly Work['kind'][] = ['apply', 'ask', 'notify', 'enter', 'tell', 'announce', 'group', 'regroup']

async function finishOrRelease(deps: Dependencies, running: Running): Promise<WorkEvent> {
  const { case: thisCase, work } = running
  const { stopping } = deps
  try {
    const result = resultOf(deps, running, {
      member: member => workOnMember(deps, member, running.later),
      other: other => runPending(deps, other),
    })
    const event = await (WRITING.includes(work.kind) ? result : unlessAborted(result, stopping))
    return stopping.aborted && isCutOff(event) ? released(deps, running) : event
  } catch (error) {
    return stopping.aborted ? released(deps, running) : failedEvent(deps, thisCase, work, error)
  }
}

/** Not every write of the plan could still be made: whoever continues finds out which were. */
function isCutOff(event: WorkEvent): boolean {
  return event.type === 'carriedOut' && event.carried.result === 'failed'
}

function released(deps: Dependencies, { case: thisCase, work }: Running): WorkEvent {
  const { at, owner } = leaseOf(deps)
  deps.log.info({ case: thisCase.id, work: work.id }, 'Work is left to another instance')
  return { type: 'released', at, work: work.id, owner }
}

function failedEvent(deps: Dependencies, thisCase: Case, work: Work, error: unknown): WorkEvent {
  deps.log.error({ err: error, case: thisCase.id, work: work.id }, 'Work broke down')
  const { at, owner } = leaseOf(deps)
  return { type: 'failed', at, work: work.id, owner, detail: String(error) }
}

interface Running extends LeasedJob {
  readonly signal: AbortSignal
  report(p: Progress): void
  readonly later: Later
}
