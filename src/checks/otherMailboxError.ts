import { defineCheck, type Evidence, notApplicable, ok } from '../domain/diagnosis.js'
import type { Alert } from '../domain/facts.js'
import { faultOf, type MailboxFault } from '../domain/mailboxFaults.js'
import { only } from '../domain/sendAs.js'

/** Alerts of the mailbox (tracelog, level Error) that are newer than its last success and than the last e-mail that left. */
export const otherMailboxError = defineCheck({
  id: 'otherMailboxError',
  needs: ['senders', 'senderMailbox', 'alerts', 'lastSent'],
  evaluate({ senders, senderMailbox, alerts, lastSent }) {
    const sender = only(senders)
    if (!sender) return notApplicable('senderUnknown')
    if (!senderMailbox || !alerts) return notApplicable('noMailbox')
    const success = [senderMailbox.lastSuccess ?? '', lastSent ?? ''].toSorted().at(-1) ?? ''
    const read = alerts.filter(({ at }) => at > success).map(alert => ({ alert, fault: faultOf(alert) }))
    const known = read.find(isOther)
    if (known) {
      const { alert, fault } = known
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
    // The faults that have checks of their own are told there.
    const unknown = read.find(({ fault }) => fault === null)
    if (!unknown) return ok({ label: 'alerts', value: 'none' })
    const detail = unknown.alert.text.slice(0, 300)
    return {
      outcome: 'undetermined',
      missing: [{ fact: 'alerts', why: 'notUnderstood', detail }],
      evidence: evidenceOf(unknown.alert),
    }
  },
})

function isOther(one: {
  alert: Alert
  fault: ReturnType<typeof faultOf>
}): one is { alert: Alert; fault: MailboxFault } {
  return one.fault !== null && typeof one.fault === 'object'
}

function evidenceOf({ text, at }: Alert, code?: string): readonly Evidence[] {
  const alert: readonly Evidence[] = [
    { label: 'alert', value: text, sensitive: true },
    { label: 'alertAt', value: at },
  ]
  return code ? [{ label: 'code', value: code }, ...alert] : alert
}
