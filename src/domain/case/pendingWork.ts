import type { Case, Work, WorkKind } from './case.js'

/** Who does the work, and until when (ISO 8601) nobody else takes it. */
export type Lease = NonNullable<Work['lease']>

/** Promises this work in place of all other work. Any process may do it, but not before `notBefore` (ISO 8601). */
export function promise(thisCase: Case, kind: WorkKind, notBefore?: string): Case {
  return { ...thisCase, pending: [newWork(thisCase, kind, notBefore)] }
}

/** Promises this work in addition to other work. */
export function addPromise(thisCase: Case, kind: WorkKind, notBefore?: string): Case {
  return { ...thisCase, pending: [...thisCase.pending, newWork(thisCase, kind, notBefore)] }
}

function newWork({ phase }: Case, kind: WorkKind, notBefore?: string): Work {
  const round = phase.name === 'watching' ? `.${phase.watch.round}` : ''
  return { id: `${kind}.${phase.run}${round}`, kind, attempts: 0, ...(notBefore !== undefined && { notBefore }) }
}

export function replaceWork(thisCase: Case, work: Work): Case {
  return { ...thisCase, pending: thisCase.pending.map(other => (other.id === work.id ? work : other)) }
}

export function removeWork(thisCase: Case, work: Work): Case {
  return { ...thisCase, pending: thisCase.pending.filter(({ id }) => id !== work.id) }
}

export function withoutPromise(thisCase: Case, kind: WorkKind): Case {
  return { ...thisCase, pending: thisCase.pending.filter(work => work.kind !== kind) }
}

export function withoutLease({ lease: _, ...work }: Work): Work {
  return work
}

function isLeased(work: Work, at: string): boolean {
  return work.lease !== undefined && work.lease.until > at
}

/** Nobody holds its lease, and its time has come. */
export function isDue(work: Work, at: string): boolean {
  return !isLeased(work, at) && (work.notBefore ?? '') <= at
}

/** Whether there is work that nobody is doing. */
export function hasDue({ pending }: Case, at: string): boolean {
  return pending.some(work => isDue(work, at))
}

const FIRST_DELAY_MS = 1_000
const LONGEST_DELAY_MS = 300_000

/** Schedules another attempt after a delay that doubles each time, from a second up to five minutes. */
export function postpone({ id, kind, attempts }: Work, at: string, retryAfterMs = 0): Work {
  const delay = Math.min(FIRST_DELAY_MS * 2 ** attempts, LONGEST_DELAY_MS)
  const notBefore = new Date(Date.parse(at) + Math.max(delay, retryAfterMs)).toISOString()
  return { id, kind, attempts: attempts + 1, notBefore }
}
