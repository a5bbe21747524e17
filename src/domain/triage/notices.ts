import type { Case, Note, Work } from '../case/case.js'
import { moveCard } from '../case/drawing.js'
import { postpone, removeWork, replaceWork } from '../case/pendingWork.js'
import type { Notice } from './triage.js'
import type { Sent } from './triageEvents.js'

/** More than anybody reads; the oldest that could not be sent are dropped. */
const MOST = 20

export function withNotice(thisCase: Case, notice: Omit<Notice, 'n'>): Case {
  const n = (thisCase.noticed ?? 0) + 1
  return { ...thisCase, noticed: n, notices: [...(thisCase.notices ?? []), { n, ...notice }].slice(-MOST) }
}

/** The card comes to the end of the conversation, which notifies the people there, with a line that says why. */
export function bringBack(thisCase: Case, to: 'user' | 'sender', note: Note): Case {
  const place = thisCase.surfaces.findLast(({ audience, refused }) => audience === to && refused === undefined)
  return place ? moveCard(thisCase, place, note) : thisCase
}

/** A few hours of attempts. */
const MOST_ATTEMPTS = 50

/** What could not be sent is tried again later. */
export function afterSending(thisCase: Case, work: Work, { done, at, retryAfterMs }: Sent): Case {
  const { notices = [], ...rest } = thisCase
  const left = notices.filter(({ n }) => !done.includes(n))
  const later = postpone(work, at, retryAfterMs)
  if (left.length === 0 || later.attempts >= MOST_ATTEMPTS) return removeWork(rest, work)
  return replaceWork({ ...rest, notices: left }, later)
}
