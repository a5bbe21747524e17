import { isBoardOwed } from '../triage/boardEntry.js'
import { groupFaceOf } from '../triage/group/groupCount.js'
import { isQueueCard, isShownIn } from '../triage/place.js'
import { queueFaceOf } from '../triage/queueFace.js'
import { type Case, type Note, type Surface, type Work, withoutMessage } from './case.js'
import type { Event, Remarked, Shown } from './caseEvents.js'
import { type Lease, postpone, removeWork, replaceWork, withoutLease } from './pendingWork.js'
import type { Phase } from './phase.js'

/**
 * Keeps cards up to date. Every change that a card shows makes a new revision and the promise to draw it. The promise is
 * saved together with the state, so a crash in between loses no card.
 */

/** About twelve hours of attempts. */
const MOST_ATTEMPTS = 150

/** The card there is out of date, or an older message does not say yet that the card has moved. */
export function isOwed(surface: Surface, thisCase: Case): boolean {
  if (surface.refused !== undefined) return false
  return !showsCurrent(surface, thisCase) || surface.retires !== undefined
}

/** A channel takes few messages, so the card there is drawn only if it would look different. */
export function showsCurrent(surface: Surface, thisCase: Case): boolean {
  if (isQueueCard(surface)) return surface.note === undefined && surface.face === queueFaceOf(thisCase)
  return surface.drawn === thisCase.revision
}

/** Some card is out of date, or the helpdesk's board is. */
function isAnythingOwed(thisCase: Case): boolean {
  return thisCase.surfaces.some(surface => isOwed(surface, thisCase)) || isBoardOwed(thisCase)
}

/** The case after an event, with the promise to draw it if a card would look different. */
export function withDrawing(before: Case, after: Case, event: Event): Case {
  if (isVisible(before, after, event)) return promiseDrawing({ ...after, revision: before.revision + 1 })
  const promised = drawingIn(before)
  // A new promise replaces all others, but a drawing that is still outstanding must survive.
  const isLost = promised !== undefined && event.type !== 'shown' && drawingIn(after) === undefined
  return isLost ? { ...after, pending: [...after.pending, promised] } : after
}

/** Promises a drawing if any card is out of date. */
export function promiseDrawing(thisCase: Case): Case {
  const others = thisCase.pending.filter(({ kind }) => kind !== 'draw')
  if (!isAnythingOwed(thisCase)) return { ...thisCase, pending: others }
  return { ...thisCase, pending: [...others, { id: `draw.${thisCase.revision}`, kind: 'draw', attempts: 0 }] }
}

function isVisible(before: Case, after: Case, event: Event): boolean {
  switch (event.type) {
    case 'leased':
    case 'released':
    case 'progressed':
    case 'notified':
    // Only the card that it is on is drawn again.
    case 'remarked':
    case 'announced':
    case 'groupChanged':
    case 'roundPlanned':
    case 'roundDone':
    // The answer to the click shows it. A drawing on top of that would take away the link to sign in.
    case 'signInAsked':
      return false
    case 'shown':
    case 'failed':
    case 'causeGone':
      return before.phase !== after.phase
    case 'grouped':
      return before.phase !== after.phase || groupFaceOf(before) !== groupFaceOf(after)
    case 'sent':
      return before.surfaces !== after.surfaces
    case 'reminded':
      return before.triage !== after.triage || before.surfaces !== after.surfaces
    case 'counted':
      return isWatchNews(before.phase, after.phase)
    default:
      return true
  }
}

/** Whether the latest count of the waiting mails brought anything new. */
function isWatchNews(before: Phase, after: Phase): boolean {
  if (before.name !== 'watching' || after.name !== 'watching') return true
  const seen = ({ watch }: typeof before) => JSON.stringify([watch.left, watch.stalled, watch.unseen])
  return seen(before) !== seen(after)
}

/** Leases the drawing to whoever saves the state and is about to draw it, so that nobody else does. */
export function leaseDrawing(thisCase: Case, lease: Lease): Case {
  const drawing = drawingIn(thisCase)
  return drawing && !drawing.lease ? replaceWork(thisCase, { ...drawing, lease }) : thisCase
}

export function drawingIn(thisCase: Case): Work | undefined {
  return thisCase.pending.find(({ kind }) => kind === 'draw')
}

/** Adds a line to the card at a place, until it is drawn the next time. */
export function remark(thisCase: Case, { place, note }: Remarked): Case {
  const surfaces = thisCase.surfaces.map(surface =>
    isShownIn(surface, place.conversationId) ? { ...surface, note } : surface,
  )
  return { ...thisCase, surfaces }
}

/** Moves the card to the end of a conversation, with an optional note; the message that carried it will say that it moved. */
export function moveCard(thisCase: Case, here: Surface, note?: Note): Case {
  const old = thisCase.surfaces.find(surface => isSamePlace(surface, here))
  const retires = here.page ? [] : [...(old?.retires ?? []), ...(old?.activityId ? [old.activityId] : [])]
  const moved: Surface = { ...withoutMessage(here), ...retirement(retires), ...(note && { note }) }
  return { ...thisCase, surfaces: [...thisCase.surfaces.filter(surface => surface !== old), moved] }
}

function retirement(messages: readonly string[]) {
  return messages.length > 0 ? { retires: messages } : {}
}

export function isSamePlace(surface: Surface, other: Surface): boolean {
  return surface.conversationId === other.conversationId && surface.audience === other.audience
}

/** Takes in the result of drawing a revision. What was not drawn is tried again later. */
export function decideShown(thisCase: Case, event: Shown): Case {
  const surfaces = event.deliveries.reduce(
    (all, delivery) => withDelivery(all, delivery, event.revision),
    thisCase.surfaces,
  )
  const seen = withListing(withReach({ ...thisCase, surfaces }, event.deliveries), event)
  if (event.partly) return seen
  const drawing = drawingIn(seen)
  if (!isAnythingOwed(seen)) return drawing ? removeWork(seen, drawing) : seen
  if (!drawing) return promiseDrawing(seen)
  const failed = event.deliveries.filter(({ result }) => result === 'failed')
  if (failed.length === 0) return replaceWork(seen, withoutLease(drawing))
  const later = postpone(drawing, event.at, Math.max(...failed.map(({ retryAfterMs = 0 }) => retryAfterMs)))
  return later.attempts < MOST_ATTEMPTS ? replaceWork(seen, later) : removeWork(seen, drawing)
}

function withListing(thisCase: Case, { listed }: Shown): Case {
  const { triage } = thisCase
  return triage && listed !== undefined ? { ...thisCase, triage: { ...triage, listed } } : thisCase
}

type Delivered = Shown['deliveries'][number]

function withDelivery(all: readonly Surface[], delivery: Delivered, revision: number): readonly Surface[] {
  const { place, result, status } = delivery
  const current = all.find(surface => isSamePlace(surface, place))
  // In the meantime, the card was moved away from that message.
  if (place.activityId !== undefined && current?.retires?.includes(place.activityId)) return all
  const others = all.filter(surface => surface !== current)
  const before = current ?? place
  switch (result) {
    case 'shown':
      return [...others, shownOn(before, delivery, revision)]
    case 'gone':
      return [...others, before.sentAnew ? { ...before, refused: 404 } : prepareResend(before)]
    case 'refused':
      return [...others, { ...before, refused: status ?? 403 }]
    case 'failed':
      return all
  }
}

function shownOn(before: Surface, { place, retired = [] }: Delivered, revision: number): Surface {
  const { note, drawn: shown = 0, face: _face, retires = [], activityId, ...rest } = before
  const isAnother = activityId !== undefined && activityId !== place.activityId
  // Two drawings of one message overlapped, and which one the client shows is unknown: draw it once more.
  const isOverlapped = !isAnother && shown > revision
  const drawn = isOverlapped ? {} : { drawn: revision, ...(place.face !== undefined && { face: place.face }) }
  const left = retires.filter(message => !retired.includes(message))
  // A page is drawn whenever somebody looks, so the line stays until the case changes.
  const kept = note && before.page && before.drawn === undefined ? { note } : {}
  return { ...rest, ...drawn, ...kept, ...idOf(place), ...retirement(isAnother ? [...left, activityId] : left) }
}

function idOf({ activityId }: Surface) {
  return activityId ? { activityId } : {}
}

function prepareResend({ activityId: _id, drawn: _drawn, face: _face, ...place }: Surface): Surface {
  return { ...place, sentAnew: true }
}

/** A sender whose chat did not take the card does not have it, even if the failure is temporary: the text has to be forwarded. */
function withReach(thisCase: Case, deliveries: readonly Delivered[]): Case {
  const { phase } = thisCase
  const theirs = thisCase.surfaces.find(({ audience, page }) => audience === 'sender' && !page)
  if (phase.name !== 'asking' || !theirs) return thisCase
  const isTried = deliveries.some(({ place }) => isSamePlace(place, theirs))
  const without = isTried ? 'none' : phase.reached
  const reached = theirs.activityId !== undefined && theirs.refused === undefined ? 'card' : without
  return reached === phase.reached ? thisCase : { ...thisCase, phase: { ...phase, reached } }
}
