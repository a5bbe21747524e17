import { defineCheck } from '../../domain/diagnosis/check.js'
import { notApplicable, ok, undetermined } from '../../domain/diagnosis/finding.js'
import { singleOf } from '../../domain/singleOf.js'

/** The owner of the queue, a user or a team, has no security role. Documented for receiving only (KB 4500778, -2147209462); for sending it is UNCONFIRMED. */
export const queueOwnerWithoutRole = defineCheck({
  id: 'queueOwnerWithoutRole',
  gate: 2,
  channel: 'synchronization',
  needs: ['senders', 'queueOwnerHasRole'],
  evaluate({ senders, queueOwnerHasRole }) {
    const queue = singleOf(senders)
    if (!queue) return notApplicable('senderUnknown')
    if (queue.kind === 'user') return notApplicable('senderIsUser')
    if (queueOwnerHasRole === null) return undetermined('queueOwnerHasRole', 'the queue has no owner')
    const evidence = [{ label: 'queueOwnerRole', value: queueOwnerHasRole ? 'yes' : 'none' }] as const
    if (queueOwnerHasRole) return ok(...evidence)
    return {
      outcome: 'problem',
      severity: 'contributing',
      message: { key: 'checks.queueOwnerWithoutRole.problem', args: { queue: queue.name } },
      evidence,
      guide: 'queueOwnerWithoutRole',
      links: { queueId: queue.id },
    }
  },
})
