import { type Case, isOpen } from '../case/case.js'

/** Notes the end of a case that was open before. */
export function withEnd(before: Case, after: Case, at: string): Case {
  return isOpen(before) && !isOpen(after) ? { ...after, endedAt: at } : after
}

/** Since when the case has been over, ISO 8601; null: it is open. */
export function endOf({ phase, endedAt }: Case): string | null {
  const isOver = phase.name === 'closed' || phase.name === 'resolved' || phase.name === 'batched'
  return isOver ? (endedAt ?? phase.at) : null
}
