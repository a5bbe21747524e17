import { defineCheck } from '../../domain/diagnosis/check.js'
import { notApplicable, ok } from '../../domain/diagnosis/finding.js'
import { isScheduled } from '../../domain/diagnosis/waitingTime.js'

/** All waiting e-mails have a time in the future to be sent at (email.delayedemailsendtime). */
export const sendLater = defineCheck({
  id: 'sendLater',
  channel: 'synchronization',
  needs: ['backlog', 'pendingMails'],
  evaluate({ backlog, pendingMails }) {
    if (!backlog) return notApplicable('senderUnknown')
    if (backlog.count === 0) return notApplicable('nothingPending')
    const evidence = [{ label: 'scheduled', value: String(backlog.scheduled) }] as const
    if (!isScheduled(backlog)) return ok(...evidence)
    const times = (pendingMails ?? []).flatMap(({ scheduledFor }) => scheduledFor ?? []).toSorted()
    const next = times[0] === undefined ? [] : [{ label: 'scheduledFor', value: times[0] } as const]
    return {
      outcome: 'problem',
      severity: 'contributing',
      message: { key: 'checks.sendLater.problem', args: { count: backlog.count } },
      evidence: [...evidence, ...next],
      guide: 'sendLater',
      acts: 'nobody',
      explains: ['waiting'],
    }
  },
})
