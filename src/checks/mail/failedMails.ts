import { defineCheck } from '../../domain/diagnosis/check.js'
import { notApplicable, ok } from '../../domain/diagnosis/finding.js'

/** E-mails of the sender in status Failed (8) of the last 30 days. They do not leave by themselves. */
export const failedMails = defineCheck({
  id: 'failedMails',
  needs: ['failedMails'],
  evaluate({ failedMails: failed }) {
    if (!failed) return notApplicable('senderUnknown')
    const { count, oldest, newest } = failed
    if (count === 0 || !oldest || !newest) return ok({ label: 'failedMails', value: '0' })
    return {
      outcome: 'problem',
      severity: 'contributing',
      message: { key: 'checks.failedMails.problem', args: { count } },
      evidence: [
        { label: 'failedMails', value: String(count) },
        { label: 'failedSince', value: oldest },
        { label: 'failedLast', value: newest },
      ],
      guide: 'failedMails',
      explains: ['failed'],
    }
  },
})
