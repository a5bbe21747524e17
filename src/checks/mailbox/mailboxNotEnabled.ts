import { defineCheck } from '../../domain/diagnosis/check.js'
import type { SendingState } from '../../domain/diagnosis/facts.js'
import { ok, undetermined } from '../../domain/diagnosis/finding.js'
import { isEnabled, profileOf, sendingState } from '../../domain/diagnosis/mailboxRules.js'
import { OWN_MAILBOX_NEEDS, OWN_MAILBOX_WEIGHED_BY, ownMailbox } from '../../domain/diagnosis/ownMailbox.js'

/**
 * Sending is not switched on for the mailbox, or "Test & Enable" never ran or failed. While a test is queued there is
 * nothing to do but wait: another one would be refused (0x8005E248). Also: after ten failures in a row, or one permanent
 * error, synchronization switches a mailbox off.
 * https://learn.microsoft.com/power-platform/admin/why-email-message-sent-have-pending-send-status
 */
export const mailboxNotEnabled = defineCheck({
  id: 'mailboxNotEnabled',
  gate: 2,
  channel: 'synchronization',
  needs: OWN_MAILBOX_NEEDS,
  mayUse: ['serverProfiles'],
  weighedBy: OWN_MAILBOX_WEIGHED_BY,
  evaluate({ serverProfiles, ...facts }) {
    const own = ownMailbox(facts)
    if ('stop' in own) return own.stop
    const { sender, mailbox, severity } = own
    const state = sendingState(mailbox, profileOf(mailbox, serverProfiles))
    const enabled = isEnabled(state)
    if (enabled === null) return undetermined('senderMailbox', 'the mailbox does not say whether it is enabled')
    const evidence = [{ label: 'mailboxTest', value: testName(state) }] as const
    if (enabled) return ok(...evidence)
    const kind = mailbox.testQueued ? 'queued' : kindOf(state)
    return {
      outcome: 'problem',
      severity: kind === 'queued' ? 'contributing' : severity,
      message: { key: `checks.mailboxNotEnabled.${kind}`, args: { sender: sender.name } },
      ...(kind === 'queued' && {
        cause: { key: 'checks.mailboxNotEnabled.queuedCause' },
        explains: ['waiting'],
        underWay: true,
      }),
      evidence,
      guide: kind === 'queued' ? 'mailboxTestQueued' : 'mailboxNotEnabled',
      links: { mailboxId: mailbox.id },
    }
  },
})

function kindOf({ testStatus }: SendingState): 'neverTested' | 'failed' | 'switchedOff' {
  if (testStatus === 0) return 'neverTested'
  return testStatus === 2 ? 'failed' : 'switchedOff'
}

/** The labels of mailbox.outgoingemailstatus. */
function testName({ enabled, testStatus }: SendingState): string {
  const status = testStatus === null ? '?' : ['Not Run', 'Success', 'Failure'][testStatus]
  return enabled ? `${status}` : `${status}, off`
}
