import { faultOf } from '../faults/faultSigns.js'
import type { MailboxFault } from '../faults/mailboxFault.js'
import type { FaultId } from '../messageKey.js'
import type { Alert } from './facts.js'

/** An alert and its meaning: a fault; 'hasCheck' if a check examines the records themselves; null: unknown. */
export interface ReadAlert {
  readonly alert: Alert
  readonly means: MailboxFault | 'hasCheck' | null
}

/** Faults that checks detect from the records, which are more current than any alert. */
const HAVE_CHECKS: readonly FaultId[] = [
  'approvalNeeded',
  'mailboxDisabled',
  'outgoingMethod',
  'queueSendAs',
  'userDisabled',
]

/** The alerts about outgoing mail that are newer than every success. Times are ISO 8601, UTC; null: never. */
export function openAlerts(alerts: readonly Alert[], ...successes: readonly (string | null)[]): readonly ReadAlert[] {
  const success =
    successes
      .map(at => at ?? '')
      .toSorted()
      .at(-1) ?? ''
  const open = alerts.filter(alert => alert.at > success && !isElsewhere(alert))
  return open.map(alert => ({ alert, means: meaningOf(alert) }))
}

function meaningOf(alert: Alert): ReadAlert['means'] {
  const fault = faultOf(alert)
  if (fault === null) return null
  return typeof fault === 'string' || HAVE_CHECKS.includes(fault.id) ? 'hasCheck' : fault
}

/** Trouble with incoming mail, or with appointments, does not stop outgoing mail. */
function isElsewhere({ text }: Alert): boolean {
  return /\b(receiv|incoming|appointments)/i.test(text) && !/\b(send|sent|outgoing)/i.test(text)
}
