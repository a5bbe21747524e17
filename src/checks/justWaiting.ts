import { defineCheck, notApplicable } from '../domain/diagnosis/diagnosis.js'
import { minutesWaited, waitsLong } from '../domain/diagnosis/waitingTime.js'

/** Everything else is in order, and the oldest e-mail has not waited long. */
export const justWaiting = defineCheck({
  id: 'justWaiting',
  needs: ['backlog'],
  lastResort: true,
  evaluate({ backlog }) {
    if (!backlog) return notApplicable('senderUnknown')
    const minutes = minutesWaited(backlog)
    if (waitsLong(backlog)) return notApplicable('waitsLong')
    if (minutes === null) return notApplicable('nothingPending')
    return {
      outcome: 'problem',
      severity: 'contributing',
      message: { key: 'checks.justWaiting.problem', args: { count: backlog.count, minutes } },
      evidence: [{ label: 'oldestWaits', value: String(minutes) }],
      guide: 'justWaiting',
    }
  },
})
