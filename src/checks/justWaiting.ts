import { defineCheck, notApplicable, ok } from '../domain/diagnosis.js'

/** A router polls every few minutes at the most; younger mail says nothing yet. */
const PATIENCE_MINUTES = 15

/** Everything else is in order, and the oldest e-mail has not waited long. */
export const justWaiting = defineCheck({
  id: 'justWaiting',
  needs: ['backlog'],
  lastResort: true,
  evaluate({ backlog }) {
    if (!backlog) return notApplicable('senderUnknown')
    if (backlog.oldest === null) return notApplicable('nothingPending')
    const minutes = Math.floor((Date.parse(backlog.asOf) - Date.parse(backlog.oldest)) / 60_000)
    const evidence = [{ label: 'oldestWaits', value: String(minutes) }]
    if (minutes >= PATIENCE_MINUTES) return ok(...evidence)
    return {
      outcome: 'problem',
      severity: 'contributing',
      message: { key: 'checks.justWaiting.problem', args: { count: backlog.count, minutes } },
      evidence,
      guide: 'justWaiting',
    }
  },
})
