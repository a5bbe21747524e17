import { MINUTE_MS } from '../durations.js'
import type { Backlog, PendingMail } from './facts.js'

/**
 * Routers poll every few minutes, and server-side synchronization scans each mailbox every five, so younger mail is no sign
 * of trouble. https://learn.microsoft.com/power-platform/admin/server-side-synchronization
 */
export const PATIENCE_MINUTES = 15

/** Since when an e-mail could have left: the later of its submission and of the time it was scheduled for, once that has passed. */
export function waitsSince({ createdAt, submittedAt, scheduledFor }: PendingMail, now: string): string {
  const submitted = submittedAt ?? createdAt
  return scheduledFor !== null && scheduledFor > submitted && scheduledFor <= now ? scheduledFor : submitted
}

/** How many whole minutes the one that has waited longest has waited; null: none waits. */
export function minutesWaited(mails: readonly PendingMail[], now: string): number | null {
  const due = mails.filter(({ scheduledFor }) => scheduledFor === null || scheduledFor <= now)
  const [longest] = due.map(mail => waitsSince(mail, now)).toSorted()
  return longest === undefined ? null : minutesBetween(longest, now)
}

/** In whole minutes. */
export function minutesBetween(start: string, end: string): number {
  return Math.floor((Date.parse(end) - Date.parse(start)) / MINUTE_MS)
}

/** Whether e-mail has waited longer than sending takes. */
export function waitsLong({ overdue }: Backlog): boolean {
  return overdue > 0
}

/** Whether all of it is meant to leave later. */
export function isScheduled({ count, scheduled }: Backlog): boolean {
  return count > 0 && scheduled >= count
}
