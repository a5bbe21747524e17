import { defineCheck } from '../../domain/diagnosis/check.js'
import type { Alert, Mailbox } from '../../domain/diagnosis/facts.js'
import { type Evidence, ok, undetermined } from '../../domain/diagnosis/finding.js'
import { openAlerts } from '../../domain/diagnosis/openAlerts.js'
import { OWN_MAILBOX_NEEDS, ownMailbox } from '../../domain/diagnosis/ownMailbox.js'

/**
 * An alert of the mailbox or of its profile (tracelog, level Error), or the mailbox's last error (lastsyncerror…), that is
 * newer than its last success and than the last e-mail that left.
 */
export const otherMailboxError = defineCheck({
  id: 'otherMailboxError',
  gate: 2,
  needs: [...OWN_MAILBOX_NEEDS, 'alerts', 'departures'],
  mayUse: ['pendingMails', 'backlog'],
  evaluate(facts) {
    const own = ownMailbox(facts)
    if ('stop' in own) return own.stop
    const { sender, mailbox } = own
    if (!facts.alerts) return undetermined('alerts', 'the record of the sender refers to no mailbox')
    const ofMailbox = facts.alerts.filter(({ profileId }) => profileId === undefined || profileId === mailbox.profileId)
    const reported = [...ofMailbox, ...lastErrorOf(mailbox)].toSorted((a, b) => (a.at < b.at ? 1 : -1))
    const successes = [mailbox.lastSuccess, facts.departures?.newest?.sentAt ?? null]
    const open = openAlerts(reported, { channel: facts.mailSettings.channel, successes })
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
        links: { mailboxId: mailbox.id, article: fault.article },
      }
    }
    const unknown = open.find(({ means }) => means === null)?.alert
    if (!unknown) return ok({ label: 'alerts', value: 'none' })
    const detail = unknown.text.slice(0, 300)
    const missing = [{ fact: 'alerts', why: 'notUnderstood', detail }] as const
    return { outcome: 'undetermined', missing, evidence: evidenceOf(unknown) }
  },
})

/** The mailbox's last error, as if it were an alert. */
function lastErrorOf({ lastError }: Mailbox): readonly Alert[] {
  if (!lastError?.at) return []
  const { code, text, at } = lastError
  return [{ text: [text, code].filter(Boolean).join(' '), details: null, at }]
}

function evidenceOf({ text, at }: Alert, code?: string): readonly Evidence[] {
  const alert: readonly Evidence[] = [
    { label: 'alert', value: text, sensitive: true },
    { label: 'alertAt', value: at },
  ]
  return code ? [{ label: 'code', value: code }, ...alert] : alert
}
