import { type Case, type Note, type Surface, takesMessages, type Work } from '../case/case.js'
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
export function bringBack(thisCase: Case, place: Surface | null, note: Note): Case {
  return place ? moveCard(thisCase, place, note) : thisCase
}

/** Where somebody can be told something; `chat`: theirs, if the case is not shown there yet. null: nowhere. */
export function placeToTell({ surfaces }: Case, to: 'user' | 'sender', chat?: Surface): Surface | null {
  const place = surfaces.findLast(surface => surface.audience === to && takesMessages(surface))
  return place ?? (chat?.audience === to ? chat : null)
}

/** A few hours of attempts. */
const MOST_ATTEMPTS = 50

/** What could not be sent is tried again later. */
export function afterSending(thisCase: Case, work: Work, { done, at, retryAfterMs, brought }: Sent): Case {
  const { notices = [], ...rest } = brought ? moveCard(thisCase, brought.chat, brought.note) : thisCase
  const left = notices.filter(({ n }) => !done.includes(n))
  const later = postpone(work, at, retryAfterMs)
  if (left.length === 0 || later.attempts >= MOST_ATTEMPTS) return removeWork(rest, work)
  return replaceWork({ ...rest, notices: left }, later)
}
