import type { Case, Surface, Work } from '../case/case.js'
import { isSamePlace } from '../case/drawing.js'
import { postpone, removeWork, replaceWork } from '../case/pendingWork.js'
import { isQueueCard } from '../triage/place.js'
import type { RepairWorkEvent } from './repairWorkEvents.js'

type Notified = Extract<RepairWorkEvent, { type: 'notified' }>

/** A few hours of attempts. */
const MOST_ATTEMPTS = 50

/** Marks the places that were notified, and retries the others later. */
export function markNotified(thisCase: Case, work: Work, { told, retryAfterMs, at }: Notified): Case {
  const surfaces = thisCase.surfaces.map(surface =>
    told.some(place => isSamePlace(place, surface)) ? { ...surface, notified: true as const } : surface,
  )
  const marked: Case = { ...thisCase, surfaces }
  const later = postpone(work, at, retryAfterMs)
  return isEverybodyNotified(marked) || later.attempts >= MOST_ATTEMPTS
    ? removeWork(marked, work)
    : replaceWork(marked, later)
}

/** Whether the people at a place hear that the mail has left. In the helpdesk's channel the card says so, and names nobody. */
export function isNotified(place: Surface): boolean {
  return !isQueueCard(place)
}

function isEverybodyNotified({ surfaces }: Case): boolean {
  return surfaces.every(place => !isNotified(place) || place.notified || place.refused !== undefined)
}
