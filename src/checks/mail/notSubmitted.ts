import { defineCheck } from '../../domain/diagnosis/check.js'
import { notApplicable, ok } from '../../domain/diagnosis/finding.js'

/**
 * The status of e-mails was set to Pending Send without the Send request, by a flow or an import for example. Synchronization
 * picks up only what was submitted. The sign, an empty deliveryattempts and trackingtoken, is UNCONFIRMED, so it counts only
 * where other e-mails of the organization have a value. https://learn.microsoft.com/power-platform/admin/server-side-synchronization
 */
export const notSubmitted = defineCheck({
  id: 'notSubmitted',
  channel: 'synchronization',
  needs: ['backlog', 'pulse'],
  evaluate({ backlog, pulse }) {
    if (!backlog) return notApplicable('senderUnknown')
    if (backlog.count === 0) return notApplicable('nothingPending')
    const { notSubmitted: count } = backlog
    if (count > 0 && !pulse.marksSubmissions) return notApplicable('submissionsUnmarked')
    const evidence = [{ label: 'notSubmitted', value: String(count) }] as const
    if (count === 0) return ok(...evidence)
    return {
      outcome: 'problem',
      severity: 'blocking',
      message: { key: 'checks.notSubmitted.problem', args: { count } },
      evidence,
      guide: 'notSubmitted',
    }
  },
})
