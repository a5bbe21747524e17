import { ACTING_MAY_USE, ACTING_NEEDS, actingAccounts } from '../../domain/diagnosis/acting.js'
import { defineCheck } from '../../domain/diagnosis/check.js'
import { notApplicable, ok, undetermined } from '../../domain/diagnosis/finding.js'
import { firstFailing, nobodyActs, unnamedRouter, withRights } from '../../domain/diagnosis/sendAs.js'
import { singleOf } from '../../domain/singleOf.js'

/** Only an account that may read a queue can send as the queue; any other gets 0x8004480F (UserDoesNotHaveSendAsForQueue). */
export const queueAccess = defineCheck({
  id: 'queueAccess',
  gate: 1,
  aboutRight: true,
  needs: [...ACTING_NEEDS, 'rights'],
  mayUse: ACTING_MAY_USE,
  evaluate({ rights, ...facts }) {
    const queue = singleOf(facts.senders)
    if (!queue) return notApplicable('senderUnknown')
    if (queue.kind === 'user') return notApplicable('senderIsUser')
    const accounts = actingAccounts(facts)
    if (accounts.length === 0) return nobodyActs(facts)
    const { seen, more, unread, readsQueue } = withRights(accounts, rights)
    const failing = firstFailing(seen, account => readsQueue(account) === false)
    if (!failing) {
      if (seen.some(({ account }) => readsQueue(account) === null))
        return undetermined('rights', 'whether an account may read the queue is not known')
      return unread ?? unnamedRouter(facts) ?? ok({ label: 'queueAccess', value: 'Read' }, ...more)
    }
    return {
      outcome: 'problem',
      severity: failing.severity,
      message: { key: 'checks.queueAccess.problem', args: { ...failing.args, queue: queue.name } },
      evidence: [{ label: 'queueAccess', value: 'none' }, ...failing.evidence, ...more],
      guide: 'queueAccess',
      links: { queueId: queue.id },
    }
  },
})
