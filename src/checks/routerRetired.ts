import { defineCheck, type Evidence, notApplicable } from '../domain/diagnosis/diagnosis.js'
import type { Mailbox, Sender } from '../domain/diagnosis/facts.js'
import { singleOf, usesSynchronization } from '../domain/diagnosis/sendAs.js'
import type { EvidenceKey } from '../domain/messageKey.js'

/**
 * The Email Router stopped working with online organizations in April 2021.
 * https://learn.microsoft.com/power-platform/important-changes-coming
 */
export const routerRetired = defineCheck({
  id: 'routerRetired',
  needs: ['hosting', 'mailSettings'],
  mayUse: ['senders', 'senderMailbox'],
  evaluate({ hosting, mailSettings, senders, senderMailbox }) {
    if (!hosting.online) return notApplicable('onPremises')
    if (usesSynchronization(mailSettings)) return notApplicable('notTheRouter')
    return {
      outcome: 'problem',
      severity: 'contributing',
      message: { key: 'checks.routerRetired.problem' },
      evidence: senderMailbox ? missingForMigration(senderMailbox, singleOf(senders ?? [])) : [],
      guide: 'routerRetired',
      ...(senderMailbox && { links: { mailboxId: senderMailbox.id } }),
    }
  },
})

/** What the mailbox still lacks for server-side synchronization, judged by its columns; Microsoft publishes no such checklist. */
function missingForMigration(mailbox: Mailbox, sender: Sender | null): readonly Evidence[] {
  const user = sender?.kind === 'user' ? sender : null
  const wants: readonly (readonly [label: EvidenceKey, met: boolean | null])[] = [
    ['lacksActive', mailbox.active],
    ['lacksProfile', mailbox.hasProfile],
    ['lacksApproval', is(1, mailbox.approval)],
    ['lacksMethod', is(2, mailbox.deliveryMethod)],
    ['lacksAddress', !sender || mailbox.address?.toLowerCase() === sender.address?.toLowerCase()],
    ['lacksTest', mailbox.tested],
    ['lacksLicense', !user || user.licensed],
  ]
  return wants.flatMap(([label, met]) => (met === false ? { label, value: mailbox.name, sensitive: true } : []))
}

/** null: not known. */
function is(wanted: number, value: number | null): boolean | null {
  return value === null ? null : value === wanted
}
