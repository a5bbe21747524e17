import { applyFacts } from '../diagnosis/applyFacts.js'
import { withAuditLine } from '../repair/auditTrail.js'
import { decideRepairWork } from '../repair/decideRepairWork.js'
import { leaveRepair } from '../repair/leaveRepair.js'
import type { Definitions } from '../repair/remedy.js'
import { endBatch, withProgress } from '../triage/batch/decideBatch.js'
import { decideTriageWork } from '../triage/decideTriageWork.js'
import { decideGroupWork } from '../triage/group/decideGroupWork.js'
import type { Case, Work, WorkKind } from './case.js'
import type { WorkEvent } from './caseEvents.js'
import { advance } from './intake/intake.js'
import { sightingsSummary } from './intake/locating.js'
import { isDue, postpone, removeWork, replaceWork, withoutLease } from './pendingWork.js'

/** After this many failures the work counts as done, with nothing seen. */
const MAX_ATTEMPTS = 3

/** The case after news of promised work; null: the work does not belong to this worker, or not any more. */
export function decideWork(thisCase: Case, event: WorkEvent, definitions: Definitions): Case | null {
  const work = thisCase.pending.find(({ id }) => id === event.work)
  if (!work) return null
  if ('owner' in event && event.type !== 'leased' && work.lease?.owner !== event.owner) return null
  switch (event.type) {
    case 'leased':
      return isDue(work, event.at)
        ? replaceWork(thisCase, { ...work, lease: { owner: event.owner, until: event.until } })
        : null
    case 'released':
      return replaceWork(thisCase, withoutLease(work))
    case 'progressed':
      return progress(thisCase, work, event)
    case 'failed':
      return fail(thisCase, work, { ...event, definitions })
    case 'located':
      return work.kind === 'locate'
        ? advance({ ...removeWork(thisCase, work), located: sightingsSummary(thisCase, event.seen) }, event.at)
        : null
    case 'identified':
      return work.kind === 'identify'
        ? advance(removeWork({ ...thisCase, person: event.person }, work), event.at)
        : null
    case 'batched':
      return endBatch(thisCase, work, event)
    case 'entered':
    case 'reminded':
    case 'sent':
    case 'announced':
      return decideTriageWork(thisCase, { work, definitions }, event)
    case 'grouped':
    case 'roundPlanned':
    case 'roundDone':
      return decideGroupWork(thisCase, work, event)
    case 'gathered':
      return work.kind === 'gather' ? applyFacts(removeWork(thisCase, work), event, definitions) : null
    default:
      return decideRepairWork(thisCase, { work, definitions }, event)
  }
}

function progress(thisCase: Case, work: Work, event: Extract<WorkEvent, { type: 'progressed' }>): Case {
  const renewed = replaceWork(thisCase, { ...work, lease: { owner: event.owner, until: event.until } })
  return event.progress ? withProgress(renewed, event.progress) : renewed
}

interface Failure {
  readonly at: string
  readonly detail: string
  readonly definitions: Definitions
}

function fail(thisCase: Case, work: Work, failure: Failure): Case {
  const { id, kind } = work
  if (OWED.includes(kind)) return replaceWork(thisCase, postpone(work, failure.at))
  const attempts = work.attempts + 1
  const audited = withAuditLine(thisCase, { at: failure.at, by: 'bot', what: `failed ${kind}` })
  if (attempts < MAX_ATTEMPTS) return replaceWork(audited, { id, kind, attempts })
  return giveUp(removeWork(audited, work), work, failure)
}

/** Work that is never given up here: it is tried again after ever longer delays. */
const OWED: readonly WorkKind[] = [
  'watch',
  'draw',
  'notify',
  'forget',
  'batch',
  'enter',
  'tell',
  'remind',
  'announce',
  'group',
  'regroup',
]

function giveUp(thisCase: Case, { kind }: Work, { at, detail, definitions }: Failure): Case {
  const { phase } = thisCase
  if (kind === 'gather') return applyFacts(thisCase, { at, facts: {}, slowed: false }, definitions)
  if (kind === 'locate') return advance({ ...thisCase, located: sightingsSummary(thisCase, []) }, at)
  if (kind === 'identify') return advance({ ...thisCase, person: { ok: false, why: 'crashed', detail } }, at)
  if (phase.name === 'planning')
    return leaveRepair(thisCase, phase, 'notes.cannotPlan', { why: 'crashed', privilege: '' })
  if (phase.name === 'applying')
    return leaveRepair(thisCase, phase, 'notes.repairFailed', { why: 'crashed', remedy: phase.remedy })
  return phase.name === 'asking' ? { ...thisCase, phase: { ...phase, reached: 'none' } } : thisCase
}
