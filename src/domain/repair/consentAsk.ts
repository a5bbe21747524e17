import { isOwner, isSender } from '../case/authorization.js'
import type { Actor, Case } from '../case/case.js'
import type { RepairEvent } from '../case/caseEvents.js'
import { isSamePlace, moveCard } from '../case/drawing.js'
import { promise } from '../case/pendingWork.js'
import type { Asking } from '../case/phase.js'
import { DAY_MS } from '../durations.js'
import { diagnosedPhase } from './leaveRepair.js'
import { cureIn, type Remedy, remedyOf } from './remedy.js'
import type { RemedyId } from './repair.js'
import type { RepairWorkEvent } from './repairWorkEvents.js'

/** Somebody else asks for the sender's consent. Nobody is asked twice at once, or again on the day on which they refused. */

type Asked = Extract<RepairEvent, { type: 'repairAsked' }>
type Reached = Extract<RepairWorkEvent, { type: 'reached' }>

export function askSender(thisCase: Case, { by, at, remedy }: Asked): Case | 'stale' {
  const { phase } = thisCase
  if (phase.name !== 'diagnosed') return 'stale'
  if (!isSender(thisCase, by) && isRefused(thisCase, remedy, at)) {
    return { ...thisCase, phase: { ...phase, note: { key: 'notes.askRefused' } } }
  }
  const { diagnosis, run } = phase
  const asking = { name: 'asking', run: run + 1, diagnosis, at, by, consentTo: remedy } as const
  if (!thisCase.parties?.senderObjectId) return { ...thisCase, phase: { ...asking, reached: 'none' } }
  return promise({ ...thisCase, phase: { ...asking, reached: 'notYet' } }, 'ask')
}

/** The repair for which the sender's consent is asked. */
export function remedyAskedFor({ consentTo, diagnosis }: Asking, remedies: readonly Remedy[]): Remedy | null {
  if (consentTo !== undefined) return remedyOf(remedies, consentTo)
  const theirs = remedies.filter(({ decides }) => decides === 'sender')
  return cureIn(diagnosis, theirs)?.remedy ?? null
}

interface Ending {
  readonly by: Actor
  readonly at: string
  readonly remedies: readonly Remedy[]
}

/** The sender says "not now", or whoever asked takes the question back. */
export function endAsk(thisCase: Case, phase: Asking, { by, at, remedies }: Ending): Case {
  const remedy = remedyAskedFor(phase, remedies)?.id
  const ended = remedy === undefined ? thisCase : withRefusal(thisCase, { by, at, remedy })
  const note = isSender(thisCase, by) ? 'notes.senderDeclined' : null
  return { ...ended, pending: [], phase: diagnosedPhase(phase, note) }
}

interface Refusing {
  readonly by: Actor
  readonly at: string
  readonly remedy: RemedyId
}

/** Remembers that the sender refused what somebody else asked of them. */
export function withRefusal(thisCase: Case, { by, at, remedy }: Refusing): Case {
  return isSender(thisCase, by) && !isOwner(thisCase, by) ? { ...thisCase, refusal: { remedy, at } } : thisCase
}

/** Whether the sender refused this within the last day. */
export function isRefused({ refusal }: Case, remedy: RemedyId, at: string): boolean {
  return refusal?.remedy === remedy && Date.parse(at) - Date.parse(refusal.at) < DAY_MS
}

/** A question that nobody has answered for so long may be asked by somebody else. */
const FORGOTTEN_MS = 7 * DAY_MS

/** Whether the sender has a question before them that they have not answered. */
export function isAskOpen({ phase, parties }: Case, remedy: RemedyId, now: string): boolean {
  if ('at' in phase && Date.parse(now) - Date.parse(phase.at) >= FORGOTTEN_MS) return false
  if (phase.name === 'asking') return phase.consentTo === remedy && phase.reached !== 'none'
  const isTheirs = 'remedy' in phase && phase.remedy === remedy && phase.by.aadObjectId !== null
  return isTheirs && phase.by.aadObjectId?.toLowerCase() === parties?.senderObjectId
}

const STANDING = { open: 'notes.askOpen', refused: 'notes.askRefused', often: 'notes.askOften' } as const

/** The card is drawn in the sender's chat like anywhere else; `reached` changes only once it was drawn. */
export function showSender(thisCase: Case, { surface, standing }: Reached): Case {
  const { phase } = thisCase
  if (phase.name !== 'asking') return thisCase
  if (standing) return { ...thisCase, pending: [], phase: diagnosedPhase(phase, STANDING[standing]) }
  if (!surface) return { ...thisCase, phase: { ...phase, reached: 'none' } }
  const { refusal, ...asking } = thisCase
  const card = thisCase.surfaces.find(shown => isSamePlace(shown, surface))
  // They have the card of this check already, which asks again without another message.
  if (card?.activityId !== undefined && card.refused === undefined && !refusal) return thisCase
  return moveCard(asking, surface)
}
