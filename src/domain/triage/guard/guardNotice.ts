import type { Message } from '../../diagnosis/diagnosis.js'
import { MINUTE_MS } from '../../durations.js'
import type { GuardedMail, Standstill } from './guardedMail.js'

/** What the helpdesk has to be told now; null: nothing. Of a standstill that it was not told of, it is not told the end. */
export function owedNotice({ standstill, told, leftAt }: GuardedMail, organization: string): Message | null {
  if (standstill) return told ? null : stoppedNotice(standstill, organization)
  return told && leftAt !== null ? leavesNotice(told, organization, leftAt) : null
}

function stoppedNotice({ since, by, waiting }: Standstill, organization: string): Message {
  const { senders = 0, mails = 0 } = waiting ?? {}
  const counted = waiting ? 'yes' : 'no'
  const ever = since === null ? 'no' : 'yes'
  return { key: 'triage.guard.stopped', args: { organization, ever, since: since ?? '', by, counted, senders, mails } }
}

function leavesNotice({ since, seenAt }: Standstill, organization: string, leftAt: string): Message {
  return { key: 'triage.guard.leaves', args: { organization, at: leftAt, ...lengthOf(since ?? seenAt, leftAt) } }
}

const HOUR = 60
const DAY = 24 * HOUR

/** In the largest unit of which there are at least two. */
function lengthOf(start: string, end: string): { readonly unit: string; readonly count: number } {
  const minutes = Math.max(1, Math.round((Date.parse(end) - Date.parse(start)) / MINUTE_MS))
  if (minutes >= 2 * DAY) return { unit: 'days', count: Math.round(minutes / DAY) }
  if (minutes >= 2 * HOUR) return { unit: 'hours', count: Math.round(minutes / HOUR) }
  return { unit: 'minutes', count: minutes }
}
