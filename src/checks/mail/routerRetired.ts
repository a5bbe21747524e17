import { defineCheck } from '../../domain/diagnosis/check.js'
import type { Mailbox, Sender } from '../../domain/diagnosis/facts.js'
import { type Evidence, notApplicable } from '../../domain/diagnosis/finding.js'
import { APPROVED, hasOwnAddress, isEnabled, SENDS } from '../../domain/diagnosis/mailboxRules.js'
import type { EvidenceKey } from '../../domain/messageKey.js'
import { singleOf } from '../../domain/singleOf.js'

/**
 * The Email Router stopped working with online organizations in April 2021.
 * https://learn.microsoft.com/power-platform/important-changes-coming
 */
export const routerRetired = defineCheck({
  id: 'routerRetired',
  channel: 'router',
  sharedBy: 'organization',
  needs: ['hosting', 'mailSettings'],
  mayUse: ['senders', 'senderMailbox'],
  evaluate({ hosting, senders, senderMailbox }) {
    if (!hosting.online) return notApplicable('onPremises')
    return {
      outcome: 'problem',
      severity: 'contributing',
      message: { key: 'checks.routerRetired.problem' },
      evidence: senderMailbox ? missingForMigration(senderMailbox, singleOf(senders ?? [])) : [],
      guide: 'routerRetired',
      ...(senderMailbox && { links: { mailboxId: senderMailbox.id } }),
      explains: ['waiting'],
    }
  },
})

/** What the mailbox still lacks for server-side synchronization, judged by its columns; Microsoft publishes no such checklist. */
function missingForMigration(mailbox: Mailbox, sender: Sender | null): readonly Evidence[] {
  const user = sender?.kind === 'user' ? sender : null
  const wants: readonly (readonly [label: EvidenceKey, met: boolean | null])[] = [
    ['lacksActive', mailbox.active],
    ['lacksProfile', mailbox.profileId !== null],
    ['lacksApproval', is(APPROVED, mailbox.approval)],
    ['lacksMethod', is(SENDS, mailbox.deliveryMethod)],
    ['lacksAddress', sender && hasOwnAddress(mailbox, sender)],
    ['lacksTest', isEnabled(mailbox.outgoing)],
    ['lacksLicense', !user || user.licensed],
  ]
  return wants.flatMap(([label, met]) => (met === false ? { label, value: mailbox.name, sensitive: true } : []))
}

/** null: not known. */
function is(wanted: number, value: number | null): boolean | null {
  return value === null ? null : value === wanted
}
