import type { Case, Note, Surface, Work } from './case.js'
import type { Event, Shown } from './caseEvents.js'
import { type Lease, postpone, removeWork, replaceWork } from './pendingWork.js'
import type { Phase } from './phase.js'

/**
 * What a case owes to those who see it. Whatever an event changes that a card shows makes a new revision, and with it the
 * promise to draw it: the promise is saved together with the state, so a crash in between loses no card.
 */

/** Some twelve hours of trying. */
const MOST_ATTEMPTS = 150

/** The card there is not what the case is now, or an older message does not say yet that it has moved. */
export function isOwed(surface: Surface, { revision }: Pick<Case, 'revision'>): boolean {
  if (surface.refused !== undefined) return false
  return surface.drawn !== revision || surface.retires !== undefined
}

/** The case after an event, with the drawing that it owes. */
export function withDrawing(before: Case, after: Case, e: Event): Case {
  if (isVisible(before, after, e)) return promiseDrawing({ ...after, revision: before.revision + 1 })
  const promised = drawingIn(before)
  // A new promise takes the place of all others, and what was not drawn yet still has to be.
  const isLost = promised !== undefined && e.type !== 'shown' && drawingIn(after) === undefined
  return isLost ? { ...after, pending: [...after.pending, promised] } : after
}

/** A case that was just opened. */
export function promiseDrawing(c: Case): Case {
  const others = c.pending.filter(({ kind }) => kind !== 'draw')
  if (!c.surfaces.some(surface => isOwed(surface, c))) return { ...c, pending: others }
  return { ...c, pending: [...others, { id: `draw.${c.revision}`, kind: 'draw', attempts: 0 }] }
}

function isVisible(before: Case, after: Case, e: Event): boolean {
  switch (e.type) {
    case 'leased':
    case 'progressed':
    case 'notified':
      return false
    case 'shown':
    case 'failed':
      return before.phase !== after.phase
    case 'counted':
      return isWatchNews(before.phase, after.phase)
    default:
      return true
  }
}

/** Whether a look at the waiting mails saw anything new. */
function isWatchNews(before: Phase, after: Phase): boolean {
  if (before.name !== 'watching' || after.name !== 'watching') return true
  const seen = ({ watch }: typeof before) => JSON.stringify([watch.left, watch.stalled, watch.unseen])
  return seen(before) !== seen(after)
}

/** Whoever saves the state is about to draw it: nobody else does meanwhile. */
export function leaseDrawing(c: Case, lease: Lease): Case {
  const drawing = drawingIn(c)
  return drawing && !drawing.lease ? replaceWork(c, { ...drawing, lease }) : c
}

export function drawingIn(c: Case): Work | undefined {
  return c.pending.find(({ kind }) => kind === 'draw')
}

/** The card goes on at the end of a conversation, and says a word besides; the message that carried it says where it went. */
export function moveCard(c: Case, here: Surface, note?: Note): Case {
  const { activityId: _, ...place } = here
  const old = c.surfaces.find(surface => isSamePlace(surface, here))
  const retires = [...(old?.retires ?? []), ...(old?.activityId ? [old.activityId] : [])]
  const moved: Surface = { ...place, ...retirement(retires), ...(note && { note }) }
  return { ...c, surfaces: [...c.surfaces.filter(surface => surface !== old), moved] }
}

function retirement(messages: readonly string[]) {
  return messages.length > 0 ? { retires: messages } : {}
}

export function isSamePlace(a: Surface, b: Surface): boolean {
  return a.conversationId === b.conversationId && a.audience === b.audience
}

/** What became of drawing a revision. What was not drawn is tried again later. */
export function decideShown(c: Case, e: Shown): Case {
  const surfaces = e.deliveries.reduce((all, delivery) => withDelivery(all, delivery, e.revision), c.surfaces)
  const seen = withReach({ ...c, surfaces }, e.deliveries)
  const drawing = drawingIn(seen)
  if (!seen.surfaces.some(surface => isOwed(surface, seen))) return drawing ? removeWork(seen, drawing) : seen
  if (!drawing) return promiseDrawing(seen)
  const failed = e.deliveries.filter(({ result }) => result === 'failed')
  if (failed.length === 0) return replaceWork(seen, withoutLease(drawing))
  const later = postpone(drawing, e.at, Math.max(...failed.map(({ retryAfterMs = 0 }) => retryAfterMs)))
  return later.attempts < MOST_ATTEMPTS ? replaceWork(seen, later) : removeWork(seen, drawing)
}

type Delivered = Shown['deliveries'][number]

function withDelivery(all: readonly Surface[], delivery: Delivered, revision: number): readonly Surface[] {
  const { place, result, status } = delivery
  const known = all.find(surface => isSamePlace(surface, place))
  // Somebody has moved the card away from that message meanwhile.
  if (place.activityId !== undefined && known?.retires?.includes(place.activityId)) return all
  const others = all.filter(surface => surface !== known)
  const before = known ?? place
  switch (result) {
    case 'shown':
      return [...others, shownOn(before, delivery, revision)]
    case 'gone':
      return [...others, before.sentAnew ? { ...before, refused: 404 } : withoutMessage(before)]
    case 'refused':
      return [...others, { ...before, refused: status ?? 403 }]
    case 'failed':
      return all
  }
}

function shownOn(before: Surface, { place, retired = [] }: Delivered, revision: number): Surface {
  const { note: _note, drawn: shown = 0, retires = [], activityId, ...rest } = before
  const isAnother = activityId !== undefined && activityId !== place.activityId
  // Of two drawings of one message that overlap, nobody knows which the client shows: it is drawn once more.
  const drawn = !isAnother && shown > revision ? {} : { drawn: revision }
  const left = retires.filter(message => !retired.includes(message))
  return { ...rest, ...drawn, ...idOf(place), ...retirement(isAnother ? [...left, activityId] : left) }
}

function idOf({ activityId }: Surface) {
  return activityId ? { activityId } : {}
}

function withoutMessage({ activityId: _id, drawn: _drawn, ...place }: Surface): Surface {
  return { ...place, sentAnew: true }
}

function withoutLease({ lease: _, ...work }: Work): Work {
  return work
}

/** A sender whose chat does not take the card has not got it, not even for now: the text has to be forwarded. */
function withReach(c: Case, deliveries: readonly Delivered[]): Case {
  const { phase } = c
  const theirs = c.surfaces.find(({ audience }) => audience === 'sender')
  if (phase.name !== 'asking' || !theirs) return c
  const isTried = deliveries.some(({ place }) => isSamePlace(place, theirs))
  const without = isTried ? 'none' : phase.reached
  const reached = theirs.activityId !== undefined && theirs.refused === undefined ? 'card' : without
  return reached === phase.reached ? c : { ...c, phase: { ...phase, reached } }
}
