import { defineCheck } from '../../domain/diagnosis/check.js'
import { notApplicable, ok } from '../../domain/diagnosis/finding.js'
import { newerMailLeft } from '../../domain/diagnosis/ownMailbox.js'
import { waitsLong } from '../../domain/diagnosis/waitingTime.js'

/** Mail of this mailbox left within the last hour, oldest first, and more waits than leaves in an hour. */
export const slowlyLeaving = defineCheck({
  id: 'slowlyLeaving',
  needs: ['backlog', 'departures', 'pendingMails'],
  evaluate({ backlog, departures, pendingMails }) {
    if (!backlog || !departures) return notApplicable('senderUnknown')
    if (backlog.count === 0) return notApplicable('nothingPending')
    const { lastHour } = departures
    const evidence = [{ label: 'leftLastHour', value: String(lastHour) }] as const
    const inTurn = !newerMailLeft({ departures, pendingMails, backlog })
    if (lastHour === 0 || !inTurn || backlog.count <= lastHour || !waitsLong(backlog)) return ok(...evidence)
    const hours = Math.ceil(backlog.count / lastHour)
    return {
      outcome: 'problem',
      severity: 'contributing',
      message: { key: 'checks.slowlyLeaving.problem', args: { count: backlog.count, rate: lastHour, hours } },
      evidence: [...evidence, { label: 'hoursLeft', value: String(hours) }],
      guide: 'slowlyLeaving',
      acts: 'nobody',
      explains: ['waiting'],
    }
  },
})
