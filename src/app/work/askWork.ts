import { isSender } from '../../domain/case/authorization.js'
import type { Case, Surface } from '../../domain/case/case.js'
import { DAY_MS } from '../../domain/durations.js'
import { isAskOpen, isRefused } from '../../domain/repair/consentAsk.js'
import type { RepairWorkEvent } from '../../domain/repair/repairWorkEvents.js'
import type { Dependencies } from '../caseUpdates.js'
import type { ConsentAsk, LastAsk, Person365 } from '../ports.js'
import { chatBeside, senderOf } from './chatBeside.js'
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

/** null: the sender asked themselves, in a group, or it is not known what for. */
function askOf(thisCase: Case, person: Person365): ConsentAsk | null {
  const { phase, target } = thisCase
  if (phase.name !== 'asking' || !phase.consentTo || !target.organization || isSender(thisCase, phase.by)) return null
  return { ...person, organization: target.organization.url, remedy: phase.consentTo }
}

const MOST_CLAIMS = 5
/** Whoever asks, takes it back and asks again, in one check after another, would send the sender a message each time. */
const MOST_A_DAY = 3

type Reached = Extract<RepairWorkEvent, { type: 'reached' }>

interface Asking {
  readonly thisCase: Case
  readonly asked: ConsentAsk
  readonly at: string
}

/** Why the sender is not asked now; null: this case may ask them. Of several cases that ask at once, one does. */
async function standingAsk(
  { asks, store }: Dependencies,
  { thisCase, asked, at }: Asking,
): Promise<Reached['standing'] | null> {
  for (let tries = 0; tries < MOST_CLAIMS; tries++) {
    const last = await asks.last(asked)
    if (last?.case === thisCase.id) return null
    const other = last && (await store.load(last.case))?.case
    if (other && isAskOpen(other, asked.remedy, at)) return 'open'
    if (other && isRefused(other, asked.remedy, at)) return 'refused'
    const today = timesOfDay(last, at)
    if (today.length >= MOST_A_DAY) return 'often'
    if (await asks.claim(asked, { case: thisCase.id, times: [...today, at], before: last?.case ?? null })) return null
  }
  return 'open'
}

function timesOfDay(last: LastAsk | null, at: string): readonly string[] {
  return last?.times.filter(time => Date.parse(at) - Date.parse(time) < DAY_MS) ?? []
}

async function reach(deps: Dependencies, thisCase: Case, person: Person365): Promise<Surface | null> {
  const chat = (await deps.conversations.of(person)) ?? (await openChat(deps, thisCase, person))
  return chat && { ...chat, audience: 'sender' }
}

async function openChat(deps: Dependencies, thisCase: Case, person: Person365): Promise<Surface | null> {
  const { surfaces } = thisCase
  if (surfaces.length === 0) return null
  // A page does not say in which service chats are opened.
  const like = surfaces.find(({ page }) => !page) ?? (await conversationBeside(deps, thisCase))
  return like && deps.messenger.openPersonal(person, like)
}

/** A chat of whoever asked on the page, else the channel of the helpdesk. */
async function conversationBeside(deps: Dependencies, thisCase: Case): Promise<Surface | null> {
  return (await chatBeside(deps, thisCase, 'user')) ?? (await deps.triageSettings.channel())?.surface ?? null
}
