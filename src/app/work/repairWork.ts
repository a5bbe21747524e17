import { mayReadMails } from '../../domain/case/authorization.js'
import type { Case, OrganizationRef } from '../../domain/case/case.js'
import type { Planning } from '../../domain/case/phase.js'
import type { Message } from '../../domain/diagnosis/diagnosis.js'
import { notRead } from '../../domain/diagnosis/facts.js'
import { readerOf } from '../../domain/repair/jobReader.js'
import { isNotified } from '../../domain/repair/notification.js'
import type { Plan } from '../../domain/repair/plan.js'
import { type NoPlan, remedyOf } from '../../domain/repair/remedy.js'
import type { RepairFacts, RepairRequest, WriteResult } from '../../domain/repair/repair.js'
import type { RepairWorkEvent } from '../../domain/repair/repairWorkEvents.js'
import type { Dependencies } from '../caseUpdates.js'
import type { Delivery, OrganizationRequest } from '../ports.js'
import { readOthers } from '../triage/group/readOthers.js'
import { chatBeside } from './chatBeside.js'
import { paceOf } from './watchPace.js'

/** One piece of work for a case. `signal` aborts it. */
export interface RepairJob {
  readonly case: Case
  readonly work: string
  readonly signal: AbortSignal
}

/** Works out the exact writes. */
export async function planWork(
  deps: Dependencies,
  { case: thisCase, work, signal }: RepairJob,
): Promise<RepairWorkEvent> {
  if (thisCase.phase.name !== 'planning') throw new Error('Nothing to plan')
  const { facts, plans } = await preparePlans(deps, thisCase, {
    ...organizationRequest(thisCase, signal),
    phase: thisCase.phase,
  })
  const others = await readOthers(deps, thisCase)
  const { backlog = notRead, mails = facts.drafts ?? facts.notSubmitted ?? facts.chosenMails, jobs } = facts
  const at = deps.clock.now().toISOString()
  return {
    type: 'planned',
    at,
    work,
    plans,
    backlog,
    mails: mails?.ok ? mails.value : [],
    ...(jobs?.ok && { jobs: jobs.value }),
    ...(others && { others }),
  }
}

type PlanRequest = Pick<Planning, 'remedy' | 'chosen' | 'own' | 'by'>

interface Prepared {
  readonly facts: RepairFacts
  readonly plans: readonly Plan[] | NoPlan
}

async function preparePlans(
  { repairs, remedies }: Dependencies,
  thisCase: Case,
  { phase, ...about }: OrganizationRequest & { readonly phase: PlanRequest },
): Promise<Prepared> {
  const { remedy: id, chosen, own, by } = phase
  if (!thisCase.parties) throw new Error('Nobody to plan for')
  const remedy = remedyOf(remedies, id)
  if (!remedy) return { facts: {}, plans: [] }
  const applied = thisCase.applied && { applied: thisCase.applied }
  const repairing: RepairRequest = { remedy: id, parties: thisCase.parties, ...applied, ...(chosen && { chosen }) }
  const isOwn = mayReadMails(thisCase, by, own)
  // Whoever asks about their own right to send learns nothing about the sender's mail.
  const isRight = thisCase.target.scope === 'right' && !isOwn
  const reads = isRight ? remedy.reads.filter(name => name !== 'backlog') : remedy.reads
  const reader = readerOf(phase, remedies)
  const facts = await repairs.prepare({ ...about, ...repairing, reads, own: isOwn, ...(reader && { reader }) })
  return { facts, plans: remedy.plan(repairing, facts) }
}

/**
 * Carries out the plan that was agreed to. If another worker has begun, it finishes the rest without repeating a write. If
 * nothing was written yet, it plans again first, and a plan that has changed is not carried out.
 */
export async function applyWork(deps: Dependencies, job: RepairJob): Promise<RepairWorkEvent> {
  const carried = await applyAgreedPlan(deps, job)
  const { case: thisCase, work } = job
  deps.log.info({ case: thisCase.id, result: carried.result }, 'A plan was carried out')
  return { type: 'carriedOut', at: deps.clock.now().toISOString(), work, carried }
}

async function applyAgreedPlan(deps: Dependencies, { case: thisCase, signal }: RepairJob): Promise<WriteResult> {
  const { phase } = thisCase
  if (phase.name !== 'applying') throw new Error('Nothing was agreed to')
  const { plan, signer } = phase
  const about = organizationRequest(thisCase, signal)
  const states = await deps.repairs.states({ ...about, writes: plan.writes })
  if (!states.ok) return { result: 'failed', why: states.why, detail: states.detail }
  if (states.value.every(({ state }) => state === 'before')) {
    const { plans } = await preparePlans(deps, thisCase, { ...about, phase })
    if ('why' in plans) return { result: 'failed', why: plans.why, detail: plans.detail }
    if (!plans.some(({ hash }) => hash === plan.hash)) return { result: 'changed' }
  }
  return deps.repairs.carryOut({ ...about, writes: plan.writes, signer })
}

/** Counts what still waits. */
export async function watchWork(
  deps: Dependencies,
  { case: thisCase, work, signal }: RepairJob,
): Promise<RepairWorkEvent> {
  if (!thisCase.parties) throw new Error('Nobody to count for')
  const { repairs, clock, watching } = deps
  const counted = await repairs.count({
    ...organizationRequest(thisCase, signal),
    senderId: thisCase.parties.sender.id,
    since: thisCase.openedAt,
  })
  const now = clock.now()
  return { type: 'counted', at: now.toISOString(), work, ...counted, pace: paceOf(thisCase, now, watching) }
}

/** Whoever looks at the page reads it there. */
const ONLY_ON_PAGE: Delivery = { result: 'refused', status: 404 }

/** Notifies everybody who waited that the mail has left, except those who were notified already. */
export async function tellWork(deps: Dependencies, { case: thisCase, work }: RepairJob): Promise<RepairWorkEvent> {
  const { messenger, clock, log } = deps
  const { phase } = thisCase
  const { sentSince } = phase.name === 'resolved' ? phase.diagnosis : { sentSince: notRead }
  const sent = sentSince.ok && sentSince.value ? sentSince.value.count : 0
  const key = thisCase.released?.gone ? 'notes.allLeftShared' : 'notes.allLeft'
  const message: Message = { key, args: { sent, sender: thisCase.parties?.sender.name ?? '' } }
  const waiting = thisCase.surfaces.filter(place => isNotified(place) && !place.notified && place.refused === undefined)
  const places = await Promise.all(
    waiting.map(async surface => {
      return { surface, place: surface.page ? await chatBeside(deps, thisCase, surface.audience) : surface }
    }),
  )
  const results = await Promise.all(
    places.map(async ({ surface, place }) => {
      return { surface, delivery: place ? await messenger.send(place, { kind: 'notice', message }) : ONLY_ON_PAGE }
    }),
  )
  const failed = results.filter(({ delivery }) => delivery.result === 'failed')
  if (failed.length > 0) log.warn({ case: thisCase.id, count: failed.length }, 'Somebody could not be notified yet')
  const notified = results.filter(({ delivery }) => delivery.result !== 'failed').map(({ surface }) => surface)
  const waits = failed.map(({ delivery }) => (delivery.result === 'failed' ? (delivery.retryAfterMs ?? 0) : 0))
  return { type: 'notified', at: clock.now().toISOString(), work, told: notified, retryAfterMs: Math.max(0, ...waits) }
}

function organizationRequest(thisCase: Case, signal: AbortSignal): OrganizationRequest {
  return { organization: organizationOf(thisCase), signal }
}

function organizationOf(thisCase: Case): OrganizationRef {
  const { organization } = thisCase.target
  if (!organization) throw new Error('No organization was chosen')
  return organization
}
