import { isSender } from '../../domain/case/authorization.js'
import type { Case, Surface } from '../../domain/case/case.js'
import type { RepairWorkEvent } from '../../domain/case/caseEvents.js'
import { isAskOpen, isRefused } from '../../domain/repair/consentAsk.js'
import type { Dependencies } from '../caseUpdates.js'
import type { ConsentAsk, Person365 } from '../ports.js'
import type { RepairJob } from './repairWork.js'

/** Finds a personal chat with the sender, whose consent is needed: one they have used before, or one with the installed app. */
export async function askWork(deps: Dependencies, { case: thisCase, work }: RepairJob): Promise<RepairWorkEvent> {
  const at = deps.clock.now().toISOString()
  const person = senderOf(thisCase)
  const asked = person && askOf(thisCase, person)
  const standing = asked && (await standingAsk(deps, { thisCase, asked, at }))
  if (standing) return { type: 'reached', at, work, surface: null, standing }
  return { type: 'reached', at, work, surface: person && (await reach(deps, thisCase, person)) }
}

function senderOf({ owner, parties }: Case): Person365 | null {
  const { tenantId } = owner
  const aadObjectId = parties?.senderObjectId
  return tenantId && aadObjectId ? { tenantId, aadObjectId } : null
}

/** null: the sender asked themselves, in a group, or it is not known what for. */
function askOf(thisCase: Case, person: Person365): ConsentAsk | null {
  const { phase, target } = thisCase
  if (phase.name !== 'asking' || !phase.consentTo || !target.organization || isSender(thisCase, phase.by)) return null
  return { ...person, organization: target.organization.url, remedy: phase.consentTo }
}

const MOST_CLAIMS = 5

interface Standing {
  readonly thisCase: Case
  readonly asked: ConsentAsk
  readonly at: string
}

/** Why the sender is not asked now; null: this case may ask them. Of several cases that ask at once, one does. */
async function standingAsk(
  { asks, store }: Dependencies,
  { thisCase, asked, at }: Standing,
): Promise<'open' | 'refused' | null> {
  for (let tries = 0; tries < MOST_CLAIMS; tries++) {
    const before = await asks.last(asked)
    if (before === thisCase.id) return null
    const other = before === null ? null : (await store.load(before))?.case
    if (other && isAskOpen(other, asked.remedy, at)) return 'open'
    if (other && isRefused(other, asked.remedy, at)) return 'refused'
    if (await asks.claim(asked, { case: thisCase.id, before })) return null
  }
  return 'open'
}

async function reach(
  { conversations, messenger }: Dependencies,
  { surfaces }: Case,
  person: Person365,
): Promise<Surface | null> {
  const [like] = surfaces
  if (!like) return null
  const chat = (await conversations.of(person)) ?? (await messenger.openPersonal(person, like))
  return chat && { ...chat, audience: 'sender' }
}
