import { defineCheck, notApplicable, ok } from '../domain/diagnosis/diagnosis.js'
import { singleOf, usesSynchronization } from '../domain/diagnosis/sendAs.js'

/** Only an account that may read a queue can send as the queue; any other gets 0x8004480F (UserDoesNotHaveSendAsForQueue). */
export const queueAccess = defineCheck({
  id: 'queueAccess',
  needs: ['senders', 'routerAccounts', 'mailSettings', 'queueAccess'],
  evaluate({ senders, routerAccounts, mailSettings, queueAccess }) {
    const queue = singleOf(senders)
    const account = singleOf(routerAccounts)
    if (usesSynchronization(mailSettings)) return notApplicable('notTheRouter')
    if (!queue) return notApplicable('senderUnknown')
    if (queue.kind === 'user') return notApplicable('senderIsUser')
    if (!account || queueAccess === null) return notApplicable('actingAccountUnknown')
    const evidence = [{ label: 'queueAccess', value: queueAccess ? 'Read' : 'none' }] as const
    if (queueAccess) return ok(...evidence)
    return {
      outcome: 'problem',
      severity: 'blocking',
      message: { key: 'checks.queueAccess.problem', args: { account: account.name, queue: queue.name } },
      evidence,
      guide: 'queueAccess',
      links: { queueId: queue.id },
    }
  },
})
