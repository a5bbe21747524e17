import { defineCheck, type Evidence, notApplicable, ok, undetermined } from '../domain/diagnosis/diagnosis.js'
import type { Alert } from '../domain/diagnosis/facts.js'
import { openAlerts } from '../domain/diagnosis/openAlerts.js'
import { singleOf } from '../domain/diagnosis/sendAs.js'

/** An alert of the mailbox (tracelog, level Error) that is newer than its last success and than the last e-mail that left. */
export const otherMailboxError = defineCheck({
  id: 'otherMailboxError',
  needs: ['senders', 'senderMailbox', 'alerts', 'lastSent'],
  evaluate({ senders, senderMailbox, alerts, lastSent }) {
    const sender = singleOf(senders)
    if (!sender) return notApplicable('senderUnknown')
    if (!senderMailbox) return notApplicable('noMailbox')
    if (!alerts) return undetermined('alerts', 'the record of the sender refers to no mailbox')
    const open = openAlerts(alerts, senderMailbox.lastSuccess, lastSent)
    for (const { alert, means: fault } of open) {
      if (fault === null || fault === 'hasCheck') continue
      return {
        outcome: 'problem',
        severity: 'blocking',
        cause: { key: `faults.${fault.id}.name` },
        message: { key: `faults.${fault.id}.meaning`, args: { sender: sender.name } },
        next: { key: `faults.${fault.id}.next` },
        evidence: evidenceOf(alert, fault.codes[0]),
        guide: 'otherMailboxError',
        links: { mailboxId: senderMailbox.id, article: fault.article },
      }
    }
    const unknown = open.find(({ means }) => means === null)?.alert
    if (!unknown) return ok({ label: 'alerts', value: 'none' })
    const detail = unknown.text.slice(0, 300)
    const missing = [{ fact: 'alerts', why: 'notUnderstood', detail }] as const
    return { outcome: 'undetermined', missing, evidence: evidenceOf(unknown) }
  },
})

function evidenceOf({ text, at }: Alert, code?: string): readonly Evidence[] {
  const alert: readonly Evidence[] = [
    { label: 'alert', value: text, sensitive: true },
    { label: 'alertAt', value: at },
  ]
  return code ? [{ label: 'code', value: code }, ...alert] : alert
}
