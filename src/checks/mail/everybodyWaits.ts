import { defineCheck } from '../../domain/diagnosis/check.js'
import type { Pulse } from '../../domain/diagnosis/facts.js'
import { type Evidence, notApplicable, ok } from '../../domain/diagnosis/finding.js'
import { isReachedByRouter } from '../../domain/diagnosis/sendAs.js'
import { minutesBetween, PATIENCE_MINUTES, waitsLong } from '../../domain/diagnosis/waitingTime.js'

/** With fewer, it may be each sender's own trouble. */
const SENDERS = 2

/**
 * Mail that was submitted after the organization's last departure waits for two senders or more whose mailboxes are in
 * order, and no mailbox was processed lately: the router's service, or the background operations of the environment, which
 * are off in administration mode and in every fresh copy. Judged by these signs only, UNCONFIRMED.
 * https://learn.microsoft.com/power-platform/admin/admin-mode
 */
export const everybodyWaits = defineCheck({
  id: 'everybodyWaits',
  gate: 2,
  // A router that lacks a permission leaves everybody's mail as well, until its next poll after that was granted.
  lastResort: 'router',
  needs: ['mailSettings', 'pulse', 'backlog'],
  mayUse: ['environment', 'routerAccounts', 'namedAccounts', 'rights', 'businessUnits'],
  evaluate({ mailSettings, pulse, backlog, environment, ...facts }) {
    const { channel } = mailSettings
    if (!backlog) return notApplicable('senderUnknown')
    const newer = pulse.overdueInOrder.filter(({ submittedAt }) => submittedAt > (pulse.lastDeparture ?? ''))
    const stuck =
      channel === 'router' ? newer.filter(sender => isReachedByRouter(sender, { mailSettings, ...facts })) : newer
    const stopped = channel === 'router' || !processedLately(pulse, backlog.asOf)
    const evidence: readonly Evidence[] = [
      { label: 'lastDeparture', value: pulse.lastDeparture ?? 'none' },
      { label: 'waitingSenders', value: String(pulse.waitingSenders) },
      ...(channel === 'synchronization'
        ? [{ label: 'lastProcessed', value: pulse.lastProcessed ?? 'none' } as const]
        : []),
    ]
    // The others may only lack a permission that the router needs, which is checked for this sender alone.
    const concerned = channel === 'synchronization' || waitsLong(backlog)
    if (stuck.length < SENDERS || !stopped || !concerned) return ok(...evidence)
    const kind = channel === 'router' ? 'router' : environment?.production === true ? 'problem' : 'copy'
    return {
      outcome: 'problem',
      severity: 'blocking',
      message: { key: `checks.everybodyWaits.${kind}`, args: { senders: pulse.waitingSenders } },
      evidence,
      guide: channel === 'router' ? 'routerStopped' : 'everybodyWaits',
    }
  },
})

function processedLately({ lastProcessed }: Pulse, now: string): boolean {
  return lastProcessed !== null && minutesBetween(lastProcessed, now) < PATIENCE_MINUTES
}
