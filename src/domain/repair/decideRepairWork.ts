import { assertNever } from '../assertNever.js'
import { withAuditLine } from '../case/auditTrail.js'
import type { Case, Work } from '../case/case.js'
import type { RepairWorkEvent } from '../case/caseEvents.js'
import { isSamePlace, moveCard } from '../case/drawing.js'
import { startVerifying } from '../case/intake.js'
import { addPromise, postpone, removeWork, replaceWork } from '../case/pendingWork.js'
import type { Applying, Planning } from '../case/phase.js'
import type { Message } from '../diagnosis/diagnosis.js'
import { auditRecordOf } from './auditRecord.js'
import { takeCount } from './backlogWatch.js'
import { continueAfterHolding, leaveRepair, startPlanning } from './decideRepair.js'
import { type Definitions, type Remedy, remedyOf } from './remedy.js'
import type { Applied, Carried } from './repair.js'

type Of<T extends RepairWorkEvent['type']> = Extract<RepairWorkEvent, { type: T }>

interface WorkContext {
  readonly work: Work
  readonly definitions: Definitions
}

/** What news of a repair makes of a case; null: the work is not, or no longer, wanted. */
export function decideRepairWork(
  c: Case,
  { work, definitions: { remedies } }: WorkContext,
  e: RepairWorkEvent,
): Case | null {
  const { phase } = c
  const done = removeWork(c, work)
  switch (e.type) {
    case 'planned':
      return work.kind === 'plan' && phase.name === 'planning' ? offer(done, phase, { ...e, remedies }) : null
    case 'carriedOut':
      return work.kind === 'apply' && phase.name === 'applying' ? applyResult(done, phase, { ...e, remedies }) : null
    case 'reached':
      return work.kind === 'ask' && phase.name === 'asking' ? showSender(done, e) : null
    case 'counted':
      return work.kind === 'watch' && phase.name === 'watching' ? takeCount(done, phase, e) : null
    case 'notified':
    case 'forgotten':
      return applyNotice(c, work, e)
    default:
      return assertNever(e)
  }
}

function applyNotice(c: Case, work: Work, e: Of<'notified' | 'forgotten'>): Case | null {
  const { phase } = c
  if (e.type === 'notified') return work.kind === 'notify' ? markNotified(c, work, e) : null
  if (work.kind !== 'forget' || phase.name !== 'offered') return null
  return leaveRepair(removeWork(c, work), phase, 'notes.offerForgotten')
}

type WithRemedies = { readonly remedies: readonly Remedy[] }

function offer(c: Case, phase: Planning, { plans, backlog, mails, at, remedies }: Of<'planned'> & WithRemedies): Case {
  const remedy = remedyOf(remedies, phase.remedy)
  if (!remedy) return leaveRepair(c, phase, 'notes.repairUnknown')
  if (!isPlans(plans))
    return leaveRepair(c, phase, 'notes.cannotPlan', { why: plans.why, privilege: plans.privilege ?? '' })
  if (plans.length > 0) {
    // Those are what is agreed to, and what is waited for.
    const waited = backlog.ok && backlog.value ? { waited: backlog.value.count } : {}
    return forgetInADay(
      { ...c, ...waited, phase: { ...phase, name: 'offered', at, plans, backlog, mails } },
      mails.length,
      at,
    )
  }
  switch (remedy.purpose) {
    case 'undo':
      return leaveRepair({ ...c, ...markUndone(c) }, phase, 'notes.cannotUndo')
    case 'hold':
      return continueAfterHolding(c, phase, { remedies, note: { key: 'notes.mailsGone' } })
    case 'cure':
      // Somebody did it already.
      return remedy.emptyMeans === 'done' ? startVerifying(c, at) : leaveRepair(c, phase, 'notes.noWay')
    default:
      return assertNever(remedy.purpose)
  }
}

const DAY_MS = 24 * 60 * 60 * 1000

/** Subjects and recipients are kept for a day at the most, should nobody answer. */
function forgetInADay(c: Case, mails: number, at: string): Case {
  return mails === 0 ? c : addPromise(c, 'forget', new Date(Date.parse(at) + DAY_MS).toISOString())
}

function isPlans(plans: Of<'planned'>['plans']): plans is Extract<Of<'planned'>['plans'], readonly unknown[]> {
  return Array.isArray(plans)
}

/** What cannot be undone any more is not offered again. */
function markUndone({ applied }: Case): Partial<Case> {
  return applied ? { applied: { ...applied, undone: true } } : {}
}

function applyResult(c: Case, phase: Applying, { carried, at, remedies }: Of<'carriedOut'> & WithRemedies): Case {
  const { plan: agreed, signer, remedy } = phase
  const recorded = (kind: 'write' | 'refusal' | 'result', detail?: string) => {
    const record = auditRecordOf(c, { kind, token: 'person', plan: agreed, ...(detail !== undefined && { detail }) })
    return withAuditLine(c, { at, by: signer.actor, what: `${kind} of ${agreed.way}`, record })
  }
  switch (carried.result) {
    case 'done':
      return succeed(recorded('write', carried.made === 0 ? 'was so already' : undefined), {
        phase,
        carried,
        at,
        remedies,
      })
    case 'changed':
      return startPlanning(recorded('refusal', 'changed in between'), {
        ...planRequestOf(phase),
        note: { key: 'notes.planChanged' },
      })
    case 'refused':
      return leaveRepair(recorded('refusal', carried.detail), phase, `notes.refused.${agreed.way}`, {
        privilege: carried.privilege ?? '',
      })
    case 'signIn':
      return startPlanning(recorded('refusal', `sign-in: ${carried.need}`), {
        ...planRequestOf(phase),
        note: { key: 'notes.signInAgain' },
      })
    case 'failed':
      return leaveRepair(recorded('result', `${carried.why}: ${carried.detail}`), phase, 'notes.repairFailed', {
        why: carried.why,
        remedy,
      })
    default:
      return assertNever(carried)
  }
}

function planRequestOf({
  plan: _plan,
  signer: _signer,
  name: _name,
  run: _run,
  note: _note,
  ...wanted
}: Applying): Omit<Planning, 'name' | 'run'> {
  return wanted
}

interface Success extends WithRemedies {
  readonly phase: Applying
  readonly carried: Extract<Carried, { result: 'done' }>
  readonly at: string
}

function succeed(c: Case, { phase, carried, at, remedies }: Success): Case {
  const { remedy, signer, plan: agreed } = phase
  const purpose = remedyOf(remedies, remedy)?.purpose
  if (purpose === 'hold') {
    const note: Message = { key: 'notes.held', args: { count: agreed.writes.length } }
    return continueAfterHolding(c, phase, { remedies, note })
  }
  const by = signer.actor.aadObjectId ?? signer.actor.id
  const applied: Applied | undefined =
    purpose === 'undo'
      ? c.applied && { ...c.applied, undone: true }
      : { way: agreed.way, remedy, writes: carried.writes, at, by }
  return startVerifying({ ...c, ...(applied && { applied }) }, at)
}

/** The card is drawn there like everywhere; only when it is, the sender has it. */
function showSender(c: Case, { surface }: Of<'reached'>): Case {
  if (c.phase.name !== 'asking') return c
  return surface ? moveCard(c, surface) : { ...c, phase: { ...c.phase, reached: 'none' } }
}

/** Some hours of trying. */
const MOST_ATTEMPTS = 50

function markNotified(c: Case, work: Work, { told, retryAfterMs, at }: Of<'notified'>): Case {
  const surfaces = c.surfaces.map(surface =>
    told.some(place => isSamePlace(place, surface)) ? { ...surface, notified: true as const } : surface,
  )
  const marked: Case = { ...c, surfaces }
  const later = postpone(work, at, retryAfterMs)
  return isEverybodyNotified(marked) || later.attempts >= MOST_ATTEMPTS
    ? removeWork(marked, work)
    : replaceWork(marked, later)
}

function isEverybodyNotified({ surfaces }: Case): boolean {
  return surfaces.every(({ notified: isTold, refused }) => isTold || refused !== undefined)
}
