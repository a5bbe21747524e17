import { assertNever } from '../../domain/assertNever.js'
import type { Case, Progress, Work } from '../../domain/case/case.js'
import type { WorkEvent } from '../../domain/case/caseEvents.js'
import type { Dependencies } from '../caseUpdates.js'
import { batchWork } from '../triage/batch/batchWork.js'
import { enterWork } from '../triage/enterWork.js'
import { groupWork } from '../triage/group/groupWork.js'
import { regroupWork } from '../triage/group/regroupWork.js'
import { sendNotices } from '../triage/sendNotices.js'
import { announceEvent } from './announceWork.js'
import { askWork } from './askWork.js'
import { gatherWork, identifyWork } from './gatherWork.js'
import { locateWork } from './locateWork.js'
import { remindWork } from './remindWork.js'
import { applyWork, planWork, tellWork, watchWork } from './repairWork.js'

interface Running {
  readonly case: Case
  readonly work: Work
  readonly signal: AbortSignal
  report(progress: Progress): void
}

/** Works on other cases, where this work is about them. */
interface RunOthers {
  /** One that belongs to this batch. */
  member(thisCase: Case): Promise<void>
  other(thisCase: Case): Promise<void>
}

/** Does one piece of promised work; the event that it ends in. */
export async function resultOf(deps: Dependencies, running: Running, run: RunOthers): Promise<WorkEvent> {
  const { case: thisCase, work, signal, report } = running
  const job = { case: thisCase, work: work.id, signal }
  switch (work.kind) {
    case 'locate':
      return locateWork(deps, job)
    case 'identify':
      return identifyWork(deps, running)
    case 'gather':
      return gatherWork(deps, running)
    case 'batch':
      return batchWork(deps, { ...job, report, run: run.member })
    case 'plan':
      return planWork(deps, job)
    case 'apply':
      return applyWork(deps, job)
    case 'ask':
      return askWork(deps, job)
    case 'watch':
      return watchWork(deps, job)
    case 'notify':
      return tellWork(deps, job)
    case 'enter':
      return enterWork(deps, job)
    case 'tell':
      return sendNotices(deps, job)
    case 'announce':
      return announceEvent(deps, { ...job, failed: work.attempts })
    case 'group':
      return groupWork(deps, job)
    case 'regroup':
      return regroupWork(deps, job, run.other)
    case 'remind':
      return remindWork(deps, job)
    case 'forget':
      return { type: 'forgotten', at: deps.clock.now().toISOString(), work: work.id }
    case 'draw':
      throw new Error('Drawing is done by drawOwed')
    default:
      return assertNever(work.kind)
  }
}
