import type { Case, Surface, Work } from '../case/case.js'
import { postpone, removeWork, replaceWork } from '../case/pendingWork.js'
import type { Message } from '../diagnosis/diagnosis.js'
import type { Agent } from './triage.js'
import type { Sent } from './triageEvents.js'

/** Something to tell the people at some of the case's places: a new message, since a card that is redrawn notifies nobody. */
export interface Notice {
  /** Numbers the notices of a case from 1. */
  readonly n: number
  readonly to: Surface['audience']
  readonly message: Message
  readonly mention?: Agent
}

/** More than anybody reads; the oldest that could not be sent are dropped. */
const MOST = 20

export function withNotice(thisCase: Case, notice: Omit<Notice, 'n'>): Case {
  const n = (thisCase.noticed ?? 0) + 1
  return { ...thisCase, noticed: n, notices: [...(thisCase.notices ?? []), { n, ...notice }].slice(-MOST) }
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
