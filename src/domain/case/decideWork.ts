import { applyFacts } from '../diagnosis/applyFacts.js'
import { leaveRepair } from '../repair/decideRepair.js'
import { decideRepairWork } from '../repair/decideRepairWork.js'
import type { Definitions } from '../repair/remedy.js'
import { withAuditLine } from './auditTrail.js'
import type { Case, Work, WorkKind } from './case.js'
import type { WorkEvent } from './caseEvents.js'
import { advance } from './intake.js'
import { sightingsSummary } from './locating.js'
import { isDue, postpone, removeWork, replaceWork } from './pendingWork.js'

/** After so many breakdowns of a worker the work counts as done, with nothing seen. */
const MAX_ATTEMPTS = 3

/** What news of promised work makes of a case; null: the work is not, or no longer, this worker's. */
export function decideWork(c: Case, e: WorkEvent, definitions: Definitions): Case | null {
  const work = c.pending.find(({ id }) => id === e.work)
  if (!work) return null
  switch (e.type) {
    case 'leased':
      return isDue(work, e.at) ? replaceWork(c, { ...work, lease: { owner: e.owner, until: e.until } }) : null
    case 'progressed':
      return work.lease?.owner === e.owner ? progress(c, work, e) : null
    case 'failed':
      return work.lease?.owner === e.owner ? fail(c, work, { ...e, definitions }) : null
    case 'located':
      return work.kind === 'locate'
        ? advance({ ...removeWork(c, work), located: sightingsSummary(c, e.seen) }, e.at)
        : null
    case 'identified':
      return work.kind === 'identify' ? advance(removeWork({ ...c, person: e.person }, work), e.at) : null
    case 'gathered':
      return work.kind === 'gather' ? applyFacts(removeWork(c, work), e, definitions) : null
    default:
      return decideRepairWork(c, { work, definitions }, e)
  }
}

function progress(c: Case, work: Work, e: Extract<WorkEvent, { type: 'progressed' }>): Case {
  const renewed = replaceWork(c, { ...work, lease: { owner: e.owner, until: e.until } })
  const { phase } = c
  if (!e.progress || (phase.name !== 'diagnosing' && phase.name !== 'verifying')) return renewed
  return { ...renewed, phase: { ...phase, progress: e.progress } }
}

interface Failure {
  readonly at: string
  readonly detail: string
  readonly definitions: Definitions
}

function fail(c: Case, work: Work, failure: Failure): Case {
  const { id, kind } = work
  if (OWED.includes(kind)) return replaceWork(c, postpone(work, failure.at))
  const attempts = work.attempts + 1
  const noting = withAuditLine(c, { at: failure.at, by: 'bot', what: `failed ${kind}` })
  if (attempts < MAX_ATTEMPTS) return replaceWork(noting, { id, kind, attempts })
  return giveUp(removeWork(noting, work), work, failure)
}

/** What somebody waits for, whatever broke down: it is tried again, each time later. */
const OWED: readonly WorkKind[] = ['watch', 'draw', 'notify', 'forget']

function giveUp(c: Case, { kind }: Work, { at, detail, definitions }: Failure): Case {
  const { phase } = c
  if (kind === 'gather') return applyFacts(c, { at, facts: {}, slowed: false }, definitions)
  if (kind === 'locate') return advance({ ...c, located: sightingsSummary(c, []) }, at)
  if (kind === 'identify') return advance({ ...c, person: { ok: false, why: 'crashed', detail } }, at)
  if (phase.name === 'planning') return leaveRepair(c, phase, 'notes.cannotPlan', { why: 'crashed', privilege: '' })
  if (phase.name === 'applying')
    return leaveRepair(c, phase, 'notes.repairFailed', { why: 'crashed', remedy: phase.remedy })
  return phase.name === 'asking' ? { ...c, phase: { ...phase, reached: 'none' } } : c
}
