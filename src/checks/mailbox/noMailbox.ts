import { defineCheck } from '../../domain/diagnosis/check.js'
import { notApplicable, ok } from '../../domain/diagnosis/finding.js'
import { OWN_MAILBOX_NEEDS, otherSends } from '../../domain/diagnosis/ownMailbox.js'
import { singleOf } from '../../domain/singleOf.js'

/** The user or queue has no row in mailbox, so nothing sends for it; an application user, for one. */
export const noMailbox = defineCheck({
  id: 'noMailbox',
  gate: 2,
  needs: OWN_MAILBOX_NEEDS,
  evaluate({ senders, mailSettings, senderMailbox }) {
    const sender = singleOf(senders)
    if (!sender) return notApplicable('senderUnknown')
    const other = otherSends(mailSettings)
    if (other) return other
    if (senderMailbox) return ok({ label: 'mailbox', value: senderMailbox.name, sensitive: true })
    const isProgram = sender.kind === 'user' && sender.applicationId !== null
    return {
      outcome: 'problem',
      severity: 'blocking',
      message: { key: `checks.noMailbox.${isProgram ? 'program' : 'problem'}`, args: { sender: sender.name } },
      evidence: [{ label: 'mailbox', value: 'none' }],
      guide: 'noMailbox',
      links: sender.kind === 'user' ? { userId: sender.id } : { queueId: sender.id },
    }
  },
})
