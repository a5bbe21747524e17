import { mayReadMails } from '../../domain/case/authorization.js'
import type { Case, OrganizationRef, Surface } from '../../domain/case/case.js'
import type { RepairWorkEvent } from '../../domain/case/caseEvents.js'
import type { Planning } from '../../domain/case/phase.js'
import type { Message } from '../../domain/diagnosis/diagnosis.js'
import { notRead } from '../../domain/diagnosis/facts.js'
import type { Plan } from '../../domain/repair/plan.js'
import { type NoPlan, remedyOf } from '../../domain/repair/remedy.js'
import type { Carried, RepairFacts, Repairing } from '../../domain/repair/repair.js'
import type { Dependencies } from '../caseUpdates.js'
import type { OrganizationRequest } from '../ports.js'
import { paceOf } from './watchPace.js'

/** Work of a repair: what it is about, and how to end it early. */
export interface RepairJob {
  readonly case: Case
  readonly work: string
  readonly signal: AbortSignal
}

/** Makes out the exact writes. */
export async function planWork(deps: Dependencies, { case: c, work, signal }: RepairJob): Promise<RepairWorkEvent> {
  if (c.phase.name !== 'planning') throw new Error('Nothing to plan')
  const { facts, plans } = await preparePlans(deps, c, { ...organizationRequest(c, signal), phase: c.phase })
  const { backlog = notRead, mails = facts.chosenMails } = facts
  const at = deps.clock.now().toISOString()
  return { type: 'planned', at, work, plans, backlog, mails: mails?.ok ? mails.value : [] }
}

type PlanRequest = Pick<Planning, 'remedy' | 'chosen' | 'own' | 'by'>

interface Prepared {
  readonly facts: RepairFacts
  readonly plans: readonly Plan[] | NoPlan
}

async function preparePlans(
  { repairs, remedies }: Dependencies,
  c: Case,
  { phase, ...about }: OrganizationRequest & { readonly phase: PlanRequest },
): Promise<Prepared> {
  const { remedy: id, chosen, own, by } = phase
  if (!c.parties) throw new Error('Nobody to plan for')
  const remedy = remedyOf(remedies, id)
  if (!remedy) return { facts: {}, plans: [] }
  const applied = c.applied && { applied: c.applied }
  const repairing: Repairing = { remedy: id, parties: c.parties, ...applied, ...(chosen && { chosen }) }
  const { reads } = remedy
  const facts = await repairs.prepare({ ...about, ...repairing, reads, own: mayReadMails(c, by, own) })
  return { facts, plans: remedy.plan(repairing, facts) }
}

/**
 * Carries out what was agreed to. What another worker has begun is finished, and what is done is not done again; before
 * the first write the plan is made out once more, and one that has become another is void.
 */
export async function applyWork(deps: Dependencies, job: RepairJob): Promise<RepairWorkEvent> {
  const carried = await applyAgreedPlan(deps, job)
  const { case: c, work } = job
  deps.log.info({ case: c.id, result: carried.result }, 'A plan was carried out')
  return { type: 'carriedOut', at: deps.clock.now().toISOString(), work, carried }
}

async function applyAgreedPlan(deps: Dependencies, { case: c, signal }: RepairJob): Promise<Carried> {
  const { phase } = c
  if (phase.name !== 'applying') throw new Error('Nothing was agreed to')
  const { plan, signer } = phase
  const about = organizationRequest(c, signal)
  const found = await deps.repairs.states({ ...about, writes: plan.writes })
  if (!found.ok) return { result: 'failed', why: found.why, detail: found.detail }
  if (found.value.every(({ state }) => state === 'before')) {
    const { plans } = await preparePlans(deps, c, { ...about, phase })
    if ('why' in plans) return { result: 'failed', why: plans.why, detail: plans.detail }
    if (!plans.some(({ hash }) => hash === plan.hash)) return { result: 'changed' }
  }
  return deps.repairs.carryOut({ ...about, writes: plan.writes, signer })
}

/** Finds where to write to the sender, whose consent it takes: where they spoke with the bot before, or have it installed. */
export async function askWork(deps: Dependencies, { case: c, work }: RepairJob): Promise<RepairWorkEvent> {
  return { type: 'reached', at: deps.clock.now().toISOString(), work, surface: await reach(deps, c) }
}

async function reach({ conversations, messenger }: Dependencies, c: Case): Promise<Surface | null> {
  const { tenantId } = c.owner
  const aadObjectId = c.parties?.senderObjectId
  const [like] = c.surfaces
  if (!tenantId || !aadObjectId || !like) return null
  const person = { tenantId, aadObjectId }
  const chat = (await conversations.of(person)) ?? (await messenger.openPersonal(person, like))
  return chat && { ...chat, audience: 'sender' }
}

/** Counts what still waits. */
export async function watchWork(deps: Dependencies, { case: c, work, signal }: RepairJob): Promise<RepairWorkEvent> {
  if (!c.parties) throw new Error('Nobody to count for')
  const { repairs, clock, watching } = deps
  const counted = await repairs.count({
    ...organizationRequest(c, signal),
    senderId: c.parties.sender.id,
    since: c.openedAt,
  })
  const now = clock.now()
  return { type: 'counted', at: now.toISOString(), work, ...counted, pace: paceOf(c, now, watching) }
}

/** Tells whoever waited for it that the mail has left: wherever it was not told yet. */
export async function tellWork(
  { messenger, clock, log }: Dependencies,
  { case: c, work }: RepairJob,
): Promise<RepairWorkEvent> {
  const { phase } = c
  const { sentSince } = phase.name === 'resolved' ? phase.diagnosis : { sentSince: notRead }
  const sent = sentSince.ok && sentSince.value ? sentSince.value.count : 0
  const message: Message = { key: 'notes.allLeft', args: { sent, sender: c.parties?.sender.name ?? '' } }
  const waiting = c.surfaces.filter(({ notified, refused }) => !notified && refused === undefined)
  const results = await Promise.all(
    waiting.map(async surface => ({ surface, delivery: await messenger.send(surface, { kind: 'notice', message }) })),
  )
  const failed = results.filter(({ delivery }) => delivery.result === 'failed')
  if (failed.length > 0) log.warn({ case: c.id, count: failed.length }, 'Somebody could not be told yet')
  const told = results.filter(({ delivery }) => delivery.result !== 'failed').map(({ surface }) => surface)
  const waits = failed.map(({ delivery }) => (delivery.result === 'failed' ? (delivery.retryAfterMs ?? 0) : 0))
  return { type: 'notified', at: clock.now().toISOString(), work, told, retryAfterMs: Math.max(0, ...waits) }
}

function organizationRequest(c: Case, signal: AbortSignal): OrganizationRequest {
  return { organization: organizationOf(c), signal }
}

function organizationOf(c: Case): OrganizationRef {
  const { organization } = c.target
  if (!organization) throw new Error('No organization was chosen')
  return organization
}
