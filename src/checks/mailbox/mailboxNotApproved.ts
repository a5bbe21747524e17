import { defineCheck } from '../../domain/diagnosis/check.js'
import { type Evidence, notApplicable, type Outcome, ok, undetermined } from '../../domain/diagnosis/finding.js'
import * as rules from '../../domain/diagnosis/mailboxRules.js'
import * as own from '../../domain/diagnosis/ownMailbox.js'

/**
 * emailrouteraccessapproval of the sender and of its mailbox, if organization.requireapprovalfor…email requires approval;
 * and for Exchange Online mailbox.isemailaddressapprovedbyo365admin, whatever the organization requires (KB 4052727).
 * https://learn.microsoft.com/power-apps/developer/data-platform/email-activity-entities
 */
export const mailboxNotApproved = defineCheck({
  id: 'mailboxNotApproved',
  gate: 2,
  needs: [...own.OWN_MAILBOX_NEEDS, 'hosting'],
  mayUse: ['serverProfiles'],
  weighedBy: own.OWN_MAILBOX_WEIGHED_BY,
  evaluate({ hosting: { online }, serverProfiles, ...facts }) {
    const box = own.ownMailbox(facts)
    if ('stop' in box) return box.stop
    const { sender, mailbox } = box
    const { mailSettings } = facts
    const profile = mailSettings.channel === 'synchronization' ? rules.profileOf(mailbox, serverProfiles) : null
    const inMicrosoft365 = rules.isApprovedInMicrosoft365(mailbox, { profile, online })
    if (inMicrosoft365 === false) return problem('microsoft365', box, { label: 'approvalMicrosoft365', value: 'no' })
    const required = rules.requiresApproval(mailSettings, sender)
    const approval = rules.approvalOf(mailbox, sender)
    const status: Evidence | null = approval && { label: 'approval', value: rules.approvalName(approval.value) }
    if (required && approval?.asWanted === false && status) return problem('problem', box, status)
    // Whether a Microsoft 365 administrator has to approve is known only from the profile.
    if (inMicrosoft365 === null)
      return undetermined('serverProfiles', 'the email server profile of the mailbox was not read', 'notGathered')
    if (required === false) return notApplicable('approvalNotRequired')
    if (!status) return undetermined('senderMailbox', 'the mailbox or the sender has no approval status')
    if (approval?.asWanted) return ok(status)
    return undetermined('mailSettings', 'the organization does not say whether it requires approval')
  },
})

function problem(
  kind: 'microsoft365' | 'problem',
  { sender, mailbox, severity }: own.OwnMailbox,
  evidence: Evidence,
): Outcome {
  return {
    outcome: 'problem',
    severity,
    message: { key: `checks.mailboxNotApproved.${kind}`, args: { sender: sender.name } },
    evidence: [evidence],
    guide: 'mailboxNotApproved',
    ...(kind === 'microsoft365' && { acts: 'microsoft365Administrator' }),
    links: { mailboxId: mailbox.id },
  }
}
