import { defineCheck } from '../../domain/diagnosis/check.js'
import { notApplicable, ok, undetermined } from '../../domain/diagnosis/finding.js'
import { OWN_MAILBOX_NEEDS, OWN_MAILBOX_WEIGHED_BY, ownMailbox } from '../../domain/diagnosis/ownMailbox.js'

/** mailbox.statecode is Inactive. KB 4481318. */
export const mailboxInactive = defineCheck({
  id: 'mailboxInactive',
  gate: 2,
  needs: OWN_MAILBOX_NEEDS,
  weighedBy: OWN_MAILBOX_WEIGHED_BY,
  evaluate(facts) {
    const own = ownMailbox(facts)
    if ('stop' in own) return own.stop
    const { sender, mailbox, severity } = own
    if (mailbox.active === null) return undetermined('senderMailbox', 'the mailbox has no statecode')
    const evidence = [{ label: 'mailboxStatus', value: mailbox.active ? 'Active' : 'Inactive' }] as const
    if (mailbox.active) return ok(...evidence)
    // Disabling a user deactivates the mailbox too, and enabling the user activates it again.
    if (sender.kind === 'user' && sender.disabled === true) return notApplicable('senderDisabled')
    return {
      outcome: 'problem',
      severity,
      message: { key: 'checks.mailboxInactive.problem', args: { sender: sender.name } },
      evidence,
      guide: 'mailboxInactive',
      links: { mailboxId: mailbox.id },
    }
  },
})
