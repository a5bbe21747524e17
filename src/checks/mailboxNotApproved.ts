import { combineValues } from '../domain/combineValues.js'
import { defineCheck, notApplicable, type Outcome, ok, undetermined } from '../domain/diagnosis/diagnosis.js'
import type { Approval, Mailbox, MailSettings, Sender } from '../domain/diagnosis/facts.js'
import { singleOf } from '../domain/diagnosis/sendAs.js'

const APPROVED = 1

/**
 * emailrouteraccessapproval of the sender and of its mailbox, if organization.requireapprovalfor…email requires approval;
 * and mailbox.statecode. https://learn.microsoft.com/power-apps/developer/data-platform/email-activity-entities
 */
export const mailboxNotApproved = defineCheck({
  id: 'mailboxNotApproved',
  needs: ['senders', 'mailSettings', 'senderMailbox'],
  evaluate({ senders, mailSettings, senderMailbox }) {
    const sender = singleOf(senders)
    if (!sender) return notApplicable('senderUnknown')
    const disabled = sender.kind === 'user' && sender.disabled === true
    // Disabling a user deactivates the mailbox too. That cause has a check of its own.
    if (senderMailbox?.active === false && !disabled) {
      return problem('inactive', { sender, mailbox: senderMailbox, value: 'Inactive' })
    }
    if (senderMailbox?.active === null) return undetermined('senderMailbox', 'the mailbox has no statecode')
    const required = isRequired(mailSettings, sender)
    if (required === false) return notApplicable('approvalNotRequired')
    const approval = combineValues(APPROVED, ...(senderMailbox ? [senderMailbox.approval] : []), sender.approval)
    if (!approval) return undetermined('senderMailbox', 'the mailbox or the sender has no approval status')
    const value = nameOf(approval.value)
    if (approval.asWanted) return ok({ label: 'approval', value })
    if (required) return problem('problem', { sender, mailbox: senderMailbox, value })
    return undetermined('mailSettings', 'the organization does not say whether it requires approval')
  },
})

/** null: the organization's setting is empty. */
function isRequired({ approval }: MailSettings, { kind }: Sender): boolean | null {
  return kind === 'queue' ? approval.queues : approval.users
}

/** The labels of emailrouteraccessapproval. */
function nameOf(approval: Approval): string {
  return ['Empty', 'Approved', 'Pending Approval', 'Rejected'][approval] ?? String(approval)
}

function problem(
  kind: 'inactive' | 'problem',
  at: { sender: Sender; mailbox: Mailbox | null; value: string },
): Outcome {
  return {
    outcome: 'problem',
    severity: 'blocking',
    message: { key: `checks.mailboxNotApproved.${kind}`, args: { sender: at.sender.name } },
    ...(kind === 'inactive' && { cause: { key: 'checks.mailboxNotApproved.inactiveCause' } }),
    evidence: [{ label: kind === 'inactive' ? 'mailboxStatus' : 'approval', value: at.value }],
    guide: kind === 'inactive' ? 'mailboxInactive' : 'mailboxNotApproved',
    ...(at.mailbox && { links: { mailboxId: at.mailbox.id } }),
  }
}
