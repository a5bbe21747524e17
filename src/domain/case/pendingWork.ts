import type { Case, Work, WorkKind } from './case.js'

/** Who works on something, and until when (ISO 8601) nobody else does. */
export type Lease = NonNullable<Work['lease']>

/** The case with one thing promised and nothing else; done by whoever is first, not before `notBefore` (ISO 8601). */
export function promise(c: Case, kind: WorkKind, notBefore?: string): Case {
  return { ...c, pending: [newWork(c, kind, notBefore)] }
}

/** One thing more. */
export function addPromise(c: Case, kind: WorkKind, notBefore?: string): Case {
  return { ...c, pending: [...c.pending, newWork(c, kind, notBefore)] }
}

function newWork({ phase }: Case, kind: WorkKind, notBefore?: string): Work {
  const round = phase.name === 'watching' ? `.${phase.watch.round}` : ''
  return { id: `${kind}.${phase.run}${round}`, kind, attempts: 0, ...(notBefore !== undefined && { notBefore }) }
}

export function replaceWork(c: Case, work: Work): Case {
  return { ...c, pending: c.pending.map(other => (other.id === work.id ? work : other)) }
}

export function removeWork(c: Case, work: Work): Case {
  return { ...c, pending: c.pending.filter(({ id }) => id !== work.id) }
}

function isLeased(work: Work, at: string): boolean {
  return work.lease !== undefined && work.lease.until > at
}

/** Nobody is at it, and its time has come. */
export function isDue(work: Work, at: string): boolean {
  return !isLeased(work, at) && (work.notBefore ?? '') <= at
}

const FIRST_DELAY_MS = 1_000
const LONGEST_DELAY_MS = 300_000

/** Work that did not succeed is tried again later, each time later than before: from a second up to five minutes. */
export function postpone({ id, kind, attempts }: Work, at: string, retryAfterMs = 0): Work {
  const delay = Math.min(FIRST_DELAY_MS * 2 ** attempts, LONGEST_DELAY_MS)
  const notBefore = new Date(Date.parse(at) + Math.max(delay, retryAfterMs)).toISOString()
  return { id, kind, attempts: attempts + 1, notBefore }
}
