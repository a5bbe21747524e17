import { defineCheck } from '../../domain/diagnosis/check.js'
import { notApplicable, ok, undetermined } from '../../domain/diagnosis/finding.js'
import { singleOf } from '../../domain/singleOf.js'

/** systemuser.isdisabled of the sender. A queue has no such state. */
export const senderDisabled = defineCheck({
  id: 'senderDisabled',
  needs: ['senders'],
  evaluate({ senders }) {
    const sender = singleOf(senders)
    if (!sender) return notApplicable('senderUnknown')
    if (sender.kind === 'queue') return notApplicable('senderIsQueue')
    if (sender.disabled === null) return undetermined('senders', 'isdisabled of the user is empty')
    const evidence = [{ label: 'accountStatus', value: sender.disabled ? 'disabled' : 'enabled' }] as const
    if (!sender.disabled) return ok(...evidence)
    return {
      outcome: 'problem',
      severity: 'blocking',
      message: { key: 'checks.senderDisabled.problem', args: { sender: sender.name } },
      evidence,
      guide: 'senderDisabled',
      links: { userId: sender.id },
    }
  },
})
