import type { Facts } from '../../diagnosis/facts.js'
import { isReachedByRouter } from '../../diagnosis/sendAs.js'
import { minutesBetween, PATIENCE_MINUTES } from '../../diagnosis/waitingTime.js'

/** With fewer, it may be each sender's own trouble. */
const SENDERS = 2

export interface MailOfAll extends Pick<Facts, 'mailSettings' | 'pulse'> {
  /** null: not read. These matter for a router only. */
  readonly routerAccounts: Facts['routerAccounts'] | null
  readonly namedAccounts: Facts['namedAccounts'] | null
  readonly rights: Facts['rights'] | null
  readonly businessUnits: Facts['businessUnits'] | null
}

/**
 * Whether nothing leaves an organization any more. Mail that was submitted after its last departure waits for two senders or
 * more whose mailboxes are in order, and no mailbox was processed lately: the router's service, or the background operations
 * of the environment, which are off in administration mode and in every fresh copy. Judged by these signs only, UNCONFIRMED.
 * https://learn.microsoft.com/power-platform/admin/admin-mode
 */
export function standsStill(facts: MailOfAll, now: string): boolean {
  const { pulse, mailSettings } = facts
  const isRouter = mailSettings.channel === 'router'
  const newer = pulse.overdueInOrder.filter(({ submittedAt }) => submittedAt > (pulse.lastDeparture ?? ''))
  const stuck = isRouter ? newer.filter(sender => isReachedByRouter(sender, facts)) : newer
  return stuck.length >= SENDERS && (isRouter || !processedLately(pulse, now))
}

function processedLately({ lastProcessed }: Facts['pulse'], now: string): boolean {
  return lastProcessed !== null && minutesBetween(lastProcessed, now) < PATIENCE_MINUTES
}
