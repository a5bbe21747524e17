import type { Backlog } from './facts.js'

/** Routers poll every few minutes, so younger mail is no sign of trouble. */
const PATIENCE_MINUTES = 15

/** How many whole minutes the oldest e-mail has waited; null: none waits, or its date is unknown. */
export function minutesWaited({ oldest, asOf }: Backlog): number | null {
  return oldest === null ? null : Math.floor((Date.parse(asOf) - Date.parse(oldest)) / 60_000)
}

/** Whether e-mail has waited longer than polling explains. If its date is unknown, it counts as having waited long. */
export function waitsLong(backlog: Backlog): boolean {
  const minutes = minutesWaited(backlog)
  return minutes === null ? backlog.count > 0 : !(minutes < PATIENCE_MINUTES)
}
