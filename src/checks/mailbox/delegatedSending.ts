import { defineCheck } from '../../domain/diagnosis/check.js'
import { notApplicable, type Outcome, ok, undetermined } from '../../domain/diagnosis/finding.js'
import { unmetRule } from '../../domain/diagnosis/mailboxRules.js'
import { type Submitter, submitterOf } from '../../domain/diagnosis/submitter.js'
import type { CheckId } from '../../domain/messageKey.js'
import { singleOf } from '../../domain/singleOf.js'

/**
 * EnableMailboxDelegationForOutgoingEmail: an e-mail leaves through the mailbox of whoever submitted it, which then has to
 * meet what the sender's own would have to meet otherwise.
 * https://learn.microsoft.com/power-platform/admin/environment-database-settings
 */
export const delegatedSending = defineCheck({
  id: 'delegatedSending',
  gate: 2,
  channel: 'synchronization',
  needs: ['senders', 'mailSettings', 'hosting', 'pendingMails', 'accounts', 'submitterMailboxes', 'serverProfiles'],
  mayUse: ['submission'],
  evaluate({ mailSettings, hosting: { online }, serverProfiles: profiles, ...facts }) {
    if (mailSettings.delegation === null)
      return undetermined('mailSettings', 'the settings of the organization are not XML')
    if (!mailSettings.delegation) return notApplicable('notDelegated')
    const sender = singleOf(facts.senders)
    if (!sender) return notApplicable('senderUnknown')
    const [oldest] = facts.pendingMails ?? []
    if (!oldest) return notApplicable('nothingPending')
    const submitter = submitterOf(oldest, facts)
    if ('stop' in submitter) return submitter.stop
    const { owner, mailbox } = submitter
    if (!mailbox) return problem('noMailbox', submitter, sender.name)
    const { rule, clear } = unmetRule(mailbox, { owner, mailSettings, online, profiles })
    if (rule) return problem(rule, submitter, sender.name)
    if (!clear) return undetermined('submitterMailboxes', 'a value of the submitter or of their mailbox is empty')
    return ok({ label: 'submitter', value: owner.name, sensitive: true })
  },
})

/** A test that is queued only has to be waited for. */
function problem(rule: CheckId, { owner, mailbox }: Submitter, sender: string): Outcome {
  const queued = rule === 'mailboxNotEnabled' && mailbox?.testQueued === true
  const kind = queued ? 'queued' : rule === 'noMailbox' ? 'noMailbox' : 'problem'
  return {
    outcome: 'problem',
    severity: queued ? 'contributing' : 'blocking',
    message: { key: `checks.delegatedSending.${kind}`, args: { submitter: owner.name, sender } },
    ...(queued && { cause: { key: 'checks.delegatedSending.queuedCause' }, explains: ['waiting'] }),
    evidence: [
      { label: 'submitter', value: owner.name, sensitive: true },
      { label: 'unmet', value: rule },
    ],
    guide: queued ? 'mailboxTestQueued' : 'delegatedSending',
    links: mailbox ? { mailboxId: mailbox.id } : { userId: owner.id },
  }
}
