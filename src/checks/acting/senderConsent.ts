import { ACTING_MAY_USE } from '../../domain/diagnosis/acting.js'
import { defineCheck } from '../../domain/diagnosis/check.js'
import { ok, undetermined } from '../../domain/diagnosis/finding.js'
import { firstFailing, SEND_AS_NEEDS, sendAsCase } from '../../domain/diagnosis/sendAs.js'

/** usersettings.issendasallowed of the sender, false until somebody sets it. KB 4494727, KB 3184980, 0x8004480D. */
export const senderConsent = defineCheck({
  id: 'senderConsent',
  gate: 1,
  aboutRight: true,
  needs: [...SEND_AS_NEEDS, 'senderConsent'],
  mayUse: ACTING_MAY_USE,
  evaluate({ senderConsent: given, ...facts }) {
    const sending = sendAsCase(facts)
    if ('stop' in sending) return sending.stop
    const { sender, accounts } = sending
    if (given === null) return undetermined('senderConsent', 'issendasallowed of the user is empty')
    const option = { label: 'sendAsAllowed', value: given ? 'on' : 'off' } as const
    const failing = firstFailing(accounts, () => !given)
    if (!failing) return ok(option)
    return {
      outcome: 'problem',
      severity: failing.severity,
      message: { key: 'checks.senderConsent.problem', args: { ...failing.args, sender: sender.name } },
      evidence: [option, ...failing.evidence],
      guide: 'senderConsent',
      links: { userId: sender.id },
    }
  },
})
