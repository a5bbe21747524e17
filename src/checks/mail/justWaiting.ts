import { defineCheck } from '../../domain/diagnosis/check.js'
import { notApplicable } from '../../domain/diagnosis/finding.js'
import { isScheduled, minutesWaited, waitsLong } from '../../domain/diagnosis/waitingTime.js'

/** Everything else is in order, and the oldest e-mail has not waited long. */
export const justWaiting = defineCheck({
  id: 'justWaiting',
  needs: ['mailSettings', 'backlog', 'pendingMails'],
  lastResort: true,
  evaluate({ mailSettings: { channel }, backlog, pendingMails }) {
    if (!backlog) return notApplicable('senderUnknown')
    if (backlog.count === 0) return notApplicable('nothingPending')
    if (waitsLong(backlog)) return notApplicable('waitsLong')
    if (isScheduled(backlog)) return notApplicable('scheduled')
    const minutes = minutesWaited(pendingMails ?? [], backlog.asOf) ?? 0
    return {
      outcome: 'problem',
      severity: 'contributing',
      message: { key: 'checks.justWaiting.problem', args: { count: backlog.count, minutes, channel } },
      evidence: [{ label: 'oldestWaits', value: String(minutes) }],
      guide: 'justWaiting',
      acts: 'nobody',
    }
  },
})
