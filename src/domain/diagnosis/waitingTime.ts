import type { Backlog } from './facts.js'

/** A router polls every few minutes at the most; younger mail says nothing yet. */
const PATIENCE_MINUTES = 15

/** How many whole minutes the oldest e-mail has waited; null: none waits. */
export function minutesWaited({ oldest, asOf }: Backlog): number | null {
  return oldest === null ? null : Math.floor((Date.parse(asOf) - Date.parse(oldest)) / 60_000)
}

/** E-mail that has waited so long does not just wait. Where some waits and nobody knows since when, it has. */
export function waitsLong(backlog: Backlog): boolean {
  const minutes = minutesWaited(backlog)
  return minutes === null ? backlog.count > 0 : !(minutes < PATIENCE_MINUTES)
}
