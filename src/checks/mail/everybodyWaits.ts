import { defineCheck } from '../../domain/diagnosis/check.js'
import { type Evidence, notApplicable, ok } from '../../domain/diagnosis/finding.js'
import { waitsLong } from '../../domain/diagnosis/waitingTime.js'
import { standsStill } from '../../domain/triage/guard/standstill.js'

/** The sender's mail waits because nobody's leaves: the router, or the background operations of the environment, have stopped. */
export const everybodyWaits = defineCheck({
  id: 'everybodyWaits',
  gate: 2,
  // A router that lacks a permission leaves everybody's mail as well, until its next poll after that was granted.
  lastResort: 'router',
  sharedBy: 'organization',
  needs: ['mailSettings', 'pulse', 'backlog'],
  mayUse: ['environment', 'routerAccounts', 'namedAccounts', 'rights', 'businessUnits'],
  evaluate({ backlog, environment, ...facts }) {
    const { pulse, mailSettings } = facts
    const { channel } = mailSettings
    if (!backlog) return notApplicable('senderUnknown')
    const evidence: readonly Evidence[] = [
      { label: 'lastDeparture', value: pulse.lastDeparture ?? 'none' },
      { label: 'waitingSenders', value: String(pulse.waitingSenders) },
      ...(channel === 'synchronization'
        ? [{ label: 'lastProcessed', value: pulse.lastProcessed ?? 'none' } as const]
        : []),
    ]
    // The others may only lack a permission that the router needs, which is checked for this sender alone.
    const concerned = channel === 'synchronization' || waitsLong(backlog)
    if (!concerned || !standsStill(facts, backlog.asOf)) return ok(...evidence)
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
