import { defineCheck } from '../../domain/diagnosis/check.js'
import type { PendingMail } from '../../domain/diagnosis/facts.js'
import { type Evidence, notApplicable, ok } from '../../domain/diagnosis/finding.js'
import { wasSubmitted } from '../../domain/diagnosis/rows/mails.js'

/**
 * The status of e-mails was set to Pending Send without the Send request, by a flow or an import for example. Synchronization
 * picks up only what was submitted. The sign, an empty deliveryattempts and trackingtoken, is UNCONFIRMED, so it counts only
 * where other e-mails of the organization have a value. https://learn.microsoft.com/power-platform/admin/server-side-synchronization
 */
export const notSubmitted = defineCheck({
  id: 'notSubmitted',
  channel: 'synchronization',
  needs: ['backlog', 'pulse'],
  mayUse: ['pendingMails'],
  evaluate({ backlog, pulse, pendingMails }) {
    if (!backlog) return notApplicable('senderUnknown')
    if (backlog.count === 0) return notApplicable('nothingPending')
    const { notSubmitted: count } = backlog
    if (count > 0 && !pulse.marksSubmissions) return notApplicable('submissionsUnmarked')
    const evidence = [{ label: 'notSubmitted', value: String(count) } as const, ...marksOf(pendingMails ?? [])]
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

/** What the oldest waiting e-mails themselves show: whether they were handed over, how often each was tried, and who made them. */
function marksOf(mails: readonly PendingMail[]): readonly Evidence[] {
  if (mails.length === 0) return []
  const share = (matching: readonly PendingMail[]) => `${matching.length} / ${mails.length}`
  const attempts = Math.max(...mails.map(({ deliveryAttempts }) => deliveryAttempts ?? 0))
  const byWorkflow = mails.filter(mail => mail.byWorkflow)
  return [
    { label: 'submittedMails', value: share(mails.filter(wasSubmitted)) },
    { label: 'deliveryAttempts', value: String(attempts) },
    ...(byWorkflow.length > 0 ? [{ label: 'workflowMails', value: share(byWorkflow) } as const] : []),
  ]
}
