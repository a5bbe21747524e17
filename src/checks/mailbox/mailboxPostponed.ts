import { defineCheck } from '../../domain/diagnosis/check.js'
import { type Evidence, notApplicable, ok } from '../../domain/diagnosis/finding.js'
import { OWN_MAILBOX_NEEDS, ownMailbox } from '../../domain/diagnosis/ownMailbox.js'

/** mailbox.postponesendinguntil or postponemailboxprocessinguntil is in the future: synchronization tries again then. */
export const mailboxPostponed = defineCheck({
  id: 'mailboxPostponed',
  gate: 2,
  channel: 'synchronization',
  needs: [...OWN_MAILBOX_NEEDS, 'backlog'],
  mayUse: ['departures', 'pendingMails'],
  evaluate(facts) {
    const own = ownMailbox(facts)
    if ('stop' in own) return own.stop
    if (!facts.backlog) return notApplicable('senderUnknown')
    const { mailbox, sender } = own
    const { sendingPostponedUntil, processingPostponedUntil, transientFailures, lastError } = mailbox
    const [until] = [sendingPostponedUntil ?? '', processingPostponedUntil ?? ''].toSorted().toReversed()
    if (!until || until <= facts.backlog.asOf) return ok({ label: 'postponedUntil', value: 'none' })
    const failures = transientFailures ?? 0
    const evidence: readonly Evidence[] = [
      { label: 'postponedUntil', value: until },
      ...(failures > 0 ? [{ label: 'transientFailures', value: String(failures) } as const] : []),
      ...(failures > 0 && lastError
        ? [
            {
              label: 'lastError',
              value: [lastError.code, lastError.text].filter(Boolean).join(' '),
              sensitive: true,
            } as const,
          ]
        : []),
    ]
    return {
      outcome: 'problem',
      severity: 'contributing',
      message: {
        key: `checks.mailboxPostponed.${failures > 0 ? 'failing' : 'problem'}`,
        args: { sender: sender.name },
      },
      evidence,
      guide: 'mailboxPostponed',
      acts: 'nobody',
      links: { mailboxId: mailbox.id },
      explains: ['waiting'],
    }
  },
})
