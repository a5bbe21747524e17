import { defineCheck } from '../../domain/diagnosis/check.js'
import { notApplicable, ok, undetermined } from '../../domain/diagnosis/finding.js'

/**
 * E-mails of the sender in status Failed (8) of the last 30 days. They do not leave by themselves. Whether they need an
 * explanation depends on what has left since.
 */
export const failedMails = defineCheck({
  id: 'failedMails',
  needs: ['failedMails'],
  mayUse: ['departures'],
  evaluate({ failedMails: failed, departures }) {
    if (!failed) return notApplicable('senderUnknown')
    const { count, oldest, newest } = failed
    if (count === 0 || !oldest || !newest) return ok({ label: 'failedMails', value: '0' })
    if (!departures) return undetermined('departures', 'whether mail has left since then was not seen', 'notGathered')
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
      acts: 'sender',
      explains: ['failed'],
    }
  },
})
