import type { FaultName } from '../domain/faults/mailboxFault.js'
import type { JudgedEvent } from './evidence/judgedEvent.js'
import type { FaultSeen } from './logReading.js'
import { copyOf } from './text/flatCopy.js'

/** How often a fault was seen in one place, while it is being counted. */
export type Counted = { -readonly [Key in keyof FaultSeen]: FaultSeen[Key] }

const NONE: readonly string[] = []
const PRIVILEGES = 5
/** Faults whose account lacks something, so its access mode matters. */
const OF_RIGHTS: readonly FaultName[] = ['sendAs', 'actOnBehalf', 'privilegeMissing', 'mailboxPermission']

/** A row that counts nothing yet. */
export function emptyRow(fault: FaultName, organization: string | null, user: string | null): Counted {
  const counted = { count: 0, first: null, last: null, evidence: [], bare: true }
  return { fault, organization, user, direction: null, privileges: NONE, accessMode: null, ...counted }
}

/** Adds what an event, or the row of another tally, says about a fault. */
export function describe(row: Counted, more: Pick<JudgedEvent, 'direction' | 'privileges' | 'accessMode'>): void {
  // Mail that does not leave is what people come for.
  if (row.direction === null || more.direction === 'sending') row.direction = more.direction
  if (OF_RIGHTS.includes(row.fault)) row.accessMode ??= more.accessMode
  if (more.privileges.length === 0 || row.fault !== 'privilegeMissing') return
  row.privileges = [...new Set([...row.privileges, ...more.privileges.map(copyOf)])].slice(0, PRIVILEGES)
}
