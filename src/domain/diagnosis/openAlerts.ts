import { fold } from '../errorText.js'
import { directionsIn } from '../faults/direction.js'
import { faultOf } from '../faults/faultSigns.js'
import type { MailboxFault } from '../faults/mailboxFault.js'
import type { FaultId } from '../messageKey.js'
import type { Alert, Channel } from './facts.js'

/** An alert and its meaning: a fault; 'hasCheck' if a check examines the records themselves; null: unknown. */
export interface ReadAlert {
  readonly alert: Alert
  readonly means: MailboxFault | 'hasCheck' | null
}

/**
 * Faults that checks detect from the records, which are more current than any alert. A license for Exchange is not among
 * them, since Dynamics 365 keeps only its own; nor is an address that Exchange does not accept, since the record of the user
 * may have the same one.
 */
const HAVE_CHECKS: readonly FaultId[] = [
  'approvalNeeded',
  'mailboxDisabled',
  'outgoingMethod',
  'queueSendAs',
  'userDisabled',
]
/** Those whose checks look at organizations with server-side synchronization only. */
const SYNCHRONIZED: readonly FaultId[] = ['serverProfile', 'testRunning']

interface Since {
  readonly channel: Channel
  /** Times at which the mailbox worked: ISO 8601, UTC; null: never. */
  readonly successes: readonly (string | null)[]
}

/** The alerts about outgoing mail that are newer than every success. */
export function openAlerts(alerts: readonly Alert[], { channel, successes }: Since): readonly ReadAlert[] {
  const [success = ''] = successes.map(at => at ?? '').toSorted((a, b) => (a < b ? 1 : -1))
  const open = alerts.filter(alert => alert.at > success && !isElsewhere(alert))
  const checked = channel === 'synchronization' ? [...HAVE_CHECKS, ...SYNCHRONIZED] : HAVE_CHECKS
  return open.map(alert => ({ alert, means: meaningOf(alert, checked) }))
}

function meaningOf(alert: Alert, checked: readonly FaultId[]): ReadAlert['means'] {
  const fault = faultOf(alert)
  if (fault === null) return null
  return typeof fault === 'string' || checked.includes(fault.id) ? 'hasCheck' : fault
}

/** Trouble with incoming mail, or with appointments, does not stop outgoing mail. */
function isElsewhere({ text }: Alert): boolean {
  const about = directionsIn(fold(text))
  const sends = about.has('sending') || /\b(send|sent|outgoing)/i.test(text)
  return !sends && (about.has('receiving') || about.has('appointments') || /\breceiv/i.test(text))
}
