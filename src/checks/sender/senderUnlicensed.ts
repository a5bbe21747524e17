import { defineCheck } from '../../domain/diagnosis/check.js'
import { notApplicable, ok, undetermined } from '../../domain/diagnosis/finding.js'
import { hasLicense } from '../../domain/diagnosis/mailboxRules.js'
import { newerMailLeft, OWN_MAILBOX_WEIGHED_BY, otherSends } from '../../domain/diagnosis/ownMailbox.js'
import { isService } from '../../domain/diagnosis/rows/accounts.js'
import { singleOf } from '../../domain/singleOf.js'

/** systemuser.islicensed and accessmode of a person, without which their mailbox cannot be enabled. KB 4481318. */
export const senderUnlicensed = defineCheck({
  id: 'senderUnlicensed',
  gate: 2,
  channel: 'synchronization',
  needs: ['senders', 'hosting', 'mailSettings'],
  weighedBy: OWN_MAILBOX_WEIGHED_BY,
  evaluate({ senders, hosting, mailSettings, ...facts }) {
    const sender = singleOf(senders)
    if (!sender) return notApplicable('senderUnknown')
    if (sender.kind === 'queue') return notApplicable('senderIsQueue')
    const other = otherSends(mailSettings)
    if (other) return other
    if (!hosting.online) return notApplicable('onPremises')
    if (isService(sender)) return notApplicable('senderIsService')
    const fits = hasLicense(sender)
    if (fits === null) return undetermined('senders', 'islicensed or accessmode of the user is empty')
    const { licensed, accessMode } = sender
    const mode = accessModeName(accessMode)
    const evidence = [
      { label: 'license', value: licensed === false ? 'none' : licensed ? 'yes' : '?' },
      { label: 'accessMode', value: mode },
    ] as const
    if (fits) return ok(...evidence)
    const kind = licensed === false ? 'problem' : 'accessMode'
    return {
      outcome: 'problem',
      severity: newerMailLeft(facts) ? 'contributing' : 'blocking',
      message: { key: `checks.senderUnlicensed.${kind}`, args: { sender: sender.name, mode } },
      evidence,
      guide: 'senderUnlicensed',
      acts: 'microsoft365Administrator',
      links: { userId: sender.id },
    }
  },
})

/** The labels of systemuser.accessmode. */
function accessModeName(mode: number | null): string {
  const names = ['Read-Write', 'Administrative', 'Read', 'Support User', 'Non-interactive', 'Delegated Admin']
  return mode === null ? '?' : (names[mode] ?? String(mode))
}
