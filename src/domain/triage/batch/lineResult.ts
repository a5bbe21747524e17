import type { Case, Work } from '../../case/case.js'
import type { Check } from '../../diagnosis/check.js'
import { findingOf } from '../triageFinding.js'
import type { LineResult } from './batch.js'

/** What the check of one address says; null: it is still under way, or is just getting its number. */
export function lineResultOf(thisCase: Case, checks: readonly Check[]): LineResult | null {
  const { phase, triage, pending } = thisCase
  if (pending.some(isBeingNumbered)) return null
  const nothing = { cause: null, says: null, number: triage?.number ?? null }
  switch (phase.name) {
    case 'locating':
    case 'identifying':
    case 'diagnosing':
      return null
    case 'intake':
      return { verdict: 'asks', ask: phase.ask, ...nothing }
    case 'closed':
    case 'resolved':
    case 'batching':
    case 'batched':
      return { verdict: 'over', ...nothing }
    default: {
      const { verdict, cause, says } = findingOf(phase.diagnosis, checks)
      return { ...nothing, verdict, cause, says }
    }
  }
}

/** Its number is being fetched, or nobody has tried yet; after a failed attempt, nobody waits for it. */
function isBeingNumbered({ kind, lease, attempts }: Work): boolean {
  return kind === 'enter' && (lease !== undefined || attempts === 0)
}
