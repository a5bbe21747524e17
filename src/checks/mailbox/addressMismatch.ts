import { defineCheck } from '../../domain/diagnosis/check.js'
import { ok, undetermined } from '../../domain/diagnosis/finding.js'
import { hasOwnAddress } from '../../domain/diagnosis/mailboxRules.js'
import { OWN_MAILBOX_NEEDS, OWN_MAILBOX_WEIGHED_BY, ownMailbox } from '../../domain/diagnosis/ownMailbox.js'

/** The mailbox has another address than its user or queue. KB 4510938, KB 4500801. */
export const addressMismatch = defineCheck({
  id: 'addressMismatch',
  gate: 2,
  channel: 'synchronization',
  needs: OWN_MAILBOX_NEEDS,
  weighedBy: OWN_MAILBOX_WEIGHED_BY,
  evaluate(facts) {
    const own = ownMailbox(facts)
    if ('stop' in own) return own.stop
    const { sender, mailbox, severity } = own
    const same = hasOwnAddress(mailbox, sender)
    if (same === null) return undetermined('senderMailbox', 'the mailbox or the sender has no address')
    const evidence = [
      { label: 'mailboxAddress', value: mailbox.address ?? '', sensitive: true },
      { label: 'senderAddress', value: sender.address ?? '', sensitive: true },
    ] as const
    if (same) return ok(evidence[0])
    return {
      outcome: 'problem',
      severity,
      message: {
        key: 'checks.addressMismatch.problem',
        args: { sender: sender.name, own: sender.address ?? '', mailbox: mailbox.address ?? '' },
      },
      evidence,
      guide: 'addressMismatch',
      links: { mailboxId: mailbox.id },
    }
  },
})
