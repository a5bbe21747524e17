import { assertNever } from '../assertNever.js'
import type { Case, Work } from '../case/case.js'
import { startVerifying } from '../case/intake/intake.js'
import { addPromise, removeWork } from '../case/pendingWork.js'
import type { Applying, Planning } from '../case/phase.js'
import type { Message } from '../diagnosis/diagnosis.js'
import type { FactMissing } from '../diagnosis/facts.js'
import { DAY_MS } from '../durations.js'
import { auditRecordOf } from './auditRecord.js'
import { withAuditLine } from './auditTrail.js'
import { takeCount } from './backlogWatch.js'
import { showSender } from './consentAsk.js'
import { continueAfterHolding, startPlanning } from './decideRepair.js'
import { leaveRepair } from './leaveRepair.js'
import { markNotified } from './notification.js'
import { type Definitions, type Remedy, remedyOf } from './remedy.js'
import type { Applied, WriteResult } from './repair.js'
import type { RepairWorkEvent } from './repairWorkEvents.js'

type Of<T extends RepairWorkEvent['type']> = Extract<RepairWorkEvent, { type: T }>

interface WorkContext {
  readonly work: Work
  readonly definitions: Definitions
}

/** The case after news of a repair; null: the work is not wanted, or not any more. */
export function decideRepairWork(
  thisCase: Case,
  { work, definitions: { remedies } }: WorkContext,
  event: RepairWorkEvent,
): Case | null {
  const { phase } = thisCase
  const done = removeWork(thisCase, work)
  switch (event.type) {
    case 'planned':
      return work.kind === 'plan' && phase.name === 'planning' ? offer(done, phase, { ...event, remedies }) : null
    case 'carriedOut':
      return work.kind === 'apply' && phase.name === 'applying'
        ? applyResult(done, phase, { ...event, remedies })
        : null
    case 'reached':
      return work.kind === 'ask' && phase.name === 'asking' ? showSender(done, event) : null
    case 'counted':
      return work.kind === 'watch' && phase.name === 'watching' ? takeCount(done, phase, event) : null
    case 'notified':
    case 'forgotten':
      return applyNotice(thisCase, work, event)
    default:
      return assertNever(event)
  }
}

function applyNotice(thisCase: Case, work: Work, event: Of<'notified' | 'forgotten'>): Case | null {
  const { phase } = thisCase
  if (event.type === 'notified') return work.kind === 'notify' ? markNotified(thisCase, work, event) : null
  if (work.kind !== 'forget' || phase.name !== 'offered') return null
  return leaveRepair(removeWork(thisCase, work), phase, 'notes.offerForgotten')
}

type WithRemedies = { readonly remedies: readonly Remedy[] }

function offer(
  thisCase: Case,
  phase: Planning,
  { plans, backlog, mails, jobs = [], others, at, remedies }: Of<'planned'> & WithRemedies,
): Case {
  const remedy = remedyOf(remedies, phase.remedy)
  if (!remedy) return leaveRepair(thisCase, phase, 'notes.repairUnknown')
  if (!isPlans(plans)) return leaveRepair(thisCase, phase, 'notes.cannotPlan', unreadArgs(plans))
  const choosing = remedy.chooses !== undefined && phase.chosen === undefined
  if (plans.length > 0 || (choosing && mails.length + jobs.length > 0)) {
    // Consent covers exactly these mails, and the watch waits for them.
    const offered = { ...(jobs.length > 0 && { jobs }), ...(others && { others }) }
    const waited = backlog.ok && backlog.value ? { waited: backlog.value.count } : {}
    return forgetInADay(
      {
        ...thisCase,
        ...waited,
        phase: { ...phase, name: 'offered', at, plans, backlog, mails, ...offered },
      },
      mails.length + jobs.length,
      at,
    )
  }
  switch (remedy.purpose) {
    case 'undo':
      return leaveRepair({ ...thisCase, ...markUndone(thisCase) }, phase, 'notes.cannotUndo')
    case 'hold':
      return continueAfterHolding(thisCase, phase, { remedies, note: { key: 'notes.mailsGone' } })
    case 'cure':
      // Somebody has made the repair already.
      return remedy.emptyMeans === 'done' ? startVerifying(thisCase, at) : leaveRepair(thisCase, phase, 'notes.noWay')
    default:
      return assertNever(remedy.purpose)
  }
}

function unreadArgs({ why, privilege = '', forPerson }: FactMissing) {
  return { why: forPerson ? 'person' : why, privilege }
}

/** If nobody answers, subjects, recipients and names of jobs are kept for a day at most. */
function forgetInADay(thisCase: Case, listed: number, at: string): Case {
  return listed === 0 ? thisCase : addPromise(thisCase, 'forget', new Date(Date.parse(at) + DAY_MS).toISOString())
}

function isPlans(plans: Of<'planned'>['plans']): plans is Extract<Of<'planned'>['plans'], readonly unknown[]> {
  return Array.isArray(plans)
}

/** An undo that is not possible any more is not offered again. */
function markUndone({ applied }: Case): Partial<Case> {
  return applied ? { applied: { ...applied, undone: true } } : {}
}

function applyResult(
  thisCase: Case,
  phase: Applying,
  { carried, at, remedies }: Of<'carriedOut'> & WithRemedies,
): Case {
  const { plan: agreed, signer, remedy } = phase
  const recorded = (kind: 'write' | 'refusal' | 'result', detail?: string, quotes?: true) => {
    const record = auditRecordOf(thisCase, {
      kind,
      token: 'person',
      plan: agreed,
      ...(detail !== undefined && { detail }),
      ...(quotes && { quotes }),
    })
    return withAuditLine(thisCase, { at, by: signer.actor, what: `${kind} of ${agreed.way}`, record })
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
      return leaveRepair(recorded('refusal', carried.detail, true), phase, `notes.refused.${agreed.way}`, {
        privilege: carried.privilege ?? '',
        lacks: carried.lacks ?? '',
      })
    case 'signIn':
      return startPlanning(recorded('refusal', `sign-in: ${carried.need}`), {
        ...planRequestOf(phase),
        note: { key: 'notes.signInAgain' },
      })
    case 'failed':
      return leaveRepair(recorded('result', `${carried.why}: ${carried.detail}`, true), phase, 'notes.repairFailed', {
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
  readonly carried: Extract<WriteResult, { result: 'done' }>
  readonly at: string
}

function succeed(thisCase: Case, { phase, carried, at, remedies }: Success): Case {
  const { remedy, signer, plan: agreed } = phase
  const purpose = remedyOf(remedies, remedy)?.purpose
  if (purpose === 'hold') {
    const note: Message = { key: 'notes.held', args: { count: agreed.writes.length } }
    return continueAfterHolding(thisCase, phase, { remedies, note })
  }
  const by = signer.actor.aadObjectId ?? signer.actor.id
  const applied: Applied | undefined =
    purpose === 'undo'
      ? thisCase.applied && { ...thisCase.applied, undone: true }
      : { way: agreed.way, remedy, writes: carried.writes, at, by }
  return startVerifying({ ...thisCase, ...(applied && { applied }) }, at)
}
